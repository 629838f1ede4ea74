"""States of visits and reports, with their words and colours."""

from django.db import models

from sil.workflow import NextStep


class VisitState(models.TextChoices):
    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"
    MISSED = "missed", "Missed"


# What a visit was that is not planned any more, within a sentence.
WAS = {
    VisitState.HELD: "held",
    VisitState.CANCELLED: "cancelled",
    VisitState.MISSED: "missed",
}


class ReportState(models.TextChoices):
    DRAFT = "draft", "Being written"
    IN_REVIEW = "in_review", "Being checked"
    RETURNED = "returned", "Returned by the checker"
    APPROVED = "approved", "Checked, ready to issue"
    ISSUED = "issued", "Issued, waiting for the school"
    ACCURATE = "accurate", "The school finds it accurate"
    CORRECTIONS_ASKED = "corrections_asked", "The school asks for corrections"


# What comes next in a state.
REPORT_NEXT = {
    ReportState.DRAFT: NextStep("write the report", "Write"),
    ReportState.IN_REVIEW: NextStep("check the report", "Check"),
    ReportState.RETURNED: NextStep("change the report that the checker returned", "Read the comments"),
    ReportState.APPROVED: NextStep("issue the report", "Issue"),
    ReportState.ISSUED: NextStep("say whether the report is accurate", "Read and answer"),
    ReportState.CORRECTIONS_ASKED: NextStep("correct the report as the school asked", "Read the corrections"),
}

# Those that somebody can still change the text of.
WRITABLE = frozenset({ReportState.DRAFT, ReportState.RETURNED, ReportState.CORRECTIONS_ASKED})
# Those that the school reads.
SHOWN = frozenset({ReportState.ISSUED, ReportState.ACCURATE, ReportState.CORRECTIONS_ASKED})
COLOURS = {
    VisitState.PLANNED: "blue",
    VisitState.HELD: "green",
    VisitState.CANCELLED: "grey",
    VisitState.MISSED: "red",
    ReportState.DRAFT: "yellow",
    ReportState.IN_REVIEW: "purple",
    ReportState.RETURNED: "orange",
    ReportState.APPROVED: "teal",
    ReportState.ISSUED: "yellow",
    ReportState.ACCURATE: "green",
    ReportState.CORRECTIONS_ASKED: "orange",
}
