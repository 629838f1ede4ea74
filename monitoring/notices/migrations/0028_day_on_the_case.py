"""A case repeats the first day on which a period of its notices or plans ends, so that its list sorts by a column."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Least


def _fill(apps: Any, editor: Any) -> None:
    running = apps.get_model("deadlines.Deadline").objects.filter(met_on__isnull=True, replaced=False)
    running = running.exclude(rule="power_review").order_by("due_on")

    def first(label: str, **of_case: OuterRef) -> Subquery:
        model = apps.get_model(label)
        mine = model.objects.filter(**of_case).order_by().values("pk")
        return Subquery(running.filter(subject_table=model._meta.db_table, subject_id__in=mine).values("due_on")[:1])

    letters = first("notices.CaseLetter", case=OuterRef(OuterRef("pk")))
    plans = first("notices.ActionPlan", notice__case=OuterRef(OuterRef("pk")))
    apps.get_model("notices.Case").objects.update(due_on=Least(letters, plans))


class Migration(migrations.Migration):
    dependencies = [("notices", "0027_forbidden_notice_decisions"), ("deadlines", "0005_subject_as_a_number")]

    operations = [
        migrations.AddField("case", "due_on", models.DateField(blank=True, editable=False, null=True)),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
