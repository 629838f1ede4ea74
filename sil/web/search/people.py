"""Fields that choose people by name or email address, and the filter of a list by people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from sil.accounts.models import User

from .fields import MOST, SearchField, SearchManyField

# More words are no name.
_MOST_WORDS = 8
_ADDRESS = re.compile(r"\(([^()\s]+@[^()\s]+)\)")


def named(text: str, *, prefix: str = "") -> Q:
    """Return the condition for people with every word of a text in their name or address. Text in brackets with an @
    is the whole address."""
    if address := _ADDRESS.search(text):
        return Q(**{f"{prefix}email": address[1].lower()})
    found = Q()
    for word in text.split()[:_MOST_WORDS]:
        found &= Q(**{f"{prefix}name__icontains": word}) | Q(**{f"{prefix}email__icontains": word})
    return found


class PersonField(SearchField):
    """One person, told apart from others by their address."""

    def find(self, rows: QuerySet[User], text: str) -> QuerySet[User]:
        return rows.filter(named(text)).order_by("name", "pk")

    def label_of(self, row: User) -> str:
        return f"{row.name} ({row.email})"


class PeopleField(PersonField, SearchManyField):
    """Several people."""


@dataclass(frozen=True)
class Who:
    """Whom a list is narrowed to: the keys of people, or `nobody`; in words, as the reader typed it."""

    words: str
    keys: tuple[int, ...] = ()
    nobody: bool = False

    def __str__(self) -> str:
        return self.words


class PersonFilter(PersonField):
    """Whom a list is narrowed to. All who fit are meant, so that nothing has to be asked; cleaned it is Who, or None.

    `others` may have one entry, for rows that have nobody.
    """

    def __init__(self, *, others: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(required=False, others=others, **kwargs)

    def label_of(self, row: User) -> str:
        return row.name

    def clean(self, value: Any) -> Who | None:
        if value in self.empty_values:
            return None
        if value in self.others:
            return Who(self.others[value], nobody=True)
        if one := self._of_key(value):
            return Who(one.name, (one.pk,))
        people = list(self.find(self._rows, value)[: MOST * MOST])
        exact = [user for user in people if user.name.casefold() == value.casefold()]
        return Who(value, tuple(user.pk for user in exact or people))
