"""What is typed is never lost: no connection, an ended session, a second window, another person, and
an allocation that moved on meanwhile. On the real pages, with the real script and without it."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from allocations.answer import actions as answers
from allocations.models import Draft
from allocations.states import Party, State
from tests.conftest import TODAY
from tests.factories import allocations, people, schools
from tests.factories.allocations import Scene
from tests.site import Site

from .conftest import DESKTOP, PHONE, Visitor

TEXT = "Leaders know the school well.\n\n“Phonics” & <stories> rise."
WHY = "Why is this band the best fit?"


def start(state: State = State.IDENTIFIED) -> Scene:
    return allocations.scene(state, school=schools.school("Example Primary School"), band="C")


def at_the_proposal(browser: Browser, site: Site, scene: Scene, user: Any, *, js: bool = True) -> Visitor:
    visitor = Visitor(browser, site, size=DESKTOP, js=js).sign_in_as(user)
    visitor.go(f"/allocations/{scene.allocation.pk}/propose/")
    return visitor


def stored() -> str:
    return Draft.objects.get(party=Party.SIP).reasons.replace("\r\n", "\n")


@pytest.mark.feature("T4")
def test_a_lost_connection_and_an_ended_session(site: Site, browser: Browser) -> None:
    """What is typed without a connection, or after the session has ended, is kept in the browser and
    saved by itself; also when the window was closed in between."""
    scene = start()
    sip = at_the_proposal(browser, site, scene, scene.sip)
    box = sip.page.get_by_label(WHY)
    box.fill("First words.")
    sip.says(r"Saved \d\d:\d\d")
    assert stored() == "First words."

    sip.context.set_offline(True)
    box.fill(TEXT)
    sip.says("There is no connection")
    sip.press("Save the draft")
    sip.says("nothing was sent")
    assert box.input_value() == TEXT, "the page is still there"
    sip.context.set_offline(False)
    expect(sip.page.get_by_text("nothing was sent")).to_have_count(0)
    sip.says(r"Saved \d\d:\d\d")
    assert stored() == TEXT

    sip.context.clear_cookies()
    box.fill(f"{TEXT} And more.")
    sip.says("You have been signed out")
    sip.page.close()
    sip.sign_in_as(scene.sip)
    sip.page = sip.context.new_page()
    sip.go(f"/allocations/{scene.allocation.pk}/propose/")
    sip.says("We put back what you typed")
    sip.says(r"Saved \d\d:\d\d")
    assert stored() == f"{TEXT} And more."
    sip.close()


@pytest.mark.feature("T4")
def test_an_ended_session_without_scripts(site: Site, browser: Browser) -> None:
    """The text comes back on the page that says so, and is sent again after signing in."""
    scene = start()
    sip = at_the_proposal(browser, site, scene, scene.sip, js=False)
    sip.page.get_by_label(WHY).fill(TEXT)
    sip.context.clear_cookies()
    sip.press("Save the draft")
    sip.says("signed out")
    assert sip.page.get_by_text("Phonics").count()
    sip.sign_in_as(scene.sip)
    sip.press("Send again")
    if sip.page.get_by_role("button", name="Send again").count():
        sip.press("Send again")
    assert "Draft saved." in sip.text
    assert stored() == TEXT
    sip.close()


@pytest.mark.feature("T4")
@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_two_people_write_at_once(site: Site, browser: Browser, js: bool) -> None:
    """The headteacher and the acting head write the school's case at once. The second to save reads
    who was first and both texts; nothing is overwritten unless they say so, and then it is kept."""
    scene = start(State.PROPOSED)
    acting = people.post(scene.school, "acting_headteacher", people.person("Abel Acting")).user
    path = f"/allocations/{scene.allocation.pk}/disagree/reasons/"
    first, second = (Visitor(browser, site, size=PHONE, js=js).sign_in_as(user) for user in (scene.head, acting))
    first.go(path)
    second.go(path)
    for visitor, text in ((first, "The first text."), (second, "The second text.")):
        visitor.page.get_by_label("Why do you think so?").fill(text)
        if js:
            visitor.says(r"Saved \d\d:\d\d|saved this in another window")
        elif visitor is first:
            visitor.press("Save and continue")
    assert Draft.objects.get().reasons == "The first text."
    second.press("Save and continue")
    second.says("Nothing was overwritten")
    assert "Headteacher Example saved this in another window" in second.text
    assert second.page.get_by_label("Why do you think so?").input_value() == "The second text."
    second.press("Save mine")
    draft = Draft.objects.get()
    assert draft.reasons == "The second text."
    assert draft.replaced[0]["content"]["reasons"] == "The first text."
    for visitor in (first, second):
        visitor.close()


@pytest.mark.feature("T4")
def test_a_second_window_of_the_same_person(site: Site, browser: Browser) -> None:
    scene = start()
    one = at_the_proposal(browser, site, scene, scene.sip)
    two = one.context.new_page()
    two.goto(f"/allocations/{scene.allocation.pk}/propose/")
    one.page.get_by_label(WHY).fill("Written in the first window.")
    one.says(r"Saved \d\d:\d\d")
    expect(two.locator("main")).to_contain_text("another", timeout=15_000)
    two.get_by_label(WHY).fill("Written in the second window.")
    two.get_by_role("button", name="Save the draft").click()
    expect(two.locator("main")).to_contain_text("Nothing was overwritten")
    expect(two.get_by_label(WHY)).to_have_value("Written in the second window.")
    assert stored() == "Written in the first window."
    two.get_by_role("link", name="Use the saved one").click()
    expect(two.get_by_label(WHY)).to_have_value("Written in the first window.")
    one.close()


@pytest.mark.feature("A5", "T4")
@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_the_head_agrees_while_the_partner_revises(site: Site, browser: Browser, js: bool) -> None:
    """One wins; the other reads what happened, and has every word to copy."""
    scene = start(State.PROPOSED)
    sip = at_the_proposal(browser, site, scene, scene.sip, js=js)
    answers.agree(scene.allocation, by=scene.head, on=TODAY, position_id=scene.read())
    sip.page.get_by_label(WHY).fill(TEXT)
    if js:
        sip.says("You can only revise a proposal")
    sip.press("Save and check")
    assert "This changed while you were writing" in sip.text
    assert "You can only revise a proposal that is waiting for the headteacher." in sip.text
    assert sip.page.get_by_label("Reasons").input_value() == TEXT
    scene.allocation.refresh_from_db()
    assert scene.allocation.status == State.AGREED
    sip.close()
