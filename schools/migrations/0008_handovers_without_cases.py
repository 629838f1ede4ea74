"""Take concern cases off the pages of handovers, which some read who may not know of a case (ADR 40)."""

from django.db import migrations
from django.db.migrations.state import StateApps

CASES = "Concern cases"


def without_cases(apps: StateApps, schema_editor: object) -> None:
    for handover in apps.get_model("schools", "Handover").objects.all():
        kept = [part for part in handover.moved if part["title"] != CASES]
        if kept != handover.moved:
            handover.moved = kept
            handover.save(update_fields=["moved"])


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0007_covers"),
    ]

    operations = [
        migrations.RunPython(without_cases, migrations.RunPython.noop, elidable=True),
    ]
