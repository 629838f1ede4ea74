"""Two people at once, in real transactions: one wins, the other reads why, and nothing is half done."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import connection, transaction

from allocations.allocation.actions import lock
from allocations.answer import actions as answers
from allocations.decision import actions as decisions
from allocations.draft.actions import Writing, save_draft
from allocations.draft.views import writing_of
from allocations.grid.forms import input_of
from allocations.models import Allocation, Draft, Position, Round, Settlement
from allocations.position.actions import PositionInput
from allocations.proposal import actions as proposals
from allocations.review import actions as reviews
from allocations.round import actions as rounds
from allocations.states import Party, State
from schools.models import School
from sil import clock
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.letters.models import Letter
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import NOW, TODAY, load_liverpool
from tests.factories import allocations, covers, people, schools
from tests.factories.allocations import Scene

Act = Callable[[], Any]


@dataclass
class Outcome:
    """What became of one person's act: done, or the refusal they read."""

    done: bool = False
    refused: Denied | None = None
    broke: BaseException | None = None


@pytest.fixture
def world(own_database: str) -> None:
    load_liverpool()
    people.person(role="administrator")


def both(scene: Scene, *acts: Act) -> list[Outcome]:
    """Run acts that all wait for the same allocation and are let go at one moment; the order in
    which they began to wait is the order in which the database lets them in."""
    outcomes = [Outcome() for _ in acts]
    threads = [threading.Thread(target=_attempt, args=(a, o)) for a, o in zip(acts, outcomes, strict=True)]
    with transaction.atomic():
        lock(scene.allocation)
        for number, thread in enumerate(threads, start=1):
            thread.start()
            _until_waiting(number)
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive(), "nobody waits for ever"
    for outcome in outcomes:
        if outcome.broke:
            raise outcome.broke
    return outcomes


def _attempt(act: Act, outcome: Outcome) -> None:
    try:
        with clock.at(NOW):
            act()
        outcome.done = True
    except Denied as denied:
        outcome.refused = denied
    except BaseException as error:
        outcome.broke = error
    finally:
        connection.close()


def _until_waiting(number: int) -> None:
    """Until so many connections of this database wait for a lock."""
    waits = threading.Event()
    for _ in range(500):
        with connection.cursor() as cursor:
            # Within a transaction the view is read once, unless it is asked to look again.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= number:
                return
        waits.wait(0.02)
    raise AssertionError("the act did not wait for the lock")


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Position, Settlement, Letter, Deadline))


def statuses(scene: Scene) -> list[list[str]]:
    found = Event.objects.filter(subject_table="allocations_allocation", subject_id=str(scene.allocation.pk))
    return [event.data["status"] for event in found.order_by("pk") if "status" in event.data]


def one_wins(outcomes: list[Outcome], codes: set[str]) -> None:
    first, second = outcomes
    assert first.done and first.refused is None
    assert not second.done
    assert second.refused is not None and second.refused.code in codes
    assert second.refused.sentence.endswith(".")


def agrees(scene: Scene, *, by: Any = None, read: int = 0) -> Act:
    read = read or scene.read()
    return lambda: answers.agree(scene.allocation, by=by or scene.head, on=TODAY, position_id=read)


def disagrees(scene: Scene, *, by: Any = None) -> Act:
    read, wanted = scene.read(), allocations.view(scene.allocation.framework, "C")
    return lambda: answers.disagree(scene.allocation, by=by or scene.head, on=TODAY, position_id=read, choice=wanted)


def revises(scene: Scene) -> Act:
    case = allocations.case(scene.allocation.framework, "D")
    return lambda: proposals.revise(scene.allocation, by=scene.sip, on=TODAY, choice=case)


def decides(scene: Scene, by: Any, band: str) -> Act:
    read, case = scene.read(Party.SCHOOL), allocations.view(scene.allocation.framework, band)
    return lambda: decisions.decide(scene.allocation, by=by, on=TODAY, position_id=read, choice=case)


@pytest.mark.feature("A1")
def test_two_officers_open_a_round(world: None) -> None:
    """The second waits until the round of the first is whole, and reads that it is open."""
    schools.school()
    outcome = Outcome()
    second = threading.Thread(target=_attempt, args=(allocations.open_round, outcome))
    with transaction.atomic():
        opened = allocations.open_round()
        second.start()
        _until_waiting(1)
    second.join(20)
    assert outcome.broke is None
    assert outcome.refused is not None and outcome.refused.code == "opened"
    assert [found.allocations.count() for found in Round.objects.all()] == [1]
    assert Event.objects.get(kind="round.opened").subject_id == str(opened.pk)


@pytest.mark.feature("A4", "A5")
def test_the_head_agrees_while_the_partner_revises(world: None) -> None:
    scene = allocations.scene(State.PROPOSED)
    one_wins(both(scene, agrees(scene), revises(scene)), {"wrong_state"})
    allocation = Allocation.objects.get()
    assert (allocation.status, allocation.band) == (State.AGREED, "B")
    assert counts() == (1, 1, 1, 1)
    assert statuses(scene) == [["identified", "proposed"], ["proposed", "agreed"]]


@pytest.mark.feature("A4", "A5")
def test_the_partner_revises_while_the_head_agrees(world: None) -> None:
    """The head agreed to what they read, which is no longer proposed: they are told, and nothing is agreed."""
    scene = allocations.scene(State.PROPOSED)
    one_wins(both(scene, revises(scene), agrees(scene)), {"changed"})
    allocation = Allocation.objects.get()
    assert (allocation.status, allocation.band) == (State.PROPOSED, "")
    assert allocation.proposal is not None and allocation.proposal.band == "D"
    assert counts() == (2, 0, 0, 2)
    assert Message.objects.filter(email=scene.head.email).count() == 2


@pytest.mark.feature("A5")
@pytest.mark.parametrize("acting_first", [False, True])
def test_two_heads_agree_and_disagree(world: None, acting_first: bool) -> None:
    scene = allocations.scene(State.PROPOSED)
    acting = people.post(scene.school, "acting_headteacher").user
    acts = [agrees(scene), disagrees(scene, by=acting)]
    outcomes = both(scene, *reversed(acts)) if acting_first else both(scene, *acts)
    if acting_first:
        # Who agrees after a disagreement settles it, which a school may: both acts are whole.
        assert [outcome.done for outcome in outcomes] == [True, True]
        assert statuses(scene)[1:] == [["proposed", "with_officer"], ["with_officer", "agreed"]]
        assert counts() == (2, 1, 1, 2)
    else:
        one_wins(outcomes, {"settled"})
        assert counts() == (1, 1, 1, 1)
    assert Allocation.objects.get().status == State.AGREED
    assert not Deadline.objects.filter(met_on=None, replaced=False).exists()


@pytest.mark.feature("A6")
def test_two_officers_decide(world: None) -> None:
    scene = allocations.scene(State.WITH_OFFICER)
    other = people.person(role="principal_officer")
    one_wins(both(scene, decides(scene, scene.officer, "A"), decides(scene, other, "D")), {"wrong_state"})
    decision = Position.objects.get(party=Party.OFFICER)
    assert (decision.taken_by, decision.band) == (scene.officer, "A")
    assert Letter.objects.get().signed_by == scene.officer
    assert Message.objects.filter(kind="allocation_decided").count() == 1
    assert Allocation.objects.get().status == State.DECIDED


@pytest.mark.feature("A6")
def test_the_head_agrees_while_an_officer_decides(world: None) -> None:
    scene = allocations.scene(State.WITH_OFFICER)
    one_wins(both(scene, decides(scene, scene.officer, "A"), agrees(scene)), {"wrong_state"})
    assert Allocation.objects.get().status == State.DECIDED
    assert not Settlement.objects.exists()


@pytest.mark.feature("A6")
def test_a_conflict_is_declared_while_the_same_person_decides_elsewhere(world: None) -> None:
    scene = allocations.scene(State.WITH_OFFICER)

    def declare() -> None:
        decisions.declare_conflict(scene.allocation, by=scene.officer, on=TODAY, reason="Family.")

    one_wins(both(scene, declare, decides(scene, scene.officer, "A")), {"barred"})
    assert not Position.objects.filter(party=Party.OFFICER).exists()


@pytest.mark.feature("A11")
def test_two_reviews_are_started(world: None) -> None:
    scene = allocations.scene(State.AGREED)

    def start(by: Any) -> Act:
        return lambda: reviews.start_review(scene.allocation, by=by, on=TODAY, ground="notice", reason="A notice.")

    one_wins(both(scene, start(scene.sip), start(scene.officer)), {"under_review"})
    assert Allocation.objects.count() == 2


@pytest.mark.feature("A1")
@pytest.mark.parametrize("state", [State.IDENTIFIED, State.PROPOSED])
def test_a_school_is_set_aside_while_its_partner_proposes(world: None, state: State) -> None:
    """Whoever waited acts on what the other wrote: the last version stays on record and the head hears."""
    scene = allocations.scene(state)
    School.objects.filter(pk=scene.school.pk).update(status="Closed")
    case = allocations.case(scene.allocation.framework, "D")
    act = proposals.propose if state == State.IDENTIFIED else proposals.revise

    def put() -> None:
        act(scene.allocation, by=scene.sip, on=TODAY, choice=case)

    def withdraw() -> None:
        rounds.withdraw(scene.allocation, by=scene.officer, on=TODAY, reason="The school has closed.")

    assert [outcome.done for outcome in both(scene, put, withdraw)] == [True, True]
    allocation = Allocation.objects.get()
    assert allocation.status == State.WITHDRAWN
    assert allocation.proposal is not None and allocation.proposal.band == "D"
    told = Message.objects.filter(kind="allocation_withdrawn").values_list("email", flat=True)
    assert set(told) == {scene.sip.email, scene.head.email}


@pytest.mark.feature("A5")
@pytest.mark.parametrize("revised_first", [True, False])
def test_a_meeting_is_recorded_in_one_window_and_the_proposal_revised_in_another(
    world: None, revised_first: bool
) -> None:
    scene = allocations.scene(State.PROPOSED)
    read = scene.read()

    def record() -> None:
        proposals.record_agreement(
            scene.allocation, by=scene.sip, on=TODAY, position_id=read, met_on=TODAY, met_with="Ada Example"
        )

    acts = [revises(scene), record] if revised_first else [record, revises(scene)]
    one_wins(both(scene, *acts), {"changed" if revised_first else "wrong_state"})
    assert Settlement.objects.count() == (0 if revised_first else 1)


def writes(scene: Scene, party: Party, by: Any, band: str) -> Act:
    """Somebody saves another band into the draft that the other person is about to send."""
    draft = Draft.objects.get(allocation=scene.allocation, party=party)
    writing = replace(writing_of(draft), band=band)
    return lambda: save_draft(scene.allocation, party, by=by, on=TODAY, writing=writing, version=draft.version)


def drafted(scene: Scene, party: Party, by: Any) -> PositionInput:
    """A draft for Band A, as somebody read it on the last page."""
    marks = {c.id: {"reading": "0"} for c in scene.allocation.framework.criteria}
    writing = Writing(band="A", reasons="The best fit.", marks=marks)
    draft = save_draft(scene.allocation, party, by=by, on=TODAY, writing=writing, version=0)
    return input_of(scene.allocation.framework, draft)


@pytest.mark.promise("shown")
@pytest.mark.parametrize("saved_first", [True, False])
def test_an_officer_decides_while_another_saves_another_band(world: None, saved_first: bool) -> None:
    """Even at the same moment: the decision is the one you read, or nothing is sent and the other text is kept."""
    scene = allocations.scene(State.WITH_OFFICER)
    other, choice = people.person(role="principal_officer"), drafted(scene, Party.OFFICER, scene.officer)
    read = scene.read(Party.SCHOOL)

    def decide() -> None:
        decisions.decide(scene.allocation, by=scene.officer, on=TODAY, position_id=read, choice=choice)

    save = writes(scene, Party.OFFICER, other, "D")
    if saved_first:
        one_wins(both(scene, save, decide), {"changed"})
        assert not Position.objects.filter(party=Party.OFFICER).exists()
        assert Draft.objects.get().band == "D"
    else:
        one_wins(both(scene, decide, save), {"wrong_state"})
        assert Position.objects.get(party=Party.OFFICER).band == "A"


@pytest.mark.parametrize("saved_first", [True, False])
def test_a_partner_proposes_while_whoever_covers_saves_another_band(world: None, saved_first: bool) -> None:
    scene = allocations.scene()
    cover, choice = people.person(role="sip"), drafted(scene, Party.SIP, scene.sip)
    covers.arranged(scene.sip, cover, TODAY, TODAY)

    def propose() -> None:
        proposals.propose(scene.allocation, by=scene.sip, on=TODAY, choice=choice)

    save = writes(scene, Party.SIP, cover, "D")
    if saved_first:
        one_wins(both(scene, save, propose), {"changed"})
        assert not Position.objects.exists() and Draft.objects.get().band == "D"
    else:
        one_wins(both(scene, propose, save), {"saved_meanwhile"})
        assert Position.objects.get().band == "A"
