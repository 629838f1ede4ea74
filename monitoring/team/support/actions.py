"""Ask for financial support for a maintained school, withdraw the request, decide on it, and record what was paid.
Amounts are in pounds."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from schools.queries import holds_lead, scope
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.framework.queries import framework_on
from sil.workflow import Denied, find

from ..models import Payment, SupportRequest, Team
from ..sent import SUPPORT_ASKED, SUPPORT_WITHDRAWN
from ..team.actions import locked as locked_team
from ..team.policies import check_open, check_reason, rules_of
from ..transitions import SUPPORT_ROWS
from .notifications import SupportAsked, SupportWithdrawn, give_support_receipt, tell_asked, tell_decided
from .permissions import check_ask, check_decide, check_pay, check_withdraw
from .policies import SupportInput, check_agreed_amount, check_content, check_maintained, check_payment, in_pounds
from .queries import total_paid

DECIDED = "This request has already been decided on or withdrawn."


@transaction.atomic
def ask(team: Team, said: SupportInput, *, by: User, on: date) -> SupportRequest:
    """Ask for financial support; the school's Principal Officer is told, and a school gets its receipt.

    Raises Denied("not_yours", "ended", "no_teams", "closed", "not_maintained") and those of `check_content`.
    """
    team = locked_team(team)
    check_ask(team, by=by, on=on)
    check_open(team)
    check_maintained(team.school, rules_of(framework_on(on)), on)
    check_content(said, on=on)
    made = SupportRequest.objects.create(
        team=team,
        school=team.school,
        amount=said.amount,
        purpose=said.purpose.strip(),
        financial_year=said.financial_year,
        asked_by=by,
        asked_on=on,
    )
    _record("team.support_asked", made, by=by, amount=made.amount)
    tell_asked(SupportAsked, made, by=by, on=on)
    if holds_lead(by, team.school, on):
        give_support_receipt(SUPPORT_ASKED, made, by=by, on=on)
    return made


@transaction.atomic
def decide(
    request: SupportRequest, *, agreed: bool, amount: Decimal | None = None, reason: str, by: User, on: date
) -> SupportRequest:
    """Agree financial support, all of it or less, or decline it. Whoever asked for it, the headteacher and the lead are
    told. What was asked for a school that has closed or become an academy since can only be declined.

    Raises Denied("not_yours", "asked", "in_post", "wrong_state", "no_reason", "no_teams", "closed", "not_maintained",
    "no_amount", "too_much").
    """
    request = _locked(request)
    check_decide(request, by=by, on=on)
    action = "agree" if agreed else "decline"
    row = find(SUPPORT_ROWS, action=action, source=request.status, refusal=DECIDED)
    check_reason(reason, "Enter the reason for the decision.")
    if agreed:
        check_maintained(request.school, rules_of(framework_on(on)), on)
        check_agreed_amount(request, amount)
    shown = amount if agreed and amount is not None else request.amount
    status = (request.status, row.target)
    _record(row.event, request, by=by, reason=reason.strip(), status=status, amount=shown)
    request.status, request.agreed_amount = row.target, amount if agreed else None
    request.reason, request.decided_by, request.decided_on = reason.strip(), by, on
    request.save(update_fields=["status", "agreed_amount", "reason", "decided_by", "decided_on"])
    tell_decided(request, by=by, on=on)
    return request


@transaction.atomic
def withdraw(request: SupportRequest, *, reason: str = "", by: User, on: date) -> SupportRequest:
    """Withdraw a request that nobody has decided on; those who were to decide are told, and a school gets its receipt.

    Raises Denied("not_yours", "wrong_state").
    """
    request = _locked(request)
    check_withdraw(request, by=by, on=on)
    row = find(SUPPORT_ROWS, action="withdraw", source=request.status, refusal=DECIDED)
    tell_asked(SupportWithdrawn, request, by=by, on=on)
    status = (request.status, row.target)
    _record(row.event, request, by=by, reason=reason.strip(), status=status, amount=request.amount)
    request.status, request.reason, request.decided_by, request.decided_on = row.target, reason.strip(), by, on
    request.save(update_fields=["status", "reason", "decided_by", "decided_on"])
    if holds_lead(by, request.team.school, on):
        give_support_receipt(SUPPORT_WITHDRAWN, request, by=by, on=on)
    return request


@transaction.atomic
def pay(request: SupportRequest, *, amount: Decimal, paid_on: date, note: str = "", by: User, on: date) -> Payment:
    """Record a part that was paid; all parts together are never more than was agreed, and the school was open and
    maintained on the day. Raises Denied("not_yours", "in_post", "no_teams", "closed", "not_maintained") and those of
    `check_payment`."""
    request = _locked(request)
    check_pay(request, by=by, on=on)
    check_payment(request, total_paid(request), amount, paid_on, on=on)
    check_maintained(request.school, rules_of(framework_on(on)), paid_on)
    _record("team.support_paid", request, by=by, amount=amount)
    return Payment.objects.create(
        request=request, amount=amount, paid_on=paid_on, note=note.strip(), by=by, recorded_on=on
    )


@transaction.atomic
def take_back(payment: Payment, *, reason: str, by: User, on: date) -> Payment:
    """Take back a payment that was recorded by mistake: another of the same amount below zero is added.

    Raises Denied("not_yours", "in_post", "taken_back", "no_reason").
    """
    request = _locked(payment.request)
    check_pay(request, by=by, on=on)
    if payment.takes_back_id or Payment.objects.filter(takes_back=payment).exists():
        raise Denied("taken_back", "This payment has already been taken back.")
    check_reason(reason, "Enter why the payment is taken back.")
    _record("team.support_taken_back", request, by=by, reason=reason.strip(), amount=payment.amount)
    return Payment.objects.create(
        request=request,
        amount=-payment.amount,
        paid_on=payment.paid_on,
        note=reason.strip(),
        takes_back=payment,
        by=by,
        recorded_on=on,
    )


def _locked(request: SupportRequest) -> SupportRequest:
    related = SupportRequest.objects.select_related("school", "team__school", "team__lead", "asked_by")
    found = related.select_for_update(of=("self",)).get(pk=request.pk)
    require_as_shown(found)
    return found


def _record(
    kind: str,
    request: SupportRequest,
    *,
    by: User,
    amount: Decimal,
    reason: str = "",
    status: tuple[str, str] | None = None,
) -> None:
    where = scope(request.school)
    events.record(kind, subject=request, by=by, scope=where, reason=reason, status=status, amount=in_pounds(amount))
