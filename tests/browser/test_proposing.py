"""Proposing from last year's marks: how many clicks a school takes, and one school after the other."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from allocations.models import Position
from allocations.round import actions as rounds
from allocations.states import State
from schools.models import Assignment, AssignmentRole
from sil import clock
from tests.conftest import NOW
from tests.factories import allocations, inspections, schools
from tests.factories.allocations import OPENED, PROPOSED, YEAR, Scene

from .conftest import PHONE, Arrive, Visitor

A_YEAR = timedelta(days=364)
# Three screens of 1280 by 900.
THREE_SCREENS = 2700


def two_schools() -> list[Scene]:
    """Two schools of one partner with a band of last year; of the second, two criteria have new evidence."""
    with clock.at(NOW):
        there = [schools.school(f"Example {name} School", high_age=11, phase="Primary") for name in ("Ash", "Birch")]
        made = [allocations.scene(school=school) for school in there]
        Assignment.objects.filter(school=there[1], role=AssignmentRole.SIP).update(user=made[0].sip)
        last = rounds.open_round(year=YEAR - 1, by=None, on=OPENED - A_YEAR)
        for scene in made:
            before = replace(scene, sip=made[0].sip, allocation=last.allocations.get(school=scene.school))
            allocations.propose(before, on=PROPOSED - A_YEAR)
            allocations.agree(before, on=PROPOSED - A_YEAR)
        judged = {"Effectiveness of leadership and management": "2"}
        inspections.from_a_file(there[1], date(2026, 3, 3), judgements=judged)
        return made


class Clicks:
    """A partner who counts."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.number = visitor, 0

    def press(self, button: str) -> None:
        self.visitor.press(button)
        self.number += 1

    def confirm_all(self) -> int:
        boxes = self.visitor.page.get_by_label("Still right").all()
        for box in boxes:
            box.check(force=True)
            self.number += 1
        return len(boxes)


@pytest.mark.feature("A17")
@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_a_school_like_last_years_takes_four_clicks_and_one_more_for_each_row_that_changed(
    arrive: Arrive, js: bool
) -> None:
    first, second = two_schools()
    sip = arrive(first.sip, js=js)
    clicks = Clicks(sip)
    sip.go("/")
    sip.page.locator(f"main table a[href='/allocations/{first.allocation.pk}/propose/']").click()
    clicks.number += 1
    assert "No criterion has new evidence since then." in sip.text
    assert "1 more of your schools waits for a proposal" in sip.text
    clicks.press("Start from 2025 to 2026")
    assert sip.page.evaluate("document.documentElement.scrollHeight") <= THREE_SCREENS
    assert clicks.confirm_all() == 0
    clicks.press("Save and check")
    clicks.press("Propose it and go to Example Birch School")
    assert clicks.number <= 4
    assert "The next school is Example Birch School." in sip.text

    clicks = Clicks(sip)
    clicks.press("Start from 2025 to 2026")
    if js:
        expect(sip.page.locator("[data-left=confirm]")).to_have_text("2")
    assert clicks.confirm_all() == 2
    if js:
        expect(sip.page.locator("[data-left=confirm]")).to_have_text("0")
    clicks.press("Save and check")
    clicks.press("Propose Band B")
    assert clicks.number <= 4 + 2
    assert {p.allocation.school_id for p in Position.objects.filter(taken_on=NOW.date())} == {
        first.school.pk,
        second.school.pk,
    }


def test_the_page_looks_right_on_a_phone_too(arrive: Arrive) -> None:
    _, second = two_schools()
    sip = arrive(Assignment.objects.get(school=second.school, role=AssignmentRole.SIP).user, size=PHONE)
    sip.go(f"/allocations/{second.allocation.pk}/propose/")
    sip.press("Start from 2025 to 2026")
    sip.looks_right()
    sip.page.get_by_text("Reason", exact=False).first.click()
    sip.press("Add a document or a link")
    expect(sip.page).to_have_url(re.compile(r"/evidence/\?criterion="))


def test_what_stands_out_looks_right_and_is_dismissed(arrive: Arrive) -> None:
    with clock.at(NOW):
        scene = allocations.scene(State.PROPOSED, band="A", school=schools.school("Example Ash School"))
        found = {"overall": "", "category": "RSI", "kind": "report_card"}
        inspections.from_a_file(scene.school, date(2026, 9, 8), **found)
    officer = arrive(scene.officer, size=PHONE)
    officer.go(f"/allocations/rounds/{YEAR}/outliers/")
    officer.looks_right()
    officer.follow("Dismiss")
    officer.looks_right()
    officer.page.get_by_label("Why is the band right all the same?").fill("Judged before the new trust.")
    officer.press("Dismiss it")
    officer.says("You dismissed what stands out about Example Ash School.")
    officer.looks_right()
