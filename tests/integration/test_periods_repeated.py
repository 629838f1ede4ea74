"""What records repeat of their periods, recounted from the periods, after all that the product did."""

from typing import Any

from django.db.models import OuterRef, Subquery

from sil.deadlines.kept import KEPT, Kept
from tests.world import World

from .. import databases


def test_a_record_repeats_what_its_periods_say(inhabited: tuple[str, World], django_db_blocker: Any) -> None:
    """A list sorts by the column and the record's own page shows the period: both say the same."""
    source, _ = inhabited
    with django_db_blocker.unblock(), databases.own(source):
        for kept in KEPT:
            counted = _counted(kept)
            assert any(any(repeated) for repeated, _ in counted.values()), f"no {kept.model._meta.label} has a period"
            assert {key: both for key, both in counted.items() if both[0] != both[1]} == {}, kept.model._meta.label


def _counted(kept: Kept) -> dict[Any, tuple[list[Any], list[Any]]]:
    """The columns of each record, and what they repeat."""
    first = kept.periods(OuterRef("pk"))
    counted = {f"counted_{column}": Subquery(first.values(name)[:1]) for column, name in kept.columns.items()}
    rows = kept.model._base_manager.annotate(**counted).values_list("pk", *kept.columns, *counted)
    size = len(counted)
    return {key: (values[:size], values[size:]) for key, *values in rows}
