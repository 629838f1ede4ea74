"""allocations.reminders: who is reminded on which day, once each, whoever sweeps and however often."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from allocations.allocation.queries import open_period
from allocations.allocation.reminders import remind
from allocations.decision import actions as decisions
from allocations.models import Allocation, Position, Round
from allocations.proposal import actions as proposals
from allocations.review import actions as reviews
from allocations.round import actions as rounds
from allocations.states import State
from allocations.tasks import send_reminders
from schools.models import Assignment, AssignmentRole, Post, School, TypeSpell
from schools.people import actions as people_actions
from sil import clock
from sil.accounts.models import User
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.framework import actions as framework_actions
from sil.framework.models import FrameworkVersion
from sil.outbox.models import Message
from tests.conftest import TODAY, load_liverpool
from tests.factories import allocations, people, schools
from tests.factories.allocations import PROPOSED, Scene

PRIORITIES = Path(__file__).parents[1] / "data" / "frameworks" / "priorities.toml"
# Proposed on Monday 9 November 2026, to be answered by Monday 23 November: three days before is a Friday.
DUE = date(2026, 11, 23)
BEFORE, ON, AFTER = date(2026, 11, 20), DUE, date(2026, 11, 24)
EARLY = date(2026, 11, 19)


@contextmanager
def new_messages() -> Iterator[list[tuple[str, str]]]:
    """(kind, address) of the messages that are written inside the block, sorted."""
    before = set(Message.objects.values_list("pk", flat=True))
    found: list[tuple[str, str]] = []
    yield found
    found += sorted(Message.objects.exclude(pk__in=before).values_list("kind", "email"))


def sweep(day: date) -> list[tuple[str, str]]:
    """What one sweep of a day writes."""
    with clock.at(day), new_messages() as found:
        assert remind(day) >= 0
    return found


def days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def reminder(user: User) -> tuple[str, str]:
    return "allocation_reminder", user.email


def late(user: User) -> tuple[str, str]:
    return "allocation_late", user.email


def latest(user: User, kind: str = "allocation_reminder") -> Message:
    return Message.objects.filter(email=user.email, kind=kind).latest("created_at")


@pytest.fixture
def scene(liverpool: FrameworkVersion) -> Scene:
    return allocations.scene(State.PROPOSED)


@pytest.mark.django_db
class TestAnswers:
    def test_day_by_day_each_goes_on_its_day_and_on_no_other(self, scene: Scene) -> None:
        sent = {day: found for day in days(PROPOSED, date(2026, 12, 31)) if (found := sweep(day))}
        assert sent == {
            BEFORE: [reminder(scene.head)],
            ON: [reminder(scene.head)],
            AFTER: sorted([reminder(scene.head), late(scene.officer)]),
        }

    def test_each_says_what_is_asked_for_by_when_and_where(self, scene: Scene) -> None:
        subjects = []
        for day in (BEFORE, ON, AFTER):
            sweep(day)
            subjects.append(latest(scene.head).subject)
        name = scene.school.name
        assert subjects == [
            f"{name}: please answer the proposed allocation by Monday 23 November 2026",
            f"{name}: due today, please answer the proposed allocation (Monday 23 November 2026)",
            f"{name}: overdue, please answer the proposed allocation (Monday 23 November 2026)",
        ]
        told = Message.objects.filter(kind__in=["allocation_reminder", "allocation_late"])
        for message in told:
            assert scene.allocation.get_absolute_url() in message.body
            assert "10 working days of the day the proposal is made, 9 November 2026" in message.body
            assert "Band" not in message.subject + message.body, "a mailbox is not the school"
        assert "can confirm the band without an answer" in latest(scene.head).body

    def test_many_sweeps_of_a_day_write_it_once(self, scene: Scene) -> None:
        with clock.at(BEFORE), new_messages() as found:
            counts = [remind(BEFORE) for _ in range(5)]
        assert counts == [1, 0, 0, 0, 0]
        assert found == [reminder(scene.head)]

    def test_the_outbox_alone_would_keep_it_to_once(self, scene: Scene) -> None:
        """Where a worker wrote the messages and died before it noted so, nothing goes again."""
        sweep(AFTER)
        Deadline.objects.update(reminded="")
        assert sweep(AFTER) == []

    def test_what_was_missed_is_not_sent_after_the_next(self, scene: Scene) -> None:
        assert sweep(ON) == [reminder(scene.head)]
        assert "today" in latest(scene.head).subject
        assert sweep(ON) == []

    def test_after_a_long_stop_only_the_last_is_sent(self, scene: Scene) -> None:
        assert sweep(date(2027, 2, 1)) == sorted([reminder(scene.head), late(scene.officer)])
        assert "overdue" in latest(scene.head).subject
        assert sweep(date(2027, 2, 2)) == []

    def test_a_weekend_and_a_bank_holiday_bring_it_forward(self, liverpool: FrameworkVersion) -> None:
        """Due on Wednesday 30 December 2026: three days before is the Sunday after Christmas Day."""
        scene = allocations.scene()
        allocations.propose(scene, on=date(2026, 12, 14))
        period = open_period(scene.allocation, "answer")
        assert period is not None and period.due_on == date(2026, 12, 30)
        sent = {day: found for day in days(date(2026, 12, 14), date(2027, 1, 10)) if (found := sweep(day))}
        assert list(sent) == [date(2026, 12, 24), date(2026, 12, 30), date(2026, 12, 31)]

    def test_head_and_acting_head_are_both_reminded(self, liverpool: FrameworkVersion) -> None:
        scene = allocations.scene()
        acting = people.post(scene.school, "acting_headteacher").user
        allocations.propose(scene)
        for day in (BEFORE, ON):
            assert sweep(day) == sorted([reminder(scene.head), reminder(acting)])
        assert sweep(AFTER) == sorted([reminder(scene.head), reminder(acting), late(scene.officer)])

    def test_a_head_of_two_schools_is_reminded_of_each(self, scene: Scene) -> None:
        other = schools.school()
        people.post(other, "headteacher", scene.head)
        partner = people.assign(other).user
        allocation = rounds.add_school(scene.allocation.round, other, by=scene.officer, on=PROPOSED)
        case = allocations.case(allocation.framework)
        proposals.propose(allocation, by=partner, on=PROPOSED, choice=case)
        assert sweep(BEFORE) == [reminder(scene.head)] * 2

    def test_where_the_school_has_no_officer_everybody_who_may_decide_hears_that_it_is_late(self, scene: Scene) -> None:
        scene.school.assignments.filter(role=AssignmentRole.PRINCIPAL_OFFICER).delete()
        other = people.person(role="principal_officer")
        assert sweep(AFTER) == sorted([reminder(scene.head), late(scene.officer), late(other)])

    def test_a_school_without_a_head_is_nobodys_reminder_and_stops_nobody_elses(self, scene: Scene) -> None:
        other = allocations.Scene(*_beside(scene))
        people_actions.end_post(scene.school.posts.get(role="headteacher"), by=None, on=BEFORE, ends_on=PROPOSED)
        assert sweep(BEFORE) == [reminder(other.head)]
        assert sweep(AFTER) == sorted([reminder(other.head), late(scene.officer), late(other.officer)])

    @pytest.mark.parametrize("act", [allocations.agree, allocations.disagree, allocations.withdraw])
    def test_what_was_answered_meanwhile_is_not_reminded_of(self, scene: Scene, act: allocations.Act) -> None:
        sweep(BEFORE)
        act(scene, on=BEFORE)
        assert [found for found in sweep(ON) if found == reminder(scene.head)] == []
        assert [found for found in sweep(AFTER) if found[0] == "allocation_late"] == []

    def test_a_confirmation_without_an_answer_ends_it(self, scene: Scene) -> None:
        allocations.confirm(scene)
        assert sweep(AFTER) == sweep(date(2027, 1, 11)) == []

    def test_a_revision_begins_anew(self, scene: Scene) -> None:
        assert sweep(BEFORE) == [reminder(scene.head)]
        proposals.revise(
            scene.allocation, by=scene.sip, on=BEFORE, choice=allocations.case(scene.allocation.framework, "C")
        )
        sent = {day: found for day in days(BEFORE, date(2026, 12, 31)) if (found := sweep(day))}
        # Ten working days from 20 November end on 4 December.
        assert sent == {
            date(2026, 12, 1): [reminder(scene.head)],
            date(2026, 12, 4): [reminder(scene.head)],
            date(2026, 12, 7): sorted([reminder(scene.head), late(scene.officer)]),
        }

    def test_the_decision_is_asked_about_in_its_own_words(self, liverpool: FrameworkVersion) -> None:
        scene = allocations.scene(State.DECIDED)
        assert sweep(BEFORE) == [reminder(scene.head)]
        assert "please accept or refer the decision" in latest(scene.head).subject
        assert sweep(AFTER) == sorted([reminder(scene.head), late(scene.officer)])

    def test_a_period_to_object_is_nobodys_duty(self, liverpool: FrameworkVersion) -> None:
        scene = allocations.scene(State.CONFIRMED)
        contest = open_period(scene.allocation, "contest")
        assert contest is not None
        assert [found for day in days(PROPOSED, contest.due_on + timedelta(days=7)) for found in sweep(day)] == []


@pytest.mark.django_db
class TestNewHeads:
    def test_who_comes_while_it_waits_is_told_once_and_then_reminded(self, scene: Scene) -> None:
        came = people.post(scene.school, "headteacher", starts_on=date(2026, 11, 12)).user
        people_actions.end_post(
            scene.school.posts.get(user=scene.head), by=None, on=date(2026, 11, 12), ends_on=date(2026, 11, 11)
        )
        sent = {day: found for day in days(PROPOSED, date(2026, 12, 31)) if (found := sweep(day))}
        assert sent == {
            date(2026, 11, 12): [("allocation_proposed", came.email)],
            BEFORE: [reminder(came)],
            ON: [reminder(came)],
            AFTER: sorted([reminder(came), late(scene.officer)]),
        }
        told = Message.objects.get(kind="allocation_proposed", email=came.email)
        assert "please answer by Monday 23 November 2026" in told.subject

    def test_a_revision_tells_the_new_head_like_anybody(self, scene: Scene) -> None:
        came = people.post(scene.school, "acting_headteacher", starts_on=date(2026, 11, 12)).user
        sweep(date(2026, 11, 12))
        revised = allocations.case(scene.allocation.framework, "C")
        proposals.revise(scene.allocation, by=scene.sip, on=date(2026, 11, 13), choice=revised)
        assert sweep(date(2026, 11, 13)) == []
        kinds = Message.objects.filter(email=came.email).order_by("created_at").values_list("kind", flat=True)
        assert list(kinds) == ["allocation_proposed", "allocation_revised"]

    def test_who_comes_to_a_school_whose_band_is_settled_is_told_nothing(self, scene: Scene) -> None:
        """Nor does a proposal elsewhere, or one of an earlier review, reach the wrong head."""
        settled = allocations.Scene(*_beside(scene))
        allocations.agree(settled)
        people.post(settled.school, "headteacher", starts_on=date(2026, 11, 12))
        assert sweep(date(2026, 11, 12)) == []

    def test_a_chair_is_no_head(self, scene: Scene) -> None:
        people.post(scene.school, "clerk", starts_on=date(2026, 11, 12))
        assert sweep(date(2026, 11, 12)) == []

    def test_in_a_review_the_proposal_that_waits_is_the_one_told_of(self, liverpool: FrameworkVersion) -> None:
        scene = allocations.scene(State.AGREED)
        review = reviews.start_review(
            scene.allocation, by=scene.officer, on=PROPOSED, ground="inspection", reason="Inspected."
        )
        case = allocations.case(review.framework, "C")
        proposals.propose(review, by=scene.sip, on=PROPOSED, choice=case)
        came = people.post(scene.school, "headteacher", starts_on=date(2026, 11, 12)).user
        assert sweep(date(2026, 11, 12)) == [("allocation_proposed", came.email)]
        assert review.get_absolute_url() in latest(came, "allocation_proposed").body


@pytest.mark.django_db
@pytest.mark.feature("A6")
class TestDecisions:
    @pytest.fixture
    def scene(self, liverpool: FrameworkVersion) -> Scene:
        return allocations.scene(State.WITH_OFFICER)

    def test_whoever_decides_is_reminded_and_the_school_is_left_alone(self, scene: Scene) -> None:
        people.person(role="principal_officer")
        sent = {day: found for day in days(PROPOSED, date(2026, 12, 31)) if (found := sweep(day))}
        assert sent == {day: [reminder(scene.officer)] for day in (BEFORE, ON, AFTER)}
        assert "please decide on the disagreement" in latest(scene.officer).subject
        assert "We have told" not in latest(scene.officer).body

    def test_the_director_is_reminded_of_a_referral(self, liverpool: FrameworkVersion) -> None:
        scene = allocations.scene(State.WITH_DIRECTOR, school=schools.school())
        assert [found for found in sweep(BEFORE) if found[1] == scene.director.email] == [reminder(scene.director)]
        assert "please determine the allocation" in latest(scene.director).subject

    def test_after_a_declared_conflict_the_next_one_is_reminded(self, scene: Scene) -> None:
        other = people.person(role="principal_officer")
        assert sweep(BEFORE) == [reminder(scene.officer)]
        decisions.declare_conflict(scene.allocation, by=scene.officer, on=BEFORE, reason="My sister teaches there.")
        assert sweep(ON) == [reminder(other)]
        assert sweep(AFTER) == [reminder(other)]

    def test_where_nobody_may_decide_nothing_breaks(self, scene: Scene) -> None:
        people.person(role="administrator")
        decisions.declare_conflict(scene.allocation, by=scene.officer, on=BEFORE, reason="My sister teaches there.")
        assert sweep(ON) == sweep(AFTER) == []

    def test_a_decision_ends_it_and_the_school_is_asked_next(self, scene: Scene) -> None:
        sweep(BEFORE)
        allocations.decide(scene, on=BEFORE)
        assert sweep(ON) == []
        assert sweep(date(2026, 12, 1)) == [reminder(scene.head)]

    def test_an_authority_without_a_period_for_decisions_reminds_nobody(self, db: None) -> None:
        framework_actions.load(PRIORITIES.read_text(encoding="utf-8"), file_name=PRIORITIES.name, by=None)
        scene = allocations.scene(State.WITH_OFFICER, school=schools.school(la_code="993"), band="2")
        assert open_period(scene.allocation, "decision") is None
        assert [found for day in days(PROPOSED, date(2026, 12, 31)) for found in sweep(day)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("hour", "written"), [(0, 0), (6, 0), (7, 1), (10, 1), (23, 1)])
def test_nobody_is_written_to_in_the_night(scene: Scene, hour: int, written: int) -> None:
    with clock.at(datetime(2026, 11, 20, hour, 59, tzinfo=clock.LONDON)):
        assert send_reminders() == written


@pytest.mark.feature("T5")
def test_two_workers_at_once_write_each_of_them_once(own_database: str) -> None:
    load_liverpool()
    scene = allocations.scene(State.PROPOSED)
    others = [allocations.Scene(*_beside(scene)) for _ in range(4)]
    for day, each in ((BEFORE, 1), (ON, 1), (AFTER, 2)):
        with new_messages() as found:
            written = _at_once(day, workers=4)
        everybody = [reminder(one.head) for one in (scene, *others)]
        if each == 2:
            everybody += [late(one.officer) for one in (scene, *others)]
        assert found == sorted(everybody)
        assert sum(written) == len(everybody)


def test_an_answer_while_the_sweep_runs_is_not_reminded_of(own_database: str) -> None:
    """The head agrees after the sweep has read what is owed, and before it comes to this school."""
    load_liverpool()
    scene = allocations.scene(State.PROPOSED)
    with new_messages() as found:
        with transaction.atomic():
            allocations.agree(scene, on=AFTER)
            sweeping = threading.Thread(target=_sweep_elsewhere, args=[AFTER])
            sweeping.start()
            _until_somebody_waits()
        sweeping.join()
    assert {kind for kind, _ in found} == {"allocation_agreed", "receipt"}


def _sweep_elsewhere(day: date) -> None:
    with clock.at(day):
        remind(day)
    connections.close_all()


def _until_somebody_waits() -> None:
    """Until the sweep stands before the row that the head's answer holds."""
    waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    end = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            # A transaction would go on seeing what it saw first.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.rowcount:
                return
            time.sleep(0.02)
    raise AssertionError("the sweep did not wait for the answer")


def _at_once(day: date, *, workers: int) -> list[int]:
    """Sweeps in threads that begin together; how many messages each says it wrote."""
    ready = threading.Barrier(workers)
    written: list[int] = []

    def work() -> None:
        with clock.at(day):
            ready.wait()
            written.append(remind(day))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(written) == workers, "each of them came to its end"
    return written


@pytest.mark.django_db
@pytest.mark.usefixtures("liverpool")
class TestCost:
    """Sweeps run each minute, so what is not due must cost next to nothing."""

    @pytest.mark.parametrize("size", [60, 700])
    def test_a_sweep_with_nothing_due_asks_the_same_few_questions(self, size: int) -> None:
        _waiting(size)
        with CaptureQueriesContext(connection) as far:
            assert remind(PROPOSED) == 0
        with CaptureQueriesContext(connection) as near:
            assert remind(EARLY) == 0
        assert (len(far), len(near)) == (4, 4)

    def test_what_is_due_costs_so_much_each_and_nothing_once_written(self) -> None:
        costs = {}
        for size in (10, 40):
            Deadline.objects.update(replaced=True)
            _waiting(size)
            for day, each in ((BEFORE, 1), (AFTER, 2)):
                with CaptureQueriesContext(connection) as queries:
                    assert remind(day) == each * size
                costs[size] = len(queries)
                with CaptureQueriesContext(connection) as again:
                    assert remind(day) == 0
                assert len(again) == 4, "what is written is not looked at again"
        for_each = (costs[40] - costs[10]) / 30
        # Two messages, each with two of them: whether the account is open, and the service that its reader can call.
        assert for_each <= 16
        assert costs[10] - 10 * for_each <= 5


def _beside(scene: Scene) -> tuple[School, Allocation, User, User, User, User, User]:
    """One more school of the same round with people of its own, whose proposal waits since the same day."""
    school = schools.school()
    partner, officer = people.assign(school).user, people.person(role="principal_officer")
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    head, chair = people.post(school, "headteacher").user, people.post(school, "chair").user
    allocation = rounds.add_school(scene.allocation.round, school, by=scene.officer, on=PROPOSED)
    proposals.propose(allocation, by=partner, on=PROPOSED, choice=allocations.case(allocation.framework))
    allocation.refresh_from_db()
    return school, allocation, partner, head, chair, officer, scene.director


def _waiting(size: int) -> None:
    """So many schools more, each with a proposal that waits since the same day."""
    first = School.objects.count()
    facts = {"la_code": "341", "status": "Open", "phase": "Primary", **schools.COMMUNITY}
    made = School.objects.bulk_create(
        [School(urn=910000 + first + n, name=f"Example School {n}", **facts) for n in range(size)]
    )
    TypeSpell.objects.bulk_create([TypeSpell(school=s, type_code=1, type_name="x", group_code=4) for s in made])
    sip, officer = people.person(role="sip"), people.person(role="principal_officer")
    heads = User.objects.bulk_create(
        [User(email=f"h{school.urn}@test.example", name=f"Head Example {school.urn}") for school in made]
    )
    since = people.LONG_AGO
    Post.objects.bulk_create(
        [Post(school=s, user=h, role="headteacher", starts_on=since) for s, h in zip(made, heads, strict=True)]
    )
    Assignment.objects.bulk_create(
        [
            Assignment(school=school, user=user, role=role, starts_on=since)
            for school in made
            for user, role in ((sip, AssignmentRole.SIP), (officer, AssignmentRole.PRINCIPAL_OFFICER))
        ]
    )
    opened = Round.objects.first() or allocations.open_round()
    already = set(opened.allocations.values_list("school", flat=True))
    Allocation.objects.bulk_create([Allocation(round=opened, school=s) for s in made if s.pk not in already])
    one, *others = opened.allocations.filter(school__in=made)
    _copy(proposals.propose(one, by=sip, on=PROPOSED, choice=allocations.case(opened.framework)), others)


def _copy(proposal: Position, others: list[Allocation]) -> None:
    """The same proposal for other schools, as the action makes it: hundreds one by one take their time."""
    period, event = open_period(proposal.allocation, "answer"), Event.objects.filter(kind="allocation.proposed").last()
    assert period is not None and event is not None
    copies = Position.objects.bulk_create([_again(proposal, allocation=other) for other in others])
    Event.objects.bulk_create([_again(event, subject_id=str(other.pk)) for other in others])
    Deadline.objects.bulk_create([_again(period, subject_id=other.pk) for other in others])
    for other, copied in zip(others, copies, strict=True):
        other.status, other.proposal, other.due_on = State.PROPOSED, copied, period.due_on
    Allocation.objects.bulk_update(others, ["status", "proposal", "due_on"])


def _again(row: Any, **changes: Any) -> Any:
    """A row that is not yet stored, like one that is."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.fields if not field.primary_key}
    made = type(row)(**values)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


@pytest.mark.django_db
@pytest.mark.feature("A6")
def test_who_is_given_the_role_later_is_asked_and_nobody_twice(liverpool: FrameworkVersion) -> None:
    scene = allocations.scene(State.WITH_OFFICER)
    people.person(role="administrator")
    decisions.declare_conflict(scene.allocation, by=scene.officer, on=TODAY, reason="A relative works there.")
    asked = Message.objects.filter(kind="allocation_to_decide").exclude(email=scene.officer.email)
    assert not asked.exists()
    second = people.person("Otto Fictional", role="principal_officer")
    for _ in range(3):
        remind(TODAY)
    assert asked.get().email == second.email


@pytest.mark.django_db
@pytest.mark.feature("A6")
def test_a_new_head_hears_of_a_decision_that_waits(liverpool: FrameworkVersion) -> None:
    scene = allocations.scene(State.DECIDED)
    new = people.post(scene.school, "acting_headteacher", people.person("Nora New"), starts_on=TODAY).user
    for _ in range(3):
        remind(TODAY)
    assert Message.objects.get(kind="allocation_decision_waits").email == new.email
