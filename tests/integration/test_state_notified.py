"""The Secretary of State is notified of a power by a letter, which counts like a record of another way (ADR 66)."""

from datetime import date
from typing import Any

import pytest

from monitoring.notices.giving import actions as giving
from monitoring.notices.letters import actions as letters
from monitoring.notices.letters.powers import lacking_of
from monitoring.notices.models import CaseLetter
from monitoring.notices.models.state import notified as on_record
from monitoring.notices.models.state import notified_on
from monitoring.notices.states import CaseState
from sil.letters.models import Method
from tests.conftest import TODAY
from tests.factories import case_letters, cases
from tests.factories.case_scene import Scene
from tests.page_words import plain, words
from tests.refusals import refusal

pytestmark = [pytest.mark.feature("C4"), pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]


def notified(made: Scene, **how: Any) -> CaseLetter:
    """The letter of today about the appointment of governors, handed in at the Department."""
    return case_letters.given(made, "state_notified", method=Method.HAND, **how)


def prepared(made: Scene, **how: Any) -> CaseLetter:
    """The letter that uses a power, written without a record of the notification."""
    letter = letters.prepare(made.case, kind="power_used", by=made.officer, on=TODAY)
    return letters.save(
        letter, by=made.officer, on=TODAY, writing=case_letters.writing(letter, **how), version=letter.version
    )


def codes(letter: CaseLetter, on: date = TODAY) -> set[str]:
    return {lack.code for lack in lacking_of(letter, on)}


class TestTheLetter:
    def test_it_goes_to_the_secretary_of_state_alone_at_the_address_that_is_kept_once(self) -> None:
        made = cases.scene(CaseState.ELIGIBLE)
        letter = letters.prepare(made.case, kind="state_notified", by=made.officer, on=TODAY)
        (to,) = letter.recipients.all()
        assert (to.name, to.is_copy, to.method) == ("The Secretary of State for Education", False, Method.POST)
        assert to.address.splitlines()[-1] == "SW1P 3BT"
        assert letter.step.signed_by == "director_of_childrens_services"

    def test_it_says_which_power_when_and_why(self) -> None:
        made = cases.scene(CaseState.ELIGIBLE)
        letter = notified(made)
        assert letter.letter is not None
        text = plain(letter.letter.html)
        assert (
            "notifies you under section 70A of the Education and Inspections Act 2006 that it proposes to use a power "
            f"over Example Primary School (URN {made.school.pk}) on Thursday 1 July 2027."
        ) in text
        assert "Section 64: Appoint additional governors." in text and "Text of the facts." in text
        assert "The compliance period of the formal warning notice given on 19 October 2026" in text

    def test_for_a_school_in_a_category(self) -> None:
        letter = notified(cases.scene(CaseState.IN_CATEGORY))
        assert letter.letter is not None
        said = "The inspection that began on 15 September 2026 found that the school is in a category"
        assert said in letter.letter.html

    def test_the_case_stays_where_it_is(self) -> None:
        made = cases.scene(CaseState.ELIGIBLE)
        notified(made)
        assert made.case.status == CaseState.ELIGIBLE
        assert "Secretary of State notified by letter on 20 November 2026" in words(made, made.case.get_absolute_url())

    def test_a_planned_day_before_the_letter_is_refused(self) -> None:
        made = cases.scene(CaseState.ELIGIBLE)
        details = {"state-planned": ["19", "11", "2026"]}
        assert refusal(lambda: notified(made, details=details)) == "planned_before"

    def test_one_without_a_power_or_a_day_lacks_both(self) -> None:
        made = cases.scene(CaseState.ELIGIBLE)
        assert refusal(lambda: notified(made, powers=[], details={})) == "incomplete"


class TestItCounts:
    def test_a_power_can_be_used_once_it_is_given(self) -> None:
        made = cases.scene(CaseState.ELIGIBLE)
        assert notified_on(made.case, "governors", None) is None
        notified(made)
        assert "not_notified" not in codes(prepared(made))
        assert notified_on(made.case, "governors", None) == TODAY

    def test_another_power_is_not_notified_by_it(self) -> None:
        made = cases.scene(CaseState.ELIGIBLE)
        notified(made)
        assert "not_notified" in codes(prepared(made, powers=["budget"]))

    def test_one_that_is_signed_and_not_given_does_not_count(self) -> None:
        made = cases.scene(CaseState.ELIGIBLE)
        case_letters.signed(made, "state_notified", method=Method.HAND)
        assert notified_on(made.case, "governors", None) is None

    def test_one_that_is_posted_counts_from_the_day_on_which_it_is_taken_to_be_given(self) -> None:
        made = cases.scene(CaseState.ELIGIBLE)
        case_letters.given(made, "state_notified", method=Method.POST)
        assert notified_on(made.case, "governors", None) == date(2026, 11, 24)
        assert "not_notified" in codes(prepared(made))

    def test_one_that_was_withdrawn_does_not_count(self) -> None:
        made = cases.scene(CaseState.ELIGIBLE)
        giving.withdraw(notified(made), reason="It named another school.", by=made.dcs, on=TODAY)
        assert made.case.status == CaseState.ELIGIBLE
        assert "not_notified" in codes(prepared(made))

    def test_one_about_an_earlier_notice_does_not_count(self) -> None:
        made = cases.scene(CaseState.ELIGIBLE)
        notified(made)
        assert notified_on(made.case, "governors", TODAY) == TODAY
        assert notified_on(made.case, "governors", date(2026, 11, 21)) is None

    def test_the_panel_shows_both_ways(self) -> None:
        made = cases.scene(CaseState.ELIGIBLE)
        letter = notified(made)
        case_letters.notified(made, "budget")
        said = on_record(made.case, made.case.letters.all())
        assert [(each.power, each.letter is not None) for each in said] == [("governors", True), ("budget", False)]
        page = words(made, made.case.get_absolute_url())
        assert letter.letter is not None
        assert f"Appoint additional governors: notified on 20 November 2026 by letter {letter.letter.reference}" in page
        assert "By email to the Regional Director's office." in page.replace("&#x27;", "'")
