"""States of cases, of their letters and of action plans, with their labels, groups and colours."""

from django.db import models


class Branch(models.TextChoices):
    """Which way a case goes, by the school's type on the day of each step: an authority gives an academy
    no notice (Education and Inspections Act 2006, section 59)."""

    MAINTAINED = "maintained", "Maintained school"
    ACADEMY = "academy", "Academy"


class CaseState(models.TextChoices):
    OPENED = "opened", "Concern recorded"
    INVITED = "invited", "Invited to discuss"
    DISCUSSED = "discussed", "Discussed"
    # Maintained schools.
    PREFORMAL = "preformal", "Pre-formal notice given"
    SECURED = "secured", "Improvement secured, notice to be removed"
    NOT_SECURED = "not_secured", "Improvement not secured"
    FORMAL = "formal", "Formal warning notice given"
    COMPLIED = "complied", "Complied with, notice to be lifted"
    NOT_COMPLIED = "not_complied", "Not complied with"
    ELIGIBLE = "eligible", "Eligible for intervention"
    POWERS_USED = "powers_used", "Power used"
    POWERS_ENDED = "powers_ended", "Power ended: notice in force"
    # Maintained schools in a category, eligible without a notice (sections 61 and 62).
    IN_CATEGORY = "in_category", "Eligible for intervention: in a category"
    CATEGORY_POWER = "category_power", "Power used: in a category"
    CATEGORY_ENDED = "category_ended", "Power ended: in a category"
    # Academies.
    CONSIDERED = "considered", "Regional Director told of the concerns"
    CONCERNS_WRITTEN = "concerns_written", "Concerns written to the Regional Director"
    NOT_IMPROVED = "not_improved", "No improvement: with the Regional Director"
    # Ends.
    REMOVED = "removed", "Improvement secured, notice removed"
    LIFTED = "lifted", "Complied with, notice lifted"
    IMPROVED = "improved", "Improvement written to the Regional Director"
    CONVERTED = "converted", "Powers ended at conversion"
    SUPERSEDED = "superseded", "Ended by a notice of the Secretary of State"
    CLOSED = "closed", "Closed"


class LetterState(models.TextChoices):
    DRAFTED = "drafted", "Being prepared"
    PRESENTED = "presented", "Waiting for a signature"
    RETURNED = "returned", "Returned with comments"
    SIGNED = "signed", "Signed, not given yet"
    GIVEN = "given", "Given"
    LAPSED = "lapsed", "Signed but not given"
    DISCARDED = "discarded", "Discarded"
    WITHDRAWN = "withdrawn", "Withdrawn"


class PlanState(models.TextChoices):
    AWAITED = "awaited", "Waiting for the governing body"
    RECEIVED = "received", "Received, to be assessed"
    RETURNED = "returned", "Returned with reasons"
    ACCEPTED = "accepted", "Accepted"
    ENDED = "ended", "No longer required"


class Purpose(models.TextChoices):
    """What a school sends in after a notice."""

    EVIDENCE = "evidence", "Evidence of what has been done"
    REPRESENTATIONS = "representations", "Representations about the powers"


# Where a state is named for every case that is in it, such as in a filter.
STATE_WORDS = {CaseState.PREFORMAL: "Pre-formal or directive notice given"}
DIRECTIVE_GIVEN = "Directive notice given"


def name_of_state(state: str) -> str:
    """Return how a state reads where the case, and so the kind of its notice, is not at hand."""
    return STATE_WORDS.get(CaseState(state), str(CaseState(state).label))


# A notice of the authority is in force: evidence for the band, and what the Secretary of State's ends.
PREFORMAL_IN_FORCE = frozenset({CaseState.PREFORMAL, CaseState.SECURED, CaseState.NOT_SECURED})
FORMAL_IN_FORCE = frozenset(
    {
        CaseState.FORMAL,
        CaseState.COMPLIED,
        CaseState.NOT_COMPLIED,
        CaseState.ELIGIBLE,
        CaseState.POWERS_USED,
        CaseState.POWERS_ENDED,
    }
)
# Eligible for intervention because of what an inspection found: no notice of the authority is in force.
BY_CATEGORY = frozenset({CaseState.IN_CATEGORY, CaseState.CATEGORY_POWER, CaseState.CATEGORY_ENDED})
# The last power that was used has ended.
POWER_ENDED = frozenset({CaseState.POWERS_ENDED, CaseState.CATEGORY_ENDED})
ENDED = frozenset(
    {
        CaseState.REMOVED,
        CaseState.LIFTED,
        CaseState.IMPROVED,
        CaseState.CONVERTED,
        CaseState.SUPERSEDED,
        CaseState.CLOSED,
    }
)
OPEN = frozenset(CaseState) - ENDED

# Of a letter: whose words can still be changed, and what still waits for somebody.
WRITABLE = frozenset({LetterState.DRAFTED, LetterState.RETURNED, LetterState.LAPSED})
UNDER_WAY = WRITABLE | {LetterState.PRESENTED, LetterState.SIGNED}

COLOURS: dict[str, str] = {
    CaseState.OPENED: "grey",
    CaseState.INVITED: "blue",
    CaseState.DISCUSSED: "blue",
    CaseState.PREFORMAL: "orange",
    CaseState.SECURED: "teal",
    CaseState.NOT_SECURED: "red",
    CaseState.FORMAL: "red",
    CaseState.COMPLIED: "teal",
    CaseState.NOT_COMPLIED: "red",
    CaseState.ELIGIBLE: "red",
    CaseState.POWERS_USED: "red",
    CaseState.POWERS_ENDED: "orange",
    CaseState.IN_CATEGORY: "red",
    CaseState.CATEGORY_POWER: "red",
    CaseState.CATEGORY_ENDED: "orange",
    CaseState.CONSIDERED: "blue",
    CaseState.CONCERNS_WRITTEN: "orange",
    CaseState.NOT_IMPROVED: "red",
    CaseState.REMOVED: "green",
    CaseState.LIFTED: "green",
    CaseState.IMPROVED: "green",
    CaseState.CONVERTED: "grey",
    CaseState.SUPERSEDED: "grey",
    CaseState.CLOSED: "grey",
}
LETTER_COLOURS: dict[str, str] = {
    LetterState.DRAFTED: "grey",
    LetterState.PRESENTED: "yellow",
    LetterState.RETURNED: "orange",
    LetterState.SIGNED: "blue",
    LetterState.GIVEN: "green",
    LetterState.LAPSED: "red",
    LetterState.DISCARDED: "grey",
    LetterState.WITHDRAWN: "grey",
}
PLAN_COLOURS: dict[str, str] = {
    PlanState.AWAITED: "yellow",
    PlanState.RECEIVED: "blue",
    PlanState.RETURNED: "orange",
    PlanState.ACCEPTED: "green",
    PlanState.ENDED: "grey",
}
