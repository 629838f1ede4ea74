"""The email to somebody with an account that they are a headteacher's assistant now. It is the only one that they get
as an assistant (docs/adr/0141)."""

from dataclasses import dataclass
from typing import ClassVar

from sil.accounts.models import User
from sil.clock import in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import Assistant
from .parts import names


@dataclass(frozen=True, kw_only=True)
class AssistantGiven(Content):
    """To the assistant: what they may see and prepare, and at which school."""

    kind: ClassVar[str] = "assistant_given"
    school: str
    who: str
    role: str
    parts: tuple[str, ...]
    day: str
    url: str


MESSAGES = (AssistantGiven,)


def tell_given(assistant: Assistant, *, by: User) -> None:
    """Tell somebody who has an account; whoever has none is invited instead."""
    content = AssistantGiven(
        school=assistant.school.name,
        who=by.name,
        role=sender(by).role,
        parts=tuple(names(assistant.parts)),
        day=in_words(assistant.starts_on),
        url=link("school", urn=assistant.school_id),
    )
    for person in reached([assistant.user], AssistantGiven):
        put(content, to=person.email, name=person.name, dedupe_key=f"assistant-given:{assistant.pk}")
