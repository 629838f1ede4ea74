"""Messages about the summary of a term."""

from dataclasses import dataclass
from typing import ClassVar

from sil.letters.models import Letter
from sil.letters.reached import who_gets
from sil.outbox.post import Content, link, put


@dataclass(frozen=True, kw_only=True)
class SummarySent(Content):
    """To whoever the letter goes to."""

    kind: ClassVar[str] = "visit_summary_sent"
    can_wait: ClassVar[bool] = True

    school: str
    term: str
    url: str


def tell_summary_sent(letter: Letter) -> None:
    """Tell each recipient of the letter that the summary can be read."""
    for recipient in who_gets(letter, SummarySent):
        put(
            SummarySent(
                school=letter.context["school"],
                term=letter.context["term"],
                url=link("letter", reference=letter.reference),
            ),
            to=recipient.email,
            name=recipient.name,
            dedupe_key=f"letter:{letter.pk}:{recipient.user_id}",
        )


MESSAGES = (SummarySent,)
