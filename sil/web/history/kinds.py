"""The kinds of record whose history a person can open, which the domains declare: one address for all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from sil.accounts.user_roles import UserRoles
from sil.registry import Registry


def everyone(record: Any, who: UserRoles) -> bool:
    """Whoever may open the record."""
    return True


def own_address(record: Any) -> str:
    address: str = record.get_absolute_url()
    return address


@dataclass(frozen=True, kw_only=True)
class HistoryKind:
    """A kind of record: `slug` stands in the address, `label` in the heading ("allocation").

    `rows` returns the records that a person may open, `opens` what a query cannot tell of it. Whoever is in `whole`
    reads every event with its reason and its old and new values. Everybody else who may open the record is told of
    the kinds of events in `told` alone, and neither why nor what was there before: the page of the record says that
    as far as they may read it. `parts` is the condition on events of other records that belong to it, and `within`
    one that events of the record meet. `never` are kinds of events that nobody reads here.
    """

    slug: str
    label: str
    model: type[Model]
    rows: Callable[[UserRoles], QuerySet[Any]]
    opens: Callable[[Any, UserRoles], bool] = everyone
    whole: Callable[[Any, UserRoles], bool] = everyone
    told: tuple[str, ...] = ()
    parts: Callable[[Any], Q] | None = None
    within: Callable[[Any, UserRoles], Q] | None = None
    never: tuple[str, ...] = ()
    address: Callable[[Any], str] = own_address


HISTORIES: Registry[HistoryKind] = Registry("histories of records", key=lambda kind: kind.slug)


def events_of(model: type[Model], rows: QuerySet[Any]) -> Q:
    """Return the condition on events of some records of a model. One query."""
    keys = [str(key) for key in rows.order_by().values_list("pk", flat=True)]
    return Q(subject_table=model._meta.db_table, subject_id__in=keys)
