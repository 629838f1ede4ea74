"""Give a letter: by e-mail on its day by itself, by hand or post when an officer records it. Withdraw one.

Day one is the service on whom it is addressed to; copies do not move it. A letter that is not given on
the day it bears does not go.
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
from sil.letters.models import Delivery, Letter, Method, Recipient, Status
from sil.uploads.actions import store
from sil.uploads.formats import Document
from sil.uploads.models import Upload
from sil.workflow import Denied

from ..case import actions as cases
from ..case.permissions import check_keep
from ..case.policies import case_row, check_branch
from ..kinds import POWERS
from ..letters.actions import lock, move
from ..letters.policies import check_step, letter_row, period_of
from ..letters.recipients import served_on
from ..models import Case, CaseLetter
from ..plans import actions as plans
from ..signing.actions import lapse, take_out
from ..signing.permissions import check_withdraw
from ..states import CaseState, LetterState
from ..transitions import ACTION_PLAN, COMPLIANCE, UNDOES
from . import notifications

log = logging.getLogger(__name__)


def issued(letter: Letter) -> None:
    """The PDF of a signed letter is stored: it goes now where this is its day and it goes by e-mail.

    Called in the transaction that issues it.
    """
    found = CaseLetter.objects.filter(letter=letter, status=LetterState.SIGNED).select_related("case").first()
    if found and letter.dated == clock.today():
        give_by_email(found, on=letter.dated)


@transaction.atomic
def give_by_email(letter: CaseLetter, *, on: date) -> bool:
    """Give a signed letter that is dated for this day, where it is served by e-mail and its PDF is there.
    False where that is not so; a step that is barred meanwhile (a conversion, a notice of the Secretary of
    State) makes it lapse, with the reason."""
    letter = lock(letter)
    signed, to = letter.letter, served_on(letter)
    if letter.status != LetterState.SIGNED or signed is None or signed.status != Status.ISSUED or letter.dated != on:
        return False
    if to is None or to.method != Method.EMAIL:
        return False
    try:
        check_step(letter.case, letter.kind, on)
    except Denied as denied:
        lapse(letter, by=None, on=on, reason=denied.sentence)
        return False
    _give(letter, service(Method.EMAIL, on, recorded_calendar()), by=None, on=on)
    return True


def give_due(on: date) -> int:
    """Give what is dated for today and goes by e-mail, and let lapse what was dated for an earlier day and
    did not go; beat calls it each minute. Gives how many letters it gave."""
    waiting = CaseLetter.objects.filter(status=LetterState.SIGNED, dated__lte=on).select_related("case", "letter")
    given = 0
    for letter in waiting.order_by("pk"):
        try:
            if letter.dated == on:
                given += give_by_email(letter, on=on)
            elif (to := served_on(letter)) and to.method == Method.EMAIL:
                lapse(letter, by=None, on=on)
        except Exception:
            log.exception("Letter %s of a case could not be given", letter.pk)
    return given


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
) -> Delivery:
    """Record that a letter was handed over or posted to one recipient, with the proof. Service on whom it is
    addressed to gives the letter, on the day it bears and no other.

    Raises Denied: "not_an_officer", "not_its_recipient", "not_signed", "no_document", "recorded", "to_come",
    "another_day", "not_given_yet", "no_proof", and as `check_step`.
    """
    letter = lock(letter)
    check_keep(letter.case, by=by, on=on)
    gives = _check_service(letter, recipient, done_on=done_on, proof=proof, on=on)
    served = service(recipient.method, done_on, recorded_calendar())
    upload = store(document, by=by, on=on) if document else None
    if gives:
        check_step(letter.case, letter.kind, done_on)
        _give(letter, served, by=by, on=on)
    delivery = _deliver(recipient, served, by=by, proof=proof.strip(), document=upload)
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
    """Whether what is recorded gives the letter; False for a copy that goes after. Raises Denied as
    `record_service` says."""
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
    """Withdraw a letter that was given and was wrong: it stays readable as withdrawn, the periods it began
    end without having been met, and the case stands where it stood before. Whoever has it is told.

    Raises Denied("not_the_signatory", "wrong_state", "no_reason", "superseded").
    """
    letter = lock(letter)
    check_withdraw(letter, by=by, on=on)
    row = letter_row(letter, "withdraw")
    if not reason.strip():
        raise Denied("no_reason", "Say why the letter is withdrawn. Everyone who has it will read this.")
    assert letter.letter is not None, "it was given"
    case = cases.lock(letter.case)
    if letter.kind in UNDOES:
        later = case.letters.filter(status=LetterState.GIVEN, pk__gt=letter.pk, kind__in=UNDOES).exists()
        if later:
            raise Denied("superseded", "A later letter depends on this one. Withdraw the later one first.")
        undone = case_row(case, UNDOES[letter.kind])
        cases.move(case, undone, by=by, on=on, reason=reason.strip(), name=letter.name)
    deadlines.end(letter, rule=COMPLIANCE, on=on, met=False)
    plans.end(letter, by=by, on=on)
    take_out(letter.letter, reason=reason.strip(), by=by, on=on)
    move(letter, row, by=by, reason=reason.strip())
    notifications.tell_withdrawn(letter)


def back_to(letter: CaseLetter) -> CaseState | None:
    """Where the case goes if a letter is withdrawn; None where that leaves it as it stands.

    Raises Denied("wrong_step") where it cannot go back.
    """
    if letter.kind not in UNDOES:
        return None
    return CaseState(case_row(letter.case, UNDOES[letter.kind]).target)


def _give(letter: CaseLetter, served: Service, *, by: User | None, on: date) -> None:
    """Everything that follows from the service: the state, the case, the clocks, the copies by e-mail. Where
    the letter prints the day on which it is given, that day holds."""
    assert letter.letter is not None, "it is signed"
    given_on = letter.period_starts_on or served.given
    move(letter, letter_row(letter, "give"), by=by, given_on=given_on)
    by_email = letter.letter.recipients.filter(method=Method.EMAIL)
    Delivery.objects.bulk_create(
        _deliver(each, service(Method.EMAIL, on, recorded_calendar()), by=None) for each in by_email
    )
    case = cases.lock(letter.case)
    row = check_step(case, letter.kind, served.sent)
    check_branch(case, given_on)
    power = POWERS[letter.powers[0]].name if letter.kind_of.power else ""
    cases.move(case, row, by=by, on=on, name=letter.name, day=in_words(given_on), power=power)
    if period := period_of(letter):
        assert letter.period_starts_on and letter.period_ends_on, "a notice is signed with its period"
        printed = Due(COMPLIANCE, letter.period_starts_on, letter.period_ends_on, letter.period_basis)
        deadlines.start(letter, rule=COMPLIANCE, period=period, on=given_on, printed=printed)
    if letter.kind_of.statutory:
        assert letter.plan_ends_on, "a formal notice is signed with the day of the plan"
        plans.ask(
            letter, by=by, on=given_on, printed=Due(ACTION_PLAN, given_on, letter.plan_ends_on, letter.plan_basis)
        )
    _settle(case, by=by, on=on)
    notifications.tell_given(letter)


def _settle(case: Case, *, by: User | None, on: date) -> None:
    """A case that has ended asks for nothing any more."""
    if case.is_open:
        return
    for letter in case.letters.filter(status=LetterState.GIVEN):
        deadlines.end(letter, rule=COMPLIANCE, on=on, met=True)
        plans.end(letter, by=by, on=on)


def _deliver(
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
