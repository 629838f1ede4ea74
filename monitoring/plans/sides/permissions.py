"""Who writes and agrees a partnership plan, who ends it, and who reads it."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from schools.models import AssignmentRole
from schools.queries import assigned, assigned_schools, assists, holds_lead, in_post, schools_in_post, works_with
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS, Part, Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.framework.queries import titles
from sil.workflow import Denied

from ..models import PartnershipPlan
from ..states import Side

# Those who read what a school writes of a plan, and write it with its head.
WITH_ASSISTANTS = (*LEADS, Part.PLAN)


def side_of(plan: PartnershipPlan, user: User, on: date) -> Side | None:
    """Return the side for which a person writes and agrees a plan on a day, cover included, or None."""
    if not user.is_active:
        return None
    if holds_lead(user, plan.school, on):
        return Side.HEAD
    return Side.PARTNER if works_with(user, plan.school, AssignmentRole.SIP, on) else None


def signs_as(plan: PartnershipPlan, side: Side, user: User, on: date) -> str:
    """Return the title in which a person agrees a plan for their side."""
    post = holds_lead(user, plan.school, on) if side == Side.HEAD else None
    return plan.framework.title(post.role if post else "sip")


def check_side(plan: PartnershipPlan, *, by: User, on: date) -> Side:
    """Return the side of a person. Raises Denied("not_a_side")."""
    side = side_of(plan, by, on)
    if side is None:
        named = titles()
        raise Denied(
            "not_a_side", f"Only the school’s {named['headteacher']} and its {named['sip']} write and agree the plan."
        )
    return side


def writes_for(plan: PartnershipPlan, user: User, on: date) -> Side | None:
    """Return the side for which a person writes the text: those who agree it, and an assistant of the head who may
    prepare it. An assistant changes no text that a side has agreed."""
    side = side_of(plan, user, on)
    if side is None and assists(user, plan.school, Part.PLAN, on):
        return None if any(plan.agreement_of(each) for each in Side) else Side.HEAD
    return side


def check_writes(plan: PartnershipPlan, *, by: User, on: date) -> Side:
    """Return the side for which a person writes. Raises Denied("not_a_side", "agreed")."""
    side = writes_for(plan, by, on)
    if side is None and assists(by, plan.school, Part.PLAN, on):
        head = titles()["headteacher"]
        raise Denied("agreed", f"A side has agreed this text, so only the {head} or the other side can change it now.")
    return side or check_side(plan, by=by, on=on)


def check_end(plan: PartnershipPlan, *, by: User, on: date) -> None:
    """Raises Denied("not_the_service") unless a person may end a plan: the school's partner or a Principal Officer."""
    if not acts_for_service(plan, by, on):
        named = titles()
        raise Denied(
            "not_the_service", f"Only the school’s {named['sip']} or a {named['principal_officer']} can end the plan."
        )


def acts_for_service(plan: PartnershipPlan, user: User, on: date) -> bool:
    """Return whether a person is the school's partner, cover included, or a Principal Officer."""
    return side_of(plan, user, on) == Side.PARTNER or keeps_every_school(roles_of(user, on))


def keeps_every_school(who: UserRoles) -> bool:
    """Return whether a person reads and records for every school, as a Principal Officer does."""
    return who.may(Permission.VISIT_RECORD) and who.may(Permission.VISITS_READ_ALL)


def readers(who: UserRoles, *, plan: str = "", heads: Sequence[str] = LEADS) -> Q:
    """Return the condition on rows of plans that a person may read; `plan` is the prefix of the path to the plan. The
    governing body reads a plan once it was agreed, and assistants do where they are named among the `heads`."""
    if who.may(Permission.VISITS_READ_ALL):
        return Q(pk__isnull=False)
    school = f"{plan}school"
    agreed = Q(**{f"{plan}number__gt": 0})
    governs = in_post(who.user, who.on, GOVERNANCE, school=school)
    return reads_drafts(who, plan=plan, heads=heads) | governs & agreed


def reads_drafts(who: UserRoles, *, plan: str = "", heads: Sequence[str] = LEADS) -> Q:
    """Return the condition on rows of plans of which a person reads what is still being written."""
    if who.may(Permission.VISITS_READ_ALL):
        return Q(pk__isnull=False)
    school = f"{plan}school"
    return assigned(who.user, who.on, school=school) | in_post(who.user, who.on, heads, school=school)


def may_read_draft(plan: PartnershipPlan, who: UserRoles) -> bool:
    """Return whether a person who may read a plan reads what is still being written of it."""
    there = {*assigned_schools(who.user, who.on), *schools_in_post(who.user, who.on, WITH_ASSISTANTS)}
    return who.may(Permission.VISITS_READ_ALL) or plan.school_id in there
