"""Give a signed letter: by e-mail on its day, by hand or post when an officer records it. Withdraw a given one.

Day one of a period is the service on the addressee; copies do not move it. A letter that is not given on the day it
bears is not given at all. Source: the framework, Intervention; Education and Inspections Act 2006, section 60.
"""

import logging
from datetime import date

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.clock import in_words
from sil.deadlines import actions as deadlines
from sil.deadlines.rules import Due, recorded_calendar
from sil.deadlines.service import Service, service
from sil.letters import actions as letters
from sil.letters.models import Delivery, Letter, Method, Recipient, Status
from sil.uploads.actions import store
from sil.uploads.formats import Document
from sil.uploads.models import Upload
from sil.workflow import Denied, Transition, require_confirmation

from ..case import actions as cases
from ..case.permissions import check_change
from ..case.policies import case_row, check_branch
from ..kinds import POWERS
from ..letters.actions import lock, move
from ..letters.early import state_before
from ..letters.policies import check_step, letter_row
from ..letters.recipients import served_on
from ..letters.written import written_in
from ..models import Case, CaseLetter
from ..plans import actions as plans
from ..signing.actions import lapse
from ..signing.permissions import check_withdraw
from ..states import CaseState, LetterState
from ..transitions import ACTION_PLAN, ANSWER, COMPLIANCE, GIVES, UNDOES, WITHDRAWS_FORMAL
from . import notifications
from .proof import proof_warnings

log = logging.getLogger(__name__)


def issued(letter: Letter) -> None:
    """Give a letter whose PDF was stored now, where this is its day and it goes by e-mail.

    Called in the transaction that issues it.
    """
    found = CaseLetter.objects.filter(letter=letter, status=LetterState.SIGNED).select_related("case").first()
    if found and letter.dated == clock.today():
        give_by_email(found, on=letter.dated)


@transaction.atomic
def give_by_email(letter: CaseLetter, *, on: date) -> bool:
    """Give a signed letter that is dated for this day, where it is served by e-mail and its PDF is stored.

    Returns False where that is not so. A letter that is barred meanwhile (a conversion, a notice of the Secretary of
    State) lapses, with the reason.
    """
    letter = lock(letter)
    signed, to = letter.letter, served_on(letter)
    if letter.status != LetterState.SIGNED or signed is None or signed.status != Status.ISSUED or letter.dated != on:
        return False
    if to is None or to.method != Method.EMAIL:
        return False
    served = service(Method.EMAIL, on, recorded_calendar())
    try:
        row = _check_giving(letter, served)
    except Denied as denied:
        lapse(letter, by=None, on=on, reason=denied.sentence)
        return False
    _give(letter, row, served, by=None, on=on)
    return True


def give_due(on: date) -> int:
    """Give the letters that are dated for a day and go by e-mail, and let those of earlier days lapse. Returns the
    number of letters given. Beat calls it each minute."""
    waiting = CaseLetter.objects.filter(status=LetterState.SIGNED, dated__lte=on).select_related("case", "letter")
    given = 0
    for letter in waiting.order_by("pk"):
        try:
            if letter.dated == on:
                given += give_by_email(letter, on=on)
            elif (to := served_on(letter)) and to.method == Method.EMAIL:
                _lapse_late(letter, on=on)
        except Exception:
            log.exception("Letter %s of a case could not be given", letter.pk)
    return given


@transaction.atomic
def _lapse_late(letter: CaseLetter, *, on: date) -> None:
    lapse(lock(letter), by=None, on=on)


@transaction.atomic
def record_service(
    letter: CaseLetter,
    recipient: Recipient,
    *,
    done_on: date,
    proof: str,
    by: User,
    on: date,
    document: Document | None = None,
    sure: str = "",
) -> Delivery:
    """Record that a letter was handed over or posted to one recipient, with the proof. Service on the addressee
    gives the letter, on the day it bears and no other.

    Raises Denied: "not_an_officer", "not_its_recipient", "not_signed", "no_document", "recorded", "to_come",
    "another_day", "not_given_yet", "no_proof", and as `check_step`; "sure" with what is odd about the proof, unless
    `sure` is that very sentence.
    """
    letter = lock(letter)
    check_change(letter.case, by=by, on=on)
    gives = _check_service(letter, recipient, done_on=done_on, proof=proof, on=on)
    require_confirmation(proof_warnings(proof), sure)
    served = service(recipient.method, done_on, recorded_calendar())
    if gives:
        _give(letter, _check_giving(letter, served), served, by=by, on=on)
    upload = store(document, by=by, on=on) if document else None
    delivery = _delivery(recipient, served, by=by, proof=proof.strip(), document=upload)
    delivery.save()
    events.record(
        "case_letter.served",
        subject=letter,
        by=by,
        scope=letter.case.scope,
        name=letter.name,
        recipient=str(recipient),
        day=in_words(served.given),
    )
    return delivery


def _check_service(letter: CaseLetter, recipient: Recipient, *, done_on: date, proof: str, on: date) -> bool:
    """Whether what is recorded gives the letter; False for a copy that follows. Raises Denied as `record_service`
    does."""
    signed = letter.letter
    if signed is None or letter.status not in (LetterState.SIGNED, LetterState.GIVEN):
        raise Denied("not_signed", "The letter has not been signed, so it cannot have been given.")
    if recipient.letter_id != signed.pk:
        raise Denied("not_its_recipient", "This recipient belongs to another letter.")
    if signed.status != Status.ISSUED:
        raise Denied("no_document", "The PDF of the letter is still being made. Try again in a minute.")
    if Delivery.objects.filter(recipient=recipient).exists():
        raise Denied("recorded", f"Service on {recipient.name} has already been recorded.")
    if not proof.strip():
        raise Denied("no_proof", "Say who took it, or where it was posted and with which receipt.")
    if done_on > on:
        raise Denied("to_come", f"{in_words(done_on)} is in the future.")
    if letter.status == LetterState.GIVEN:
        if done_on < signed.dated:
            raise Denied("another_day", f"The letter is dated {in_words(signed.dated)}: it cannot have gone earlier.")
        return False
    to = served_on(letter)
    if to is None or recipient.pk != to.pk:
        raise Denied("not_given_yet", f"Copies go once the letter is given to {to.name if to else 'its addressee'}.")
    if done_on != signed.dated:
        raise Denied(
            "another_day",
            f"The letter is dated {in_words(signed.dated)}. If it was not given on that day, it "
            "cannot go: call it off, and have it dated and signed again.",
        )
    return True


@transaction.atomic
def withdraw(letter: CaseLetter, *, reason: str, by: User, on: date) -> None:
    """Withdraw a letter that was given and was wrong: it stays readable as withdrawn, its periods end as not met, and
    the case goes back to the state before it. Everyone who has it is told.

    Raises Denied("not_the_signatory", "wrong_state", "no_reason", "superseded").
    """
    letter, reason = lock(letter), reason.strip()
    check_withdraw(letter, by=by, on=on)
    row = letter_row(letter, "withdraw")
    if not reason:
        raise Denied("no_reason", "Say why the letter is withdrawn. Everyone who has it will read this.")
    assert letter.letter is not None, "it was given"
    _check_last(letter)
    if back := _row_back(letter):
        cases.move(letter.case, back, by=by, on=on, reason=reason, name=letter.name)
    for rule in (COMPLIANCE, ANSWER):
        deadlines.end(letter, rule=rule, on=on, met=False)
    plans.end(letter, by=by, on=on)
    letters.withdraw(letter.letter, reason=reason, by=by, on=on)
    move(letter, row, by=by, reason=reason)
    notifications.tell_withdrawn(letter)


def state_after_withdrawal(letter: CaseLetter) -> CaseState | None:
    """Return the state of the case if a letter is withdrawn; None where that leaves it as it is.

    Raises Denied("wrong_step") where the case cannot go back.
    """
    back = _row_back(letter)
    return CaseState(back.target) if back else None


def _row_back(letter: CaseLetter) -> Transition | None:
    """None where the case stays as it is: the letter took no step, or another one that stands took the same."""
    if letter.kind not in UNDOES:
        return None
    alike = [kind for kind, act in GIVES.items() if act == GIVES[letter.kind]]
    if letter.case.letters.filter(status=LetterState.GIVEN, kind__in=alike).exclude(pk=letter.pk).exists():
        return None
    return case_row(letter.case, _undoes(letter))


def _undoes(letter: CaseLetter) -> str:
    """The act that the withdrawal of a letter is on its case."""
    return WITHDRAWS_FORMAL[state_before(letter)] if letter.kind == "formal_notice" else UNDOES[letter.kind]


def _check_last(letter: CaseLetter) -> None:
    """Raises Denied("superseded") where a later letter of the case was given on the strength of this one."""
    later = letter.case.letters.filter(status=LetterState.GIVEN, pk__gt=letter.pk, kind__in=UNDOES)
    if letter.kind == "power_used":
        later = later.exclude(kind="power_used")
    if letter.kind in UNDOES and later.exists():
        raise Denied("superseded", "A later letter depends on this one. Withdraw the later one first.")


def _given_on(letter: CaseLetter, served: Service) -> date:
    """The day on which a letter counts as given: where it prints that day, the printed one holds."""
    return letter.period_starts_on or served.given


def _check_giving(letter: CaseLetter, served: Service) -> Transition:
    """Return the transition of the case. Raises Denied as `check_step`; asks for the school's type on the day it is
    sent and on the day it counts as given, since a school can convert between posting and the deemed day."""
    row = check_step(letter.case, letter.kind, served.sent)
    check_branch(letter.case, _given_on(letter, served))
    return row


def _give(letter: CaseLetter, row: Transition, served: Service, *, by: User | None, on: date) -> None:
    """Everything that follows from the service: the letter, the copies by e-mail, the case, the periods. The caller
    holds the lock and has checked that the letter can be given (`row`)."""
    assert letter.letter is not None, "it is signed"
    given_on = _given_on(letter, served)
    move(letter, letter_row(letter, "give"), by=by, given_on=given_on)
    by_email = letter.letter.recipients.filter(method=Method.EMAIL)
    emailed = service(Method.EMAIL, on, recorded_calendar())
    Delivery.objects.bulk_create(_delivery(each, emailed, by=None) for each in by_email)
    power = POWERS[letter.powers[0]].name if letter.kind_of.power else ""
    cases.move(letter.case, row, by=by, on=on, name=letter.name, day=in_words(given_on), power=power)
    _start_periods(letter, by=by, on=given_on)
    _start_answer(letter)
    if not letter.case.is_open:
        _end_periods(letter.case, by=by, on=on)
    notifications.tell_given(letter)


def _start_periods(letter: CaseLetter, *, by: User | None, on: date) -> None:
    """Start the periods of a notice that was given on a day, as it prints them."""
    if period := written_in(letter).period:
        assert letter.period_starts_on and letter.period_ends_on, "a notice is signed with its period"
        printed = Due(COMPLIANCE, letter.period_starts_on, letter.period_ends_on, letter.period_basis)
        deadlines.start(letter, rule=COMPLIANCE, period=period, on=on, printed=printed)
    if letter.kind_of.statutory:
        if letter.made_from:
            # One that runs still, where a formal notice is given early, no longer matters.
            deadlines.end(letter.made_from, rule=COMPLIANCE, on=on, met=False)
        assert letter.plan_ends_on, "a formal notice is signed with the day of the plan"
        plans.ask(letter, by=by, on=on, printed=Due(ACTION_PLAN, on, letter.plan_ends_on, letter.plan_basis))


def _start_answer(letter: CaseLetter) -> None:
    """Start the time for an answer, from the date of the letter, as it prints it."""
    asked = letter.case.framework.periods.academy_answer
    if letter.answer_ends_on is None or asked is None:
        return
    assert letter.letter is not None, "it was given"
    dated = letter.letter.dated
    printed = Due(ANSWER, dated, letter.answer_ends_on, letter.answer_basis)
    deadlines.start(letter, rule=ANSWER, period=asked, on=dated, printed=printed)


def _end_periods(case: Case, *, by: User | None, on: date) -> None:
    """Nothing is owed any more on a case that a letter has ended."""
    for letter in case.letters.filter(status=LetterState.GIVEN):
        deadlines.end(letter, rule=COMPLIANCE, on=on, met=True)
        deadlines.end(letter, rule=ANSWER, on=on, met=False)
        plans.end(letter, by=by, on=on)


def _delivery(
    recipient: Recipient, served: Service, *, by: User | None, proof: str = "", document: Upload | None = None
) -> Delivery:
    return Delivery(
        recipient=recipient,
        method=recipient.method,
        sent_on=served.sent,
        given_on=served.given,
        rule=served.rule,
        proof=proof,
        document=document,
        recorded_by=by,
        recorded_at=clock.now(),
    )
