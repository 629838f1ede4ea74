"""The acts of allocations: every act in every state by everybody, and exactly what each leaves behind."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from allocations.allocation.queries import last_position
from allocations.answer import actions as answers
from allocations.decision import actions as decisions
from allocations.draft import actions as drafts
from allocations.draft.actions import Writing
from allocations.draft.queries import version_of
from allocations.evidence.actions import add_evidence
from allocations.models import Allocation
from allocations.moderation import actions as moderation
from allocations.position.actions import PositionInput
from allocations.proposal import actions as proposals
from allocations.review import actions as reviews
from allocations.round import actions as rounds
from allocations.states import Party, State
from allocations.transitions import ROWS
from schools.models import School
from sil import clock
from sil.accounts.models import User
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.letters.models import Letter
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import NOW, load_liverpool
from tests.factories import allocations, frameworks, people, schools
from tests.factories.allocations import Scene

# Where an allocation can stand: its states, and an agreement that the partner recorded.
RECORDED = "recorded"
# Agreed by the school on the working day before: the proposal, the proposal after a disagreement, a decision.
JUST, AFTER_ALL, ACCEPTED = "just agreed", "just agreed after all", "just accepted"
MISTAKEN = (JUST, AFTER_ALL, ACCEPTED)
# Referred although nobody had decided: the proposal had been confirmed without an answer.
REFERRED_PROPOSAL = "referred proposal"
# Where the framework asks for it.
TO_CHECK, CHECKED = "to be checked first", "in_moderation"
PLACES = (*(state.value for state in allocations.PATHS), TO_CHECK, RECORDED, *MISTAKEN, REFERRED_PROPOSAL)

# The day of an act; a confirmation waits for the end of the period for an answer, 23 November.
DAY, CONFIRMED = date(2026, 11, 20), date(2026, 11, 24)
YESTERDAY = date(2026, 11, 19)
# Ten working days later.
DUE, DUE_OF_CONFIRMED = date(2026, 12, 4), date(2026, 12, 8)

SIP = frozenset({"sip"})
LEADS = frozenset({"head", "acting head"})
OFFICERS = frozenset({"own officer", "other officer"})
DIRECTOR = frozenset({"director"})
TO_THE_SCHOOL = LEADS | {"chair"}
# What the app above makes of a band that was settled is its own matter (test_partnership_plans.py).
THEIRS = "partnership_plan"
# Whoever acts, where a row is for several people.
ACTOR = "the actor"


@dataclass(frozen=True)
class Cast:
    """An allocation in a place, and everybody who could try."""

    scene: Scene
    people: dict[str, User]

    def read(self, party: Party = Party.SIP) -> int:
        position = last_position(Allocation.objects.get(pk=self.scene.allocation.pk), party)
        return position.pk if position else 0

    def view(self, band: str) -> PositionInput:
        return allocations.view(self.scene.allocation.framework, band)

    def names(self, emails: Any) -> frozenset[str]:
        by_email = {person.email: name for name, person in self.people.items()}
        return frozenset(by_email[email] for email in emails)


def cast(place: str) -> Cast:
    """A new school, band C proposed and led to a place, with one Director and two Principal Officers."""
    made = allocations.scene(school=schools.school())
    there = {
        "sip": made.sip,
        "another sip": people.assign(schools.school()).user,
        "head": made.head,
        "acting head": people.post(made.school, "acting_headteacher").user,
        "another head": people.post(schools.school(), "headteacher").user,
        "chair": made.chair,
        "clerk": people.post(made.school, "clerk").user,
        "own officer": made.officer,
        "other officer": people.person(role="principal_officer"),
        "director": made.director,
        "dcs": people.person(role="director_of_childrens_services"),
        "administrator": people.person(role="administrator"),
        "nobody": people.person(),
    }
    if place == TO_CHECK:
        return Cast(made, there)
    if place == RECORDED:
        allocations.propose(made, "C")
        allocations.record(made, "C")
    elif place == REFERRED_PROPOSAL:
        allocations.walk(made, State.CONFIRMED, band="C")
        answers.refer(
            made.allocation,
            by=made.head,
            on=CONFIRMED,
            position_id=made.read(),
            choice=allocations.view(made.allocation.framework, "B"),
        )
        made.allocation.refresh_from_db()
    elif place in MISTAKEN:
        allocations.propose(made, "C")
        for step in {JUST: (), AFTER_ALL: (allocations.disagree,), ACCEPTED: DISPUTE}[place]:
            step(made, "C")
        (allocations.accept if place == ACCEPTED else allocations.agree)(made, "C", on=YESTERDAY)
    else:
        allocations.walk(made, State(place), band="C")
    return Cast(made, there)


DISPUTE = (allocations.disagree, allocations.decide)
Try = Callable[[Cast, User, date], Any]


def _sip(act: Callable[..., Any]) -> Try:
    return lambda c, by, on: act(
        c.scene.allocation, by=by, on=on, choice=allocations.case(c.scene.allocation.framework, "A")
    )


def _say(act: Callable[..., Any]) -> Try:
    return lambda c, by, on: act(
        c.scene.allocation, by=by, on=on, position_id=c.read(Party.UNCHECKED), text="Why Band C?"
    )


def _answer(act: Callable[..., Any], party: Party) -> Try:
    return lambda c, by, on: act(c.scene.allocation, by=by, on=on, position_id=c.read(party))


def _argue(act: Callable[..., Any], party: Party) -> Try:
    return lambda c, by, on: act(c.scene.allocation, by=by, on=on, position_id=c.read(party), choice=c.view("B"))


def _refer(c: Cast, by: User, on: date) -> Any:
    read = c.read(Party.OFFICER) or c.read()
    return answers.refer(c.scene.allocation, by=by, on=on, position_id=read, choice=c.view("B"))


def _take_back(c: Cast, by: User, on: date) -> Any:
    return answers.take_back(c.scene.allocation, by=by, on=on, reason="We read the wrong page.")


def _withdraw_case(c: Cast, by: User, on: date) -> Any:
    read = c.read(Party.SCHOOL)
    return answers.withdraw_case(c.scene.allocation, by=by, on=on, position_id=read, reason="A wrong figure.")


def _record(c: Cast, by: User, on: date) -> Any:
    return proposals.record_agreement(
        c.scene.allocation, by=by, on=on, position_id=c.read(), met_on=on, met_with="Ada Example"
    )


def _confirm(c: Cast, by: User, on: date) -> Any:
    read = c.read(Party.OFFICER) or c.read()
    return decisions.confirm(c.scene.allocation, by=by, on=on, position_id=read, reason="No answer came.")


def _withdraw(c: Cast, by: User, on: date) -> Any:
    School.objects.filter(pk=c.scene.school.pk).update(status="Closed")
    return rounds.withdraw(c.scene.allocation, by=by, on=on, reason="It has closed.")


def _review(c: Cast, by: User, on: date) -> Any:
    return reviews.start_review(c.scene.allocation, by=by, on=on, ground="inspection", reason="A new judgement.")


def _flag(c: Cast, by: User, on: date) -> Any:
    return reviews.flag(c.scene.allocation, by=by, on=on, reason="Leaders have left.")


def _conflict(c: Cast, by: User, on: date) -> Any:
    return decisions.declare_conflict(c.scene.allocation, by=by, on=on, reason="A relative works there.")


def _draft(party: Party) -> Try:
    return lambda c, by, on: drafts.save_draft(
        c.scene.allocation,
        party,
        by=by,
        on=on,
        writing=Writing(reasons="so far"),
        version=version_of(Allocation.objects.get(pk=c.scene.allocation.pk), party, None),
    )


def _evidence(party: Party) -> Try:
    return lambda c, by, on: add_evidence(
        c.scene.allocation, party, by=by, on=on, title="Results", url="https://results.example/"
    )


ACTS: dict[str, Try] = {
    "propose": _sip(proposals.propose),
    "submit": _sip(proposals.submit),
    "resubmit": _sip(proposals.resubmit),
    "ask": _say(moderation.ask),
    "answer": _say(moderation.answer),
    "let_go": _say(moderation.let_go),
    "revise": _sip(proposals.revise),
    "agree": _answer(answers.agree, Party.SIP),
    "record_agreement": _record,
    "disagree": _argue(answers.disagree, Party.SIP),
    "decide": _argue(decisions.decide, Party.SCHOOL),
    "accept": _answer(answers.accept, Party.OFFICER),
    "refer": _refer,
    "take_back": _take_back,
    "withdraw_case": _withdraw_case,
    "determine": _argue(decisions.determine, Party.SCHOOL),
    "confirm": _confirm,
    "withdraw": _withdraw,
    "start_review": _review,
    "flag": _flag,
    "declare_conflict": _conflict,
    **{f"save_draft {party}": _draft(party) for party in Party if party != Party.UNCHECKED},
    **{f"add_evidence {party}": _evidence(party) for party in Party if party != Party.UNCHECKED},
}


@dataclass(frozen=True)
class Legal:
    """Who may do an act in some places, and all that it leaves: nothing else may be new."""

    act: str
    places: tuple[str, ...]
    who: frozenset[str]
    # The status after; blank where it stays.
    status: str = ""
    event: str = ""
    # The period that runs from now on, and how those that ran end: "met" or "replaced".
    starts: str = ""
    ends: dict[str, str] = field(default_factory=dict)
    letter: str = ""
    signed_by: str = ""
    told: dict[str, frozenset[str]] = field(default_factory=dict)
    # The action in the product's table, where one act has several rows.
    row: str = ""


OWN, OTHER, DCS = (frozenset({name}) for name in ("own officer", "other officer", "dcs"))
# Bands that hold: for good, and those that the school may still object to.
SETTLED, OBJECTED = ("agreed", "determined", *MISTAKEN), (RECORDED, "confirmed")
MET, REPLACED = "met", "replaced"
PROPOSED, REVISED = {"allocation_proposed": LEADS}, {"allocation_revised": LEADS}
RECEIPT = {"receipt": LEADS}
DISPUTED = {"allocation_disputed": SIP, "allocation_to_decide": OWN, **RECEIPT}
REFERRED = {"allocation_referred": SIP, "allocation_to_determine": DIRECTOR, **RECEIPT}
AGREED = {"allocation_agreed": SIP, **RECEIPT}
REVIEWED = {"allocation_review_started": SIP}


def set_aside(state: str, runs: str, *told: frozenset[str]) -> Legal:
    ends, heard = {runs: REPLACED} if runs else {}, frozenset().union(SIP, *told)
    return Legal(
        "withdraw", (state,), OFFICERS, "withdrawn", "withdrawn", "", ends, told={"allocation_withdrawn": heard}
    )


def mistaken(place: str, status: str, starts: str, row: str) -> list[Legal]:
    """Either head takes it back; the other one hears of it, with the chair and the officers."""
    head, acting = frozenset({"head"}), frozenset({"acting head"})
    told = SIP | OWN | {"chair"}
    return [
        Legal(
            "take_back",
            (place,),
            by,
            status,
            "taken_back",
            starts,
            told={"allocation_taken_back": told | other, **RECEIPT},
            row=row,
        )
        for by, other in ((head, acting), (acting, head))
    ]


def written(party: Party, who: frozenset[str], *places: str) -> tuple[Legal, Legal]:
    evidence = Legal(f"add_evidence {party}", places, who, event="evidence_added")
    return Legal(f"save_draft {party}", places, who), evidence


# The whole of what is legal: every other act, place and person is refused.
# fmt: off
LEGAL = (
    Legal("propose", ("identified",), SIP, "proposed", "proposed", "answer", told=PROPOSED),
    Legal("submit", (TO_CHECK,), SIP, CHECKED, "submitted", told={"allocation_to_check": OWN}),
    Legal("resubmit", (CHECKED,), SIP, CHECKED, "resubmitted", told={"allocation_to_check": OWN}),
    Legal("ask", (CHECKED,), OFFICERS, event="asked", told={"allocation_asked": SIP}),
    Legal("answer", (CHECKED,), SIP, event="answered", told={"allocation_answered": OWN}),
    Legal("let_go", (CHECKED,), OFFICERS, "proposed", "let_go", "answer", told={**PROPOSED, "allocation_let_go": SIP}),
    Legal("revise", ("proposed",), SIP, "proposed", "revised", "answer", {"answer": REPLACED}, told=REVISED),
    Legal("agree", ("proposed",), LEADS, "agreed", "agreed", "", {"answer": MET}, "agreed", "sip", AGREED),
    Legal("agree", ("with_officer",), LEADS, "agreed", "agreed", "", {"decision": REPLACED}, "agreed", "sip",
          {"allocation_agreed": SIP | OWN, **RECEIPT}),
    Legal("record_agreement", ("proposed",), SIP, "agreed", "recorded", "contest", {"answer": REPLACED},
          "recorded", "sip", {"allocation_recorded": LEADS}),
    Legal("disagree", ("proposed",), LEADS, "with_officer", "disputed", "decision", {"answer": MET}, told=DISPUTED),
    Legal("disagree", (RECORDED,), LEADS, "with_officer", "disputed", "decision", {"contest": MET}, told=DISPUTED),
    Legal("decide", ("with_officer",), OFFICERS, "decided", "decided", "answer", {"decision": MET},
          "decided", ACTOR, {"allocation_decided": SIP}),
    Legal("accept", ("decided",), LEADS, "agreed", "accepted", "", {"answer": MET}, "agreed", "own officer",
          {"allocation_accepted": SIP | OWN, **RECEIPT}),
    Legal("refer", ("decided",), LEADS, "with_director", "referred", "decision", {"answer": MET}, told=REFERRED),
    Legal("refer", ("confirmed",), LEADS, "with_director", "referred", "decision", {"contest": MET}, told=REFERRED),
    Legal("determine", ("with_director",), DIRECTOR, "determined", "determined", "", {"decision": MET},
          "determined", ACTOR, {"allocation_determined": SIP | OWN}),
    Legal("determine", (REFERRED_PROPOSAL,), DIRECTOR, "determined", "determined", "", {"decision": MET},
          "determined", ACTOR, {"allocation_determined": SIP}),
    Legal("confirm", ("proposed",), OFFICERS, "confirmed", "confirmed", "contest", {"answer": REPLACED},
          "confirmed", ACTOR, {"allocation_confirmed": SIP}),
    Legal("confirm", ("decided",), OWN, "confirmed", "confirmed", "contest", {"answer": REPLACED},
          "confirmed", ACTOR, {"allocation_confirmed": SIP}),
    Legal("confirm", ("decided",), OTHER, "confirmed", "confirmed", "contest", {"answer": REPLACED},
          "confirmed", ACTOR, {"allocation_confirmed": SIP | OWN}),
    Legal("withdraw_case", ("with_officer",), LEADS, "proposed", "case_withdrawn", "answer", {"decision": REPLACED},
          told={"allocation_answer_withdrawn": SIP | OWN, **RECEIPT}, row="withdraw_disagreement"),
    Legal("withdraw_case", ("with_director",), LEADS, "decided", "case_withdrawn", "answer", {"decision": REPLACED},
          told={"allocation_answer_withdrawn": SIP | DIRECTOR, **RECEIPT}, row="withdraw_referral"),
    Legal("withdraw_case", (REFERRED_PROPOSAL,), LEADS, "proposed", "case_withdrawn", "answer", {"decision": REPLACED},
          told={"allocation_answer_withdrawn": SIP | DIRECTOR, **RECEIPT}, row="withdraw_referral_of_proposal"),
    *mistaken(JUST, "proposed", "answer", "take_back"),
    *mistaken(AFTER_ALL, "with_officer", "decision", "take_back_after_all"),
    *mistaken(ACCEPTED, "decided", "answer", "take_back_acceptance"),
    set_aside("identified", ""),
    set_aside(TO_CHECK, ""),
    set_aside(CHECKED, ""),
    set_aside("proposed", "answer", LEADS),
    set_aside("with_officer", "decision", LEADS),
    set_aside("decided", "answer", LEADS),
    set_aside("with_director", "decision", LEADS),
    set_aside(REFERRED_PROPOSAL, "decision", LEADS),
    Legal("start_review", SETTLED, SIP, event="review_started"),
    Legal("start_review", SETTLED, OFFICERS, event="review_started", told=REVIEWED),
    Legal("flag", SETTLED + OBJECTED, SIP | OFFICERS, event="flagged"),
    Legal("declare_conflict", ("with_officer",), OWN, event="conflict_declared", told={"allocation_to_decide": OTHER}),
    Legal("declare_conflict", ("with_officer",), OTHER, event="conflict_declared"),
    Legal("declare_conflict", (CHECKED,), OWN, event="conflict_declared", told={"allocation_to_check": OTHER}),
    Legal("declare_conflict", (CHECKED,), OTHER, event="conflict_declared"),
    Legal("declare_conflict", ("with_director", REFERRED_PROPOSAL), DIRECTOR, event="conflict_declared",
          told={"allocation_to_determine": DCS}),
    *written(Party.SIP, SIP, "identified", TO_CHECK, CHECKED, "proposed"),
    *written(Party.SCHOOL, LEADS, "proposed", "decided", RECORDED, "confirmed"),
    *written(Party.OFFICER, OFFICERS, "with_officer"),
    *written(Party.DIRECTOR, DIRECTOR, "with_director", REFERRED_PROPOSAL),
)
# fmt: on
# What somebody reads who may not do an act at all, and somebody who may but not there.
NOT_YOURS = {
    "not_the_sip",
    "not_the_head",
    "not_a_decider",
    "not_your_turn",
    "not_allowed",
    "not_an_officer",
    "not_a_moderator",
}
NOT_NOW = {
    "wrong_state",
    "settled",
    "not_agreed",
    "too_late",
    "may_object",
    "nothing_to_review",
    "not_for_this_band",
    "not_checked",
    "to_be_checked",
}

KEPT = (
    "position",
    "positionwithdrawal",
    "mark",
    "settlement",
    "draft",
    "evidence",
    "conflict",
    "moderation",
    "allocation",
)
OTHERS = ("audit_event", "deadlines_deadline", "letters_letter", "letters_recipient", "outbox_message")
TABLES = (*(f"allocations_{name}" for name in KEPT), *OTHERS)
# What is new in the tables of the allocations themselves, by act; an act that is not named adds nothing there.
ADDED = {
    **{act: {"position"} for act in ("propose", "revise", "disagree", "decide", "refer")},
    **{act: {"position"} for act in ("submit", "resubmit")},
    **{act: {"moderation"} for act in ("ask", "answer")},
    "let_go": {"position", "moderation"},
    "withdraw_case": {"positionwithdrawal"},
    **{act: {"settlement"} for act in ("agree", "accept", "record_agreement", "confirm")},
    "determine": {"position", "settlement"},
    "start_review": {"allocation"},
    "declare_conflict": {"conflict"},
    "save_draft": {"draft"},
    "add_evidence": {"evidence"},
}
COUNT = "SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES)
Kept = tuple[dict[str, int], list[Any], list[Any]]


def everything() -> Kept:
    """How many rows there are of each kind, every allocation and every period as it stands."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        counts = dict(zip(TABLES, cursor.fetchone(), strict=True))
    periods = Deadline.objects.order_by("pk").values_list("rule", "due_on", "met_on", "replaced")
    return counts, list(Allocation.objects.order_by("pk").values()), list(periods)


@pytest.fixture(scope="module", params=PLACES)
def here(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[str, Cast]]:
    """One world for each place, in one transaction; every attempt is undone by a savepoint."""
    with django_db_blocker.unblock(), clock.at(NOW), transaction.atomic():
        load_liverpool()
        if request.param in (TO_CHECK, CHECKED):
            frameworks.moderated()
        yield request.param, cast(request.param)
        transaction.set_rollback(True)


@pytest.mark.feature("A4", "A5", "A6", "A8", "A11", "A12", "A18")
@pytest.mark.parametrize("act", ACTS)
def test_matrix(here: tuple[str, Cast], act: str) -> None:
    place, everybody = here
    on, before = CONFIRMED if act == "confirm" or place in ("confirmed", REFERRED_PROPOSAL) else DAY, everything()
    there = [legal for legal in LEGAL if legal.act == act and place in legal.places]
    able = {name for legal in LEGAL if legal.act == act for name in legal.who}
    for name in everybody.people:
        with transaction.atomic():
            if found := [legal for legal in there if name in legal.who]:
                (legal,) = found
                succeeds(everybody, before, legal, name, on)
            else:
                codes = NOT_YOURS if there else NOT_NOW if name in able else NOT_YOURS | NOT_NOW
                refused(everybody, before, act, name, on, codes)
            transaction.set_rollback(True)


def refused(everybody: Cast, before: Kept, act: str, name: str, on: date, codes: set[str]) -> None:
    with pytest.raises(Denied) as denied, transaction.atomic():
        ACTS[act](everybody, everybody.people[name], on)
    said = f"{act} by {name}: {denied.value.sentence}"
    assert denied.value.code in codes, said
    assert denied.value.sentence.endswith(".")
    assert everything() == before, f"{said} Yet something was left."


def succeeds(everybody: Cast, before: Kept, legal: Legal, name: str, on: date) -> None:
    by = everybody.people[name]
    allocation = Allocation.objects.get(pk=everybody.scene.allocation.pk)
    seen = {model: set(model.objects.values_list("pk", flat=True)) for model in (Event, Message, Letter, Deadline)}
    running = Deadline.objects.filter(met_on=None, replaced=False).exclude(rule=THEIRS)
    ran = {deadline.rule: deadline for deadline in running}
    ACTS[legal.act](everybody, by, on)
    after = Allocation.objects.get(pk=allocation.pk)
    status = legal.status or allocation.status
    assert after.status == status

    events = Event.objects.exclude(pk__in=seen[Event]).exclude(kind__startswith=THEIRS).order_by("pk")
    kinds = [f"allocation.{legal.event}"] * bool(legal.event) + ["letter.signed"] * bool(legal.letter)
    assert [event.kind for event in events] == kinds
    for event in events:
        assert event.scope.endswith(f"school:{everybody.scene.school.urn}")
        if event.kind != "letter.signed":
            assert event.actor_id == str(by.pk)
            assert event.data.get("status") == ([allocation.status, status] if legal.status else None)

    started = Deadline.objects.exclude(pk__in=seen[Deadline]).exclude(rule=THEIRS)
    due = DUE if on == DAY else DUE_OF_CONFIRMED
    assert [(d.rule, d.starts_on, d.due_on) for d in started] == ([(legal.starts, on, due)] if legal.starts else [])
    ended = {rule: Deadline.objects.get(pk=d.pk) for rule, d in ran.items()}
    assert {rule: MET if d.met_on else REPLACED for rule, d in ended.items() if d.met_on or d.replaced} == legal.ends
    assert {d.met_on for d in ended.values()} <= {None, on}

    letters = list(Letter.objects.exclude(pk__in=seen[Letter]))
    assert [letter.kind for letter in letters] == ([f"allocation_{legal.letter}"] if legal.letter else [])
    for letter in letters:
        signatory = by if legal.signed_by == ACTOR else everybody.people[legal.signed_by]
        assert (letter.signed_by, letter.dated) == (signatory, on)
        assert everybody.names(letter.recipients.values_list("user__email", flat=True)) == TO_THE_SCHOOL

    counts, then = everything()[0], before[0]
    new = {name for name in KEPT if counts[f"allocations_{name}"] != then[f"allocations_{name}"]}
    assert new - {"mark"} == ADDED.get(legal.act.split()[0], set())

    told: dict[str, list[str]] = defaultdict(list)
    for message in Message.objects.exclude(pk__in=seen[Message]).exclude(kind__startswith=THEIRS):
        told[message.kind].append(message.email)
    assert {kind: everybody.names(emails) for kind, emails in told.items()} == legal.told
    assert all(len(emails) == len(set(emails)) for emails in told.values()), "each person hears of it once"


# What a file of earlier bands does, and taking it back: tried in test_bands_brought_in.py. No other act begins where a
# band was brought in, and the comparison below would show one.
BY_FILE = {
    ("bring_in", "identified", "brought_in", "allocation.brought_in", "", ""),
    ("take_back_import", "brought_in", "withdrawn", "allocation.import_taken_back", "", ""),
}


def test_the_matrix_and_the_table_of_transitions_are_one() -> None:
    """Each row of the product's table stands in the matrix with the same event, period and letter,
    and the matrix has no change of status that the table lacks."""
    rows = {(r.action, r.source, r.target, r.event, r.starts, r.letter) for r in ROWS}
    states = {REFERRED_PROPOSAL: "with_director", TO_CHECK: "identified"}
    states |= dict.fromkeys((RECORDED, *MISTAKEN), "agreed")
    mine = {
        (
            legal.row or legal.act,
            states.get(place, place),
            legal.status,
            f"allocation.{legal.event}",
            legal.starts,
            f"allocation_{legal.letter}" if legal.letter else "",
        )
        for legal in LEGAL
        for place in legal.places
        if legal.status
    }
    assert mine | BY_FILE == rows
    assert set(ACTS) == {legal.act for legal in LEGAL}, "every act is legal somewhere"
