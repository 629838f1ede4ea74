"""Policies of categories: is a maintained school eligible for intervention because of what an inspection found?

Source: Education and Inspections Act 2006, sections 61 and 62: no notice comes before.
"""

from datetime import date

from sil.clock import in_words
from sil.workflow import Denied, Transition

from ..case.policies import case_row, under_way
from ..models import AcademyOrder, Case, SchoolCategory
from ..states import BY_CATEGORY, Branch, CaseState
from ..transitions import TAKES_BACK_CATEGORY


def check_recordable(case: Case) -> Transition:
    """Return the transition by which a category is recorded on a case. Raises Denied("academy", "notice_in_force",
    "wrong_step", "letter_under_way")."""
    if case.branch != Branch.MAINTAINED:
        raise Denied("academy", "Sections 61 and 62 are about maintained schools. Write to the Regional Director.")
    if case.notice_in_force:
        raise Denied(
            "notice_in_force",
            "A notice of the authority is in force on this case. Open another case for the category: the school is "
            "eligible there without a notice.",
        )
    row = case_row(case, "record_category")
    if letter := under_way(case):
        raise Denied("letter_under_way", f"A letter is in progress: {letter.name}. Finish or discard it first.")
    return row


def check_withdrawable(case: Case) -> SchoolCategory:
    """Return the category that can be taken back. Raises Denied("wrong_step", "letter_under_way")."""
    found = case.categories.first()
    if found is None or case.status not in BY_CATEGORY:
        raise Denied("wrong_step", "No category is recorded on this case.")
    case_row(case, TAKES_BACK_CATEGORY[CaseState(found.before)])
    if letter := under_way(case):
        raise Denied("letter_under_way", f"A letter is in progress: {letter.name}. Finish or discard it first.")
    return found


def check_by_category(case: Case) -> None:
    """Raises Denied("wrong_step") for a case that does not rest on a category."""
    if case.status not in BY_CATEGORY:
        raise Denied("wrong_step", "Record the category first: an academy order belongs to a school in a category.")


def check_order(order: AcademyOrder, on: date) -> None:
    """What the record of an academy order needs. Raises Denied("no_day", "not_yet", "not_made")."""
    if not order.made:
        if order.made_on or order.reference:
            raise Denied("not_made", "Leave the day and the reference blank where no academy order was made.")
        return
    if order.made_on is None:
        raise Denied("no_day", "Enter the day on which the academy order was made.")
    if order.made_on > on:
        raise Denied("not_yet", f"{in_words(order.made_on)} is still to come. Record the order once it is made.")
