"""Do the letters of a case keep their promises, whoever tries what, and whenever?

Hypothesis walks random acts by random people on random days over a maintained school, an academy and a
school that converts on the way. After each step the promises are looked up in the database. What the
walks reached is counted, so that no promise holds only because nothing came near it; and one walk that is
written out climbs every ladder to its end, and tries each step a day too early.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from monitoring.notices.case import actions as case_actions
from monitoring.notices.case.policies import case_row
from monitoring.notices.case.resting import rests_in
from monitoring.notices.delegations.actions import delegate
from monitoring.notices.giving import actions as giving
from monitoring.notices.giving.proof import Proof
from monitoring.notices.kinds import KINDS
from monitoring.notices.letters import actions
from monitoring.notices.letters.policies import missing
from monitoring.notices.letters.recipients import served_on
from monitoring.notices.models import Case, CaseLetter, Finding
from monitoring.notices.models.letters import IN_PROGRESS
from monitoring.notices.outcomes import actions as outcomes
from monitoring.notices.outcomes.policies import judgement_warnings
from monitoring.notices.outcomes.queries import judged
from monitoring.notices.signing import actions as signing
from monitoring.notices.states import CaseState, LetterState
from monitoring.notices.transitions import LETTER_ROWS, ROWS
from schools.establishments import Sector
from schools.models import TypeSpell
from sil import clock
from sil.accounts.models import User
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.letters.models import Delivery, Document, Letter, Method, Recipient, Status
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY, load_liverpool
from tests.factories import case_letters as factory
from tests.factories import cases, people
from tests.factories.case_scene import Scene

pytestmark = pytest.mark.slow

LAST_DAY = date(2027, 6, 30)
JUDGED = ("secure", "not_secure", "comply", "not_comply")
NOTICES = frozenset(kind.slug for kind in KINDS.values() if kind.notice)
AFTER_THE_PERIOD = ("intention_notice", "power_used")
METHODS = tuple(Method)
Try = Callable[[CaseLetter, User, date], Any]


def _sure(letter: CaseLetter, on: date) -> str:
    return factory.sure(letter, letter.dated or on, on)


def _present(letter: CaseLetter, by: User, on: date) -> Any:
    said = {**factory.presents_sure(letter, on), "plan_reason": factory.REASON}
    return signing.present(letter, dated=on, by=by, on=on, version=letter.version, **said)


def _serve(letter: CaseLetter, by: User, on: date) -> Any:
    """On whom it is addressed to, which sends the copies by e-mail; then the copies on paper."""
    done = max(letter.dated or on, on) if letter.kind_of.withdraws else letter.dated or on
    said = {"done_on": done, "by": by, "on": on}
    if letter.status == LetterState.SIGNED and (to := served_on(letter)):
        giving.record_service(letter, to, proof=_proof(to), **said)
    owed = letter.letter.recipients.filter(delivery__isnull=True) if letter.letter else Recipient.objects.none()
    for each in owed.exclude(method=Method.EMAIL):
        giving.record_service(letter, each, proof=_proof(each), **said)


def _proof(to: Recipient) -> Proof:
    return factory.HANDED if to.method == Method.HAND else factory.POSTED


ACTS: dict[str, Try] = {
    "present": _present,
    "take_back": lambda c, by, on: signing.take_back(c, by=by, on=on),
    "return": lambda c, by, on: signing.return_letter(c, text="Name the lessons.", by=by, on=on),
    "sign": lambda c, by, on: signing.sign(
        c, by=by, on=on, version=c.version, sure=_sure(c, on), plan_reason=factory.REASON
    ),
    "give": _serve,
    "lapse": lambda c, by, on: signing.call_off(c, by=by, on=on),
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
_PREFORMAL, _FORMAL = ("preformal_notice", "directive_notice"), ("formal_notice",)
# The letters of which one has to stand in a state that a letter leads to.
STANDS_ON: dict[str, tuple[str, ...]] = {
    "preformal": _PREFORMAL,
    "secured": _PREFORMAL,
    "not_secured": _PREFORMAL,
    "formal": _FORMAL,
    "complied": _FORMAL,
    "not_complied": _FORMAL,
    "eligible": (*_FORMAL, "intention_notice"),
    "powers_used": ("power_used",),
    "considered": ("academy_considered",),
    "concerns_written": ("academy_concerns",),
    "not_improved": ("academy_no_improvement",),
}
BY_WHOEVER_SIGNS = ("sign", "return", "withdraw")
numbers = st.integers(0, 10_000)


def scene_in(state: str) -> Scene:
    """A case in a state, with evidence of both kinds whatever comes next."""
    made = cases.scene(state)
    if state == CaseState.OPENED:
        for bears_on in ("concern", "inability"):
            cases.evidence(made, bears_on)
    return made


def step_anyhow(made: Scene, action: str, *, on: date) -> None:
    """Move a case past the judgement that is asked for, so that what a letter itself is held to is asked alone."""
    case = case_actions.lock(made.case)
    case_actions.move(case, case_row(case, action), by=made.officer, on=on, name="Notice", day="a day", power="")


class Letters(RuleBasedStateMachine):
    """Three cases: of a maintained school, of an academy, and of a school that becomes one."""

    reached: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.scenes: list[Scene] = []
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.today = TODAY
        self.frozen: dict[int, tuple[str, bytes]] = {}
        self.looked_at: set[int] = set()
        self.printed: dict[int, tuple[date | None, str]] = {}

    @initialize(first=st.sampled_from([CaseState.NOT_SECURED, CaseState.NOT_COMPLIED, CaseState.ELIGIBLE]))
    def begin(self, first: str, last: str = CaseState.DISCUSSED) -> None:
        """The top of the ladder is far from its foot, so that some walks start half-way up."""
        self.scenes = [
            scene_in(first),
            cases.scene(CaseState.OPENED, academy=True),
            scene_in(last),
        ]
        self.people = [person for s in self.scenes for person in (s.sip, s.officer, s.director, s.dcs, s.head)]
        self.stands_in = people.person("Stella Stands", role="principal_officer")
        delegate(
            role="director_of_childrens_services",
            to=self.stands_in,
            starts_on=TODAY,
            ends_on=LAST_DAY,
            reason="Leave.",
            authority="Scheme of delegation, part 3.",
            by=self.scenes[0].dcs,
            on=TODAY,
        )
        self.people.append(self.stands_in)

    def teardown(self) -> None:
        for letter in CaseLetter.objects.filter(given_on__isnull=False):
            self.reached[letter.kind] += 1
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
        self.go_on(which, seed)

    def go_on(self, which: int, seed: int) -> None:
        """The next letter of a case, written by its officer and taken through; or a judgement."""
        made, chance = self.scene(which), Random(seed)
        for _ in range(chance.randint(8, 14)):
            letter = made.case.letters.filter(IN_PROGRESS).first()
            says_so = made.case.letters.filter(kind="withdrawal", status=LetterState.SIGNED).first()
            if says_so is not None and chance.random() < 0.3:
                self.try_act("give", says_so, made.officer)
            elif letter is None:
                self.next_step(made, chance)
            else:
                act = chance.choice(LIKELY[letter.status])
                right = made.signer(letter) if act in BY_WHOEVER_SIGNS else made.officer
                done = self.try_act(act, letter, right if chance.random() < 0.8 else chance.choice(self.people))
                if act == "present" and not done:  # What was missing is written now.
                    self.attempt(partial(self.write, made, letter, chance.choice(METHODS), whole=True))
            self.make_pdfs()

    def try_act(self, act: str, letter: CaseLetter, by: User) -> bool:
        """One act on a letter, counted where it was done; what follows from a period is counted as tried too."""
        formal = letter.made_from if letter.kind in AFTER_THE_PERIOD else None
        done = self.attempt(lambda: ACTS[act](self.fresh(letter), by, self.today))
        if formal and formal.period_ends_on and act == "present":
            when = "early" if self.today <= formal.period_ends_on else "in time"
            self.reached[f"{letter.kind} tried {when}"] += 1
        self.reached[act] += done
        return done

    def next_step(self, made: Scene, chance: Random) -> None:
        """A judgement or a letter that the table has for the case as it stands; now and then any other."""
        case = made.case
        rows = [row for row in ROWS[case.branch] if row.source == case.status]  # type: ignore[index]
        judgements = [row.action for row in rows if row.action in (*JUDGED, "record_discussion")]
        # Those that lead on, where there are any: an invitation leaves a case where it is.
        kinds = [row.letter for row in rows if row.letter and row.target != row.source]
        if chance.random() < 0.1:
            judgements, kinds = [], sorted(KINDS)
        if judgements and (not kinds or chance.random() < 0.6):
            self.judge(made, chance.choice(judgements), chance)
        elif kinds:
            if chance.random() < 0.8:
                self.past_notice_of_powers(made)
            self.prepare(made, chance.choice(kinds), chance.choice(METHODS), whole=chance.random() < 0.85)

    def prepare(self, made: Scene, kind: str, method: str, *, whole: bool = True) -> CaseLetter | None:
        begun: list[CaseLetter] = []

        def begin() -> None:
            begun.append(actions.prepare(made.case, kind=kind, by=made.officer, on=self.today))

        if not self.attempt(begin):
            return None
        self.attempt(lambda: self.write(made, begun[0], method, whole=whole))
        return self.fresh(begun[0])

    def write(self, made: Scene, letter: CaseLetter, method: str, *, whole: bool) -> None:
        writing = factory.writing(letter, method=method)
        if not whole:
            writing = factory.writing(letter, method=method, parts={})
        letter = actions.save(letter, by=made.officer, on=self.today, writing=writing, version=letter.version)
        factory.tick_all(letter, made.officer, on=self.today)
        for power in letter.powers if letter.kind_of.power else ():
            self.attempt(partial(factory.notified, made, power, on=self.today))

    def judge(self, made: Scene, act: str, chance: Random) -> None:
        """What the officers find, mostly when the notice's period is over. Now and then the case comes to
        the judgement another way and too soon, so that what a letter itself is held to is asked as well."""
        notice = made.case.notice_to_answer()
        if act == "record_discussion":
            self.attempt(lambda: cases.discussed(made, on=self.today))
        elif notice is None:
            self.attempt(lambda: step_anyhow(made, act, on=self.today))
        elif chance.random() < 0.25:
            self.reached["judged anyhow"] += self.attempt(lambda: step_anyhow(made, act, on=self.today))
        else:
            if chance.random() < 0.7:
                self.past(notice)
            self.reached["judged"] += self.find_and_judge(made, notice, act)

    def past(self, notice: CaseLetter) -> None:
        assert notice.period_ends_on is not None
        self.today = min(max(self.today, notice.period_ends_on + timedelta(days=1)), LAST_DAY)

    def past_notice_of_powers(self, made: Scene) -> None:
        """To the first day that the latest notice of powers gives, where there is one."""
        told = made.case.letters.filter(status=LetterState.GIVEN, usable_from__isnull=False).order_by("-pk").first()
        if told and told.usable_from:
            self.today = min(max(self.today, told.usable_from), LAST_DAY)

    def find_and_judge(self, made: Scene, notice: CaseLetter, act: str) -> bool:
        good = act in ("secure", "comply")
        said = {"by": made.officer, "on": self.today}

        def act_on_it() -> None:
            for each in notice.required_actions.all():
                result = Finding.Result.MET if good else Finding.Result.NOT_MET
                outcomes.record_finding(each, result=result, evidence="Seen in lessons.", **said)
            sure = " ".join(judgement_warnings(judged(notice), secured=good))
            outcomes.judge(notice, secured=good, reasons="What was seen.", sure=sure, **said)

        return self.attempt(act_on_it)

    @rule(which=numbers, seed=st.integers(0, 2**32))
    def further_with_a_case(self, which: int, seed: int) -> None:
        """The same: half of all steps lead on."""
        self.go_on(which, seed)

    @rule(which=numbers, act=st.sampled_from(sorted(ACTS)), who=numbers)
    def anything(self, which: int, act: str, who: int) -> None:
        found = list(CaseLetter.objects.order_by("pk"))
        if found:
            letter, by = found[which % len(found)], self.people[who % len(self.people)]
            self.try_act(act, letter, by)

    @rule(days=st.sampled_from([1, 2, 16, 40]))
    def days_pass(self, days: int) -> None:
        self.today = min(self.today + timedelta(days=days), LAST_DAY)
        with clock.at(self.today):
            giving.give_due(self.today)
            # Every other mail is sent, the others wait.
            waits = Message.objects.filter(status="waiting").order_by("created_at", "dedupe_key")
            Message.objects.filter(pk__in=list(waits.values_list("pk", flat=True))[::2]).update(
                status="sent", sent_at=clock.now()
            )
            giving.record_sent()

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
            if letter.pk in self.looked_at:
                continue  # Looked at when it was given: what becomes of the school after that is another matter.
            self.looked_at.add(letter.pk)
            assert letter.given_on is not None
            for day in (letter.letter.dated, letter.given_on):
                sector = letter.case.school.sector_on(day)
                if letter.kind.startswith("academy"):
                    assert sector == Sector.ACADEMY
                elif letter.kind != "discussion_invitation":
                    assert sector == Sector.MAINTAINED, f"{letter.kind} to an academy"
                    assert letter.case.branch == "maintained"

    @invariant()
    def no_power_before_the_period_has_ended(self) -> None:
        for letter in CaseLetter.objects.filter(
            kind__in=["power_used", "intention_notice"], given_on__isnull=False
        ).select_related("made_from", "letter"):
            assert letter.made_from is not None and letter.made_from.period_ends_on is not None
            assert letter.letter is not None and letter.letter.dated > letter.made_from.period_ends_on

    @invariant()
    def no_power_before_the_day_that_its_notice_gives(self) -> None:
        for letter in CaseLetter.objects.filter(kind="power_used", given_on__isnull=False).select_related("letter"):
            told = CaseLetter.objects.filter(case=letter.case_id, given_on__isnull=False, usable_from__isnull=False)
            firsts = [each.usable_from for each in told if letter.powers[0] in each.powers]
            assert letter.letter is not None and firsts and letter.letter.dated >= min(filter(None, firsts))

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
            assert case.letters.filter(IN_PROGRESS).count() <= 1

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
            to = served_on(letter)
            assert to is not None and letter.letter is not None
            delivery = Delivery.objects.get(recipient=to)
            assert delivery.given_on == letter.given_on
            sent_on_its_day = delivery.sent_on == letter.letter.dated
            assert sent_on_its_day or (letter.kind_of.withdraws and delivery.sent_on > letter.letter.dated)
            if letter.kind_of.notice:
                assert letter.period_starts_on == letter.given_on
                # One for ever: where a later step has ended it, it still says what was printed.
                period = Deadline.objects.get(rule="compliance_period", subject_id=letter.pk)
                assert period.due_on == letter.period_ends_on

    @invariant()
    def no_plan_is_due_when_its_period_is_over_without_kept_reasons(self) -> None:
        for letter in CaseLetter.objects.filter(status=LetterState.GIVEN, plan_ends_on__gte=F("period_ends_on")):
            kept = letter.confirmations.filter(code="plan_after_period").exclude(reason="")
            assert set(kept.values_list("act", flat=True)) >= {"present", "sign"}

    @invariant()
    def no_copy_is_called_sent_that_is_not(self) -> None:
        """A delivery comes of a proof that somebody recorded or of a mail that was sent, and an event of a delivery."""
        sent = set(Message.objects.filter(status="sent").values_list("dedupe_key", flat=True))
        there: set[tuple[str, str]] = set()
        for each in Delivery.objects.select_related("recipient"):
            to = each.recipient
            there.add((str(CaseLetter.objects.get(letter=to.letter_id).pk), str(to)))
            proved = each.recorded_by_id is not None and bool(each.place)
            if to.is_copy:
                assert proved or f"letter:{to.letter_id}:{to.pk}" in sent, f"{to} is called sent"
        for event in Event.objects.filter(kind__in=["case_letter.served", "case_letter.emailed"]):
            assert (event.subject_id, event.data["recipient"]) in there

    @invariant()
    def no_withdrawn_step_still_stands(self) -> None:
        """No state stands on withdrawn letters alone, no period of one runs, and what rests on one is marked."""
        for case in Case.objects.all():
            bearing = case.letters.filter(kind__in=STANDS_ON.get(case.status, ()))
            withdrawn = bearing.filter(status=LetterState.WITHDRAWN).exists()
            assert bearing.filter(status=LetterState.GIVEN).exists() or not withdrawn, f"{case.status} stands"
            rests = rests_in(case)
            for letter in case.letters.filter(status=LetterState.GIVEN, made_from__status=LetterState.WITHDRAWN):
                assert letter.kind_of.withdraws or letter.pk in rests
        for letter in CaseLetter.objects.filter(status=LetterState.WITHDRAWN):
            assert not Deadline.objects.running().filter(subject_id=letter.pk).exists()


PROMISES: tuple[Callable[[Letters], None], ...] = (
    Letters.no_academy_has_a_notice,
    Letters.no_power_before_the_period_has_ended,
    Letters.no_power_before_the_day_that_its_notice_gives,
    Letters.nothing_went_without_its_contents_or_by_its_writer,
    Letters.what_was_issued_never_changes,
    Letters.statuses_move_by_the_tables,
    Letters.what_was_given_has_its_proof_and_its_period,
    Letters.no_plan_is_due_when_its_period_is_over_without_kept_reasons,
    Letters.no_copy_is_called_sent_that_is_not,
    Letters.no_withdrawn_step_still_stands,
)


def climb(machine: Letters, made: Scene, kind: str, method: str) -> CaseLetter:
    """A letter from the first word to the day it is given; the promises are looked up after each act."""
    letter = machine.prepare(made, kind, method, whole=False)
    assert letter is not None, kind
    assert not machine.try_act("present", letter, made.officer), f"{kind} with its contents missing"
    assert machine.attempt(lambda: machine.write(made, letter, method, whole=True))
    for act, by in (("present", made.officer), ("sign", made.signer(letter))):
        assert machine.try_act(act, letter, by), f"{act} {kind}"
        look_up(machine)
    machine.make_pdfs()
    if method != Method.EMAIL:
        assert machine.try_act("give", letter, made.officer), f"give {kind}"
    look_up(machine)
    return machine.fresh(letter)


def look_up(machine: Letters) -> None:
    for promise in PROMISES:
        promise(machine)


def too_early(machine: Letters, made: Scene, kind: str, notice: CaseLetter) -> None:
    """What may follow only from the day after the period is refused on its last day."""
    assert notice.period_ends_on is not None
    machine.today = notice.period_ends_on
    letter = machine.prepare(made, kind, Method.HAND)
    assert letter is not None
    assert not machine.try_act("present", letter, made.officer), f"{kind} on the last day of the period"
    look_up(machine)
    assert machine.try_act("discard", letter, made.officer)
    machine.past(notice)


@pytest.mark.feature("C2", "C3", "C5", "C6", "C7", "C8")
def test_every_letter_is_given_in_turn_and_none_too_early(liverpool: Any) -> None:
    machine = Letters()
    machine.begin(CaseState.OPENED, CaseState.OPENED)
    machine.reached.clear()
    first, academy, _ = machine.scenes
    climb(machine, first, "discussion_invitation", Method.POST)
    cases.discussed(first, on=machine.today)
    removed = climb(machine, first, "directive_notice", Method.HAND)
    assert machine.try_act("withdraw", removed, first.dcs)
    look_up(machine)
    machine.make_pdfs()
    assert machine.try_act("give", first.notice("withdrawal"), first.officer)
    look_up(machine)
    notice = climb(machine, first, "preformal_notice", Method.POST)
    assert not machine.find_and_judge(first, notice, "not_secure"), "judged while the period runs"
    assert machine.find_and_judge(first, notice, "secure"), "secured before the period ends"
    machine.past(notice)
    assert machine.find_and_judge(first, notice, "not_secure"), "found otherwise afterwards"
    formal = climb(machine, first, "formal_notice", Method.EMAIL)
    assert not machine.find_and_judge(first, formal, "not_comply"), "judged while the period runs"
    with transaction.atomic():  # However the case came there: the letters themselves are held to the period.
        step_anyhow(first, "not_comply", on=machine.today)
        too_early(machine, first, "intention_notice", formal)
        machine.today = formal.given_on or machine.today
        step_anyhow(first, "intend", on=machine.today)
        too_early(machine, first, "power_used", formal)
        step_anyhow(first, "withdraw_intention", on=machine.today)
    told = climb(machine, first, "intention_notice", Method.HAND)
    assert told.usable_from is not None
    machine.today = told.usable_from - timedelta(days=1)
    early = machine.prepare(first, "power_used", Method.HAND)
    assert early is not None and not machine.try_act("present", early, first.officer), (
        "a day before its notice gives it"
    )
    assert machine.try_act("discard", early, first.officer)
    machine.today = told.usable_from
    climb(machine, first, "state_notified", Method.HAND)
    climb(machine, first, "power_used", Method.HAND)
    climb(machine, first, "power_ended", Method.HAND)
    assert machine.find_and_judge(first, formal, "comply")
    climb(machine, first, "formal_lifted", Method.POST)

    second = machine.scenes[2]
    cases.discussed(second, on=machine.today)
    notice = climb(machine, second, "directive_notice", Method.EMAIL)
    assert machine.find_and_judge(second, notice, "secure")
    climb(machine, second, "notice_removed", Method.EMAIL)

    for kind in ("academy_considered", "academy_concerns", "academy_no_improvement", "academy_improvement"):
        for notice_kind in sorted(NOTICES):
            assert machine.prepare(academy, notice_kind, Method.HAND) is None, f"{notice_kind} to an academy"
        climb(machine, academy, kind, Method.EMAIL)
    machine.teardown()
    assert set(KINDS) <= set(machine.reached), f"never given: {set(KINDS) - set(machine.reached)}"


def to_the_top() -> None:
    """One more walk, which begins where powers can be used and goes on until one was: how far the others come
    depends on keys, and so on the tests before."""
    machine = Letters()
    machine.begin(CaseState.ELIGIBLE)
    for seed in range(40):
        machine.go_on(0, seed)
        look_up(machine)
        if machine.scenes[0].case.letters.filter(kind="power_used", given_on__isnull=False).exists():
            break
    machine.teardown()


@pytest.mark.feature("C2", "C3", "C5", "C6", "C7", "C8")
def test_the_letters_of_cases(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        load_liverpool()
        Letters.reached.clear()
        run_state_machine_as_test(
            Letters,
            settings=settings(
                max_examples=8,
                stateful_step_count=30,
                derandomize=True,
                database=None,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
            ),
        )
        to_the_top()
        transaction.set_rollback(True)
    ladder = {"preformal_notice", "formal_notice", "intention_notice", "power_used"}
    assert ladder <= set(Letters.reached), f"what the promises were asked of: {dict(Letters.reached)}"
