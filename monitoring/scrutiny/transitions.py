"""Transitions of a report of a term, and the task that makes what waits."""

from sil.workflow import Transition

from .models import TermReport

MAKE_REPORTS = "monitoring.scrutiny.tasks.make_reports"
_Status = TermReport.Status
_RULE = "Agreed with the authority: approved by somebody who did not write it (docs/adr/0108)"

ROWS = (
    Transition(
        action="send",
        source=_Status.DRAFT,
        target=_Status.SENT,
        holder="principal_officer",
        event="term_report.sent",
        rule=_RULE,
    ),
    Transition(
        action="send_back",
        source=_Status.SENT,
        target=_Status.DRAFT,
        holder="principal_officer",
        event="term_report.sent_back",
        rule=_RULE,
    ),
    Transition(
        action="approve",
        source=_Status.SENT,
        target=_Status.APPROVED,
        holder="principal_officer",
        event="term_report.approved",
        rule=_RULE,
    ),
)
