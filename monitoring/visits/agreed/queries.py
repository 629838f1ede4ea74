"""Queries of agreed actions."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import F, Q, QuerySet

from schools.models import Assignment, AssignmentRole
from schools.queries import can_act, in_post
from sil.accounts.roles import LEADS
from sil.accounts.user_roles import UserRoles

from ..days.owed import partner_of
from ..models import ActionStatement, AgreedAction, Report, Visit
from ..states import SHOWN, WRITABLE, VisitState
from ..visit.permissions import casework

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class ActionColumns(TypedDict):
    """The name of the school's present partner."""

    sip_name: str | None


if TYPE_CHECKING:
    ActionRow = WithAnnotations[AgreedAction, ActionColumns]

# What people write who do not give a name.
PARTNER_WORDS = r"\m(SIP|improvement partner|the partner)\M"
OPEN_PROGRESS = ("", AgreedAction.Progress.PARTLY, AgreedAction.Progress.NOT_DONE)


def on_record() -> QuerySet[AgreedAction]:
    """Return the actions that reports name which stand; those of a withdrawn one are not followed up until it is issued
    again, nor one that a corrected version no longer names."""
    return _of_reports_that_stand().filter(place__lt=AgreedAction.OFF_REPORT)


def _of_reports_that_stand() -> QuerySet[AgreedAction]:
    return AgreedAction.objects.filter(visit__report__status__in=SHOWN)


def earlier_actions(visit: Visit) -> list[AgreedAction]:
    """Return the actions agreed on earlier visits that are still open or were followed up on this visit, the latest
    visit first."""
    before = on_record().filter(school=visit.school_id).exclude(visit=visit)
    before = before.filter(visit__starts_on__lte=visit.starts_on)
    said_here = ActionStatement.objects.filter(visit=visit).values("action")
    mine = Q(progress__in=OPEN_PROGRESS) | Q(pk__in=said_here)
    related = before.filter(mine).select_related("visit__framework_version")
    return list(related.order_by("-visit__starts_on", "visit", "place"))


def readable_actions(who: UserRoles) -> "QuerySet[ActionRow]":
    """Return the agreed actions of reports that stand which a person may read: as an officer, or as one who leads the
    school."""
    found = _of_reports_that_stand().filter(casework(who) | in_post(who.user, who.on, LEADS))
    return found.select_related("school", "visit__framework_version").annotate(sip_name=partner_of("school", who.on))


def counting() -> QuerySet[ActionStatement]:
    """Return the statements that count: made while the action was of its present school and, where a report made it,
    while that report stands and is of that school."""
    stands = Q(visit=None) | Q(visit__school=F("action__school"), visit__report__status__in=SHOWN)
    return ActionStatement.objects.filter(stands, school=F("action__school"))


def statements_of(action: AgreedAction) -> QuerySet[ActionStatement]:
    """Return what was said of an action while it was of its present school, the latest first; not what a report said
    that was withdrawn."""
    return counting().filter(action=action).select_related("by", "visit__framework_version").order_by("-pk")


def owned_by_partner(on: date) -> Q:
    """Return the condition on actions that the partner does: the owner is typed, so it is one that names who led the
    visit or the school's partner on the day, or says that it is the School Improvement Partner."""
    partners = Assignment.objects.filter(can_act(on), role=AssignmentRole.SIP)
    # By keys that are found at once: asked action by action it takes seconds.
    of_partner = AgreedAction.objects.filter(
        school__assignments__in=partners, owner__icontains=F("school__assignments__user__name")
    )
    named = Q(owner__icontains=F("visit__lead__name")) | Q(pk__in=of_partner.order_by().values("pk"))
    return named | Q(owner__iregex=PARTNER_WORDS)


def without_partner(on: date) -> Q:
    """Return the condition on actions that nobody who can act works with their school as its partner."""
    return ~Q(school__in=Assignment.objects.filter(can_act(on), role=AssignmentRole.SIP).order_by().values("school"))


def is_late(action: AgreedAction, on: date) -> bool:
    """Return whether an action is still to do after its day."""
    return (
        not action.is_off_report
        and action.progress in OPEN_PROGRESS
        and action.due_on is not None
        and action.due_on < on
    )


def next_reports(schools: Iterable[int]) -> dict[int, Visit]:
    """Return {URN: the latest visit that was held and whose report is being written}: there the school's actions are
    followed up. One query."""
    writing = Report.objects.filter(visit__school__in=schools, visit__status=VisitState.HELD, status__in=WRITABLE)
    found = writing.select_related("visit").order_by("visit__starts_on", "visit")
    return {report.visit.school_id: report.visit for report in found}
