"""Kinds of early signs: each app declares those whose facts it holds, and finds them for all schools in one query.

A kind says its rule in words, finds the rows that fire it, and says each row in words with a link to its record. The
rows of all kinds have the same columns (`COLUMNS`), so that one query asks for all of them. `sil/framework/signs.py`
has the same kinds, with the figures that a framework file gives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, CharField, DateField, DecimalField, F, Field, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from sil.framework.schema import Framework
from sil.framework.signs import SignRule
from sil.registry import Registry

from ..models import School

_POINTS: "DecimalField[Any, Any]" = DecimalField(max_digits=12, decimal_places=4)


class Row(NamedTuple):
    """One fact that fires a rule: of a school (by URN), from `day` on. What the others hold, the kind says."""

    rule: str
    urn: int
    day: date
    other_day: date | None
    number: Decimal | None
    other_number: Decimal | None
    text: str | None
    other_text: str | None
    key: int | None


@dataclass(frozen=True)
class Asked:
    """What a kind is asked for: the facts of a rule, of some schools, as they are on a day on which `framework` is in
    force. The database is asked nothing while the question is put together."""

    rule: SignRule
    schools: QuerySet[School, Any]
    on: date
    framework: Framework


@dataclass(frozen=True)
class Fact:
    """One fact in words that stay the same as long as the fact does, and the address of its record."""

    words: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`words` says a rule in a sentence; `rows` returns a queryset made by `columns`, of the rows that fire it; `fact`
    says a row."""

    slug: str
    words: Callable[[SignRule], str]
    rows: Callable[[Asked], QuerySet[Any, Any]]
    fact: Callable[[Row, SignRule], Fact]


KINDS: Registry[Kind] = Registry("kinds of early signs", key=lambda kind: kind.slug)

# A column by its name and type; the names are ones that no model has.
COLUMNS: dict[str, "Field[Any, Any]"] = {
    "sign_rule": CharField(),
    "sign_urn": BigIntegerField(),
    "sign_day": DateField(),
    "sign_other_day": DateField(),
    "sign_number": _POINTS,
    "sign_other_number": _POINTS,
    "sign_text": TextField(),
    "sign_other_text": TextField(),
    "sign_key": BigIntegerField(),
}


def columns(
    found: QuerySet[Any],
    asked: Asked,
    *,
    day: str | Combinable,
    urn: str = "school",
    key: str = "pk",
    **others: str | Combinable,
) -> QuerySet[Any, Any]:
    """The rows of a queryset as `Row` has them: each of `others` is a path or an expression."""
    given: dict[str, str | Combinable] = {"day": day, "urn": urn, "key": key, "rule": Value(asked.rule.id), **others}
    made = {name: _cast(given.get(name.removeprefix("sign_"), Value(None)), field) for name, field in COLUMNS.items()}
    return found.order_by().annotate(**made).values_list(*COLUMNS)


def _cast(value: str | Combinable, field: "Field[Any, Any]") -> Cast:
    return Cast(F(value) if isinstance(value, str) else value, field)


def count(number: int, one: str) -> str:
    """1, "month" -> "1 month"; 2 -> "2 months"."""
    return f"{number} {one}{'' if number == 1 else 's'}"
