"""Permissions of one piece of support: who agrees for which side, who approves, who has an interest."""

from datetime import date

from schools.queries import holds_lead
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import roles_of
from sil.workflow import Denied, can

from ..models import Support
from ..permissions import check_brokers, check_speaks, leads
from .policies import check_no_own_part, check_state


def has_declared(support: Support, user: User) -> bool:
    """Return whether somebody has declared an interest in who gives support, or before anybody was proposed."""
    there = support.conflicts.all()
    return any(each.user_id == user.pk and each.giver in ("", support.giver_key) for each in there)


def check_no_interest(support: Support, *, by: User, on: date) -> None:
    """Raises Denied("conflict")."""
    check_no_own_part(support, declared=has_declared(support, by), email=by.email)
    if support.offer and holds_lead(by, support.offer.school, on):
        raise Denied("conflict", "You lead the school that would give this support, so somebody else has to agree it.")


def check_agree(support: Support, *, by: User, on: date) -> bool:
    """Return whether a person agrees for the school, False for the service. Raises Denied("not_yours", "wrong_state",
    "conflict", "agreed_already")."""
    by_school = check_speaks(support.school, by=by, on=on)
    check_state(support, "agree")
    check_no_interest(support, by=by, on=on)
    if support.head_agreed_by if by_school else support.officer_agreed_by:
        side = "The school" if by_school else "An officer"
        raise Denied("agreed_already", f"{side} has agreed already.")
    return by_school


def check_approve(support: Support, *, by: User, on: date) -> None:
    """Raises Denied("not_allowed", "wrong_state", "agreed_it", "conflict"): the person who agreed as officer does not
    approve, nor does anybody who leads the school."""
    who = roles_of(by, on)
    if not who.may(Permission.SUPPORT_APPROVE) or leads(support.school, who):
        raise Denied("not_allowed", "Only a Principal Officer or the Director of Education can approve support.")
    check_state(support, "approve")
    if support.officer_agreed_by_id == by.pk:
        raise Denied("agreed_it", "You agreed this support as the officer, so somebody else has to approve it.")
    check_no_interest(support, by=by, on=on)


def check_decline(support: Support, *, by: User, on: date) -> None:
    """Raises Denied("not_yours", "wrong_state")."""
    who = roles_of(by, on)
    if leads(support.school, who) or not who.may(Permission.SUPPORT_APPROVE):
        check_brokers(support.school, by=by, on=on)
    check_state(support, "decline")


def check_manage(support: Support, action: str, *, by: User, on: date) -> None:
    """Raises Denied("not_the_partner", "wrong_state")."""
    check_brokers(support.school, by=by, on=on)
    check_state(support, action)


def check_withdraw(support: Support, *, by: User, on: date) -> bool:
    """Return whether a person withdraws it for the school. Raises Denied("not_yours", "wrong_state")."""
    by_school = check_speaks(support.school, by=by, on=on)
    check_state(support, "withdraw")
    return by_school


def check_evaluate(support: Support, *, by: User, on: date) -> bool:
    """Return whether a person evaluates for the school, False for the service. Raises Denied("not_yours",
    "wrong_state", "evaluated")."""
    by_school = check_speaks(support.school, by=by, on=on)
    check_state(support, "evaluate")
    if support.evaluations.filter(side="school" if by_school else "service").exists():
        raise Denied("evaluated", "Your side has evaluated this support already.")
    return by_school


may_agree = can(check_agree)
may_approve = can(check_approve)
may_decline = can(check_decline)
may_manage = can(check_manage)
may_withdraw = can(check_withdraw)
may_evaluate = can(check_evaluate)
