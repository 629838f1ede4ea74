"""Policies of what is recorded of the Secretary of State when a power is to be used."""

from datetime import date

from sil.clock import in_words
from sil.workflow import Denied

from ..act import POWERS
from ..models import Case
from ..states import BY_CATEGORY, FORMAL_IN_FORCE

# In these a power can come next: by a formal notice, or by what an inspection found (sections 61 and 62).
ABOUT_POWERS = FORMAL_IN_FORCE | BY_CATEGORY
NOT_YET = "Record this on or after that day."


def check_about_powers(case: Case) -> None:
    """Raises Denied("no_notice") for a case in which no power can come next."""
    if case.status not in ABOUT_POWERS:
        raise Denied(
            "no_notice", "No formal warning notice is in force and no category is recorded, so no power can be used."
        )


def check_notified(case: Case, power: str, notified_on: date, on: date) -> None:
    """Raises Denied("no_notice", "no_power", "not_yet", "before_the_notice")."""
    check_about_powers(case)
    if power not in POWERS:
        raise Denied("no_power", "Select the power that is to be used.")
    if notified_on > on:
        raise Denied("not_yet", NOT_YET)
    notice = case.notice_to_answer()
    if notice and notice.given_on and notified_on < notice.given_on:
        given = in_words(notice.given_on)
        raise Denied(
            "before_the_notice", f"The formal warning notice was given on {given}. It cannot have been before."
        )
