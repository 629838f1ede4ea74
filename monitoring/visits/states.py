"""States of visits and reports, with their words and colours."""

from django.db import models


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
