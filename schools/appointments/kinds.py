"""What can be put right about a person's appointments: a post, a role, an assignment, cover, a delegation.

All of them hold from a day to a day, so that one page puts each right (schools/appointments/views.py). The kinds of
this app are in schools/appointments/held.py; other apps declare theirs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from django.db.models import QuerySet

from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words
from sil.registry import Registry

ONE_DAY = timedelta(days=1)


class Held(Protocol):
    """A row that holds from a day to a day, both included."""

    pk: Any
    starts_on: date
    ends_on: Any


@dataclass(frozen=True, kw_only=True)
class AppointmentKind:
    """How one kind of appointment is put right.

    `rows` are the records; `may` says whether a person may put one right at all (else the page answers 404); `name` is
    the record in words, to follow "Put right: "; `person` who holds it; `gives` what it lets them do, as it follows
    their name. `check` refuses days that are not possible, with `last` None where it has no end, and raises Denied;
    `back` is the address of the page it is shown on; `scopes` are the histories that it is written to. `told` names who
    was told of it when it was recorded, and `tell` writes to them.
    """

    slug: str
    rows: Callable[[], QuerySet[Any]]
    may: Callable[[Any, UserRoles], bool]
    name: Callable[[Any], str]
    person: Callable[[Any], User]
    gives: Callable[[Any], str]
    check: Callable[[Any, date, date | None, User | None, date], None]
    check_mistake: Callable[[Any, User | None, date], None]
    back: Callable[[Any], str]
    scopes: Callable[[Any], Sequence[str]]
    told: Callable[[Any], Sequence[str]] = lambda row: ()
    tell: Callable[[Any, User | None, bool], None] = lambda row, by, is_mistake: None
    # Whether it always has a last day.
    always_ends: bool = False


KINDS: Registry[AppointmentKind] = Registry("appointments", key=lambda kind: kind.slug)


def was_never_held(row: Held) -> bool:
    """Whether a record was entered by mistake: it ends before it begins, so that it holds on no day."""
    return bool(getattr(row, "called_off_at", None)) or (row.ends_on is not None and row.ends_on < row.starts_on)


def days_in_words(first: date, last: date | None) -> str:
    """Return "from 1 January 2027" or "from 1 January 2027 to 31 July 2027"."""
    until = f" to {in_words(last)}" if last else ""
    return f"from {in_words(first)}{until}"
