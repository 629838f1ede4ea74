"""How an allocation comes to its end, each way in a browser: revised and agreed, disputed and
accepted, referred and determined, recorded in a meeting and contested, unanswered and confirmed."""

from datetime import datetime

import pytest

from allocations.states import Party, State
from sil import clock
from sil.letters.models import Letter
from tests.conftest import NOW
from tests.factories import allocations, schools
from tests.factories.allocations import Scene
from tests.site import Site

from .conftest import PHONE, Arrive, Visitor

BOTH = pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])


def start(state: State) -> Scene:
    with clock.at(NOW):
        school = schools.school("Example Primary School", urn=900001, street="1 Sample Street", postcode="ZZ99 1AA")
        return allocations.scene(state, school=school, band="C")


def here(scene: Scene, rest: str = "") -> str:
    return f"/allocations/{scene.allocation.pk}/{rest}"


def choose(visitor: Visitor, group: str, option: str) -> None:
    visitor.page.get_by_role("group", name=group).get_by_role("radio", name=option).check(force=True)


@pytest.mark.feature("A4", "A5")
def test_agreed_after_a_revision(arrive: Arrive) -> None:
    """The partner listens and revises; the headteacher reads what changed, and agrees."""
    scene = start(State.PROPOSED)
    head, sip = arrive(scene.head, size=PHONE), arrive(scene.sip)
    head.go(here(scene))
    assert "We propose Band C." in head.text
    head.press("I agree to Band C")
    sip.go(here(scene))
    sip.press("Revise the proposal")
    choose(sip, "Which band do you propose?", "Band B: 5.5 days")
    sip.page.get_by_label("Why is this band the best fit?").fill("You showed me the new reading results.")
    sip.press("Save and check")
    sip.press("Propose Band B")
    assert "You proposed Band B." in sip.text

    head.press("Agree Band C")
    assert "Nothing has been done" in head.text
    assert "You showed me the new reading results." in head.text
    scene.allocation.refresh_from_db()
    assert scene.allocation.status == State.PROPOSED
    head.go(here(scene))
    assert "We propose Band B." in head.text
    head.page.get_by_text("Version 1: Band C").click()
    assert "Band: Band C → Band B" in head.text
    head.press("I agree to Band B")
    head.press("Agree Band B")
    assert "You agreed Band B." in head.text
    scene.allocation.refresh_from_db()
    assert (scene.allocation.band, scene.allocation.status) == ("B", State.AGREED)


@pytest.mark.feature("A18")
def test_agreed_by_mistake(arrive: Arrive) -> None:
    """The headteacher agrees by mistake, takes it back the same day, and says what they meant."""
    scene = start(State.PROPOSED)
    head, chair = arrive(scene.head, size=PHONE), arrive(scene.chair)
    head.go(here(scene))
    head.press("I agree to Band C")
    head.press("Agree Band C")
    head.follow("take back the agreement")
    assert "The letter that confirmed it is withdrawn." in head.text
    head.press("Take back the agreement")
    assert "You took back the agreement. The allocation is open again." in head.text
    assert "We propose Band C." in head.text and "I do not agree" in head.text
    chair.go("/")
    assert "Withdrawn: it no longer applies. Confirmation of an agreed allocation" in chair.text


@pytest.mark.promise("shown")
def test_two_officers_write_one_decision(arrive: Arrive) -> None:
    """A letter never goes out for a band that you did not read on the last page, whoever else works on the decision."""
    scene = start(State.WITH_OFFICER)
    with clock.at(NOW):
        from tests.factories import people

        second = people.person("Otto Fictional", role="principal_officer")
    first, other = arrive(scene.officer), arrive(second)
    first.go(f"{here(scene)}decide/")
    choose(first, "Which band do you decide on?", "Band A: 3 days")
    first.page.get_by_label("What are your reasons?").fill("The results are those of Band A.")
    first.press("Save and read the letter")
    assert "You are about to decide on Band A." in first.text
    other.go(f"{here(scene)}decide/")
    assert "Olive Officer can read and change this draft too." in other.text
    choose(other, "Which band do you decide on?", "Band D: 7 days")
    other.press("Save the draft")
    first.press("Decide on Band A")
    assert "Nothing has been done" in first.text
    assert "Otto Fictional was the last to save this draft" in first.text
    assert not Letter.objects.exists()
    first.press("Decide on Band D")
    assert "You decided on Band D." in first.text


@pytest.mark.feature("A2", "A3", "A5", "A6")
@BOTH
def test_disputed_and_accepted(arrive: Arrive, js: bool) -> None:
    """A headteacher on a phone says which band they see and why, row by row; the Principal Officer
    reads both cases on one screen, sees the letter before it goes, and decides; the head accepts."""
    scene = start(State.PROPOSED)
    head, officer = arrive(scene.head, size=PHONE, js=js), arrive(scene.officer, js=js)
    head.go("/")
    head.press("Read and answer")
    head.follow("I do not agree")
    head.press("Save and continue")
    assert "Select the band you think is right." in head.text
    choose(head, "Which band do you think is right for your school?", "Band B: 5.5 days")
    head.press("Save and continue")
    head.page.get_by_label("Why do you think so?").fill("Reading has turned: see the results of this summer.")
    head.press("Save and continue")
    head.page.get_by_label("Reading", exact=True).check(force=True)
    head.press("Save and continue")
    choose(head, "1. Reading", "Band B")
    reason = head.page.locator("[name=reason-reading]")
    reason.fill("Nine in ten passed the check.")
    head.press("Save and continue")
    assert "Check your answers" in head.text
    assert "Nine in ten passed the check." in head.text
    officer.go("/")
    assert "There is nothing we need from you" in officer.text, "nothing is sent before the last step"
    head.press("Send to the Principal Officer")
    assert "The Principal Officer has your case and will decide." in head.text

    officer.go("/")
    officer.press("Read both cases")
    assert "School Improvement Partner: Band C" in officer.text
    assert "Reading has turned: see the results of this summer." in officer.text
    assert "Differs by 1 band: School Improvement Partner Band C, School Band B." in officer.text
    officer.press("Save and read the letter")
    assert "Select a band." in officer.text
    choose(officer, "Which band do you decide on?", "Band B: 5.5 days")
    officer.page.get_by_label("What are your reasons?").fill("The reading results carry it.")
    officer.press("Save and read the letter")
    assert "Our decision is Band B." in officer.text
    assert "Please answer by Friday 4 December 2026." in officer.text
    assert not Letter.objects.exists(), "a preview signs nothing"
    officer.press("Decide on Band B")
    assert "You decided on Band B." in officer.text

    head.go("/")
    head.press("Read the decision")
    assert "The reading results carry it." in head.text
    head.press("I accept Band B")
    head.press("Accept Band B")
    assert "You accepted Band B." in head.text
    assert set(Letter.objects.values_list("kind", flat=True)) == {"allocation_decided", "allocation_agreed"}


@pytest.mark.feature("A6")
def test_referred_and_determined(arrive: Arrive) -> None:
    """The officer declares a conflict of interest, another decides; the head refers; the Director has
    the last word."""
    scene = start(State.WITH_OFFICER)
    with clock.at(NOW):
        from tests.factories import people

        second = people.person("Otto Fictional", role="principal_officer")
    officer, other = arrive(scene.officer), arrive(second)
    other.go("/")
    assert "There is nothing we need from you" in other.text
    officer.go(here(scene))
    officer.follow("Declare a conflict of interest")
    officer.press("Declare the conflict")
    assert "Enter a reason." in officer.text
    officer.page.get_by_label("What is the conflict of interest?").fill("My sister teaches there.")
    officer.press("Declare the conflict")
    assert "We will ask somebody else about Example Primary School" in officer.text
    other.go("/")
    other.press("Read both cases")
    choose(other, "Which band do you decide on?", "Band C: 7 days")
    other.page.get_by_label("What are your reasons?").fill("The results are not yet secure.")
    other.press("Save and read the letter")
    other.press("Decide on Band C")

    head = arrive(scene.head, size=PHONE)
    head.go(here(scene))
    assert "My sister" not in head.text, "the school does not read a conflict"
    head.follow("Refer it to the Director of Education")
    head.page.get_by_label("Why are you still concerned?").fill("The school in question has changed its head.")
    head.press("Refer the band")
    assert "The Director of Education has your case and will make the final decision." in head.text

    director = arrive(scene.director)
    director.go("/")
    director.press("Read every case")
    for said in ("School Improvement Partner: Band C", "School: Band A", "Principal Officer: Band C"):
        assert said in director.text
    choose(director, "Which band do you decide on?", "Band B: 5.5 days")
    director.page.get_by_label("What are your reasons?").fill("I have weighed every case.")
    director.press("Save and read the letter")
    director.press("Determine Band B")
    assert "You determined Band B." in director.text
    head.go(here(scene))
    assert "Band B is determined." in head.text
    assert (
        head.page.get_by_role("button", name="agree").or_(head.page.get_by_role("button", name="accept")).count() == 0
    )


@pytest.mark.feature("A5")
def test_recorded_in_a_meeting_and_contested(arrive: Arrive) -> None:
    """The partner records what was agreed; the head reads that it is not so, and says why."""
    scene = start(State.PROPOSED)
    sip, head = arrive(scene.sip), arrive(scene.head, size=PHONE)
    sip.go(here(scene))
    sip.follow("Record an agreement made in a meeting")
    for part, text in (("Day", "24"), ("Month", "11"), ("Year", "2026")):
        sip.page.get_by_label(part).fill(text)
    sip.press("Record the agreement")
    assert "The day of the meeting must be today or in the past" in sip.text
    sip.page.get_by_label("Day").fill("19")
    sip.press("Record the agreement")
    assert "You recorded that Example Primary School agreed Band C." in sip.text
    head.go(here(scene))
    assert "Recorded by School Improvement Partner Example" in head.text
    assert "If this is not what you agreed, you can say so until Friday 4 December 2026." in head.text
    head.follow("I do not agree")
    choose(head, "Which band do you think is right for your school?", "Band B: 5.5 days")
    head.press("Save and continue")
    head.page.get_by_label("Why do you think so?").fill("We only talked about it.")
    head.press("Save and continue")
    head.press("Save and continue")
    head.press("Send to the Principal Officer")
    scene.allocation.refresh_from_db()
    assert (scene.allocation.status, scene.allocation.band) == (State.WITH_OFFICER, "")


@pytest.mark.feature("A6")
def test_unanswered_and_confirmed(arrive: Arrive, site: Site) -> None:
    """Nobody answers. Once the period is over the Principal Officer confirms, with the reason; the
    school can still refer it."""
    scene = start(State.PROPOSED)
    officer, head = arrive(scene.officer), arrive(scene.head, size=PHONE)
    officer.go(here(scene))
    assert officer.page.get_by_role("link", name="Confirm without an answer").count() == 0
    site.hold(datetime(2026, 11, 24, 9, 0, tzinfo=clock.LONDON))
    officer.go("/")
    assert "No answer about the SSA 2026 to 2027" in officer.text
    assert "1 day late" in officer.text
    officer.press("Confirm without an answer")
    officer.page.get_by_label("Why are you confirming the band without an answer?").fill("Three calls and two letters.")
    officer.press("Confirm the band")
    assert "You confirmed Band C." in officer.text
    head.go(here(scene))
    assert "Band C is confirmed." in head.text
    assert "Three calls and two letters." in head.text
    head.follow("Refer it to the Director of Education")
    choose(head, "Which band do you think is right for your school?", "Band B: 5.5 days")
    head.page.get_by_label("Why are you still concerned?").fill("We had written on the first day.")
    head.press("Refer the band")
    scene.allocation.refresh_from_db()
    assert scene.allocation.status == State.WITH_DIRECTOR
    assert scene.read(Party.SCHOOL)
