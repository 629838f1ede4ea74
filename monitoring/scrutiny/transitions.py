"""Transitions of a report of a term."""

from sil.workflow import Transition

from .models import TermReport

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
