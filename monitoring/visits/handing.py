"""Which visits, reports and agreed actions are open at schools that are handed over, and how do they move?

A visit that was held stays its lead's: who made it is a fact. What moves is who finishes its report.
"""

from collections.abc import Sequence

from django.db.models import Count, F, Q, QuerySet

from schools.handovers.parts import Handing, Open, Part
from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.clock import in_words

from .actions.visits import hand_to
from .models import AgreedAction, Report, Visit
from .policies import days_of
from .queries import related
from .queries_reports import OPEN_PROGRESS, OWED
from .states import ReportState, VisitState

# Of a report that the school was sent, somebody may still have to correct it.
OPEN_REPORTS = (*OWED, ReportState.ISSUED, ReportState.CORRECTIONS_ASKED)


def _planned(handing: Handing) -> QuerySet[Visit]:
    led = Visit.objects.filter(lead=handing.giving, school__in=handing.schools, status=VisitState.PLANNED)
    return related(led).order_by("school__name", "starts_on", "pk")


def _to_come(handing: Handing) -> Sequence[Open]:
    """Those that move, each with whether the taker has another visit then. Two queries."""
    theirs = Visit.objects.filter(lead=handing.taking, status=VisitState.PLANNED, ends_on__gte=handing.starts_on)
    busy = list(theirs.values_list("starts_on", "ends_on"))
    found = []
    for visit in _planned(handing).filter(starts_on__gte=handing.starts_on):
        clash = any(first <= visit.ends_on and last >= visit.starts_on for first, last in busy)
        words = f"{visit.kind_name}, {days_of(visit).words}"
        found.append((visit.school, f"{words}. {handing.taking.name} has another visit then" if clash else words))
    return found


def _move_visits(handing: Handing) -> None:
    coming = _planned(handing).filter(starts_on__gte=handing.starts_on)
    for visit in coming.select_for_update(of=("self",)):
        hand_to(visit, handing.taking, by=handing.by)


def _before(handing: Handing) -> Sequence[Open]:
    """One query."""
    found = _planned(handing).filter(starts_on__lt=handing.starts_on)
    return [(visit.school, f"{visit.kind_name}, {days_of(visit).words}") for visit in found]


def _reports(handing: Handing) -> QuerySet[Report]:
    owed = Q(writer=handing.giving) | Q(writer=None, visit__lead=handing.giving)
    found = Report.objects.filter(
        owed, visit__school__in=handing.schools, visit__status=VisitState.HELD, status__in=OPEN_REPORTS
    )
    related = found.select_related("visit__school", "visit__framework_version", "visit__lead")
    return related.order_by("visit__school__name", "visit__starts_on", "pk")


def _open_reports(handing: Handing) -> Sequence[Open]:
    """One query."""
    return [
        (
            report.visit.school,
            f"{report.visit.kind_name} of {in_words(report.visit.starts_on)}: {report.get_status_display().lower()}",
        )
        for report in _reports(handing)
    ]


def _move_reports(handing: Handing) -> None:
    """Those of schools that are the taker's already; before their first day the giver finishes them."""
    if not handing.has_come:
        return
    for report in _reports(handing).select_for_update(of=("self",)):
        _give(report, handing.taking, by=handing.by)


def _give(report: Report, to: User, *, by: User | None) -> None:
    visit = report.visit
    old = report.owed_by.name
    report.writer = to if to != visit.lead else None
    report.save(update_fields=["writer"])
    events.record(
        "report.handed",
        subject=report,
        by=by,
        scope=scope(visit.school),
        kind_name=visit.kind_name,
        day=in_words(visit.starts_on),
        name=to.name,
        old={"writer": old},
        new={"writer": to.name},
    )


def _reports_say(handing: Handing) -> str:
    giving, taking = handing.giving.name, handing.taking.name
    if handing.has_come:
        return f"{taking} will finish them and make any corrections the school asks for. The visits stay {giving}'s."
    return (
        f"They stay with {giving}, who will finish them. From {handing.day} {taking} can also do so, as the "
        "school's partner."
    )


def _actions(handing: Handing) -> Sequence[Open]:
    """How many for each school; one query."""
    by_school = {school.pk: school for school in handing.schools}
    there = AgreedAction.objects.filter(school__in=handing.schools, progress__in=OPEN_PROGRESS)
    counts = there.order_by().values_list("school").annotate(n=Count("pk")).order_by(F("school__name"), "school")
    return [(by_school[key], f"{number} action{'' if number == 1 else 's'}") for key, number in counts]


PARTS = (
    Part(
        slug="visits",
        title="Planned visits from that day",
        order=10,
        found=_to_come,
        says=lambda handing: f"{handing.taking.name} will lead them from now on. The dates stay the same.",
        move=_move_visits,
    ),
    Part(
        slug="visits-before",
        title="Planned visits before that day",
        order=15,
        found=_before,
        says=lambda handing: f"They stay with {handing.giving.name}, who will record what happened.",
    ),
    Part(
        slug="reports",
        title="Open reports",
        order=20,
        found=_open_reports,
        says=_reports_say,
        move=_move_reports,
    ),
    Part(
        slug="actions",
        title="Agreed actions to follow up",
        order=30,
        found=_actions,
        says=lambda handing: f"They move with the school. {handing.taking.name} will follow them up at the next visit.",
    ),
)
