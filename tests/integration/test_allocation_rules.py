"""What the state of an allocation refuses, in which words: periods, versions read, meetings, bands."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from allocations.allocation.queries import open_period
from allocations.answer import actions as answers
from allocations.decision import actions as decisions
from allocations.draft import actions as drafts
from allocations.draft.actions import Writing
from allocations.models import Allocation, Draft, Position, Settlement
from allocations.position.actions import PositionInput
from allocations.proposal import actions as proposals
from allocations.states import Party, State
from sil import clock
from sil.audit.models import Event
from sil.letters.models import Letter
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations
from tests.factories.allocations import PROPOSED, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]

# A proposal of 9 November is answered by 23 November; a confirmation of the 24th objected to by 8 December.
LAST, AFTER = date(2026, 11, 23), date(2026, 11, 24)
LAST_OF_CONFIRMED = date(2026, 12, 8)
ONE_DAY = timedelta(days=1)


def view(scene: Scene, band: str = "C") -> Any:
    return allocations.view(scene.allocation.framework, band)


def disagree(scene: Scene, *, on: date, band: str = "C", read: int = 0) -> Position:
    read = read or scene.read()
    return answers.disagree(scene.allocation, by=scene.head, on=on, position_id=read, choice=view(scene, band))


def refer(scene: Scene, *, on: date, read: int = 0) -> Position:
    read = read or (scene.read() if scene.allocation.status == State.CONFIRMED else scene.read(Party.OFFICER))
    return answers.refer(scene.allocation, by=scene.head, on=on, position_id=read, choice=view(scene))


def record(scene: Scene, **changes: Any) -> Settlement:
    values = {"on": TODAY, "met_on": TODAY, "met_with": "Ada Example", "position_id": 0} | changes
    values["position_id"] = values["position_id"] or scene.read()
    return proposals.record_agreement(scene.allocation, by=scene.sip, **values)


def confirm(scene: Scene, *, on: date = AFTER, read: int = 0, reason: str = "No answer.") -> Settlement:
    read = read or scene.read()
    return decisions.confirm(scene.allocation, by=scene.officer, on=on, position_id=read, reason=reason)


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Event, Position, Settlement, Letter, Message, Draft))


def recorded() -> Scene:
    scene = allocations.scene(State.PROPOSED)
    allocations.record(scene)
    return scene


@pytest.mark.feature("A6")
class TestObjecting:
    def test_a_band_that_the_head_agreed_to_is_settled(self) -> None:
        scene = allocations.scene(State.AGREED)
        with pytest.raises(Denied, match="This allocation is settled") as denied:
            disagree(scene, on=PROPOSED)
        assert denied.value.code == "settled"

    def test_after_a_recorded_agreement_the_last_day_counts(self) -> None:
        scene = recorded()
        disagree(scene, on=LAST)
        allocation = Allocation.objects.get()
        assert (allocation.status, allocation.band, allocation.ended_on) == (State.WITH_OFFICER, "", None)

    def test_the_day_after_is_too_late_and_the_date_is_named(self) -> None:
        scene = recorded()
        with pytest.raises(Denied) as denied:
            disagree(scene, on=AFTER)
        assert denied.value.code == "too_late"
        assert denied.value.sentence.startswith("The time to object ended on Monday 23 November 2026.")
        assert Allocation.objects.get().band == "B"

    def test_after_a_confirmation_the_last_day_counts(self) -> None:
        scene = allocations.scene(State.CONFIRMED)
        refer(scene, on=LAST_OF_CONFIRMED)
        assert Allocation.objects.get().status == State.WITH_DIRECTOR

    def test_a_confirmation_cannot_be_referred_the_day_after(self) -> None:
        scene = allocations.scene(State.CONFIRMED)
        with pytest.raises(Denied) as denied:
            refer(scene, on=LAST_OF_CONFIRMED + ONE_DAY)
        assert denied.value.code == "too_late"
        assert "8 December 2026" in denied.value.sentence

    def test_a_decision_can_be_referred_though_the_period_is_over(self) -> None:
        """Late is better than confirmed unheard: only a confirmation ends it."""
        scene = allocations.scene(State.DECIDED)
        refer(scene, on=AFTER)
        assert Allocation.objects.get().status == State.WITH_DIRECTOR

    def test_a_late_answer_counts_until_it_is_confirmed(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        allocations.agree(scene, on=AFTER + ONE_DAY)
        assert Allocation.objects.get().status == State.AGREED

    def test_an_agreement_after_an_objection_is_final(self) -> None:
        """The earlier record of a meeting does not open it again."""
        scene = recorded()
        disagree(scene, on=PROPOSED)
        allocations.agree(scene, on=PROPOSED)
        with pytest.raises(Denied) as denied:
            disagree(scene, on=PROPOSED)
        assert denied.value.code == "settled"
        assert [s.how for s in Settlement.objects.order_by("pk")] == ["recorded", "agreed"]

    def test_a_draft_of_an_objection_keeps_to_the_same_period(self) -> None:
        scene = recorded()
        writing = Writing(reasons="so far")
        with pytest.raises(Denied) as denied:
            drafts.save_draft(scene.allocation, Party.SCHOOL, by=scene.head, on=AFTER, writing=writing, version=0)
        assert denied.value.code == "too_late"
        drafts.save_draft(scene.allocation, Party.SCHOOL, by=scene.head, on=LAST, writing=writing, version=0)


@pytest.mark.feature("A6")
class TestConfirming:
    @pytest.mark.parametrize("state", [State.PROPOSED, State.DECIDED])
    def test_not_while_the_period_runs(self, state: State) -> None:
        scene = allocations.scene(state)
        read = scene.read(Party.OFFICER if state == State.DECIDED else Party.SIP)
        with pytest.raises(Denied) as denied:
            confirm(scene, on=LAST, read=read)
        assert denied.value.code == "period_runs"
        assert denied.value.sentence.startswith("The school has until Monday 23 November 2026 to answer.")
        confirm(scene, on=AFTER, read=read)
        assert Allocation.objects.get().status == State.CONFIRMED

    def test_a_revision_begins_the_period_anew(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        case = allocations.case(scene.allocation.framework, "C")
        proposals.revise(scene.allocation, by=scene.sip, on=TODAY, choice=case)
        with pytest.raises(Denied, match="until Friday 4 December 2026"):
            confirm(scene, on=AFTER)

    def test_it_needs_a_reason(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        with pytest.raises(Denied, match="Enter why you are confirming the band without an answer"):
            confirm(scene, reason=" \n")
        assert not Settlement.objects.exists()

    def test_it_holds_the_decision_where_there_is_one(self) -> None:
        scene = allocations.scene(State.WITH_OFFICER, band="B")
        allocations.decide(scene, "D")
        confirm(scene, on=date(2026, 12, 1), read=scene.read(Party.OFFICER))
        assert Allocation.objects.get().band == "D"


@pytest.mark.feature("A5")
class TestMeetings:
    @pytest.mark.parametrize(
        ("changes", "code", "words"),
        [
            ({"met_on": TODAY + ONE_DAY}, "future_meeting", "must be today or in the past"),
            ({"met_with": "   "}, "nobody_named", "Enter who agreed for the school."),
        ],
    )
    def test_what_cannot_be_is_refused(self, changes: dict[str, Any], code: str, words: str) -> None:
        scene = allocations.scene(State.PROPOSED)
        with pytest.raises(Denied, match=words) as denied:
            record(scene, **changes)
        assert denied.value.code == code
        assert not Settlement.objects.exists()

    @pytest.mark.parametrize("met_on", [date(2026, 9, 1), PROPOSED - ONE_DAY, PROPOSED, TODAY])
    def test_a_day_before_the_proposal_was_typed_and_today_are_possible(self, met_on: date) -> None:
        scene = allocations.scene(State.PROPOSED)
        settlement = record(scene, met_on=met_on, met_with=" Ada Example ")
        assert (settlement.how, settlement.met_on, settlement.met_with) == ("recorded", met_on, "Ada Example")
        window = open_period(scene.allocation, "contest")
        assert window is not None and window.starts_on == TODAY, "it runs from the day the school is told"

    def test_a_meeting_before_a_revision_is_asked_about(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        case = allocations.case(scene.allocation.framework, "C")
        proposals.revise(scene.allocation, by=scene.sip, on=TODAY, choice=case)
        words = "The proposal was revised on 20 November 2026, after this day. Check that the school agreed to Band C."
        with pytest.raises(Denied, match=words) as denied:
            record(scene, met_on=PROPOSED)
        assert denied.value.code == "sure"
        assert record(scene, met_on=PROPOSED, sure=words).met_on == PROPOSED

    def test_a_meeting_before_the_year_is_asked_about(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        words = "31 August 2026 is before the academic year 2026 to 2027, which this band is for."
        with pytest.raises(Denied, match=words) as denied:
            record(scene, met_on=date(2026, 8, 31))
        assert denied.value.code == "sure" and not Settlement.objects.exists()
        assert record(scene, met_on=date(2026, 8, 31), sure=words).met_on == date(2026, 8, 31)

    @pytest.mark.promise("right")
    @pytest.mark.feature("A18")
    def test_a_meeting_that_is_typed_up_later_shows_both_days(self) -> None:
        """What you agreed in a meeting can be written down later. The page, the history and the letter then say on
        which day you met, and on which day it was written down."""
        scene = allocations.scene(State.PROPOSED)
        page = f"/allocations/{scene.allocation.pk}/"
        said = {"position": str(scene.read()), "met_with": "Ada Example"}
        client = Client()
        client.force_login(scene.sip)
        with clock.at(TODAY):
            before = said | {"met_on_day": "27", "met_on_month": "8", "met_on_year": "2026"}
            asked = client.post(f"{page}record/", before).content.decode()
            assert "27 August 2026 is before the academic year" in asked and not Settlement.objects.exists()
            client.post(f"{page}record/", said | {"met_on_day": "6", "met_on_month": "11", "met_on_year": "2026"})
        met, written = "in a meeting on Friday 6 November 2026.", "written here on 9 November 2026, after the meeting."
        for reader in (scene.sip, scene.head):
            client.force_login(reader)
            shown = " ".join(re.sub("</?time[^>]*>", "", client.get(page).content.decode()).split())
            assert met in shown and written in shown
        letter = Letter.objects.get(kind="allocation_recorded").html
        assert "when we met on 6 November 2026" in letter
        assert "written down on 9 November 2026, after the meeting" in letter
        event = Event.objects.get(kind="allocation.recorded")
        assert event.reason == "Ada Example agreed in a meeting on 6 November 2026."


@pytest.mark.feature("A6")
class TestChoosing:
    def test_who_disagrees_names_another_band(self) -> None:
        scene = allocations.scene(State.PROPOSED, band="B")
        with pytest.raises(Denied, match="We have proposed Band B") as denied:
            disagree(scene, on=TODAY, band="B")
        assert denied.value.code == "same_band"

    @pytest.mark.parametrize(("band", "reasons", "code"), [("Z", "Why.", "no_band"), ("C", " ", "no_reasons")])
    @pytest.mark.parametrize("act", ["disagree", "refer", "decide", "determine"])
    def test_everybody_names_a_band_and_says_why(self, act: str, band: str, reasons: str, code: str) -> None:
        state, party, who = ARGUED[act]
        scene = allocations.scene(state)
        case = PositionInput(band=band, reasons=reasons)
        with pytest.raises(Denied) as denied:
            ACTS[act](scene.allocation, by=getattr(scene, who), on=TODAY, position_id=scene.read(party), choice=case)
        assert denied.value.code == code

    @pytest.mark.parametrize("act", ["decide", "determine"])
    def test_a_decision_may_name_any_band(self, act: str) -> None:
        """Also the one that is on the table."""
        state, party, who = ARGUED[act]
        scene = allocations.scene(state, band="B")
        ACTS[act](
            scene.allocation,
            by=getattr(scene, who),
            on=TODAY,
            position_id=scene.read(party),
            choice=view(scene, "B"),
        )

    def test_rows_in_dispute_are_optional(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        case = PositionInput(band="C", reasons="Results fell.")
        position = answers.disagree(scene.allocation, by=scene.head, on=TODAY, position_id=scene.read(), choice=case)
        assert not position.marks.exists()


ACTS: dict[str, Callable[..., object]] = {
    "disagree": answers.disagree,
    "refer": answers.refer,
    "decide": decisions.decide,
    "determine": decisions.determine,
}
ARGUED = {
    "disagree": (State.PROPOSED, Party.SIP, "head"),
    "refer": (State.DECIDED, Party.OFFICER, "head"),
    "decide": (State.WITH_OFFICER, Party.SCHOOL, "officer"),
    "determine": (State.WITH_DIRECTOR, Party.SCHOOL, "director"),
}
Stale = Callable[[Scene, int], Any]
STALE: dict[str, tuple[State, Stale]] = {
    "agree": (
        State.PROPOSED,
        lambda s, read: answers.agree(s.allocation, by=s.head, on=TODAY, position_id=read),
    ),
    "agree after disagreeing": (
        State.WITH_OFFICER,
        lambda s, read: answers.agree(s.allocation, by=s.head, on=TODAY, position_id=read),
    ),
    "accept": (
        State.DECIDED,
        lambda s, read: answers.accept(s.allocation, by=s.head, on=TODAY, position_id=read),
    ),
    "disagree": (State.PROPOSED, lambda s, read: disagree(s, on=TODAY, read=read)),
    "refer": (State.DECIDED, lambda s, read: refer(s, on=TODAY, read=read)),
    "refer what was confirmed": (State.CONFIRMED, lambda s, read: refer(s, on=LAST_OF_CONFIRMED, read=read)),
    "decide": (
        State.WITH_OFFICER,
        lambda s, read: decisions.decide(s.allocation, by=s.officer, on=TODAY, position_id=read, choice=view(s)),
    ),
    "determine": (
        State.WITH_DIRECTOR,
        lambda s, read: decisions.determine(s.allocation, by=s.director, on=TODAY, position_id=read, choice=view(s)),
    ),
    "confirm": (State.PROPOSED, lambda s, read: confirm(s, read=read)),
    "confirm a decision": (State.DECIDED, lambda s, read: confirm(s, read=read)),
    "record": (State.PROPOSED, lambda s, read: record(s, position_id=read)),
}


# Where the school has put nothing forward there is no other side to read.
ONE_SIDED = {State.PROPOSED, State.CONFIRMED}
WAITS = {"accept": Party.OFFICER, "refer": Party.OFFICER, "confirm a decision": Party.OFFICER}
WAITS |= {"decide": Party.SCHOOL, "determine": Party.SCHOOL}


@pytest.mark.feature("A5", "A6")
@pytest.mark.parametrize(
    ("act", "of_another"),
    [
        (act, other)
        for act, (state, _) in STALE.items()
        for other in (False, True)
        if not (other and state in ONE_SIDED)
    ],
)
def test_what_was_not_read_last_is_not_acted_on(act: str, of_another: bool) -> None:
    state, tried = STALE[act]
    scene = allocations.scene(state)
    last = {position.party: position.pk for position in scene.allocation.positions.order_by("pk")}
    right = last[WAITS.get(act, Party.SIP)]
    read = next(pk for pk in last.values() if pk != right) if of_another else max(last.values()) + 1
    before = counts()
    with pytest.raises(Denied, match=r"nothing has been sent\. Read the changes first") as denied:
        tried(scene, read)
    assert denied.value.code == "changed"
    assert (counts(), Allocation.objects.get().status) == (before, state)
    tried(scene, right)
    assert counts() != before


@pytest.mark.feature("A6")
def test_a_case_that_was_put_again_is_read_again_before_it_is_determined() -> None:
    """The school's case on the decision is another one than its case on the proposal."""
    scene = allocations.scene(State.WITH_DIRECTOR)
    first = scene.allocation.positions.filter(party=Party.SCHOOL).order_by("number")[0]
    with pytest.raises(Denied) as denied:
        decisions.determine(scene.allocation, by=scene.director, on=TODAY, position_id=first.pk, choice=view(scene))
    assert denied.value.code == "changed"
