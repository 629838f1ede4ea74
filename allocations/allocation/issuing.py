"""The message that a letter about an allocation was issued: what was decided, and until when it can be answered."""

from dataclasses import dataclass
from typing import ClassVar

from sil.accounts.roles import LEADS
from sil.clock import in_words
from sil.letters.models import Letter, Withdrawal
from sil.letters.reached import who_gets
from sil.outbox.post import Content, link, put
from sil.outbox.sender import sender

from ..models import Allocation


@dataclass(frozen=True, kw_only=True)
class LetterIssued(Content):
    """To each recipient of a letter: what was decided, and until when they can answer. `asked`: they lead the
    school."""

    kind: ClassVar[str] = "letter_issued"
    letter_kind: str
    subject_line: str
    school: str
    band: str
    day: str
    # Until when the school can answer or object; blank where it cannot.
    until: str
    asked: bool
    who: str
    role: str
    url: str


# Letters that bring a decision: their messages name the band. A mailbox is not the school, so others do not.
_DECISIONS = ("allocation_decided", "allocation_determined", "allocation_confirmed")
MESSAGES = (LetterIssued,)


def tell_letter_issued(letter: Letter) -> None:
    """Tell each recipient what was decided, unless the letter was withdrawn before it was made. Whoever leads the
    school is asked for their answer, where one is due."""
    if Withdrawal.objects.filter(letter=letter).exists():
        return
    said, about = (
        letter.context,
        Allocation.objects.select_related("round__framework_version").get(pk=letter.about_id),
    )
    leads = {about.framework.title(role) for role in LEADS}
    for recipient in who_gets(letter, LetterIssued):
        put(
            LetterIssued(
                letter_kind=letter.kind,
                subject_line=f"{said['allocation_name']} {said['year']}",
                school=said["school"],
                band=said["band"] if letter.kind in _DECISIONS else "",
                day=in_words(letter.dated),
                until=said["until"],
                asked=recipient.post in leads,
                who=letter.signed_by.name,
                role=letter.signed_as,
                url=link("letter", reference=letter.reference),
                sender=sender(letter.signed_by, letter.signed_as),
            ),
            to=recipient.email,
            name=recipient.name,
            dedupe_key=f"letter:{letter.pk}:{recipient.user_id}",
        )
