"""Results, attendance and exclusions over the years."""

import django.db.models.deletion
from django.db import migrations, models

PLACES = [("england_state", "England, state-funded"), ("england_all", "England"), ("authority", "The authority")]


def _fields():
    return [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("key", models.CharField(max_length=120, unique=True)),
        ("academic_year", models.PositiveSmallIntegerField()),
        ("measure", models.CharField(max_length=40)),
        ("pupil_group", models.CharField(max_length=20)),
        ("value", models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True)),
        ("missing", models.CharField(blank=True, max_length=20)),
        ("source", models.CharField(max_length=200)),
        (
            "run",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.registerrun",
            ),
        ),
    ]


def _value_or_reason(name):
    condition = models.Q(("value__isnull", True)) ^ models.Q(("missing", ""))
    return models.CheckConstraint(condition=condition, name=name)


class Migration(migrations.Migration):
    dependencies = [("schools", "0003_links")]

    operations = [
        migrations.CreateModel(
            name="Indicator",
            fields=[
                *_fields(),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="indicators", to="schools.school"
                    ),
                ),
            ],
            options={
                "ordering": ["-academic_year", "measure", "pupil_group"],
                "indexes": [models.Index(fields=["school", "-academic_year"], name="indicator_of_school")],
                "constraints": [_value_or_reason("indicator_value_or_reason")],
            },
        ),
        migrations.CreateModel(
            name="Comparator",
            fields=[
                *_fields(),
                ("place", models.CharField(choices=PLACES, max_length=15)),
                ("la_code", models.CharField(blank=True, max_length=3)),
                ("phase", models.CharField(blank=True, max_length=10)),
            ],
            options={
                "ordering": ["-academic_year", "measure", "pupil_group", "place"],
                "indexes": [
                    models.Index(fields=["academic_year", "measure", "pupil_group"], name="comparator_of_year")
                ],
                "constraints": [_value_or_reason("comparator_value_or_reason")],
            },
        ),
    ]
