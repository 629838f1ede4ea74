"""Work items of partnership plans: to write one that is asked for, and to agree a text."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from schools.models import AssignmentRole
from schools.queries import assigned, in_post
from sil.accounts.models import User
from sil.accounts.roles import LEADS, Part, Permission
from sil.accounts.user_roles import UserRoles
from sil.audit.queries import day_of, last_change
from sil.framework.models import FrameworkVersion
from sil.web.work import Finder, WorkItem

from ..models import PartnershipPlan
from ..states import OPEN, PlanState, Side


def to_write(user: User, on: date) -> Q:
    """A condition on open plans that wait for a person: of either side, and not agreed for it yet."""
    as_head = in_post(user, on, LEADS) & Q(head_agreement=None)
    return as_head | assigned(user, on, role=AssignmentRole.SIP) & Q(partner_agreement=None)


def _open(who: UserRoles) -> QuerySet[PartnershipPlan] | None:
    if not who.holds(*LEADS) and not who.may(Permission.VISIT_RECORD):
        return None
    found = PartnershipPlan.objects.filter(to_write(who.user, who.on), status__in=OPEN)
    return found.annotate(changed_at=last_change(PartnershipPlan))


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    """What is to do with a plan."""
    version = FrameworkVersion(sha256=facts["version"])
    kept = {name: facts[name] for name in ("status", "number", "head_agreement_id", "partner_agreement_id")}
    plan = PartnershipPlan(pk=key, framework_version=version, **kept)
    title, act = _words(plan)
    return WorkItem(
        title=title,
        about=facts["school"],
        href=plan.get_absolute_url(),
        act=act,
        due=date.fromisoformat(facts["due_on"]) if facts["due_on"] and not plan.number else None,
        basis="To be agreed by both sides." if not plan.number else "",
        since=day_of(datetime.fromisoformat(facts["changed_at"])) if facts["changed_at"] else None,
    )


def _words(plan: PartnershipPlan) -> tuple[str, str]:
    side = plan.waits_for
    if side is None:
        if plan.status == PlanState.ASKED:
            return f"Write the {plan.title} together", "Start the plan"
        return f"Write and agree the {'change of the ' if plan.number else ''}{plan.title}", "Continue the plan"
    other = plan.title_of(side.other)
    what = f"the change of the {plan.title}" if plan.number else f"the {plan.title}"
    return f"Agree {what}: the {other} has agreed it", "Read and agree"


FACTS = {
    "school": "school__name",
    "version": "framework_version__sha256",
    "status": "status",
    "number": "number",
    "due_on": "due_on",
    "head_agreement_id": "head_agreement",
    "partner_agreement_id": "partner_agreement",
    "changed_at": "changed_at",
}
FINDER = Finder("partnership plans", _open, item=_item, facts=FACTS)


def _to_prepare(who: UserRoles) -> QuerySet[PartnershipPlan] | None:
    """The open plans that a person may prepare for a head: no side has agreed the text yet."""
    if not who.holds(Part.PLAN):
        return None
    mine = in_post(who.user, who.on, (Part.PLAN,))
    found = PartnershipPlan.objects.filter(mine, status__in=OPEN, head_agreement=None, partner_agreement=None)
    return found.annotate(changed_at=last_change(PartnershipPlan))


def _prepared(key: int, facts: Mapping[str, Any]) -> WorkItem:
    plan = PartnershipPlan(pk=key, framework_version=FrameworkVersion(sha256=facts["version"]))
    return WorkItem(
        title=f"Optional: prepare the {plan.title} for the {plan.title_of(Side.HEAD).lower()}",
        about=facts["school"],
        href=plan.get_absolute_url(),
        act="Write",
        since=day_of(datetime.fromisoformat(facts["changed_at"])) if facts["changed_at"] else None,
        is_optional=True,
    )


PREPARED = Finder(
    "partnership plans to prepare",
    _to_prepare,
    item=_prepared,
    facts={name: FACTS[name] for name in ("school", "version", "changed_at")},
)
