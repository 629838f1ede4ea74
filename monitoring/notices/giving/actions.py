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
from sil.clock import in_words, time_in_words, weekday_in_words
from sil.deadlines import actions as deadlines
from sil.deadlines.rules import Due, recorded_calendar
from sil.deadlines.service import Service, service
from sil.letters import actions as letters
from sil.letters.models import Delivery, Letter, Method, Recipient, Status
from sil.uploads.actions import store
from sil.uploads.formats import Document
from sil.workflow import Denied, Transition, require_confirmation

from ..act import POWERS
from ..case import actions as cases
from ..case.permissions import check_change
from ..case.policies import case_row, check_branch
from ..letters.actions import lock, move
from ..letters.early import state_before
from ..letters.policies import check_step, latest_time, letter_row
from ..letters.recipients import served_on
from ..letters.written import written_in
from ..models import Case, CaseLetter
from ..plans import actions as plans
from ..powers import actions as reviews
from ..powers import ends
from ..signing.actions import lapse
from ..signing.permissions import check_withdraw
from ..states import CaseState, LetterState
from ..transitions import ACTION_PLAN, ANSWER, COMPLIANCE, GIVES, OF_LETTERS, UNDOES, WITHDRAWS_FORMAL
from . import notifications
from .delivery import delivery_of, emails_of, sent_without_delivery
from .proof import BY_PEOPLE, Proof, check_proof, proof_warnings
from .withdrawal import sign_withdrawal

log = logging.getLogger(__name__)


def issued(letter: Letter) -> None:
    """Give a letter whose PDF was stored now, where this is its day and it goes by e-mail.

    Called in the transaction that issues it.
    """
    found = CaseLetter.objects.filter(letter=letter, status=LetterState.SIGNED).select_related("case").first()
    if found:
        give_by_email(found, on=clock.today())


@transaction.atomic
def give_by_email(letter: CaseLetter, *, on: date) -> bool:
    """Give a signed letter that is dated for this day, where it is served by e-mail and its PDF is stored.

    Returns False where that is not so. A letter that is barred meanwhile (a conversion, a notice of the Secretary of
    State) lapses, with the reason.
    """
    letter = lock(letter)
    signed, to = letter.letter, served_on(letter)
    if letter.status != LetterState.SIGNED or signed is None or signed.status != Status.ISSUED:
        return False
    if not _is_its_day(letter, on):
        return False
    if to is None or to.method != Method.EMAIL:
        return False
    served = _emailed_now(letter, on)
    try:
        _check_account(to)
        _check_printed(letter, served)
        row = _check_giving(letter, served)
    except Denied as denied:
        lapse(letter, by=None, on=on, reason=denied.sentence)
        return False
    _give(letter, row, served, by=None, on=on)
    return True


def _is_its_day(letter: CaseLetter, on: date) -> bool:
    """A letter goes on the day that it is dated; one that withdraws another on a later day too."""
    if letter.dated is None:
        return False
    return letter.dated == on or (letter.kind_of.withdraws and letter.dated < on)


def give_due(on: date) -> int:
    """Give the letters that are dated for a day and go by e-mail, and let those of earlier days lapse. Returns the
    number of letters given. Beat calls it each minute."""
    waiting = CaseLetter.objects.filter(status=LetterState.SIGNED, dated__lte=on).select_related("case", "letter")
    given = 0
    for letter in waiting.order_by("pk"):
        try:
            if _is_its_day(letter, on):
                given += give_by_email(letter, on=on)
            elif (to := served_on(letter)) and to.method == Method.EMAIL:
                _lapse_late(letter, on=on)
        except Exception:
            log.exception("Letter %s of a case could not be given", letter.pk)
    return given


@transaction.atomic
def record_sent() -> int:
    """Record the delivery of each letter by e-mail whose message was sent: until then a copy is not said to be sent.
    Returns how many were recorded. Beat calls it each minute."""
    # Their letters are locked: recipients only grow, and the role that serves may not lock such a row (ADR 152).
    found = list(sent_without_delivery().select_for_update(of=("letter",), skip_locked=True))
    of = CaseLetter.objects.select_related("case__framework_version").in_bulk({each.letter.about_id for each in found})
    for each in found:
        left, latest = clock.local(each.left_at), latest_time(of[each.letter.about_id])
        served = service(Method.EMAIL, left.date(), recorded_calendar(), at=left.time(), latest=latest)
        delivery_of(each, served, method=Method.EMAIL, by=None).save()
        letter = of[each.letter.about_id]
        events.record(
            "case_letter.emailed",
            subject=letter,
            by=None,
            scope=letter.case.scope,
            name=letter.name,
            recipient=str(each),
            day=in_words(left.date()),
        )
    return len(found)


@transaction.atomic
def _lapse_late(letter: CaseLetter, *, on: date) -> None:
    lapse(lock(letter), by=None, on=on)


@transaction.atomic
def record_service(
    letter: CaseLetter,
    recipient: Recipient,
    *,
    done_on: date,
    proof: Proof,
    by: User,
    on: date,
    document: Document | None = None,
    method: str = "",
    sure: str = "",
) -> Delivery:
    """Record that a letter was handed over or posted to one recipient, with the proof. Service on the addressee
    gives the letter, on the day it bears and no other. `method` is how a copy went whose email was not sent.

    Raises Denied: "not_an_officer", "not_its_recipient", "not_signed", "no_document", "recorded", "to_come",
    "another_day", "not_given_yet", "by_email", and as `check_step` and `check_proof`; "sure" with what is odd about the
    proof, unless `sure` is that very sentence.
    """
    letter = lock(letter)
    check_change(letter.case, by=by, on=on)
    gives = _check_service(letter, recipient, done_on=done_on, on=on)
    how = _check_method(letter, recipient, method)
    check_proof(how, proof)
    require_confirmation(proof_warnings(how, proof, has_document=document is not None), sure)
    served = service(how, done_on, recorded_calendar())
    if gives:
        _give(letter, _check_giving(letter, served), served, by=by, on=on)
    upload = store(document, by=by, on=on) if document else None
    delivery = delivery_of(recipient, served, method=how, by=by, proof=proof, document=upload)
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


def _check_method(letter: CaseLetter, recipient: Recipient, method: str) -> str:
    """Return how a letter went to a recipient: as it was signed, or another way (`method`) where the email of a copy
    was not sent. Raises Denied("by_email")."""
    if recipient.method != Method.EMAIL:
        return recipient.method
    email = emails_of([recipient], latest_time(letter)).get(recipient.pk)
    if method not in dict(BY_PEOPLE) or (email is not None and not email.in_trouble):
        raise Denied("by_email", f"This letter goes to {recipient.name} by email, which the service records.")
    return method


def _check_service(letter: CaseLetter, recipient: Recipient, *, done_on: date, on: date) -> bool:
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
    if done_on > on:
        raise Denied("to_come", f"{in_words(done_on)} is in the future.")
    if letter.status == LetterState.GIVEN:
        if done_on < signed.dated:
            raise Denied("another_day", f"The letter is dated {in_words(signed.dated)}: it cannot have gone earlier.")
        return False
    to = served_on(letter)
    if to is None or recipient.pk != to.pk:
        raise Denied("not_given_yet", f"Copies go once the letter is given to {to.name if to else 'its addressee'}.")
    if letter.kind_of.withdraws and done_on < signed.dated:
        raise Denied("another_day", f"The letter is dated {in_words(signed.dated)}: it cannot have gone earlier.")
    if not _is_its_day(letter, done_on):
        raise Denied(
            "another_day",
            f"The letter is dated {in_words(signed.dated)}. If it was not given on that day, it "
            "cannot go: call it off, and have it dated and signed again.",
        )
    return True


@transaction.atomic
def withdraw(letter: CaseLetter, *, reason: str, by: User, on: date) -> CaseLetter:
    """Withdraw a letter that was given and was wrong, and return the letter that says so, signed by whoever withdraws
    it, to everybody to whom the withdrawn one was signed. That one stays readable as withdrawn, its periods end as not
    met, and the case goes back to the state before it, unless another letter that stands took the same step or the case
    has moved on since: what rests on a withdrawn letter stays, and is marked (ADR 56).

    Raises Denied("not_the_signatory", "wrong_state", "no_reason", "wrong_step", "calendar", "nobody_receives").
    """
    letter, reason = lock(letter), reason.strip()
    signed_as = check_withdraw(letter, by=by, on=on)
    row = letter_row(letter, "withdraw")
    if not reason:
        raise Denied("no_reason", "Say why the letter is withdrawn. Everyone who has it will read this.")
    assert letter.letter is not None, "it was given"
    if back := _row_back(letter, on):
        cases.move(letter.case, back, by=by, on=on, reason=reason, name=letter.name)
    for rule in OF_LETTERS:
        deadlines.end(letter, rule=rule, on=on, met=False)
    plans.end(letter, by=by, on=on)
    letters.withdraw(letter.letter, reason=reason, by=by, on=on)
    move(letter, row, by=by, reason=reason)
    return sign_withdrawal(letter, reason=reason, by=by, signed_as=signed_as, on=on)


def state_after_withdrawal(letter: CaseLetter, on: date) -> CaseState | None:
    """Return the state of the case if a letter is withdrawn on a day; None where that leaves it as it is.

    Raises Denied("wrong_step") where the case has ended.
    """
    back = _row_back(letter, on)
    return CaseState(back.target) if back else None


def _row_back(letter: CaseLetter, on: date) -> Transition | None:
    """None where the case stays as it is: the letter took no step, another one that stands took the same, or the case
    has moved on to a later step that is not taken back with it."""
    if letter.kind not in UNDOES:
        return None
    try:
        return _found_row_back(letter, on)
    except Denied:
        if letter.case.is_open:
            return None
        raise


def _found_row_back(letter: CaseLetter, on: date) -> Transition | None:
    """The same. Raises Denied("wrong_step") where the table has no row for it."""
    if letter.kind_of.power:
        return ends.row_without(letter, on)
    if letter.kind_of.ends_power:
        # The power is in use again, whether or not another one has ended.
        return case_row(letter.case, UNDOES[letter.kind])
    alike = [kind for kind, act in GIVES.items() if act == GIVES[letter.kind]]
    others = letter.case.letters.filter(status=LetterState.GIVEN).exclude(pk=letter.pk)
    if others.filter(kind__in=alike).exists():
        return None
    if letter.kind_of.intends and any(each.is_notice_of_powers for each in others):
        return None
    return case_row(letter.case, _undoes(letter))


def _undoes(letter: CaseLetter) -> str:
    """The act that the withdrawal of a letter is on its case."""
    return WITHDRAWS_FORMAL[state_before(letter)] if letter.kind == "formal_notice" else UNDOES[letter.kind]


def _emailed_now(letter: CaseLetter, on: date) -> Service:
    return service(Method.EMAIL, on, recorded_calendar(), at=clock.now().time(), latest=latest_time(letter))


def _check_account(to: Recipient) -> None:
    """Raises Denied("closed") where a letter would go by email to somebody whose account was closed since."""
    if to.user is not None and not to.user.is_active:
        raise Denied("closed", f"The account of {to.name} has been closed, so it cannot be emailed to them.")


def _check_printed(letter: CaseLetter, served: Service) -> None:
    """Raises Denied("another_day") where an email would count as given on another day than the letter prints: it was
    signed for a day by whose last hour it did not go."""
    assert letter.letter is not None, "it is signed"
    printed = letter.letter.context.get("effect") or (
        weekday_in_words(letter.period_starts_on) if letter.period_starts_on else ""
    )
    given = weekday_in_words(served.given)
    if printed and printed != given:
        raise Denied(
            "another_day",
            f"It says that it is given on {printed}. Sent now, after {time_in_words(latest_time(letter))}, it would "
            f"count as given on {given}.",
        )


def _given_on(letter: CaseLetter, served: Service) -> date:
    """The day on which a letter counts as given: where it prints that day, the printed one holds."""
    return letter.period_starts_on or served.given


def _check_giving(letter: CaseLetter, served: Service) -> Transition | None:
    """Return the transition of the case; None for a letter of withdrawal, which takes no step. Raises Denied as
    `check_step`; asks for the school's type on the day it is sent and on the day it counts as given, since a school can
    convert between posting and the deemed day."""
    if letter.kind_of.withdraws:
        return None
    row = check_step(letter.case, letter.kind, served.sent)
    check_branch(letter.case, _given_on(letter, served))
    return row


def _give(letter: CaseLetter, row: Transition | None, served: Service, *, by: User | None, on: date) -> None:
    """Everything that follows from the service: the letter, the copies by e-mail, the case, the periods. The caller
    holds the lock and has checked that the letter can be given (`row`)."""
    assert letter.letter is not None, "it is signed"
    given_on = _given_on(letter, served)
    move(letter, letter_row(letter, "give"), by=by, given_on=given_on)
    notifications.tell_given(letter)
    to = served_on(letter)
    if to is not None and to.method == Method.EMAIL:
        # Of a copy it is recorded once its email has been sent (`record_sent`).
        delivery_of(to, served, method=to.method, by=None).save()
    if row is None:
        return
    day = in_words(given_on)
    if letter.kind_of.ends_power:
        day = in_words(ends.end_by_letter(letter, on=on).last_day)
    power = POWERS[letter.powers[0]].name if letter.kind_of.names_power else ""
    cases.move(letter.case, row, by=by, on=on, name=letter.name, day=day, power=power)
    _start_periods(letter, by=by, on=given_on)
    reviews.start_review(letter, on=given_on)
    _start_answer(letter)
    if not letter.case.is_open:
        _end_periods(letter.case, by=by, on=on)


def _start_periods(letter: CaseLetter, *, by: User | None, on: date) -> None:
    """Start the periods of a notice that was given on a day, as it prints them."""
    if letter.kind_of.notice:
        assert letter.period_starts_on and letter.period_ends_on, "a notice is signed with its period"
        # One that was signed while the framework gave the length has none of its own: its printed days are it.
        days = (letter.period_ends_on - letter.period_starts_on).days + 1
        period = written_in(letter).period or letter.case.framework.periods.compliance_period.lasting(days, "calendar")
        printed = Due(COMPLIANCE, letter.period_starts_on, letter.period_ends_on, letter.period_basis)
        deadlines.start(letter, rule=COMPLIANCE, period=period, on=on, printed=printed)
    if letter.kind_of.statutory and letter.made_from:
        # What runs still, where a formal notice is given early, no longer matters, nor a plan that is owed.
        deadlines.end(letter.made_from, rule=COMPLIANCE, on=on, met=False)
        plans.end(letter.made_from, by=by, on=on)
    if letter.plan_ends_on:
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
        for rule in OF_LETTERS:
            deadlines.end(letter, rule=rule, on=on, met=False)
        plans.end(letter, by=by, on=on)
