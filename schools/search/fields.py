"""A form field that finds a school."""

import re

from django.db.models import QuerySet

from sil import clock
from sil.web.search.fields import SearchField, SearchManyField

from ..models import School
from .queries import RANK, search

_URN = re.compile(r"\((\d{6,7})\)$", re.ASCII)


class SchoolField(SearchField):
    """One school, found as in the list of schools; the URN and the town tell it from others of its name."""

    one, many = "school", "schools"

    def find(self, rows: QuerySet[School], text: str) -> QuerySet[School]:
        urn = _URN.search(text)
        return search(rows, urn[1] if urn else text, clock.today()).order_by(f"-{RANK}", "name", "pk")

    def label_of(self, row: School) -> str:
        return f"{row.name} ({row.urn})"

    def detail_of(self, row: School) -> str:
        return ", ".join(filter(None, (row.phase, row.town, row.postcode)))


class SchoolsField(SchoolField, SearchManyField):
    """Several schools."""


def named_in(rows: QuerySet[School], text: str) -> School | None:
    """Return the school that a text names by the label of a `SchoolField`, which ends with its URN. One query where it
    does."""
    urn = _URN.search(text)
    return rows.filter(pk=urn[1]).first() if urn else None
