"""Operations for migrations of tables that repeat a period (`kept`)."""

from typing import Any

from django.db.migrations import RunPython
from django.db.models import OuterRef, Subquery


def fill_kept(label: str, *rules: str, running: bool = False) -> RunPython:
    """Return the operation that fills the new columns of a model ("visits.Visit") as `kept.last_of` says."""

    def fill(apps: Any, editor: Any) -> None:
        model = apps.get_model(label)
        found = apps.get_model("deadlines.Deadline").objects.filter(
            rule__in=rules, subject_table=model._meta.db_table, subject_id=OuterRef("pk"), replaced=False
        )
        last = found.filter(met_on__isnull=True) if running else found
        columns = ("due_on",) if running else ("due_on", "met_on")
        model.objects.update(**{name: Subquery(last.order_by("-pk").values(name)[:1]) for name in columns})

    return RunPython(fill, RunPython.noop)
