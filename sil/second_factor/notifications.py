"""An email to somebody whose second step was changed."""

from dataclasses import dataclass
from typing import ClassVar

from sil.accounts.models import User
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached


@dataclass(frozen=True, kw_only=True)
class StepChanged(Content):
    """To the person; `what` is a sentence that says what was changed."""

    kind: ClassVar[str] = "second_step_changed"
    is_neutral: ClassVar[bool] = True
    what: str
    url: str


MESSAGES = (StepChanged,)


def tell(user: User, what: str) -> None:
    """Write to a person what was changed of the second step with which they sign in."""
    for person in reached([user], StepChanged):
        put(StepChanged(what=what, url=link("mfa_index")), to=person.email, name=person.name)
