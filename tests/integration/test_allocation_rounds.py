"""Rounds that close, schools that come and go, bands that are reviewed or flagged in the year."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from allocations.allocation.queries import settlement_of
from allocations.answer import actions as answers
from allocations.models import Allocation, Round
from allocations.proposal import actions as proposals
from allocations.review import actions as reviews
from allocations.round import actions as rounds
from allocations.round.queries import no_longer_needed, schools_to_add
from allocations.states import OPEN, Party, RoundState, State
from schools.models import School
from sil.audit import events
from sil.audit.models import Event
from sil.clock import weekday_in_words
from sil.deadlines.models import Deadline
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, schools
from tests.factories.allocations import PROPOSED, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]


def close_school(school: School, **facts: Any) -> None:
    School.objects.filter(pk=school.pk).update(**(facts or {"status": "Closed"}))


def withdraw(scene: Scene, reason: str = "It has closed.") -> Allocation:
    return rounds.withdraw(scene.allocation, by=scene.officer, on=TODAY, reason=reason)


def review(scene: Scene, *, on: date = TODAY, **changes: str) -> Scene:
    """The same people around the allocation that reviews theirs."""
    given = {"ground": "inspection", "reason": "Judged anew in October."} | changes
    made = reviews.start_review(scene.allocation, by=scene.sip, on=on, **given)
    return Scene(scene.school, made, scene.sip, scene.head, scene.chair, scene.officer, scene.director)


def bands() -> list[tuple[str, bool]]:
    """Each allocation's band, oldest first, and whether another holds instead."""
    return [(a.band, a.superseded_on is not None) for a in Allocation.objects.order_by("pk")]


@pytest.mark.feature("A1")
class TestClosing:
    def test_it_is_refused_with_the_number_until_none_is_open(self) -> None:
        first = allocations.scene(State.PROPOSED)
        second = schools.school()
        found = first.allocation.round
        late = rounds.add_school(found, second, by=first.officer, on=TODAY)
        with pytest.raises(Denied, match="2 allocations are still open") as denied:
            rounds.close_round(found, by=first.officer, on=TODAY)
        assert denied.value.code == "open_allocations"
        allocations.agree(first, on=TODAY)
        with pytest.raises(Denied, match="1 allocation is still open"):
            rounds.close_round(found, by=first.officer, on=TODAY)
        close_school(second)
        rounds.withdraw(late, by=first.officer, on=TODAY, reason="It has closed.")
        closed = rounds.close_round(found, by=first.officer, on=TODAY)
        assert (closed.status, closed.closed_on) == (RoundState.CLOSED, TODAY)
        assert Event.objects.get(kind="round.closed").data["status"] == ["open", "closed"]

    def test_only_once(self) -> None:
        scene = allocations.scene(State.AGREED)
        rounds.close_round(scene.allocation.round, by=scene.officer, on=TODAY)
        with pytest.raises(Denied, match="Round 2026 to 2027 is already closed"):
            rounds.close_round(scene.allocation.round, by=scene.officer, on=TODAY)

    @pytest.mark.parametrize("who", ["sip", "head", "director"])
    def test_only_by_a_principal_officer(self, who: str) -> None:
        scene = allocations.scene(State.AGREED)
        with pytest.raises(Denied) as denied:
            rounds.close_round(scene.allocation.round, by=getattr(scene, who), on=TODAY)
        assert denied.value.code == "not_allowed"
        assert Round.objects.get().is_open

    @pytest.mark.parametrize("state", sorted(OPEN))
    def test_every_open_state_keeps_it_open(self, state: State) -> None:
        scene = allocations.scene(state)
        with pytest.raises(Denied, match="1 allocation is still open"):
            rounds.close_round(scene.allocation.round, by=scene.officer, on=TODAY)


@pytest.mark.feature("A1")
class TestComingAndGoing:
    @pytest.mark.parametrize("state", sorted(OPEN))
    def test_a_school_that_is_still_for_it_is_not_set_aside(self, state: State) -> None:
        scene = allocations.scene(state)
        with pytest.raises(Denied, match="is open and gets an allocation") as denied:
            withdraw(scene)
        assert denied.value.code == "still_for_it"
        assert Allocation.objects.get().status == state

    @pytest.mark.parametrize(
        "facts", [{"status": "Closed"}, {"la_code": "831"}, {"type_code": 11, "group_code": 3}], ids=str
    )
    def test_one_that_closed_moved_or_became_independent_is(self, facts: dict[str, Any]) -> None:
        scene = allocations.scene(State.PROPOSED)
        close_school(scene.school, **facts)
        assert list(no_longer_needed(scene.allocation.round)) == [scene.allocation]
        withdraw(scene)
        allocation = Allocation.objects.get()
        assert (allocation.status, allocation.band, allocation.ended_on) == (State.WITHDRAWN, "", TODAY)
        assert allocation.proposal is not None, "what was proposed is kept"
        assert not Deadline.objects.filter(met_on=None, replaced=False).exists()

    @pytest.mark.parametrize("state", [State.WITH_OFFICER, State.WITH_DIRECTOR])
    def test_setting_it_aside_is_no_decision_in_time(self, state: State) -> None:
        scene = allocations.scene(state)
        close_school(scene.school)
        withdraw(scene)
        assert [(d.met_on, d.replaced) for d in Deadline.objects.filter(rule="decision").order_by("-pk")[:1]] == [
            (None, True)
        ]

    def test_it_needs_a_reason(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        close_school(scene.school)
        with pytest.raises(Denied, match="Enter why the allocation is no longer needed"):
            withdraw(scene, " ")

    def test_a_school_that_opened_later_is_taken_in_once(self) -> None:
        scene = allocations.scene()
        found, new = scene.allocation.round, schools.school()
        assert list(schools_to_add(found)) == [new]
        added = rounds.add_school(found, new, by=scene.officer, on=TODAY)
        assert added.status == State.IDENTIFIED
        assert Event.objects.get(kind="allocation.added").actor_id == str(scene.officer.pk)
        assert not schools_to_add(found).exists()
        with pytest.raises(Denied, match="is already in the round") as denied:
            rounds.add_school(found, new, by=scene.officer, on=TODAY)
        assert denied.value.code == "in_round"

    @pytest.mark.parametrize("facts", [{"status": "Closed"}, {"la_code": "831"}, schools.INDEPENDENT], ids=str)
    def test_a_school_that_gets_no_allocation_is_not_taken_in(self, facts: dict[str, Any]) -> None:
        scene = allocations.scene()
        other = schools.school(**facts)
        with pytest.raises(Denied, match="is not an open school that gets an allocation") as denied:
            rounds.add_school(scene.allocation.round, other, by=scene.officer, on=TODAY)
        assert denied.value.code == "not_for_it"

    def test_a_school_that_came_back_is_taken_in_again(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        close_school(scene.school)
        withdraw(scene)
        with pytest.raises(Denied):
            rounds.add_school(scene.allocation.round, scene.school, by=scene.officer, on=TODAY)
        close_school(scene.school, status="Open")
        again = rounds.add_school(scene.allocation.round, scene.school, by=scene.officer, on=TODAY)
        assert list(Allocation.objects.order_by("pk").values_list("status", flat=True)) == ["withdrawn", "identified"]
        proposals.propose(again, by=scene.sip, on=TODAY, choice=allocations.case(again.framework, "B"))


@pytest.mark.feature("A11")
class TestReviews:
    def test_the_old_band_holds_until_the_review_ends_and_keeps_its_grid(self) -> None:
        scene = allocations.scene(State.AGREED, band="B")
        new = review(scene)
        assert bands() == [("B", False), ("", False)]
        grid = list(scene.allocation.positions.get().marks.values_list("criterion", "bands"))
        allocations.propose(new, "C", on=TODAY)
        assert bands() == [("B", False), ("", False)]
        allocations.agree(new, on=TODAY)
        assert bands() == [("B", True), ("C", False)]
        old = Allocation.objects.get(pk=scene.allocation.pk)
        assert (old.status, old.superseded_on) == (State.AGREED, TODAY)
        assert list(old.positions.get().marks.values_list("criterion", "bands")) == grid
        settlement = settlement_of(old)
        assert settlement is not None and settlement.position.band == "B"

    def test_a_contested_review_gives_the_old_band_back_until_it_ends_again(self) -> None:
        scene = allocations.scene(State.AGREED, band="B")
        new = review(scene)
        allocations.propose(new, "C", on=TODAY)
        allocations.record(new, on=TODAY)
        assert bands() == [("B", True), ("C", False)]
        allocations.disagree(new, "C", on=TODAY)
        assert bands() == [("B", False), ("", False)]
        allocations.decide(new, "D", on=TODAY)
        assert bands() == [("B", False), ("", False)]
        allocations.accept(new, on=TODAY)
        assert bands() == [("B", True), ("D", False)]

    def test_a_review_that_is_set_aside_leaves_the_band_as_it_was(self) -> None:
        scene = allocations.scene(State.AGREED, band="B")
        new = review(scene)
        close_school(scene.school)
        withdraw(new)
        assert bands() == [("B", False), ("", False)]

    def test_one_at_a_time(self) -> None:
        scene = allocations.scene(State.AGREED)
        review(scene)
        with pytest.raises(Denied, match="A review of this band is already under way") as denied:
            review(scene)
        assert denied.value.code == "under_review"

    def test_only_the_band_that_holds_is_reviewed(self) -> None:
        scene = allocations.scene(State.AGREED, band="B")
        new = review(scene)
        with pytest.raises(Denied, match="Only a band that is settled and in place can be reviewed"):
            review(new)
        allocations.propose(new, "C", on=TODAY)
        allocations.agree(new, on=TODAY)
        with pytest.raises(Denied) as denied:
            review(scene)
        assert denied.value.code == "nothing_to_review"
        again = review(new)
        allocations.propose(again, "A", on=TODAY)
        allocations.agree(again, on=TODAY)
        assert bands() == [("B", True), ("C", True), ("A", False)]

    def test_a_second_review_after_one_that_was_set_aside(self) -> None:
        scene = allocations.scene(State.AGREED)
        new = review(scene)
        close_school(scene.school)
        withdraw(new)
        close_school(scene.school, status="Open")
        again = review(scene)
        assert again.allocation.is_open

    @pytest.mark.parametrize("changes", [{"ground": "a whim"}, {"ground": ""}, {"reason": "  "}], ids=str)
    def test_it_needs_a_ground_and_a_reason(self, changes: dict[str, str]) -> None:
        scene = allocations.scene(State.AGREED)
        with pytest.raises(Denied, match="Enter the reason for the review"):
            review(scene, **changes)

    def test_the_partner_hears_of_a_review_that_an_officer_starts(self) -> None:
        scene = allocations.scene(State.AGREED)
        reviews.start_review(scene.allocation, by=scene.officer, on=TODAY, ground="evidence", reason="New data.")
        assert Message.objects.get(kind="allocation_review_started").email == scene.sip.email

    @pytest.mark.parametrize("how", ["recorded", "confirmed"])
    def test_no_review_takes_away_the_time_to_object(self, how: str) -> None:
        """A school has one open allocation and one band, and keeps the time it was promised."""
        scene = allocations.scene(State.PROPOSED)
        if how == "recorded":
            allocations.record(scene, on=TODAY)
        else:
            allocations.confirm(scene)
        window = Deadline.objects.get(rule="contest", replaced=False, met_on=None)
        with pytest.raises(Denied, match=f"until {weekday_in_words(window.due_on)}. A review can start after that"):
            review(scene, on=window.due_on)
        after = window.due_on + timedelta(days=1)
        review(scene, on=after)
        act = answers.disagree if how == "recorded" else answers.refer
        wanted = allocations.view(scene.allocation.framework, "D")
        with pytest.raises(Denied, match="The time to object ended on"):
            act(scene.allocation, by=scene.head, on=after, position_id=scene.read(), choice=wanted)


class TestOneBand:
    """The database holds it, whoever writes."""

    def insert(self, scene: Scene, status: str, band: str, ended_on: str | None) -> None:
        proposal = scene.read()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO allocations_allocation"
                " (round_id, school_id, status, proposal_id, band, review_ground, review_reason, high_risk_reason)"
                " VALUES (%s, %s, 'identified', %s, '', '', '', '') RETURNING id",
                [scene.allocation.round_id, scene.school.pk, proposal],
            )
            (pk,) = cursor.fetchone()
            if status != "identified":
                made = Allocation(pk=pk)
                events.record("allocation.agreed", subject=made, by=None, status=("identified", status))
                cursor.execute(
                    "UPDATE allocations_allocation SET status = %s, band = %s, ended_on = %s WHERE id = %s",
                    [status, band, ended_on, pk],
                )

    def test_two_open_allocations_are_refused(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        with pytest.raises(IntegrityError, match="one_open_allocation_a_school"):
            self.insert(scene, "identified", "", None)

    def test_two_bands_are_refused(self) -> None:
        scene = allocations.scene(State.AGREED)
        with pytest.raises(IntegrityError, match="one_band_a_school"):
            self.insert(scene, "agreed", "C", "2026-11-20")
        Allocation.objects.filter(pk=scene.allocation.pk).update(superseded_on=TODAY)
        self.insert(scene, "agreed", "C", "2026-11-20")

    @pytest.mark.parametrize(
        ("status", "band", "ended_on"),
        [
            ("agreed", "", "2026-11-20"),
            ("agreed", "B", None),
            ("determined", "", None),
            ("withdrawn", "B", "2026-11-20"),
        ],
    )
    def test_an_end_without_its_band_or_day_is_refused(self, status: str, band: str, ended_on: str | None) -> None:
        scene = allocations.scene(State.AGREED)
        with pytest.raises(IntegrityError, match="ended_has_band"):
            self.insert(scene, status, band, ended_on)


@pytest.mark.feature("A12")
class TestFlags:
    def test_a_band_that_may_be_flagged_is_and_is_taken_back(self) -> None:
        scene = allocations.scene(State.AGREED, band="C")
        flagged = reviews.flag(scene.allocation, by=scene.sip, on=TODAY, reason=" Leaders have left. ")
        assert (flagged.high_risk_since, flagged.high_risk_reason) == (TODAY, "Leaders have left.")
        assert Event.objects.get(kind="allocation.flagged").reason == "Leaders have left."
        reviews.unflag(scene.allocation, by=scene.officer, on=TODAY, reason="A new head is in post.")
        allocation = Allocation.objects.get()
        assert (allocation.high_risk_since, allocation.high_risk_reason) == (None, "")
        with pytest.raises(Denied, match="This school is not flagged"):
            reviews.unflag(scene.allocation, by=scene.officer, on=TODAY, reason="Again.")

    @pytest.mark.parametrize("band", ["A", "B", "D"])
    def test_no_other_band_is(self, band: str) -> None:
        scene = allocations.scene(State.AGREED, band=band)
        with pytest.raises(Denied, match="Only a school in Band C can be flagged"):
            reviews.flag(scene.allocation, by=scene.sip, on=TODAY, reason="Leaders have left.")

    def test_it_needs_a_reason(self) -> None:
        scene = allocations.scene(State.AGREED, band="C")
        with pytest.raises(Denied, match="Enter why the school is at high risk"):
            reviews.flag(scene.allocation, by=scene.sip, on=TODAY, reason="")

    def test_a_band_that_a_review_set_aside_is_not_flagged(self) -> None:
        scene = allocations.scene(State.AGREED, band="C")
        new = review(scene)
        allocations.propose(new, "B", on=PROPOSED)
        allocations.agree(new, on=TODAY)
        with pytest.raises(Denied) as denied:
            reviews.flag(scene.allocation, by=scene.sip, on=TODAY, reason="Leaders have left.")
        assert denied.value.code == "not_for_this_band"
        assert new.read(Party.SIP)
