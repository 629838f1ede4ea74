"""What is kept of rounds is what their allocations and the schools say, whatever is done to them."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from allocations.models import Allocation, Round, RoundTally, SchoolToCompare
from allocations.review import actions as reviews
from allocations.round import actions as rounds
from allocations.round import kept
from allocations.round.queries import no_longer_needed, out_of_step, progress_and_bands, schools_to_add
from allocations.states import State
from monitoring.visits.tasks import refresh_counts
from schools.inspections.kept import follow
from schools.models import Inspection, School
from tests import databases
from tests.conftest import TODAY, load_liverpool
from tests.factories import allocations, people, schools
from tests.factories.allocations import Scene
from tests.world import World

pytestmark = pytest.mark.feature("A1")
OTHER = "Example Other School"


def change(which: str, **facts: Any) -> None:
    School.objects.filter(name=which).update(**facts)


def counts() -> dict[str, int]:
    """The number of allocations in each state that there are any in, as the page of the round says."""
    progress, _ = progress_and_bands(Round.objects.get())
    return {each.state: each.count for each in progress if each.count}


def bands() -> dict[str, int | None]:
    _, both = progress_and_bands(Round.objects.get())
    return {name: now for name, now, _ in both if now}


def lacking() -> tuple[list[str], list[str]]:
    """The names of the schools that the round lacks, and of those that it no longer needs: one answer of two pages."""
    found = Round.objects.get()
    to_add = [school.name for school in schools_to_add(found)]
    needless = [each.school.name for each in no_longer_needed(found)]
    assert [(name, key is None) for name, key in out_of_step(found)] == sorted(
        [*((name, True) for name in to_add), *((name, False) for name in needless)]
    )
    return to_add, needless


@pytest.fixture
def made(liverpool: object) -> Scene:
    """A round of two schools, of which one has an agreed band, and a third outside the authority."""
    schools.school(OTHER)
    schools.school("Example Far School", la_code="831")
    found = allocations.scene(State.AGREED, school=schools.school("Example School"), band="D")
    kept.fold()
    kept.compare()
    return found


@pytest.mark.django_db
def test_states_and_bands_are_added_up_act_by_act(made: Scene) -> None:
    assert counts() == {"agreed": 1, "identified": 1} and bands() == {"Band D": 1}
    new = rounds.add_school(Round.objects.get(), schools.school(), by=made.officer, on=TODAY)
    given = {"ground": "inspection", "reason": "Judged anew in October."}
    review = reviews.start_review(made.allocation, by=made.sip, on=TODAY, **given)
    assert counts() == {"agreed": 1, "identified": 3}
    again = Scene(made.school, review, made.sip, made.head, made.chair, made.officer, made.director)
    allocations.propose(again, "B", on=TODAY)
    allocations.agree(again, "B", on=TODAY)
    assert counts() == {"agreed": 2, "identified": 2} and bands() == {"Band B": 1}, "one band holds"
    Allocation.objects.filter(pk=new.pk).delete()
    before = (counts(), bands())
    assert before == ({"agreed": 2, "identified": 1}, {"Band B": 1})
    assert RoundTally.objects.filter(is_sum=False).exists()
    kept.fold()
    assert (counts(), bands()) == before and kept.drift() == []
    rows = list(RoundTally.objects.values_list("status", "band", "holds"))
    assert len(rows) == len(set(rows)) and not RoundTally.objects.filter(is_sum=False).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change_it", "to_add", "needless"),
    [
        (lambda: change(OTHER, status="Closed"), [], [OTHER]),
        (lambda: change(OTHER, la_code="831"), [], [OTHER]),
        (lambda: change(OTHER, type_code=11, group_code=3), [], [OTHER]),
        (lambda: change("Example School", status="Closed"), [], []),
        (lambda: change("Example Far School", la_code="341"), ["Example Far School"], []),
        (lambda: schools.school("Example New School"), ["Example New School"], []),
        (lambda: change(OTHER, name="Example New Name"), [], []),
        (lambda: Allocation.objects.filter(school__name=OTHER).delete(), [OTHER], []),
    ],
    ids=["closed", "moved", "independent", "closed with a band", "came", "opened", "renamed", "deleted"],
)
@pytest.mark.parametrize("swept", [False, True], ids=["at once", "after a sweep"])
def test_who_is_out_of_step_is_known(
    made: Scene, change_it: Callable[[], Any], to_add: list[str], needless: list[str], swept: bool
) -> None:
    assert not SchoolToCompare.objects.exists()
    change_it()
    if swept:
        refresh_counts()
        assert SchoolToCompare.objects.count() == len(to_add) + len(needless)
    assert lacking() == (to_add, needless)
    assert kept.drift() == []


@pytest.mark.django_db
def test_what_was_found_follows_the_next_change(made: Scene) -> None:
    change(OTHER, status="Closed")
    kept.compare()
    allocation = Allocation.objects.get(school__name=OTHER)
    rounds.withdraw(allocation, by=made.officer, on=TODAY, reason="It has closed.")
    assert lacking() == ([], [])
    kept.compare()
    change(OTHER, status="Open")
    assert lacking() == ([OTHER], [])
    kept.compare()
    rounds.add_school(Round.objects.get(), allocation.school, by=made.officer, on=TODAY)
    kept.compare()
    assert lacking() == ([], []) and not SchoolToCompare.objects.exists()


@pytest.mark.django_db
def test_a_review_of_a_school_that_closed_is_no_longer_needed(made: Scene) -> None:
    change("Example School", status="Closed")
    kept.compare()
    Allocation.objects.create(
        round=made.allocation.round, school=made.school, reviews=made.allocation, review_ground="inspection"
    )
    assert lacking() == ([], ["Example School"])
    kept.compare()
    assert lacking() == ([], ["Example School"]) and kept.drift() == []


@pytest.mark.django_db
def test_what_nobody_noticed_is_said_and_put_right(made: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    change(OTHER, status="Closed")
    inspected = Inspection.objects.create(
        school=made.school, kind="graded", starts_on=date(2024, 3, 5), category="SM", source="made-up.csv"
    )
    call_command("recount")
    assert "all counts are right" in capsys.readouterr().out
    RoundTally.objects.filter(status="agreed").update(number=7)
    SchoolToCompare.objects.all().delete()
    Inspection.objects.filter(pk=inspected.pk).update(followed_from=date(2025, 1, 1))
    with pytest.raises(SystemExit):
        call_command("recount")
    said = capsys.readouterr().out
    for fault in ("Round 2026 to 2027", f"Rounds and {OTHER}", "Until when a category holds: 1", "3 differ"):
        assert fault in said
    call_command("recount")
    assert counts() == {"agreed": 1, "identified": 1} and lacking() == ([], [OTHER])


def test_what_is_kept_of_the_whole_world_is_what_its_records_say(
    inhabited: tuple[str, World], django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock(), databases.own(inhabited[0]):
        assert kept.drift() == [] and follow() == 0
        refresh_counts()
        assert kept.drift() == []


# Two at once


@pytest.fixture
def world(own_database: str) -> None:
    load_liverpool()
    people.person(role="administrator")


class Beside(threading.Thread):
    """Somebody who does something in a transaction of their own meanwhile."""

    def __init__(self, act: Callable[[], Any]) -> None:
        super().__init__(target=self._do, args=(act,))
        self.broke: BaseException | None = None

    def _do(self, act: Callable[[], Any]) -> None:
        try:
            act()
        except BaseException as error:
            self.broke = error
        finally:
            connection.close()

    def done(self) -> None:
        self.join(20)
        assert not self.is_alive() and self.broke is None, self.broke


def test_nobody_waits_for_another_to_be_added_up(world: None) -> None:
    first, second = schools.school(), schools.school()
    found = allocations.open_round()
    kept.fold()
    with transaction.atomic():
        Allocation.objects.filter(school=first).delete()
        for act in (lambda: Allocation.objects.filter(school=second).delete(), kept.fold):
            other = Beside(act)
            other.start()
            other.done()
        kept.fold()
    assert not RoundTally.objects.filter(round=found).exclude(number=0).exists() and kept.drift() == []
    assert schools_to_add(found).count() == 2


def test_a_school_that_comes_while_a_round_is_opened_is_not_forgotten(world: None) -> None:
    """The round was opened without it, and a sweep that compares it meanwhile waits for the round."""
    schools.school()
    with transaction.atomic():
        found = allocations.open_round()
        new = Beside(lambda: schools.school("Example New School"))
        new.start()
        new.done()
        sweep = Beside(kept.compare)
        sweep.start()
        sweep.join(0.5)
        assert sweep.is_alive(), "it waits"
    sweep.done()
    assert [school.name for school in schools_to_add(found)] == ["Example New School"]


def test_two_inspections_recorded_at_once_see_each_other(world: None) -> None:
    school = schools.school()
    facts = {"school": school, "kind": "graded", "source": "made-up.csv"}
    with transaction.atomic():
        first = Inspection.objects.create(starts_on=date(2023, 3, 7), category="SM", **facts)
        second = Beside(lambda: Inspection.objects.create(starts_on=date(2025, 1, 14), **facts))
        second.start()
        second.join(0.5)
    second.done()
    first.refresh_from_db()
    assert first.followed_from == date(2025, 1, 14)
