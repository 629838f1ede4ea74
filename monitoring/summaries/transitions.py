"""Transitions and audit events of a summary."""

from sil.workflow import Transition

from .models import Summary

RULE = "Framework, Quality Assurance: summary reports of the support provided, each term"
LETTER = "visit_summary"
ROWS = (
    Transition(
        action="approve",
        source=Summary.Status.DRAFT,
        target=Summary.Status.APPROVED,
        holder="sip",
        event="summary.approved",
        rule=RULE,
        letter=LETTER,
    ),
)
EVENTS = {
    "summary.made": "Summary of the {term} made from the records",
    "summary.made_again": "Summary of the {term} made again from the records",
    "summary.approved": "Summary of the {term} approved",
    "summaries.started": "Summaries of the {term} started for {schools} schools",
    "summaries.stopped": "Making the summaries of the {term} stopped",
    "summaries.resumed": "Making the summaries of the {term} continued",
}
