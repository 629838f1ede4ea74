"""Messages about a concern about the service. They link to its page and quote nothing."""

from dataclasses import dataclass
from typing import ClassVar

from sil.accounts.models import User
from sil.outbox.post import Content, link, put

from .models import ServiceConcern


@dataclass(frozen=True, kw_only=True)
class AboutConcern(Content):
    school: str
    url: str
    due: str = ""


class Raised(AboutConcern):
    """To whoever looks into it."""

    kind: ClassVar[str] = "service_concern_raised"


class Answered(AboutConcern):
    """To whoever raised it."""

    kind: ClassVar[str] = "service_concern_answered"


MESSAGES = (Raised, Answered)


def tell(content: type[AboutConcern], concern: ServiceConcern, to: User, *, due: str = "") -> None:
    """Send one message about a concern to a person."""
    put(
        content(school=concern.school.name, url=link("service_concern", pk=concern.pk), due=due),
        to=to.email,
        name=to.name,
    )
