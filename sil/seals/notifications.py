"""Who hears by email that the history is not as it was sealed."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.db.models import Exists, OuterRef, QuerySet

from sil.accounts.models import RoleGrant, User, in_force
from sil.clock import in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached

from .models import Verification


@dataclass(frozen=True, kw_only=True)
class HistoryDiffers(Content):
    """To administrators: the nightly comparison found something that it did not find the last time."""

    kind: ClassVar[str] = "history_differs"
    is_neutral: ClassVar[bool] = True

    count: int
    day: str
    url: str


MESSAGES = (HistoryDiffers,)


def administrators(on: date) -> QuerySet[User]:
    """Return the administrators with an open account on a day."""
    held = RoleGrant.objects.filter(in_force(on), user=OuterRef("pk"), role="administrator")
    return User.objects.filter(Exists(held), is_active=True).order_by("pk")


def tell_administrators(done: Verification, *, on: date) -> None:
    """Email each administrator once about a verification."""
    content = HistoryDiffers(count=done.count, day=in_words(on), url=link("seals"))
    for person in reached(administrators(on), HistoryDiffers):
        put(content, to=person.email, name=person.name, dedupe_key=f"history_differs:{done.pk}:{person.pk}")
