"""Open reports at schools that are handed over.

The visit stays with its lead; the report is given to somebody else to finish.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from schools.handovers.parts import HandoverPlan, Open, Part
from schools.leaving.following import of_leads
from schools.leaving.parts import Item, LeavingPart, Moving, can_act, holders
from schools.models import AssignmentRole
from schools.queries import assigned
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.clock import in_words

from ..models import Report
from ..states import ReportState
from ..visit.permissions import VISITORS
from .actions.writing import hand_to
from .permissions import principal_officers_beside
from .queries import to_check


def _reports(handing: HandoverPlan) -> QuerySet[Report]:
    return _open_ones(Q(finisher=handing.giving, visit__school__in=handing.schools))


def _open_reports(handing: HandoverPlan) -> Sequence[Open]:
    """One query."""
    return [
        (
            report.visit.school,
            f"{report.visit.kind_name} of {in_words(report.visit.starts_on)}: {report.get_status_display().lower()}",
        )
        for report in _reports(handing)
    ]


def _move_reports(handing: HandoverPlan) -> None:
    """Those of schools that are the taker's already; before their first day the giver finishes them."""
    if not handing.has_come:
        return
    for report in _reports(handing).select_for_update(of=("self",)):
        hand_to(report, handing.taking, by=handing.by)


def _reports_say(handing: HandoverPlan) -> str:
    giving, taking = handing.giving.name, handing.taking.name
    if handing.has_come:
        return f"{taking} will finish them and make any corrections the school asks for. The visits stay {giving}'s."
    return (
        f"They stay with {giving}, who will finish them. From {handing.day} {taking} can also do so, as the "
        "school's partner."
    )


PART = Part(
    slug="reports",
    title="Open reports",
    order=20,
    found=_open_reports,
    says=_reports_say,
    move=_move_reports,
)


def _owed(person: User, on: date) -> QuerySet[Report]:
    return _open_ones(Q(finisher=person))


def _nobody_owes(on: date) -> QuerySet[Report]:
    return _open_ones(~can_act("finisher", VISITORS, on))


def _open_ones(condition: Q) -> QuerySet[Report]:
    """Those that somebody finishes, or corrects once the school was sent them."""
    found = Report.objects.filter(condition, finisher__isnull=False)
    related = found.select_related("visit__school", "visit__framework_version", "visit__lead", "writer")
    return related.order_by("visit__school__name", "visit__starts_on", "pk")


def _to_check(person: User, on: date) -> QuerySet[Report]:
    """Reports that the person may check now, of schools whose Principal Officer they are."""
    mine = assigned(person, on, role=AssignmentRole.PRINCIPAL_OFFICER, school="visit__school")
    who = roles_of(person, on)
    found = to_check(who).filter(mine) if who.holds("principal_officer") else to_check(who).none()
    return found.order_by("visit__school__name", "pk")


def _nobody_checks(on: date) -> QuerySet[Report]:
    """Reports in review where nobody is a Principal Officer who took no part: by whoever saved, wrote or led it."""
    able = principal_officers_beside(on)
    return _open_ones(Q(status=ReportState.IN_REVIEW) & ~Q(able))


def _issued(condition: Q) -> QuerySet[Report]:
    return _open_ones(condition & Q(status=ReportState.ISSUED))


def _take(rows: Sequence[Report], moving: Moving) -> None:
    for report in rows:
        hand_to(report, moving.taking, by=moving.by)


def _item(report: Report) -> Item:
    visit = report.visit
    words = f"{visit.kind_name} of {in_words(visit.starts_on)}: {report.get_status_display().lower()}"
    return Item(visit.school.name, words, reverse("report", kwargs={"pk": visit.pk}))


_COLUMNS = (
    "status",
    "visit__kind",
    "visit__starts_on",
    "visit__school__name",
    "visit__framework_version__sha256",
)
LEAVING = (
    LeavingPart(
        slug="reports",
        title="Reports to write, issue or correct",
        order=70,
        roles=VISITORS,
        waiting=_owed,
        item=_item,
        columns=_COLUMNS,
        says="The person you choose finishes them, and makes the corrections that schools ask for.",
        gone=_nobody_owes,
        fix="The school's partner can finish it. Give the school a partner, or hand the report over.",
        takers=lambda person, on: holders(VISITORS, on).exclude(pk=person.pk),
        take=_take,
        school="visit__school",
    ),
    LeavingPart(
        slug="checks",
        title="Reports to check",
        order=75,
        roles=("principal_officer",),
        waiting=_to_check,
        item=_item,
        columns=_COLUMNS,
        says="They follow the schools: their next Principal Officer, or any other who took no part, checks them.",
        gone=_nobody_checks,
        fix="Give the role of Principal Officer to somebody who took no part in the report.",
        school="visit__school",
    ),
    LeavingPart(
        slug="report_answers",
        title="Reports to answer",
        order=78,
        **of_leads(_issued, school="visit__school"),
        item=_item,
        columns=_COLUMNS,
        says="They follow the post: the next headteacher answers.",
    ),
)
