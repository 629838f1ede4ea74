"""Which schools followed which."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("schools", "0002_record")]

    operations = [
        migrations.CreateModel(
            name="SchoolLink",
            fields=[
                ("key", models.CharField(max_length=15, primary_key=True, serialize=False)),
                ("predecessor_urn", models.PositiveIntegerField()),
                ("successor_urn", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("succession", "became"),
                            ("merger", "merged into"),
                            ("amalgamation", "was amalgamated into"),
                            ("split", "was split into"),
                        ],
                        max_length=15,
                    ),
                ),
                ("predecessor_name", models.CharField(blank=True, max_length=200)),
                ("successor_name", models.CharField(blank=True, max_length=200)),
                ("dated_by_predecessor", models.DateField(blank=True, null=True)),
                ("dated_by_successor", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["key"],
                "indexes": [
                    models.Index(fields=["predecessor_urn"], name="link_of_predecessor"),
                    models.Index(fields=["successor_urn"], name="link_of_successor"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("predecessor_urn", models.F("successor_urn")), _negated=True),
                        name="no_school_follows_itself",
                    )
                ],
            },
        ),
    ]
