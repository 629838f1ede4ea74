"""Messages that a letter of a case was given or withdrawn. Somebody who signs in gets a link to it; an office outside
gets the PDF."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sil.clock import in_words
from sil.letters.models import Document, Letter, Method, Recipient
from sil.outbox.post import Content, File, link, put
from sil.outbox.sender import sender

from ..models import CaseLetter
from ..plans.notifications import period_in_words
from .delivery import key


@dataclass(frozen=True, kw_only=True)
class AboutGiven(Content):
    """What was given and when, so that nobody has to sign in to learn it: `period` ("from ... to ...") and `plan_due`
    are blank where the letter is no notice, or asks for no plan. What it says of the school stays out of the message.
    """

    school: str
    letter_name: str
    letter_within: str
    reference: str
    day: str
    period: str
    plan_due: str
    signed_by: str
    signed_as: str
    is_copy: bool
    ask: str
    ask_email: str


@dataclass(frozen=True, kw_only=True)
class LetterGiven(AboutGiven):
    """To somebody who reads the letter here."""

    kind: ClassVar[str] = "concern_letter_given"
    url: str


@dataclass(frozen=True, kw_only=True)
class LetterAttached(AboutGiven):
    """To an office outside, with the letter attached."""

    kind: ClassVar[str] = "concern_letter_attached"
    subject_line: str


@dataclass(frozen=True, kw_only=True)
class LetterWithdrawn(Content):
    """To whoever has the letter; the reason and whom to ask to an office outside, which cannot open it."""

    kind: ClassVar[str] = "concern_letter_withdrawn"

    school: str
    letter_name: str
    letter_within: str
    reference: str
    day: str
    ask: str
    ask_email: str
    url: str = ""
    reason: str = ""


MESSAGES = (LetterGiven, LetterAttached, LetterWithdrawn)


def tell_given(letter: CaseLetter) -> None:
    """One message to each recipient by e-mail, once, however often it is asked for. The letter is issued;
    the caller holds a transaction."""
    signed, attached = _signed(letter), None
    for recipient in signed.recipients.filter(method=Method.EMAIL):
        about = {**_about(letter, signed), **_given(letter, signed), "is_copy": recipient.is_copy}
        to_them = key(signed.pk, recipient.pk)
        content: Content
        if recipient.user_id:
            content = LetterGiven(**about, url=_page(signed))
            _put(content, recipient, to_them)
        else:
            attached = attached or File(f"{signed.reference}.pdf", bytes(Document.objects.get(letter=signed).pdf))
            content = LetterAttached(**about, subject_line=signed.subject)
            _put(content, recipient, to_them, attached=attached)


def tell_withdrawn(letter: CaseLetter) -> None:
    """To everybody whom it reached and who has an address for e-mail; others are written to by hand."""
    signed = _signed(letter)
    withdrawal = signed.withdrawal
    for recipient in signed.recipients.filter(delivery__isnull=False).exclude(email=""):
        own: dict[str, Any] = {"url": _page(signed)} if recipient.user_id else {"reason": withdrawal.reason}
        content = LetterWithdrawn(**_about(letter, signed), day=in_words(withdrawal.on), **own)
        _put(content, recipient, f"letter-withdrawn:{signed.pk}:{recipient.pk}")


def _signed(letter: CaseLetter) -> Letter:
    assert letter.letter is not None, "it was given"
    return letter.letter


def _about(letter: CaseLetter, signed: Letter) -> dict[str, Any]:
    """Which letter it is, and whom to ask, as the letter has it."""
    return {
        "school": signed.context["school"],
        "letter_name": letter.name,
        "letter_within": letter.name_within,
        "reference": signed.reference,
        "ask": signed.context["ask"]["name"],
        "ask_email": signed.context["ask"]["email"],
    }


def _given(letter: CaseLetter, signed: Letter) -> dict[str, Any]:
    """When it was given, and what runs from then on."""
    return {
        "day": in_words(letter.given_on or signed.dated),
        "period": period_in_words(letter),
        "plan_due": in_words(letter.plan_ends_on) if letter.plan_ends_on else "",
        "signed_by": signed.signed_by.name,
        "signed_as": signed.signed_as,
        "sender": sender(signed.signed_by, signed.signed_as),
    }


def _page(signed: Letter) -> str:
    return link("letter", reference=signed.reference)


def _put(content: Content, recipient: Recipient, dedupe_key: str, *, attached: File | None = None) -> None:
    put(content, to=recipient.email, name=recipient.name, dedupe_key=dedupe_key, attached=attached)
