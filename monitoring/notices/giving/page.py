"""The page of a letter: its state and what comes next, its text, its days and its proof."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from sil.accounts.user_roles import UserRoles
from sil.clock import in_words, weekday_in_words
from sil.letters.models import Method, Recipient, Status
from sil.memo import remembered
from sil.workflow import can

from ..case.in_use import ends_of
from ..case.permissions import may_change
from ..case.resting import rests_of
from ..letters.facts import facts_of
from ..letters.head import join_names
from ..letters.page import Day, address_of, checks_of, notice_or_letter, title_of_signatory, words_of
from ..letters.policies import latest_time
from ..letters.queries import earlier_letters, history, signed_letters, withdrawn_by
from ..letters.recipients import principal
from ..models import CaseLetter
from ..powers.policies import check_reviewed
from ..powers.queries import reviews_of
from ..signing.permissions import check_call_off, check_withdraw, may_sign, signers
from ..state.queries import decisions_of
from ..states import LetterState
from .delivery import LetterEmail, emails_of, owed
from .proof import DONE

_S = LetterState


@dataclass(frozen=True)
class Act:
    """A link or, with `post`, a button of a page."""

    label: str
    href: str
    post: bool = False


@dataclass(frozen=True)
class NextStep:
    """What comes next with a letter, in a sentence, and the act that this reader can do, where there is one."""

    sentence: str
    act: Act | None = None


def page_of(letter: CaseLetter, who: UserRoles) -> dict[str, Any]:
    """Return the context of the page of a letter, for somebody who may read its case."""
    keeps = may_change(letter.case, who)
    signed = signed_letters(letter)
    current = next((each for each in signed if each.pk == letter.letter_id), None)
    recipients = tuple(current.recipients.all()) if current else ()
    emails = _emails_of(letter, recipients)
    earlier = earlier_letters(letter)
    return {
        "letter": letter,
        "case": letter.case,
        "school": letter.case.school,
        "notice_or_letter": notice_or_letter(letter),
        "signatory": title_of_signatory(letter),
        "next_step": next_step_of(letter, who, recipients, keeps=keeps),
        "owed": owed(recipients, emails) if letter.status == _S.GIVEN else [],
        "emails": emails,
        "unsent": [(each, emails[each.pk]) for each in recipients if each.pk in emails and emails[each.pk].in_trouble],
        "others": others_of(letter, who, keeps=keeps),
        "days": days_of(letter, recipients),
        "words": words_of(letter),
        "recipients": recipients,
        "rest": rests_of([*earlier, letter]).get(letter.pk),
        "end": ends_of([letter], who.on).get(letter.pk),
        "withdrawn_by": withdrawn_by(letter),
        "held": reviews_of(letter) if letter.kind_of.power else (),
        "reviews": letter.power_reviews.select_related("by") if letter.kind_of.power else (),
        "decisions": decisions_of(letter.case_id).filter(letter=letter) if letter.kind_of.statutory else (),
        "planned": [] if recipients else list(letter.recipients.all()),
        "keeps": keeps,
        "checks": checks_of(letter),
        "answers": facts_of(letter).answers,
        "remarks": list(letter.remarks.all()),
        "signed": signed,
        "earlier": earlier,
        "history": history(letter),
    }


@remembered
def _emails_of(letter: CaseLetter, recipients: tuple[Recipient, ...]) -> dict[int, LetterEmail]:
    return emails_of(recipients, latest_time(letter))


def next_step_of(letter: CaseLetter, who: UserRoles, recipients: tuple[Recipient, ...], *, keeps: bool) -> NextStep:
    sentence, act = _NEXT_STEPS[_S(letter.status)](letter, who, recipients)
    if act and act[0] == "sign":
        return NextStep(sentence, Act(act[1], reverse("case_letter_pack", args=[letter.pk])))
    return NextStep(sentence, Act(act[1], act[2]) if act and keeps else None)


# (the sentence, what kind of act it is, its label and its address)
_Found = tuple[str, tuple[str, str, str] | None]


def _drafted(letter: CaseLetter, who: UserRoles, recipients: tuple[Recipient, ...]) -> _Found:
    by = f" by {letter.saved_by.name}" if letter.saved_by else ""
    act = ("keep", "Keep writing", address_of(letter, "write"))
    return f"It is being prepared{by}. Nobody outside can read it yet.", act


def _presented(letter: CaseLetter, who: UserRoles, recipients: tuple[Recipient, ...]) -> _Found:
    assert letter.dated is not None, "it was presented for a day"
    day = weekday_in_words(letter.dated)
    if letter.dated < who.on:
        late = f"It was to be given on {day}, which has passed. It cannot be signed, and needs another date."
        return late, ("sign", "Read and return it", "") if may_sign(letter, who) else None
    if may_sign(letter, who):
        asked = f"{_prepared_by(letter)} asks you to sign it. It is to be given on {day}."
        return asked, ("sign", "Read it, then sign or return it", "")
    names = join_names([user.name for user in signers(letter, who.on)]) or "nobody at the moment"
    return f"It needs the signature of the {title_of_signatory(letter)}: {names}. It is to be given on {day}.", None


def _returned(letter: CaseLetter, who: UserRoles, recipients: tuple[Recipient, ...]) -> _Found:
    return "It was returned with comments. Change it and present it again.", (
        "keep",
        "Change the letter",
        address_of(letter, "write"),
    )


def _signed(letter: CaseLetter, who: UserRoles, recipients: tuple[Recipient, ...]) -> _Found:
    assert letter.dated is not None and letter.letter is not None, "it is signed"
    to, day = principal(recipients, letter), weekday_in_words(letter.dated)
    if to is None or to.method == Method.EMAIL:
        made = "" if letter.letter.status == Status.ISSUED else " Its PDF is still being made."
        return f"It is signed and will be emailed automatically on {day}.{made}", None
    done = DONE[Method(to.method)]
    if letter.dated > who.on:
        return f"It is signed. It has to be {done} to {to.name} on {day}, and then recorded here.", None
    label, href = f"Record that it was {done}", reverse("case_letter_serve", args=[letter.pk, to.pk])
    if letter.dated < who.on and letter.kind_of.withdraws:
        return f"It is signed and has still to be {done} to {to.name}. Record it here once that is done.", (
            "keep",
            label,
            href,
        )
    if letter.dated < who.on:
        late = (
            f"It was to be {done} on {day}. If it was, record it here. If not, call it off: it can no longer be given."
        )
        return late, ("keep", label, href)
    return f"It is signed and has to be {done} to {to.name} today. Record it here once that is done.", (
        "keep",
        label,
        href,
    )


def _given(letter: CaseLetter, who: UserRoles, recipients: tuple[Recipient, ...]) -> _Found:
    assert letter.given_on is not None, "it was given"
    given = f"It was given on {in_words(letter.given_on)}."
    left = owed(recipients, _emails_of(letter, recipients))
    if not left:
        waits = any(getattr(each, "delivery", None) is None for each in recipients)
        rest = "Copies by email are being sent." if waits else "Nothing is left to hand over or post."
        return f"{given} {rest}", None
    first = left[0]
    label = f"Record the copy to {first.name}"
    return f"{given} {_copies(len(left))} still to be handed over or posted.", (
        "keep",
        label,
        reverse("case_letter_serve", args=[letter.pk, first.pk]),
    )


def is_owed(letter: CaseLetter, to: Recipient) -> bool:
    """Whether a copy of a letter that was given has still to go to one recipient."""
    emails = emails_of([to], latest_time(letter))
    return (letter.status == _S.GIVEN and bool(owed([to], emails))) or hasattr(to, "delivery")


def _lapsed(letter: CaseLetter, who: UserRoles, recipients: tuple[Recipient, ...]) -> _Found:
    return "It was signed but not given. Enter another date and present it again, or discard it.", (
        "keep",
        "Check it and present it again",
        address_of(letter, "check"),
    )


def _discarded(letter: CaseLetter, who: UserRoles, recipients: tuple[Recipient, ...]) -> _Found:
    return "It was discarded before it was given. You can still read it here.", _again(letter)


def _withdrawn(letter: CaseLetter, who: UserRoles, recipients: tuple[Recipient, ...]) -> _Found:
    return "It was given and later withdrawn. You can still read it, but it no longer applies.", _again(letter)


_NEXT_STEPS: dict[_S, Callable[[CaseLetter, UserRoles, tuple[Recipient, ...]], _Found]] = {
    _S.DRAFTED: _drafted,
    _S.PRESENTED: _presented,
    _S.RETURNED: _returned,
    _S.SIGNED: _signed,
    _S.GIVEN: _given,
    _S.LAPSED: _lapsed,
    _S.DISCARDED: _discarded,
    _S.WITHDRAWN: _withdrawn,
}


def others_of(letter: CaseLetter, who: UserRoles, *, keeps: bool) -> list[Act]:
    """Return what else this reader may do with a letter."""
    status, found = _S(letter.status), []
    if keeps and status in (_S.DRAFTED, _S.RETURNED, _S.LAPSED):
        if status == _S.LAPSED:
            found.append(Act("Change the text", address_of(letter, "write")))
        else:
            found.append(Act("Check it and present it", address_of(letter, "check")))
        found.append(Act("Discard it", address_of(letter, "discard")))
    if keeps and status == _S.PRESENTED:
        found.append(Act("Take it back and change it", address_of(letter, "take_back"), post=True))
    if status == _S.SIGNED and can(check_call_off)(letter, by=who.user, on=who.on):
        found.append(Act("Call it off", address_of(letter, "call_off")))
    if keeps and letter.kind_of.power and can(check_reviewed)(letter, who.on):
        found.append(Act("Record a review", reverse("power_periodic_review", args=[letter.pk])))
        found.append(Act("Set the day of the next review", reverse("power_review_day", args=[letter.pk])))
    if status == _S.GIVEN and can(check_withdraw)(letter, by=who.user, on=who.on):
        found.append(Act("Withdraw it", address_of(letter, "withdraw")))
    return found


def days_of(letter: CaseLetter, recipients: tuple[Recipient, ...]) -> list[Day]:
    """Return the days of a letter, each with its basis."""
    found = []
    if letter.dated:
        only = "" if letter.kind_of.withdraws else "It can be given only on this day."
        found.append(Day("Dated", letter.dated, only))
    if letter.given_on:
        delivery = getattr(principal(recipients, letter), "delivery", None)
        found.append(Day("Given", letter.given_on, delivery.rule if delivery else ""))
    if letter.period_ends_on and letter.status in (_S.SIGNED, _S.GIVEN, _S.WITHDRAWN):
        found.append(Day("Compliance period ends", letter.period_ends_on, letter.period_basis))
    if letter.represent_by and letter.usable_from and letter.status in (_S.SIGNED, _S.GIVEN, _S.WITHDRAWN):
        found.append(Day("Representations can be made until", letter.represent_by, ""))
        found.append(Day("First day on which a power can be used", letter.usable_from, letter.usable_basis))
    if letter.plan_ends_on and letter.status in (_S.SIGNED, _S.GIVEN, _S.WITHDRAWN):
        found.append(Day("Action plan due", letter.plan_ends_on, letter.plan_basis))
    return found


def _again(letter: CaseLetter) -> tuple[str, str, str] | None:
    if not letter.case.is_open:
        return None
    return "keep", "Prepare it again", reverse("case_letter_prepare", args=[letter.case_id, letter.kind])


def _prepared_by(letter: CaseLetter) -> str:
    return letter.prepared_by.name if letter.prepared_by else "The person who prepared it"


def _copies(number: int) -> str:
    return "One copy is" if number == 1 else f"{number} copies are"
