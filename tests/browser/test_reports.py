"""A report written where the connection is poor, in two windows, by two people; and answered on a phone."""

import re

import pytest
from playwright.sync_api import Browser, expect

from monitoring.visits.models import Prompts, Report
from monitoring.visits.states import ReportState
from schools.models import AssignmentRole
from schools.people import actions as people_actions
from sil.accounts.models import User
from tests.conftest import TODAY
from tests.factories import people, reports, schools, visits
from tests.factories.reports import Scene
from tests.site import Site

from .conftest import DESKTOP, PHONE, Visitor

TEXT = "Pupils read daily.\n\n“Phonics” & <stories> rise."
BOX = "Focus of the visit"
pytestmark = pytest.mark.feature("T4", "V4")


def start(state: str = ReportState.DRAFT) -> Scene:
    return reports.scene(state, school=schools.school("Example Primary School"))


def at_the_report(browser: Browser, site: Site, made: Scene, user: User, *, js: bool = True) -> Visitor:
    visitor = Visitor(browser, site, size=DESKTOP, js=js).sign_in_as(user)
    visitor.go(f"/visits/{made.visit.pk}/report/")
    return visitor


def stored() -> str:
    return str(Report.objects.get().sections.get("focus", ""))


def test_a_lost_connection_and_an_ended_session(site: Site, browser: Browser) -> None:
    """In a school without a connection, or after the session has ended: kept in the browser, saved by itself."""
    made = start()
    sip = at_the_report(browser, site, made, made.sip)
    box = sip.page.get_by_label(BOX)
    box.fill("First words.")
    sip.says(r"Saved \d\d:\d\d")
    assert stored() == "First words."

    sip.context.set_offline(True)
    box.fill(TEXT)
    sip.page.get_by_label("What", exact=True).first.fill("Read with each pupil.")
    sip.says("There is no connection")
    sip.context.set_offline(False)
    sip.says(r"Saved \d\d:\d\d")
    assert stored() == TEXT
    assert Report.objects.get().actions[0]["text"] == "Read with each pupil."

    sip.context.clear_cookies()
    box.fill(f"{TEXT} And more.")
    sip.says("You have been signed out")
    sip.page.close()
    sip.sign_in_as(made.sip)
    sip.page = sip.context.new_page()
    sip.go(f"/visits/{made.visit.pk}/report/")
    sip.says("We put back what you typed")
    sip.says(r"Saved \d\d:\d\d")
    assert stored() == f"{TEXT} And more."
    sip.close()


def test_an_ended_session_without_scripts(site: Site, browser: Browser) -> None:
    made = start()
    sip = at_the_report(browser, site, made, made.sip, js=False)
    sip.page.get_by_label(BOX).fill(TEXT)
    sip.context.clear_cookies()
    sip.press("Save the report")
    sip.says("signed out")
    sip.sign_in_as(made.sip)
    sip.press("Send again")
    if sip.page.get_by_role("button", name="Send again").count():
        sip.press("Send again")
    assert "Report saved." in sip.text
    assert stored() == TEXT
    sip.close()


def test_a_second_window_of_the_same_person(site: Site, browser: Browser) -> None:
    made = start()
    sip = at_the_report(browser, site, made, made.sip)
    other = sip.context.new_page()
    other.goto(f"/visits/{made.visit.pk}/report/")
    sip.page.get_by_label(BOX).fill("In the first window.")
    sip.says(r"Saved \d\d:\d\d")
    other.get_by_label(BOX).fill("In the second window.")
    expect(other.locator("main")).to_contain_text(re.compile("saved (this )?in another|while you were writing"))
    assert stored() == "In the first window."
    sip.close()


@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_two_people_write_at_once(site: Site, browser: Browser, js: bool) -> None:
    """Who led the visit and the school's new partner: the second reads both texts and chooses."""
    made = start()
    new = people.person("Nora Newcomer", role="sip")
    people_actions.assign([made.school], user=new, role=AssignmentRole.SIP, starts_on=TODAY, by=None, on=TODAY)
    first = at_the_report(browser, site, made, made.sip, js=js)
    second = at_the_report(browser, site, made, new, js=js)
    first.page.get_by_label(BOX).fill("What the lead saw.")
    first.press("Save the report")
    assert "Report saved." in first.text
    second.page.get_by_label(BOX).fill("What the newcomer saw.")
    second.press("Save the report")
    second.says("Nothing was overwritten")
    second.says("What the lead saw.")
    assert stored() == "What the lead saw."
    second.press("Save mine")
    assert stored() == "What the newcomer saw."
    assert Report.objects.get().replaced[0]["content"]["sections"]["focus"] == "What the lead saw."
    second.page.get_by_text("Texts that were replaced").click()
    second.says("What the lead saw.")
    first.close()
    second.close()


@pytest.mark.feature("V7")
def test_a_head_answers_on_a_phone(site: Site, browser: Browser) -> None:
    made = start(ReportState.ISSUED)
    head = Visitor(browser, site, size=PHONE).sign_in_as(made.head)
    head.go(f"/visits/{made.visit.pk}/report/")
    assert head.overflow() == 0 and not head.violations()
    head.press("Say whether the report is accurate")
    assert head.overflow() == 0 and not head.violations()
    head.page.get_by_label("No, something should be corrected").check()
    head.page.get_by_label("Correction to “What was seen”").fill("Three lessons.")
    head.press("Send your answer")
    assert "Corrections sent to" in head.text
    assert made.report.status == ReportState.CORRECTIONS_ASKED
    head.close()


@pytest.mark.feature("V3")
def test_the_school_s_half_is_saved_as_typed(site: Site, browser: Browser) -> None:
    made = start()
    visit = visits.planned(made.school, made.sip, TODAY.replace(day=27))
    head = Visitor(browser, site, size=PHONE).sign_in_as(made.head)
    head.go(f"/visits/{visit.pk}/prepare/")
    box = head.page.get_by_label("What worries you most at present?")
    box.fill("Attendance.")
    head.says(r"Saved \d\d:\d\d")
    head.context.set_offline(True)
    box.fill("Attendance, on Fridays.")
    head.says("There is no connection")
    head.context.set_offline(False)
    head.says(r"Saved \d\d:\d\d")
    assert Prompts.objects.get().answers == {"worry": "Attendance, on Fridays."}
    head.press("Send to")
    assert "Sent to" in head.text
    head.close()
