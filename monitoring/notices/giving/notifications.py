"""Messages that a letter of a case was given or withdrawn. Somebody who signs in gets a link to it; an office outside
gets the PDF."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sil.clock import in_words
from sil.letters.models import Document, Letter, Method, Recipient
from sil.outbox.post import Content, File, link, put

from ..models import CaseLetter
from .delivery import key


@dataclass(frozen=True, kw_only=True)
class LetterGiven(Content):
    """To somebody who reads the letter here. What it says stays out of the message."""

    kind: ClassVar[str] = "concern_letter_given"

    school: str
    reference: str
    signed_by: str
    is_copy: bool
    url: str


@dataclass(frozen=True, kw_only=True)
class LetterAttached(Content):
    """To an office outside, with the letter attached."""

    kind: ClassVar[str] = "concern_letter_attached"

    school: str
    subject_line: str
    reference: str
    is_copy: bool
    ask: str
    ask_email: str


@dataclass(frozen=True, kw_only=True)
class LetterWithdrawn(Content):
    """To whoever has the letter; the reason and whom to ask to an office outside, which cannot open it."""

    kind: ClassVar[str] = "concern_letter_withdrawn"

    school: str
    reference: str
    day: str
    url: str = ""
    reason: str = ""
    ask: str = ""
    ask_email: str = ""


MESSAGES = (LetterGiven, LetterAttached, LetterWithdrawn)


def tell_given(letter: CaseLetter) -> None:
    """One message to each recipient by e-mail, once, however often it is asked for. The letter is issued;
    the caller holds a transaction."""
    signed, attached = _signed(letter), None
    for recipient in signed.recipients.filter(method=Method.EMAIL):
        about = {**_about(signed), "is_copy": recipient.is_copy}
        to_them = key(signed.pk, recipient.pk)
        content: Content
        if recipient.user_id:
            content = LetterGiven(**about, signed_by=signed.signed_by.name, url=_page(signed))
            _put(content, recipient, to_them)
        else:
            attached = attached or File(signed.file_name, bytes(Document.objects.get(letter=signed).pdf))
            content = LetterAttached(**about, **_ask(signed), subject_line=signed.subject)
            _put(content, recipient, to_them, attached=attached)


def tell_withdrawn(letter: CaseLetter) -> None:
    """To everybody whom it reached and who has an address for e-mail; others are written to by hand."""
    signed = _signed(letter)
    withdrawal = signed.withdrawal
    for recipient in signed.recipients.filter(delivery__isnull=False).exclude(email=""):
        own = {"url": _page(signed)} if recipient.user_id else {"reason": withdrawal.reason, **_ask(signed)}
        content = LetterWithdrawn(**_about(signed), day=in_words(withdrawal.on), **own)
        _put(content, recipient, f"letter-withdrawn:{signed.pk}:{recipient.pk}")


def _signed(letter: CaseLetter) -> Letter:
    assert letter.letter is not None, "it was given"
    return letter.letter


def _about(signed: Letter) -> dict[str, Any]:
    return {"school": signed.context["school"], "reference": signed.reference}


def _ask(signed: Letter) -> dict[str, Any]:
    """Whom to ask, as the letter has it."""
    return {"ask": signed.context["ask"]["name"], "ask_email": signed.context["ask"]["email"]}


def _page(signed: Letter) -> str:
    return link("letter", reference=signed.reference)


def _put(content: Content, recipient: Recipient, dedupe_key: str, *, attached: File | None = None) -> None:
    put(content, to=recipient.email, name=recipient.name, dedupe_key=dedupe_key, attached=attached)
