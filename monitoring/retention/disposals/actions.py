"""Ask for a disposal, withdraw it, approve or refuse it."""

from datetime import date
from typing import Any

from django.db import transaction

from sil.accounts.models import User
from sil.audit import events
from sil.clock import in_words
from sil.framework.queries import framework_on
from sil.outbox.queue import enqueue
from sil.workflow import Denied, find

from ..models import Disposal
from ..states import DisposalState
from ..transitions import CARRY_ON, ROWS
from .permissions import check_ask, check_decide
from .queries import progress


@transaction.atomic
def start(*, by: User, on: date) -> Disposal:
    """Have worked out what is due on a day. Nothing goes before it is approved. Raises Denied("not_allowed",
    "no_periods", "under_way")."""
    check_ask(by=by, on=on)
    # One at a time: whoever is second sees the first.
    User.objects.select_for_update(no_key=True).order_by("pk").first()
    framework = framework_on(on)
    periods = {each.kind.value: each.words for each in framework.privacy.retention} if framework else {}
    if not periods:
        raise Denied("no_periods", "The framework file has no periods of retention, so nothing is due.")
    if Disposal.objects.exclude(
        status__in=[DisposalState.DONE, DisposalState.REFUSED, DisposalState.WITHDRAWN]
    ).exists():
        raise Denied("under_way", "There is a disposal already that is not over. Open it below.")
    made = Disposal.objects.create(due_on=on, periods=periods, asked_by=by, asked_on=on)
    events.record("disposal.started", subject=made, by=by, number=made.pk, day=in_words(on))
    enqueue(CARRY_ON)
    return made


@transaction.atomic
def withdraw(disposal: Disposal, *, by: User, on: date) -> Disposal:
    """Withdraw a disposal that was not approved. Raises Denied("not_allowed", "wrong_state")."""
    check_ask(by=by, on=on)
    return _move(disposal, "withdraw", by=by, refusal="This disposal was decided already, so it cannot be withdrawn.")


@transaction.atomic
def approve(disposal: Disposal, *, by: User, on: date, note: str = "") -> Disposal:
    """Approve the list as it was worked out; the worker then disposes of it. Raises Denied("not_allowed", "oneself",
    "nothing", "wrong_state")."""
    disposal = _locked(disposal)
    check_decide(disposal, by=by, on=on)
    going = progress(disposal)[1]
    if disposal.status == DisposalState.PROPOSED and not going:
        raise Denied("nothing", "Nothing on the list can go, so there is nothing to approve.")
    disposal.decided_by, disposal.decided_on, disposal.note = by, on, note.strip()
    enqueue(CARRY_ON)
    return _move(disposal, "approve", by=by, refusal="This disposal does not wait for a decision.", going=going)


@transaction.atomic
def refuse(disposal: Disposal, *, by: User, on: date, note: str) -> Disposal:
    """Refuse a disposal, with a reason. Raises Denied("not_allowed", "oneself", "wrong_state")."""
    disposal = _locked(disposal)
    check_decide(disposal, by=by, on=on)
    disposal.decided_by, disposal.decided_on, disposal.note = by, on, note.strip()
    return _move(disposal, "refuse", by=by, refusal="This disposal does not wait for a decision.")


def move_on(disposal: Disposal, action: str, **data: Any) -> Disposal:
    """What the worker does: propose the list, or finish. The caller holds the lock of the disposal."""
    return _move(disposal, action, by=None, refusal="This disposal is at another step.", **data)


def _locked(disposal: Disposal) -> Disposal:
    return Disposal.objects.select_for_update().get(pk=disposal.pk)


def _move(disposal: Disposal, action: str, *, by: User | None, refusal: str, **data: Any) -> Disposal:
    before = _locked(disposal).status
    row = find(ROWS, action=action, source=before, refusal=refusal)
    events.record(
        row.event,
        subject=disposal,
        by=by,
        reason=disposal.note if by and by == disposal.decided_by else "",
        status=(before, row.target),
        number=disposal.pk,
        **data,
    )
    disposal.status = row.target
    disposal.save()
    return disposal
