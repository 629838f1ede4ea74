"""Open reports at schools that are handed over.

The visit stays with its lead; the report is given to somebody else to finish.
"""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from schools.handovers.parts import HandoverPlan, Open, Part
from sil.clock import in_words

from ..models import Report
from ..states import ReportState, VisitState
from .actions.writing import hand_to
from .queries import OWED

# Of a report that the school was sent, somebody may still have to correct it.
OPEN_REPORTS = (*OWED, ReportState.ISSUED, ReportState.CORRECTIONS_ASKED)


def _reports(handing: HandoverPlan) -> QuerySet[Report]:
    owed = Q(writer=handing.giving) | Q(writer=None, visit__lead=handing.giving)
    found = Report.objects.filter(
        owed, visit__school__in=handing.schools, visit__status=VisitState.HELD, status__in=OPEN_REPORTS
    )
    related = found.select_related("visit__school", "visit__framework_version", "visit__lead")
    return related.order_by("visit__school__name", "visit__starts_on", "pk")


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
