"""The main jobs without a mouse: Tab, Shift+Tab, arrows, Space, Enter and letters alone. At every stop the focus shows
and nothing covers it: in an ordinary window, in the reader's own colours, and in the low one that 400% zoom leaves."""

import pytest
from playwright.sync_api import ViewportSize

from allocations.models import Allocation
from allocations.states import State
from monitoring.notices.models import CaseLetter
from monitoring.notices.states import CaseState, LetterState
from monitoring.visits.models import Report
from tests.factories import allocations, case_letters, cases, people, schools

from .conftest import Arrive, Visitor
from .keyboard import Keyboard

pytestmark = pytest.mark.feature("T8")
# What is left of 1,280 by 1,024 pixels at 400% zoom, and at 200%.
ZOOMED: ViewportSize = {"width": 320, "height": 256}
HALF: ViewportSize = {"width": 640, "height": 512}
# As low as a window may be in which buttons stay in sight.
LOW: ViewportSize = {"width": 1280, "height": 500}


def in_own_colours(visitor: Visitor) -> Visitor:
    visitor.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    return visitor


def test_a_partner_logs_a_visit_and_writes_its_report(arrive: Arrive) -> None:
    school = schools.school("Example Primary School", urn=900001)
    partner = people.assign(school, people.person("Sam Sample", role="sip")).user
    people.post(school, "headteacher")
    keys = Keyboard(arrive(partner, size=LOW))
    keys.visitor.go("/visits/")
    keys.follow("Log a visit")
    keys.follow("Continue")
    keys.meets_error("Enter the name or URN of the school.")
    keys.type("exampl")
    keys.page.get_by_role("option", name="Example Primary School").wait_for()
    keys.press("ArrowDown", "Enter")
    keys.choose("when", "Record a visit that was held")
    keys.follow("Continue")
    keys.choose("kind", "Core visit (1 day)")
    for part, value in (("day", "19"), ("month", "11"), ("year", "2026")):
        keys.write(f"#id_starts_on_{part}", value)
    keys.follow("Record the visit")
    keys.says("Next, write the report.")
    keys.follow("Write the report")
    keys.write("[name=section-focus]", "Reading in every year.")
    keys.goes_round()
    keys.follow("Save the report")
    keys.says("Report saved.")
    assert Report.objects.get().sections["focus"] == "Reading in every year."


def test_a_headteacher_disagrees_at_400_percent(arrive: Arrive) -> None:
    """The window is low, so nothing stays in sight but what is read."""
    scene = allocations.scene(State.PROPOSED, band="C")
    keys = Keyboard(arrive(scene.head, size=ZOOMED))
    keys.visitor.go("/")
    keys.follow("Read and answer")
    keys.follow("I do not agree")
    keys.follow("Save and continue")
    keys.meets_error("Select the band you think is right.")
    keys.choose("band", "Band B")
    keys.follow("Save and continue")
    keys.write("[name=reasons]", "Reading has turned.")
    keys.follow("Save and continue")
    keys.to("Reading")
    keys.press("Space")
    keys.follow("Save and continue")
    keys.choose("mark-reading", "Band B")
    keys.follow("Save and continue")
    keys.follow("Send to the Principal Officer")
    keys.says("The Principal Officer has your case and will decide.")
    assert Allocation.objects.get().status == State.WITH_OFFICER


def test_a_principal_officer_decides_in_their_own_colours(arrive: Arrive) -> None:
    scene = allocations.scene(State.WITH_OFFICER, band="C")
    keys = Keyboard(in_own_colours(arrive(scene.officer, size=HALF)))
    keys.visitor.go("/")
    keys.follow("Read both cases")
    keys.follow("Save and read the letter")
    keys.meets_error("Select a band.")
    keys.press("Shift+Tab", "Shift+Tab")
    keys.choose("band", "Band B")
    keys.write("[name=reasons]", "The reading results carry it.")
    keys.follow("Save and read the letter")
    keys.follow("Decide on Band B")
    keys.says("You decided on Band B.")
    assert Allocation.objects.get().status == State.DECIDED


def test_a_director_signs_a_notice(arrive: Arrive) -> None:
    scene = cases.scene(CaseState.DISCUSSED)
    letter = case_letters.presented(scene)
    keys = Keyboard(in_own_colours(arrive(scene.dcs)))
    keys.visitor.go("/")
    keys.follow("Read and sign")
    keys.follow("Return it with comments")
    keys.meets_error("Say what has to be changed.")
    keys.follow("Sign the notice", "Shift+Tab")
    keys.says("Pre-formal warning notice signed.")
    # The worker may have given it by now.
    assert CaseLetter.objects.get(pk=letter.pk).status in {LetterState.SIGNED, LetterState.GIVEN}
