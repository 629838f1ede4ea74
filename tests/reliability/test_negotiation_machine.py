"""Does every way through the negotiation keep its promises and come to an end, whoever tries what, and when?

Hypothesis walks random acts by random people on random days over two schools. After each step the
promises are looked up in the database; at the end whoever is needed is there and ends what is open.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from allocations.allocation.permissions import deciders, to_decide
from allocations.allocation.policies import act_of_sip, party_that_decides
from allocations.allocation.queries import last_position, position_that_waits, settlement_of
from allocations.answer import actions as answers
from allocations.decision import actions as allocation_decisions
from allocations.models import Allocation, Position, Settlement
from allocations.position.actions import PositionInput
from allocations.proposal import actions as proposals
from allocations.review import actions as reviews
from allocations.round import actions as rounds
from allocations.round.queries import schools_for
from allocations.states import OPEN, Party, State
from schools.models import AssignmentRole, School
from schools.people import actions as people_actions
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.letters.models import Letter
from sil.workflow import Denied
from tests.conftest import load_liverpool
from tests.factories import allocations, people, schools
from tests.factories.allocations import OPENED

pytestmark = pytest.mark.slow

LAST_DAY = date(2027, 7, 1)
BANDS = ("A", "B", "C", "D")
NAMES = ("sip", "sip who decides", "head", "acting head", "officer", "other officer", "director", "dcs", "nobody")
ROLE = {
    Party.OFFICER: ("principal_officer",),
    Party.DIRECTOR: ("director_of_education", "director_of_childrens_services"),
}
Try = Callable[[Allocation, User, date, str], Any]


def _read(allocation: Allocation, *parties: Party) -> int:
    """What waits for an answer, or the last position of the first of some sides that took one."""
    found = [last_position(allocation, party) for party in parties] if parties else [position_that_waits(allocation)]
    return next((position.pk for position in found if position), 0)


def _case(allocation: Allocation, band: str) -> PositionInput:
    return allocations.view(allocation.framework, band, rows=1)


def _put(a: Allocation, by: User, on: date, band: str) -> Any:
    return getattr(proposals, act_of_sip(a))(a, by=by, on=on, choice=allocations.case(a.framework, band))


def _refer(a: Allocation, by: User, on: date, band: str) -> Any:
    settlement = settlement_of(a)
    read = settlement.position_id if settlement else _read(a, Party.OFFICER)
    return answers.refer(a, by=by, on=on, position_id=read, choice=_case(a, band))


def _record(a: Allocation, by: User, on: date, band: str) -> Any:
    return proposals.record_agreement(a, by=by, on=on, position_id=_read(a), met_on=on, met_with="Ada Example")


def _review(a: Allocation, by: User, on: date, band: str) -> Any:
    return reviews.start_review(a, by=by, on=on, ground="evidence", reason="New results.")


ACTS: dict[str, Try] = {
    "put": _put,
    "agree": lambda a, by, on, _: answers.agree(a, by=by, on=on, position_id=_read(a, Party.SIP)),
    "record": _record,
    "disagree": lambda a, by, on, band: answers.disagree(
        a, by=by, on=on, position_id=_read(a, Party.SIP), choice=_case(a, band)
    ),
    "decide": lambda a, by, on, band: allocation_decisions.decide(
        a, by=by, on=on, position_id=_read(a, Party.SCHOOL), choice=_case(a, band)
    ),
    "accept": lambda a, by, on, _: answers.accept(a, by=by, on=on, position_id=_read(a, Party.OFFICER)),
    "refer": _refer,
    "determine": lambda a, by, on, band: allocation_decisions.determine(
        a, by=by, on=on, position_id=_read(a, Party.SCHOOL), choice=_case(a, band)
    ),
    "confirm": lambda a, by, on, _: allocation_decisions.confirm(
        a, by=by, on=on, position_id=_read(a), reason="No answer."
    ),
    "withdraw": lambda a, by, on, _: rounds.withdraw(a, by=by, on=on, reason="It has closed."),
    "review": _review,
    "flag": lambda a, by, on, _: reviews.flag(a, by=by, on=on, reason="Leaders have left."),
    "conflict": lambda a, by, on, _: allocation_decisions.declare_conflict(a, by=by, on=on, reason="Family."),
}
# What is worth trying in a state, so that walks come far.
LIKELY: dict[str, tuple[str, ...]] = {
    "identified": ("put",),
    "proposed": ("disagree", "disagree", "disagree", "record", "confirm", "agree", "put"),
    "with_officer": ("decide", "decide", "decide", "conflict", "agree"),
    "decided": ("refer", "refer", "refer", "confirm", "accept"),
    "with_director": ("determine", "determine", "conflict"),
    "agreed": ("disagree", "review", "flag"),
    "confirmed": ("refer", "refer", "review"),
    "determined": ("review",),
    "withdrawn": ("review",),
}
numbers = st.integers(0, 10_000)


class Negotiation(RuleBasedStateMachine):
    """Two schools of one round, with people in several roles: a partner who is an officer as well, an
    officer who is a director and chairs governors, a head of both schools."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.today = OPENED
        self.people = {name: people.person(name.title()) for name in NAMES}
        people.person("Administrator Example", role="administrator")
        self.give("sip", "sip")
        self.give("sip who decides", "sip", "principal_officer")
        self.give("officer", "principal_officer")
        self.give("other officer", "principal_officer", "director_of_education")
        self.give("director", "director_of_education")
        self.give("dcs", "director_of_childrens_services")
        self.schools = [schools.school(), schools.school()]
        people.assign(self.schools[0], self.people["sip who decides"])
        people.assign(self.schools[1], self.people["sip"])
        people.assign(self.schools[0], self.people["officer"], role=AssignmentRole.PRINCIPAL_OFFICER)
        for school in self.schools:
            people.post(school, "headteacher", self.people["head"])
        people.post(self.schools[1], "acting_headteacher", self.people["acting head"])
        people.post(self.schools[0], "chair", self.people["other officer"])
        self.round = allocations.open_round()

    def teardown(self) -> None:
        try:
            self.end_everything()
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def give(self, name: str, *roles: str) -> User:
        for role in roles:
            accounts.give_role(self.people[name], by=None, on=OPENED, role=role, starts_on=people.LONG_AGO)
        return self.people[name]

    def attempt(self, allocation: Allocation, act: str, by: User, band: str) -> bool:
        """Whether it was done; a refusal leaves nothing, and whatever else is raised is a fault."""
        conflicted = allocation.conflicts.filter(person=by).exists()
        try:
            with clock.at(self.today), transaction.atomic():
                ACTS[act](allocation, by, self.today, band)
        except Denied:
            return False
        assert not (conflicted and act in ("decide", "determine", "confirm")), f"{act} in spite of a conflict"
        assert by.is_active, f"{act} with a closed account"
        return True

    def any_allocation(self, number: int) -> Allocation:
        found = list(Allocation.objects.order_by("pk"))
        return found[number % len(found)]

    @rule(which=numbers, seed=st.integers(0, 2**32))
    def likely(self, which: int, seed: int) -> None:
        """Some acts that fit, one after the other, each by the first of all people who may. Drawn from
        a seed, since Hypothesis likes small numbers and short lists, and ways have to be long."""
        key, chance = self.any_allocation(which).pk, Random(seed)
        for _ in range(chance.randint(2, 8)):
            allocation = Allocation.objects.get(pk=key)
            act, band = chance.choice(LIKELY[allocation.status]), chance.choice(BANDS)
            order = chance.sample(NAMES, len(NAMES))
            any(self.attempt(allocation, act, self.people[name], band) for name in order)

    @rule(which=numbers, act=st.sampled_from(sorted(ACTS)), name=st.sampled_from(NAMES), band=st.sampled_from(BANDS))
    def anything(self, which: int, act: str, name: str, band: str) -> None:
        self.attempt(self.any_allocation(which), act, self.people[name], band)

    @rule(days=st.sampled_from([1, 3, 11, 15]))
    def days_pass(self, days: int) -> None:
        self.today = min(self.today + timedelta(days=days), LAST_DAY)

    @rule(name=st.sampled_from(("nobody", "officer", "director", "sip who decides", "acting head", "dcs")))
    def an_account_is_closed_or_opened(self, name: str) -> None:
        person = self.people[name]
        accounts.set_open(person, by=None, on=self.today, is_open=not person.is_active)
        person.refresh_from_db()

    @rule(number=st.integers(0, 1), close=st.sampled_from((False, False, False, True)))
    def a_school_closes_or_comes_back(self, number: int, close: bool) -> None:
        school = self.schools[number]
        School.objects.filter(pk=school.pk).update(status="Closed" if close else "Open")
        with suppress(Denied):
            rounds.add_school(self.round, school, by=self.people["officer"], on=self.today)

    @invariant()
    def states_and_bands_fit(self) -> None:
        for allocation in Allocation.objects.all():
            assert bool(allocation.band) == allocation.has_ended
            assert bool(allocation.ended_on) == (not allocation.is_open)
            said = [
                event.data["status"]
                for event in Event.objects.filter(
                    subject_table="allocations_allocation", subject_id=str(allocation.pk)
                ).order_by("pk")
                if "status" in event.data
            ]
            path = ["identified", *(new for _, new in said)]
            assert [old for old, _ in said] == path[:-1], "the history is one unbroken path"
            assert path[-1] == allocation.status
        for school in self.schools:
            mine = list(Allocation.objects.filter(school=school))
            assert sum(a.is_open for a in mine) <= 1
            assert sum(bool(a.band) and a.superseded_on is None for a in mine) <= 1

    @invariant()
    def every_end_has_its_settlement_and_letter(self) -> None:
        for allocation in Allocation.objects.all():
            settlement = settlement_of(allocation)
            if allocation.has_ended:
                assert settlement is not None and settlement.position.band == allocation.band
            caused = [f"allocation_{s.how}" for s in Settlement.objects.filter(allocation=allocation)]
            decisions = Position.objects.filter(allocation=allocation, party=Party.OFFICER).count()
            letters = Letter.objects.filter(about_table="allocations_allocation", about_id=allocation.pk)
            wanted = Counter(caused) + Counter({"allocation_decided": decisions})
            assert Counter(letters.values_list("kind", flat=True)) == wanted, "no letter without its act"

    @invariant()
    def nobody_judges_their_own_case(self) -> None:
        for allocation in Allocation.objects.all():
            took = {party: set(self.takers(allocation, party)) for party in Party}
            ended = set(
                Settlement.objects.filter(allocation=allocation, how="confirmed").values_list("made_by", flat=True)
            )
            assert not took[Party.SIP] & (took[Party.OFFICER] | took[Party.DIRECTOR] | ended)
            assert not took[Party.DIRECTOR] & (took[Party.OFFICER] | ended)
            assert not took[Party.SCHOOL] & (took[Party.SIP] | took[Party.OFFICER] | took[Party.DIRECTOR])

    @staticmethod
    def takers(allocation: Allocation, party: Party) -> list[int]:
        return list(Position.objects.filter(allocation=allocation, party=party).values_list("taken_by", flat=True))

    @invariant()
    def what_runs_fits_the_state(self) -> None:
        for allocation in Allocation.objects.all():
            runs = list(
                Deadline.objects.filter(
                    subject_table="allocations_allocation", subject_id=allocation.pk, met_on=None, replaced=False
                ).values_list("rule", flat=True)
            )
            assert len(runs) == len(set(runs)), "one period of a rule at most"
            owed = "answer" if allocation.awaits_school else "decision" if allocation.is_disputed else None
            assert (set(runs) - {"contest"}) == ({owed} if owed else set())
            settlement = settlement_of(allocation)
            if "contest" in runs:
                assert settlement is not None and (settlement.is_recorded or settlement.is_confirmed)

    @invariant()
    def a_decision_waits_for_somebody_or_nobody_is_there(self) -> None:
        for allocation in Allocation.objects.filter(status__in=OPEN):
            party = party_that_decides(allocation)
            if party is None:
                continue
            able = set(deciders(allocation, party, self.today))
            asked = {
                person
                for person in self.people.values()
                if Allocation.objects.filter(to_decide(roles_of(person, self.today), party), pk=allocation.pk).exists()
            }
            assert asked <= able, "what waits for a person is what they may do"
            assert bool(asked) == bool(able), f"{allocation} waits for nobody though {able} may decide"
            if not able:
                left = [p for p in self.people.values() if roles_of(p, self.today).holds(*ROLE[party])]
                assert all(self.is_barred(allocation, person, party) for person in left), f"{left} could decide"

    def is_barred(self, allocation: Allocation, person: User, party: Party) -> bool:
        """The rule once more, in plain words, beside the product's condition."""
        earlier = [Party.SIP] if party == Party.OFFICER else [Party.SIP, Party.OFFICER]
        return (
            any(person.pk in self.takers(allocation, side) for side in earlier)
            or allocation.settlements.filter(made_by=person).exists()
            or allocation.conflicts.filter(person=person).exists()
            or person.posts.filter(school=allocation.school, ends_on=None).exists()
        )

    def end_everything(self) -> None:
        """With somebody new in every role, whatever is open comes to its end and the round closes."""
        self.people |= {name: people.person(name.title()) for name in ("new sip", "new head", "new officer")}
        self.people["new director"] = people.person("New Director")
        self.give("new sip", "sip")
        officer = self.give("new officer", "principal_officer")
        self.give("new director", "director_of_education")
        self.today += timedelta(days=1)
        ways = {
            State.IDENTIFIED: ("put", "new sip"),
            State.PROPOSED: ("agree", "new head"),
            State.WITH_OFFICER: ("decide", "new officer"),
            State.DECIDED: ("accept", "new head"),
            State.WITH_DIRECTOR: ("determine", "new director"),
        }
        for school in self.schools:
            people.post(school, "headteacher", self.people["new head"])
            people_actions.assign(
                [school],
                user=self.people["new sip"],
                role=AssignmentRole.SIP,
                starts_on=self.today,
                by=None,
                on=self.today,
            )
        for allocation in Allocation.objects.filter(status__in=OPEN):
            if not schools_for(allocation.framework).filter(pk=allocation.school_id).exists():
                assert self.attempt(allocation, "withdraw", officer, "B")
                continue
            for _ in range(3):
                allocation = Allocation.objects.get(pk=allocation.pk)
                if allocation.is_open:
                    act, name = ways[State(allocation.status)]
                    assert self.attempt(allocation, act, self.people[name], "B"), f"stuck: {allocation.status}"
        self.states_and_bands_fit()
        self.every_end_has_its_settlement_and_letter()
        rounds.close_round(self.round, by=officer, on=self.today)


@pytest.mark.feature("A4", "A5", "A6")
def test_the_negotiation(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        load_liverpool()
        run_state_machine_as_test(
            Negotiation,
            settings=settings(
                max_examples=20,
                stateful_step_count=12,
                database=None,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
            ),
        )
        transaction.set_rollback(True)
