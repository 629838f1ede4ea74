"""Do the letters of a case keep their promises, whoever tries what, and whenever?

Hypothesis walks random acts by random people on random days over a maintained school, an academy and a
school that converts on the way. After each step the promises are looked up in the database.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from monitoring.notices.actions import giving, signing
from monitoring.notices.actions import letters as actions
from monitoring.notices.contents import KINDS
from monitoring.notices.models import Case, CaseLetter
from monitoring.notices.policies import missing
from monitoring.notices.states import UNDER_WAY, CaseState, LetterState
from monitoring.notices.transitions import LETTER_ROWS, ROWS
from schools.establishments import Sector
from schools.models import TypeSpell
from sil import clock
from sil.accounts.models import User
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.letters.models import Delivery, Document, Letter, Method, Status
from sil.workflow import Denied
from tests.conftest import TODAY, load_liverpool
from tests.factories import case_letters as factory
from tests.factories import people
from tests.factories.case_letters import Scene

pytestmark = pytest.mark.slow

LAST_DAY = date(2027, 6, 30)
JUDGED = ("secure", "not_secure", "comply", "not_comply")
METHODS = (Method.EMAIL, Method.HAND, Method.POST)
Try = Callable[[CaseLetter, User, date], Any]


def _sure(letter: CaseLetter, on: date) -> str:
    return factory.sure(letter, letter.dated or on, on)


def _present(letter: CaseLetter, by: User, on: date) -> Any:
    sure = factory.sure(letter, on, on)
    return signing.present(letter, dated=on, by=by, on=on, version=letter.version, sure=sure)


def _serve(letter: CaseLetter, by: User, on: date) -> Any:
    owed = [each for each in letter.letter.recipients.all() if not hasattr(each, "delivery")] if letter.letter else []
    for each in owed:
        giving.record_service(letter, each, done_on=letter.dated or on, proof="To the clerk.", by=by, on=on)


ACTS: dict[str, Try] = {
    "present": _present,
    "take_back": lambda c, by, on: signing.take_back(c, by=by, on=on),
    "return": lambda c, by, on: signing.return_letter(c, text="Name the lessons.", by=by, on=on),
    "sign": lambda c, by, on: signing.sign(c, by=by, on=on, version=c.version, sure=_sure(c, on)),
    "give": _serve,
    "lapse": lambda c, by, on: signing.lapse(c, by=by, on=on),
    "discard": lambda c, by, on: actions.discard(c, by=by, on=on),
    "withdraw": lambda c, by, on: giving.withdraw(c, reason="The year is wrong.", by=by, on=on),
}
# What is worth trying in a state, so that walks come far.
LIKELY: dict[str, tuple[str, ...]] = {
    "drafted": ("present",),
    "returned": ("present",),
    "presented": ("sign", "sign", "sign", "return"),
    "signed": ("give",),
    "lapsed": ("present", "discard"),
    "given": ("withdraw",),
    "discarded": (),
    "withdrawn": (),
}
numbers = st.integers(0, 10_000)


class Letters(RuleBasedStateMachine):
    """Three cases: of a maintained school, of an academy, and of a school that becomes one."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.today = TODAY
        self.frozen: dict[int, tuple[str, bytes]] = {}
        self.printed: dict[int, tuple[date | None, str]] = {}
        self.scenes = [
            factory.scene(CaseState.OPENED),
            factory.scene(CaseState.OPENED, academy=True),
            factory.scene(CaseState.OPENED),
        ]
        self.people = [person for s in self.scenes for person in (s.sip, s.officer, s.director, s.dcs, s.head)]
        self.stands_in = people.person("Stella Stands", role="principal_officer")
        signing.delegate(
            role="director_of_childrens_services",
            to=self.stands_in,
            starts_on=TODAY,
            ends_on=LAST_DAY,
            reason="Leave.",
            by=self.scenes[0].dcs,
            on=TODAY,
        )
        self.people.append(self.stands_in)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def attempt(self, act: Callable[[], Any]) -> bool:
        """Whether it was done; a refusal leaves nothing, and whatever else is raised is a fault."""
        try:
            with clock.at(datetime.combine(self.today, time(9))), transaction.atomic():
                act()
        except Denied:
            return False
        return True

    def scene(self, number: int) -> Scene:
        return self.scenes[number % len(self.scenes)]

    @rule(which=numbers, seed=st.integers(0, 2**32))
    def on_with_a_case(self, which: int, seed: int) -> None:
        """The next letter of a case, written by its officer and taken through; or a judgement."""
        made, chance = self.scene(which), Random(seed)
        for _ in range(chance.randint(6, 14)):
            case = made.again()
            letter = (
                case.letters.filter(status__in=LIKELY, pk__isnull=False)
                .exclude(status__in=["given", "discarded", "withdrawn"])
                .first()
            )
            if letter is None:
                self.prepare(made, chance)
            elif likely := LIKELY[letter.status]:
                act = chance.choice(likely)
                for by in chance.sample(self.people, len(self.people)):
                    if self.attempt(lambda a=act, c=letter, b=by: ACTS[a](self.fresh(c), b, self.today)):  # type: ignore[misc]
                        break
            self.make_pdfs()

    def prepare(self, made: Scene, chance: Random) -> None:
        if chance.random() < 0.4:
            self.judge(made, chance)
        method, whole = chance.choice(METHODS), chance.random() < 0.85
        begun: list[CaseLetter] = []

        def begin(kind: str) -> None:
            begun.append(actions.prepare(made.again(), kind=kind, by=made.officer, on=self.today))

        if any(self.attempt(partial(begin, kind)) for kind in chance.sample(sorted(KINDS), len(KINDS))):
            self.attempt(lambda: self.write(made, begun[0], method, whole=whole))

    def write(self, made: Scene, letter: CaseLetter, method: str, *, whole: bool) -> None:
        writing = factory.writing(letter, method=method)
        if not whole:
            writing = factory.writing(letter, method=method, parts={})
        letter = actions.save(letter, by=made.officer, on=self.today, writing=writing, version=letter.version)
        factory.tick_all(letter, made.officer, on=self.today)

    def judge(self, made: Scene, chance: Random) -> None:
        """What the officers find, by the rows of the table; the notice's period is over then."""
        act = chance.choice(("record_discussion", *JUDGED))
        if act in JUDGED:
            last = CaseLetter.objects.filter(case=made.case, period_ends_on__isnull=False).order_by("pk").last()
            if last and chance.random() < 0.7 and last.period_ends_on:
                self.today = min(max(self.today, last.period_ends_on + timedelta(days=1)), LAST_DAY)
        self.attempt(lambda: factory.step(made, act, on=self.today))

    @rule(which=numbers, act=st.sampled_from(sorted(ACTS)), who=numbers)
    def anything(self, which: int, act: str, who: int) -> None:
        found = list(CaseLetter.objects.order_by("pk"))
        if found:
            letter, by = found[which % len(found)], self.people[who % len(self.people)]
            self.attempt(lambda: ACTS[act](self.fresh(letter), by, self.today))

    @rule(days=st.sampled_from([1, 2, 16, 40]))
    def days_pass(self, days: int) -> None:
        self.today = min(self.today + timedelta(days=days), LAST_DAY)
        with clock.at(self.today):
            giving.give_due(self.today)

    @rule()
    def a_school_converts(self) -> None:
        school = self.scenes[2].school
        if school.sector_on(self.today) == Sector.MAINTAINED:
            TypeSpell.objects.filter(school=school).update(ends_on=self.today - timedelta(days=1))
            TypeSpell.objects.create(
                school=school, type_code=34, type_name="Academy converter", group_code=10, starts_on=self.today
            )

    @staticmethod
    def fresh(letter: CaseLetter) -> CaseLetter:
        return CaseLetter.objects.get(pk=letter.pk)

    def make_pdfs(self) -> None:
        for letter in Letter.objects.filter(status=Status.SIGNED):
            with clock.at(datetime.combine(self.today, time(9))):
                factory.make(letter)

    @invariant()
    def no_academy_has_a_notice(self) -> None:
        for letter in CaseLetter.objects.filter(given_on__isnull=False).select_related("case__school", "letter"):
            assert letter.letter is not None
            sector = letter.case.school.sector_on(letter.letter.dated)
            if not letter.kind.startswith("academy") and letter.kind != "discussion_invitation":
                assert sector == Sector.MAINTAINED, f"{letter.kind} to an academy"
                assert letter.case.branch == "maintained"
            if letter.kind.startswith("academy"):
                assert sector == Sector.ACADEMY

    @invariant()
    def no_power_before_the_period_has_ended(self) -> None:
        for letter in CaseLetter.objects.filter(
            kind__in=["power_used", "intention_notice"], given_on__isnull=False
        ).select_related("made_from", "letter"):
            assert letter.made_from is not None and letter.made_from.period_ends_on is not None
            assert letter.letter is not None and letter.letter.dated > letter.made_from.period_ends_on

    @invariant()
    def nothing_went_without_its_contents_or_by_its_writer(self) -> None:
        for letter in CaseLetter.objects.filter(status__in=["signed", "given", "withdrawn"]):
            # A discussion or evidence that was there is there still; nobody takes any off in these walks.
            assert missing(letter) == []
            assert letter.letter is not None
            assert not letter.writers.filter(pk=letter.letter.signed_by_id).exists(), "signed by a writer"

    @invariant()
    def what_was_issued_never_changes(self) -> None:
        for letter in Letter.objects.filter(status=Status.ISSUED):
            now = (letter.html, bytes(Document.objects.get(letter=letter).pdf))
            assert self.frozen.setdefault(letter.pk, now) == now
        for found in CaseLetter.objects.filter(given_on__isnull=False):
            printed = (found.period_ends_on, found.period_basis)
            assert self.printed.setdefault(found.pk, printed) == printed

    @invariant()
    def statuses_move_by_the_tables(self) -> None:
        for letter in CaseLetter.objects.all():
            self.check_path(letter, "drafted", {(r.source, r.target) for r in LETTER_ROWS})
        for case in Case.objects.all():
            self.check_path(case, "opened", {(r.source, r.target) for r in ROWS[case.branch]})  # type: ignore[index]
            assert case.letters.filter(status__in=UNDER_WAY).count() <= 1

    @staticmethod
    def check_path(record: Any, first: str, rows: set[tuple[str, str]]) -> None:
        found = Event.objects.filter(subject_table=record._meta.db_table, subject_id=str(record.pk)).order_by("pk")
        moves = [tuple(event.data["status"]) for event in found if "status" in event.data]
        assert set(moves) <= rows, "only moves of the table"
        path = [first, *(new for _, new in moves)]
        assert [old for old, _ in moves] == path[:-1] and path[-1] == record.status, "one unbroken path"

    @invariant()
    def what_was_given_has_its_proof_and_its_period(self) -> None:
        for letter in CaseLetter.objects.filter(status=LetterState.GIVEN).select_related("letter", "case"):
            to = giving.served_on(letter)
            assert to is not None and letter.letter is not None
            delivery = Delivery.objects.get(recipient=to)
            assert (delivery.given_on, delivery.sent_on) == (letter.given_on, letter.letter.dated)
            if letter.kind_of.notice:
                assert letter.period_starts_on == letter.given_on
                period = Deadline.objects.get(rule="compliance_period", subject_id=str(letter.pk), replaced=False)
                assert period.due_on == letter.period_ends_on


@pytest.mark.feature("C2", "C3", "C5", "C6", "C7", "C8")
def test_the_letters_of_cases(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        load_liverpool()
        run_state_machine_as_test(
            Letters,
            settings=settings(
                max_examples=15,
                stateful_step_count=12,
                deadline=None,
                database=None,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
            ),
        )
        transaction.set_rollback(True)
