"""Seal the bundles whose chronology was made with one reader's eyes, and have new ones made (ADR 40)."""

from django.db import migrations, models
from django.db.migrations.state import StateApps
from django.utils import timezone


def seal(apps: StateApps, schema_editor: object) -> None:
    """Seal every bundle; of each case that has one that was made, or is being made, a worker makes another."""
    bundle = apps.get_model("notices", "Bundle")
    sealed = bundle.objects.exclude(made_at=None, failed=True)
    latest = sealed.order_by("case_id", "-asked_at", "-pk").distinct("case_id")
    anew = [bundle(case_id=each.case_id, asked_by_id=each.asked_by_id, asked_at=timezone.now()) for each in latest]
    # One in a worker's hands is not made any more.
    bundle.objects.filter(made_at=None).update(failed=True)
    bundle.objects.update(sealed=True)
    bundle.objects.bulk_create(anew)


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0006_labels"),
    ]

    operations = [
        migrations.AddField(
            model_name="bundle",
            name="cases",
            field=models.ManyToManyField(blank=True, related_name="+", to="notices.case"),
        ),
        migrations.AddField(
            model_name="bundle",
            name="has_school_record",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="bundle",
            name="sealed",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(seal, migrations.RunPython.noop, elidable=True),
    ]
