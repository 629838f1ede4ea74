"""Permissions of one piece of support: who agrees for which side, who approves, who has an interest."""

from datetime import date

from schools.queries import holds_lead
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import roles_of
from sil.workflow import Denied, can

from ..models import Support
from ..permissions import brokers, check_brokers, check_speaks, leads
from ..states import BEFORE, DELIVERING, SupportState
from .policies import REFUSALS, check_state

# The codes of refusals that say that an act is not this person's, whatever becomes of the support.
NOT_THEIRS = ("not_yours", "not_the_partner", "not_allowed")


def has_declared(support: Support, user: User) -> bool:
    """Return whether somebody has declared an interest in who gives support, or before anybody was proposed."""
    there = support.conflicts.all()
    return any(each.user_id == user.pk and each.giver in ("", support.giver_key) for each in there)


def check_does_not_give(support: Support, *, by: User, on: date) -> None:
    """Raises Denied("conflict") for who gives the support themselves, or leads the school that does."""
    if support.leader and support.leader.email.lower() == by.email.lower():
        raise Denied("conflict", "You give this support yourself, so somebody else has to do this.")
    if support.offer and holds_lead(by, support.offer.school, on):
        raise Denied("conflict", "You lead the school that gives this support, so somebody else has to do this.")


def check_no_interest(support: Support, *, by: User, on: date) -> None:
    """Raises Denied("conflict") where somebody has declared an interest, or gives the support themselves."""
    if has_declared(support, by):
        raise Denied("conflict", "You declared an interest in this support, so somebody else has to do this.")
    check_does_not_give(support, by=by, on=on)


def check_agree(support: Support, *, by: User, on: date) -> bool:
    """Return whether a person agrees for the school, False for the service. Raises Denied("not_yours", "wrong_state",
    "conflict", "agreed_already")."""
    by_school = check_speaks(support.school, by=by, on=on)
    check_state(support, "agree")
    check_no_interest(support, by=by, on=on)
    if support.head_agreed_by_id if by_school else support.officer_agreed_by_id:
        side = "The school" if by_school else "An officer"
        raise Denied("agreed_already", f"{side} has agreed already.")
    return by_school


def check_approver(support: Support, *, by: User, on: date) -> None:
    """Raises Denied("not_allowed", "agreed_it", "conflict"): money is approved by somebody who approves support, does
    not lead the school, did not agree it as officer and has no interest in it."""
    who = roles_of(by, on)
    if not who.may(Permission.SUPPORT_APPROVE) or leads(support.school, who):
        raise Denied("not_allowed", "Only a Principal Officer or the Director of Education can approve support.")
    if support.officer_agreed_by_id == by.pk:
        raise Denied("agreed_it", "You agreed this support as the officer, so somebody else has to approve it.")
    check_no_interest(support, by=by, on=on)


def check_approve(support: Support, *, by: User, on: date) -> None:
    """Raises Denied("wrong_state") and those of `check_approver`."""
    check_approver(support, by=by, on=on)
    check_state(support, "approve")


def check_declare(support: Support, *, by: User, on: date) -> bool:
    """Return whether a person takes part in support for the school, False for the service. Raises Denied("not_yours",
    "wrong_state", "declared")."""
    who = roles_of(by, on)
    by_school = leads(support.school, who)
    if not by_school and not brokers(support.school, who) and not who.may(Permission.SUPPORT_APPROVE):
        raise Denied("not_yours", "Only people who agree or approve this support can do this.")
    if support.status not in BEFORE:
        raise Denied("wrong_state", REFUSALS["declare"])
    if has_declared(support, by):
        raise Denied("declared", "You have declared an interest in this support already.")
    return by_school


def check_decline(support: Support, *, by: User, on: date) -> None:
    """Raises Denied("not_the_partner", "wrong_state")."""
    _check_service(support, by=by, on=on)
    check_state(support, "decline")


def check_correct_cost(support: Support, *, by: User, on: date) -> None:
    """Raises Denied("not_the_partner", "wrong_state")."""
    _check_service(support, by=by, on=on)
    check_state(support, "correct_cost")


def check_manage(support: Support, action: str, *, by: User, on: date) -> None:
    """Raises Denied("not_the_partner", "wrong_state")."""
    check_brokers(support.school, by=by, on=on)
    check_state(support, action)


def check_deliver(support: Support, *, by: User, on: date) -> None:
    """Raises Denied("not_the_partner", "wrong_state")."""
    check_brokers(support.school, by=by, on=on)
    if support.status not in DELIVERING:
        raise Denied("wrong_state", REFUSALS["deliver"])


def check_withdraw(support: Support, *, by: User, on: date) -> bool:
    """Return whether a person withdraws it for the school. Raises Denied("not_yours", "wrong_state", "given")."""
    by_school = check_speaks(support.school, by=by, on=on)
    check_state(support, "withdraw")
    under_way = support.status == SupportState.UNDER_WAY
    if under_way and support.deliveries.filter(replaced_by=None, days__gt=0).exists():
        raise Denied("given", "Some days have been given, so this support cannot be withdrawn. Complete it instead.")
    return by_school


def check_evaluate(support: Support, *, by: User, on: date) -> bool:
    """Return whether a person evaluates for the school, False for the service. Raises Denied("not_yours",
    "wrong_state", "conflict", "evaluated")."""
    by_school = check_speaks(support.school, by=by, on=on)
    check_state(support, "evaluate")
    check_does_not_give(support, by=by, on=on)
    side = "school" if by_school else "service"
    if any(each.side == side for each in support.evaluations.all()):
        raise Denied("evaluated", "Your side has evaluated this support already.")
    return by_school


def _check_service(support: Support, *, by: User, on: date) -> None:
    """Raises Denied("not_the_partner") unless a person brokers the support, or approves support."""
    who = roles_of(by, on)
    if leads(support.school, who) or not who.may(Permission.SUPPORT_APPROVE):
        check_brokers(support.school, by=by, on=on)


may_agree = can(check_agree)
may_approve = can(check_approve)
may_be_approver = can(check_approver)
may_declare = can(check_declare)
may_decline = can(check_decline)
may_correct_cost = can(check_correct_cost)
may_manage = can(check_manage)
may_deliver = can(check_deliver)
may_withdraw = can(check_withdraw)
may_evaluate = can(check_evaluate)
