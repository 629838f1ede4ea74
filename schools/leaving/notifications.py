"""Emails to those who take over from somebody who leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sil.accounts.models import User
from sil.clock import in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from .parts import LeavingPart


@dataclass(frozen=True, kw_only=True)
class TakenOver(Content):
    """To whoever takes something over: how many of each kind, and from when."""

    kind: ClassVar[str] = "work_taken"
    is_neutral: ClassVar[bool] = True
    who: str
    lines: tuple[str, ...]
    starts_on: str
    url: str


MESSAGES = (TakenOver,)


def tell_taken(
    person: User, taken: Mapping[User, Sequence[tuple[LeavingPart, int]]], *, starts_on: date, by: User
) -> None:
    """Tell each person what they take over; not the one who arranged it."""
    for user in reached(taken, TakenOver, but=by) if taken else ():
        lines = tuple(f"{part.title}: {number}" for part, number in taken[user])
        day, signed = in_words(starts_on), sender(by)
        content = TakenOver(who=person.name, lines=lines, starts_on=day, url=link("home"), sender=signed)
        put(content, to=user.email, name=user.name)
