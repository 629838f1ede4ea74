"""Messages by which letters of cases are given, and that one was withdrawn. The letter itself is attached as a PDF, so
that nobody has to sign in to have it; somebody who signs in gets a link too."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sil.clock import weekday_in_words
from sil.letters.models import Document, Letter, Method
from sil.outbox.post import Content, File, link, put
from sil.outbox.sender import sender
from sil.uploads.intact import intact

from ..models import CaseLetter
from ..plans.notifications import period_in_words
from .delivery import key
from .meetings import Appointment, sent_with, text_for


@dataclass(frozen=True, kw_only=True)
class AboutGiven(Content):
    """Which letter is attached, of which day (`dated`), and when it counts as given (`day`): `period` ("from ... to
    ...") and `plan_due` are blank where the letter is no notice, or asks for no plan.
    """

    school: str
    title: str
    reference: str
    dated: str
    day: str
    period: str
    plan_due: str
    signed_by: str
    signed_as: str
    is_copy: bool
    ask: str
    ask_email: str
    # When the meeting is that goes with it, for those invited; `is_off` where it does not take place.
    meeting: str
    is_off: bool


@dataclass(frozen=True, kw_only=True)
class LetterGiven(AboutGiven):
    """To somebody who reads the letter here."""

    kind: ClassVar[str] = "concern_letter_given"
    url: str


@dataclass(frozen=True, kw_only=True)
class LetterAttached(AboutGiven):
    """To an office outside, which cannot sign in."""

    kind: ClassVar[str] = "concern_letter_attached"


MESSAGES = (LetterGiven, LetterAttached)


def tell_given(letter: CaseLetter) -> None:
    """Write one message with the PDF to each recipient by e-mail, once, however often it is asked for; none to an
    account that was closed. The letter is issued; the caller holds a transaction. Raises Altered."""
    signed = _signed(letter)
    by_email = list(signed.recipients.filter(method=Method.EMAIL))
    if not by_email:
        return
    stored = Document.objects.get(letter=signed)
    attached = File(signed.file_name, intact(stored.pdf, stored.sha256, stored, "letter"))
    appointment = sent_with(letter)
    for recipient in by_email:
        meets = None if recipient.is_copy else appointment
        about = {**_given(letter, signed), "is_copy": recipient.is_copy, **_meeting(meets)}
        content = LetterGiven(**about, url=_page(signed)) if recipient.user_id else LetterAttached(**about)
        put(
            content,
            to=recipient.email,
            name=recipient.name,
            dedupe_key=key(signed.pk, recipient.pk),
            attached=attached,
            appointment=text_for(meets, recipient, signed.reference) if meets else "",
        )


def _signed(letter: CaseLetter) -> Letter:
    assert letter.letter is not None, "it was given"
    return letter.letter


# Where the name of a letter does not say under which Act it is given.
_TITLES = {"formal_notice": "Formal warning notice under section 60"}


def title_of(letter: CaseLetter) -> str:
    """Return what a letter is called in the subject of an e-mail."""
    other = letter.made_from if letter.kind_of.withdraws else None
    if other is not None:
        named = f"the {other.name_within}" if other.kind_of.called == "notice" else "a letter"
        return f"Withdrawal of {named}"
    return _TITLES.get(letter.kind, letter.name)


def _given(letter: CaseLetter, signed: Letter) -> dict[str, Any]:
    """Which letter it is, when it was given, what runs from then on, and whom to ask."""
    return {
        "school": signed.context["school"],
        "title": title_of(letter),
        "reference": signed.reference,
        "ask": signed.context["ask"]["name"],
        "ask_email": signed.context["ask"]["email"],
        "dated": weekday_in_words(signed.dated),
        "day": weekday_in_words(letter.given_on or signed.dated),
        "period": period_in_words(letter),
        "plan_due": weekday_in_words(letter.plan_ends_on) if letter.plan_ends_on else "",
        "signed_by": signed.signed_by.name,
        "signed_as": signed.signed_as,
        "sender": sender(signed.signed_by, signed.signed_as),
    }


def _meeting(appointment: Appointment | None) -> dict[str, Any]:
    if appointment is None:
        return {"meeting": "", "is_off": False}
    return {"meeting": appointment.when_in_words, "is_off": appointment.is_off}


def _page(signed: Letter) -> str:
    return link("letter", reference=signed.reference)
