"""allocations.draft: who may write when, and that no save loses what another one wrote."""

import threading
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connections

from allocations.decision import actions as decisions
from allocations.draft import actions as drafts
from allocations.draft.actions import Writing, check_may_write, content_of
from allocations.draft.queries import SAVES, version_of
from allocations.models import Allocation, Draft
from allocations.proposal import actions as proposals
from allocations.states import Party, State
from sil import clock
from sil.accounts.models import User
from sil.drafts import KEPT
from sil.framework.models import FrameworkVersion
from sil.workflow import Denied
from tests.conftest import NOW, TODAY, load_liverpool
from tests.factories import allocations, people
from tests.factories.allocations import PATHS, Scene

pytestmark = pytest.mark.feature("T4")

FULL = Writing(
    band="B",
    reasons="Reading is rising.",
    marks={"reading": {"reading": "1", "reason": "Heard readers.", "evidence": "Visit of 3 November"}},
    extra_days=("new-to-headship",),
)


def save(scene: Scene, text: str | Writing, *, version: int, party: Party = Party.SIP, **changes: Any) -> Draft:
    """`version` counts from the side's last position."""
    writing = text if isinstance(text, Writing) else Writing(reasons=text)
    who = {"by": _writer(scene, party), "on": TODAY} | changes
    read = version + version_of(Allocation.objects.get(pk=scene.allocation.pk), party, None)
    return drafts.save_draft(scene.allocation, party, writing=writing, version=read, **who)


def stored(party: Party = Party.SIP) -> Draft:
    return Draft.objects.get(party=party)


@pytest.fixture
def scene(liverpool: FrameworkVersion) -> Scene:
    return allocations.scene()


@pytest.mark.django_db
class TestVersions:
    def test_the_first_save_is_the_first_version_and_keeps_all_that_was_typed(self, scene: Scene) -> None:
        assert save(scene, FULL, version=0).version == 1
        draft = stored()
        assert content_of(draft) == FULL.content()
        assert (draft.saved_by, draft.saved_at, draft.replaced) == (scene.sip, NOW, [])

    def test_gaps_are_kept_as_gaps(self, scene: Scene) -> None:
        save(scene, Writing(), version=0)
        assert content_of(stored()) == {"band": "", "reasons": "", "marks": {}, "extra_days": []}

    def test_each_change_is_a_version_and_the_same_again_is_none(self, scene: Scene) -> None:
        save(scene, FULL, version=0)
        with clock.at(datetime(2026, 11, 20, 11, 0)):
            assert save(scene, FULL, version=1).version == 1
            assert stored().saved_at == NOW, "nothing was written"
            assert save(scene, "More of it.", version=1).version == 2
            assert save(scene, "And more.", version=2).version == 3

    def test_the_same_text_from_a_stale_window_is_no_quarrel(self, scene: Scene) -> None:
        save(scene, "One.", version=0)
        save(scene, "Two.", version=1)
        assert save(scene, "Two.", version=0).version == 2

    def test_a_stale_window_is_told_who_and_when_and_overwrites_nothing(self, scene: Scene) -> None:
        save(scene, "One.", version=0)
        with clock.at(datetime(2026, 11, 20, 14, 3)):
            save(scene, "Two.", version=1)
        for version in (0, 1, 7):
            with pytest.raises(Denied) as denied:
                save(scene, "Three.", version=version)
            assert denied.value.code == "saved_meanwhile"
            assert denied.value.sentence.startswith(f"{scene.sip.name} saved this in another window at 14:03")
        assert (stored().reasons, stored().version, stored().replaced) == ("Two.", 2, [])

    def test_another_persons_save_is_told_by_their_name(self, liverpool: FrameworkVersion) -> None:
        """Head and acting head write one view of the school."""
        scene = allocations.scene(State.PROPOSED)
        acting = people.post(scene.school, "acting_headteacher", people.person("Ada Example")).user
        save(scene, "The head's.", version=0, party=Party.SCHOOL)
        save(scene, "The acting head's.", version=1, party=Party.SCHOOL, by=acting)
        with pytest.raises(Denied, match="Ada Example saved this in another window at 10:00"):
            save(scene, "The head's, longer.", version=1, party=Party.SCHOOL)
        assert (stored(Party.SCHOOL).reasons, stored(Party.SCHOOL).saved_by) == ("The acting head's.", acting)
        save(scene, "The head's, longer.", version=1, party=Party.SCHOOL, over=True)
        (kept,) = stored(Party.SCHOOL).replaced
        assert (kept["by"], kept["content"]["reasons"]) == ("Ada Example", "The acting head's.")

    def test_saving_over_keeps_all_of_the_other_text(self, scene: Scene) -> None:
        save(scene, "Read by both.", version=0)
        save(scene, FULL, version=1)
        assert save(scene, "Mine.", version=1, over=True).version == 3
        draft = stored()
        assert draft.reasons == "Mine."
        assert draft.replaced == [{"by": scene.sip.name, "at": draft.saved_at.isoformat(), "content": FULL.content()}]

    def test_saving_over_what_one_has_read_replaces_nothing(self, scene: Scene) -> None:
        save(scene, "One.", version=0)
        save(scene, "Two.", version=1, over=True)
        assert stored().replaced == []

    def test_the_last_of_many_are_kept_the_latest_first(self, scene: Scene) -> None:
        for number in range(KEPT + 3):
            save(scene, f"Text {number}", version=0, over=True)
        kept = [entry["content"]["reasons"] for entry in stored().replaced]
        assert kept == [f"Text {number}" for number in range(KEPT + 1, 1, -1)]
        assert len(kept) == KEPT == 10


@pytest.mark.django_db
class TestPutForward:
    def test_the_draft_is_gone_and_a_late_window_is_told_so(self, scene: Scene) -> None:
        save(scene, "One.", version=0)
        save(scene, "Two.", version=1)
        allocations.propose(scene, on=TODAY)
        assert not Draft.objects.exists()
        for version in (1, 2):
            with pytest.raises(Denied) as denied:
                save(scene, "Typed in the other window.", version=version)
            assert denied.value.code == "saved_meanwhile"
            assert denied.value.sentence.startswith("This was sent from another window")
        assert not Draft.objects.exists()

    def test_the_late_window_may_keep_its_text_for_a_revision(self, scene: Scene) -> None:
        save(scene, "One.", version=0)
        allocations.propose(scene, on=TODAY)
        save(scene, "Typed in the other window.", version=1, over=True)
        assert stored().reasons == "Typed in the other window."

    def test_one_side_does_not_take_the_others_draft_with_it(self, liverpool: FrameworkVersion) -> None:
        scene = allocations.scene(State.PROPOSED)
        save(scene, "A revision.", version=0)
        save(scene, "The school's view.", version=0, party=Party.SCHOOL)
        allocations.disagree(scene, on=TODAY)
        assert list(Draft.objects.values_list("party", "reasons")) == [(Party.SIP, "A revision.")]

    def test_each_side_has_its_own_versions(self, liverpool: FrameworkVersion) -> None:
        scene = allocations.scene(State.PROPOSED)
        save(scene, "A revision.", version=0)
        save(scene, "A longer revision.", version=1)
        assert save(scene, "The school's view.", version=0, party=Party.SCHOOL).version == 1
        assert {d.party: d.reasons for d in Draft.objects.all()} == {
            Party.SIP: "A longer revision.",
            Party.SCHOOL: "The school's view.",
        }

    def test_a_window_from_before_a_proposal_never_passes_for_a_new_one(self, liverpool: FrameworkVersion) -> None:
        """Nor does one that was opened before anything was saved."""
        scene = allocations.scene()
        save(scene, "A draft.", version=0)
        allocations.propose(scene)
        for stale in (0, 1):
            with pytest.raises(Denied) as denied:
                save(scene, "From an old window.", version=stale - SAVES)
            assert denied.value.code == "saved_meanwhile"
        save(scene, "A revision.", version=0)
        with pytest.raises(Denied):
            save(scene, "From an old window.", version=1 - SAVES)
        assert Draft.objects.get().reasons == "A revision."


# In which states who writes: everybody else is refused in every state.
WRITES = {
    State.IDENTIFIED: {("sip", Party.SIP)},
    State.PROPOSED: {("sip", Party.SIP), ("head", Party.SCHOOL)},
    State.WITH_OFFICER: {("officer", Party.OFFICER)},
    State.IN_MODERATION: {("sip", Party.SIP)},
    State.DECIDED: {("head", Party.SCHOOL)},
    State.WITH_DIRECTOR: {("director", Party.DIRECTOR)},
    State.AGREED: set(),
    # Within the period that the school was told.
    State.CONFIRMED: {("head", Party.SCHOOL)},
    State.DETERMINED: set(),
    State.WITHDRAWN: set(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("state", PATHS)
def test_who_writes_for_which_side_in_which_state(liverpool: FrameworkVersion, state: State) -> None:
    scene = allocations.scene(state)
    actors = {name: getattr(scene, name) for name in ("sip", "head", "chair", "officer", "director")}
    actors["another sip"] = people.person(role="sip")
    actors["administrator"] = people.person(role="administrator")
    found = {(name, party) for name, user in actors.items() for party in Party if _may_write(scene, party, user)}
    assert found == WRITES[state]


@pytest.mark.django_db
def test_a_meeting_that_was_recorded_may_be_objected_to_in_its_period(liverpool: FrameworkVersion) -> None:
    scene = allocations.scene(State.PROPOSED)
    proposals.record_agreement(
        scene.allocation,
        by=scene.sip,
        on=TODAY,
        position_id=scene.read(),
        met_on=TODAY,
        met_with="Ada Example, headteacher",
    )
    scene.allocation.refresh_from_db()
    check_may_write(scene.allocation, Party.SCHOOL, by=scene.head, on=date(2026, 12, 4))
    with pytest.raises(Denied) as denied:
        check_may_write(scene.allocation, Party.SCHOOL, by=scene.head, on=date(2026, 12, 5))
    assert denied.value.code == "too_late"


def test_two_windows_at_once_save_one_text_and_tell_the_other(own_database: str) -> None:
    load_liverpool()
    scene = allocations.scene()
    save(scene, "Read by both.", version=0)
    ready = threading.Barrier(2)
    outcome: dict[str, str] = {}

    def work(text: str) -> None:
        with clock.at(NOW):
            ready.wait()
            try:
                save(scene, text, version=1)
                outcome[text] = "saved"
            except Denied as denied:
                outcome[text] = denied.code
        connections.close_all()

    threads = [threading.Thread(target=work, args=[text]) for text in ("One window.", "Another window.")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome.values()) == ["saved", "saved_meanwhile"]
    assert outcome[stored().reasons] == "saved"
    assert (stored().version, stored().replaced) == (2, [])


def _may_write(scene: Scene, party: Party, user: User) -> bool:
    try:
        check_may_write(scene.allocation, party, by=user, on=TODAY)
    except Denied:
        return False
    return True


def _writer(scene: Scene, party: Party) -> User:
    return {
        Party.SIP: scene.sip,
        Party.SCHOOL: scene.head,
        Party.OFFICER: scene.officer,
        Party.DIRECTOR: scene.director,
    }[party]


@pytest.mark.django_db
def test_whoever_declares_a_conflict_leaves_nothing_behind(liverpool: FrameworkVersion) -> None:
    """The next one to decide begins afresh, and does not read what the first had begun to write."""
    scene = allocations.scene(State.WITH_OFFICER)
    people.person("Otto Fictional", role="principal_officer")
    save(scene, "I would keep the band.", version=0, party=Party.OFFICER)
    decisions.declare_conflict(scene.allocation, by=scene.officer, on=TODAY, reason="A relative works there.")
    assert not Draft.objects.exists()
