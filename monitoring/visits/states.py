"""States of visits and reports, with their words and colours."""

from django.db import models

from sil.workflow import NextStep


class VisitState(models.TextChoices):
    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"
    MISSED = "missed", "Missed"
    MISTAKEN = "mistaken", "Recorded by mistake"


# What a visit was that is not planned any more, within a sentence.
WAS = {
    VisitState.HELD: "held",
    VisitState.CANCELLED: "cancelled",
    VisitState.MISSED: "missed",
    VisitState.MISTAKEN: "no visit at all",
}


class ReportState(models.TextChoices):
    DRAFT = "draft", "Being written"
    IN_REVIEW = "in_review", "Being checked"
    RETURNED = "returned", "Returned by the checker"
    APPROVED = "approved", "Checked, ready to issue"
    ISSUED = "issued", "Issued, waiting for the school"
    ACCURATE = "accurate", "The school finds it accurate"
    CORRECTIONS_ASKED = "corrections_asked", "The school asks for corrections"
    STANDS = "stands", "Stands as issued"
    WITHDRAWN = "withdrawn", "Withdrawn"


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
NOT_ISSUED = "Not issued yet"
# Those that the school reads.
SHOWN = frozenset({ReportState.ISSUED, ReportState.ACCURATE, ReportState.CORRECTIONS_ASKED, ReportState.STANDS})
COLOURS = {
    VisitState.PLANNED: "blue",
    VisitState.HELD: "green",
    VisitState.CANCELLED: "grey",
    VisitState.MISSED: "red",
    VisitState.MISTAKEN: "grey",
    ReportState.DRAFT: "yellow",
    ReportState.IN_REVIEW: "purple",
    ReportState.RETURNED: "orange",
    ReportState.APPROVED: "teal",
    ReportState.ISSUED: "yellow",
    ReportState.ACCURATE: "green",
    ReportState.CORRECTIONS_ASKED: "orange",
    ReportState.STANDS: "green",
    ReportState.WITHDRAWN: "red",
}

# A report that was issued, and is withdrawn until it is issued again.
WITHDRAWN_FOR_NOW = "Withdrawn, to be issued again"


def report_in_words(state: ReportState, *, was_issued: bool, of_school: bool) -> str:
    """Return the words for the state of a report: to a school it is not issued yet until it is, and withdrawn once it
    was issued and is not on record now."""
    if state in SHOWN or state == ReportState.WITHDRAWN:
        return str(state.label)
    if was_issued:
        return WITHDRAWN_FOR_NOW if of_school else f"{WITHDRAWN_FOR_NOW}: {str(state.label).lower()}"
    return NOT_ISSUED if of_school else str(state.label)


def report_colour(state: ReportState, *, was_issued: bool, of_school: bool) -> str:
    """Return the colour that goes with `report_in_words`."""
    if was_issued and state not in SHOWN:
        return COLOURS[ReportState.WITHDRAWN]
    return "grey" if of_school and state not in SHOWN else COLOURS[state]


class OfferState(models.TextChoices):
    OPEN = "open", "Waiting for an answer"
    CHOSEN = "chosen", "Time chosen"
    NONE_SUITS = "none_suits", "None of the times suits"
    REPLACED = "replaced", "Other times were offered"
    WITHDRAWN = "withdrawn", "Withdrawn"
    LAPSED = "lapsed", "Not answered in time"


# Those in which somebody has to act next.
OFFER_WAITS = frozenset({OfferState.OPEN, OfferState.NONE_SUITS})
OFFER_COLOURS = {
    OfferState.OPEN: "yellow",
    OfferState.CHOSEN: "green",
    OfferState.NONE_SUITS: "orange",
    OfferState.REPLACED: "grey",
    OfferState.WITHDRAWN: "grey",
    OfferState.LAPSED: "grey",
}
