"""A suspended budget from its review to its end, in a browser: the Secretary of State is notified by letter, the power
is reviewed, and a letter ends it."""

from datetime import date

import pytest

from monitoring.notices.states import CaseState, LetterState
from sil.letters.models import Method
from tests.conftest import NOW, TODAY
from tests.factories import case_letters, cases

from .conftest import PHONE, Arrive
from .test_cases_story import choose, day, write


@pytest.mark.feature("C4")
def test_a_suspended_budget_is_reviewed_and_ends(arrive: Arrive) -> None:
    made = cases.scene(CaseState.IN_CATEGORY)
    officer, dcs = arrive(made.officer), arrive(made.dcs)
    # The Secretary of State is notified by letter.
    officer.go(made.case.get_absolute_url())
    officer.follow("Notify the Secretary of State of a power by letter")
    officer.press("Prepare the letter")
    write(officer, "The facts", "The budget was overspent by £40,000.")
    choose(officer, "Suspend the right to a delegated budget (section 66)")
    day(officer, "On which day is the power to be used?", date(2026, 12, 1))
    officer.looks_right()
    officer.press("Save and continue")
    officer.looks_right()
    letter = made.notice("state_notified")
    assert letter.powers == ["budget"] and letter.details == {"state-planned": ["1", "12", "2026"]}
    case_letters.actions.discard(letter, by=made.officer, on=TODAY)
    # The power is used, reviewed and to end.
    used = case_letters.given(made, "power_used", method=Method.HAND, powers=["budget"], details={})
    officer.go(made.case.get_absolute_url())
    assert "Review of the suspension of the delegated budget" in officer.text
    officer.looks_right()
    officer.follow("Record the review")
    officer.press("Record the review")
    assert "Say who was there" in officer.text
    officer.looks_right()
    write(officer, "Who was there?", "Olive Officer, chair of the review")
    write(officer, "What did the review find?", "Spending is under control.")
    choose(officer, "It is to end")
    officer.press("Record the review")
    assert "The review is recorded: it is to end." in officer.text
    officer.go("/")
    officer.press("Prepare it")
    officer.looks_right()
    officer.press("Prepare the notice")
    write(officer, "Reasons", "The review found that spending is under control.")
    day(officer, "What is the last day of the power?", date(2027, 3, 31))
    officer.looks_right()
    officer.press("Save and continue")
    ending = made.notice("power_ended")
    assert ending.made_from == used and ending.status == LetterState.DRAFTED
    case_letters.tick_all(ending, made.officer)
    case_letters.present(made, ending)
    dcs.go(f"/case-letters/{ending.pk}/sign/")
    assert "The delegated budget is given back to the governing body with effect from Thursday 1 April 2027" in dcs.text
    dcs.looks_right()
    ended = case_letters.sign(made, ending)
    assert ended.dated == NOW.date()


@pytest.mark.feature("C4")
def test_a_power_that_has_ended_on_a_phone(arrive: Arrive) -> None:
    made = cases.scene(CaseState.POWERS_ENDED)
    officer = arrive(made.officer, size=PHONE)
    officer.go(made.case.get_absolute_url())
    assert "Power ended on 19 November 2026: notice in force" in officer.text
    assert "The power ended on 19 November 2026." in officer.text
    officer.looks_right()
