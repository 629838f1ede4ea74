"""Messages about a concern about the service. They link to its page and quote nothing."""

from dataclasses import dataclass
from typing import ClassVar

from sil.accounts.models import User
from sil.outbox.post import Content, link, put
from sil.outbox.sender import sender

from .models import ServiceConcern


@dataclass(frozen=True, kw_only=True)
class AboutConcern(Content):
    school: str
    url: str
    due: str = ""
    # Who answered it.
    who: str = ""
    # Whether the school was not satisfied with an earlier answer, and whether an answer is corrected.
    again: bool = False
    correction: bool = False


class Raised(AboutConcern):
    """To whoever looks into it."""

    kind: ClassVar[str] = "service_concern_raised"


class Answered(AboutConcern):
    """To whoever raised it."""

    kind: ClassVar[str] = "service_concern_answered"


MESSAGES = (Raised, Answered)


def tell(
    content: type[AboutConcern],
    concern: ServiceConcern,
    to: User,
    *,
    by: User | None = None,
    due: str = "",
    again: bool = False,
    correction: bool = False,
) -> None:
    """Send one message about a concern to a person. An officer (`by`) signs it."""
    put(
        content(
            school=concern.school.name,
            url=link("service_concern", pk=concern.pk),
            due=due,
            who=by.name if by else "",
            again=again,
            correction=correction,
            sender=sender(by) if by else None,
        ),
        to=to.email,
        name=to.name,
    )
