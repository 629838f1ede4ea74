"""Every side takes positions, not the partner alone; a band comes to hold in several ways.

Proposals become positions of the partner and agreements become settlements; nothing recorded is
touched, since both tables refuse it.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from sil.audit import sql

PARTIES = [
    ("sip", "Partner"),
    ("school", "School"),
    ("principal_officer", "First decision"),
    ("director_of_education", "Last decision"),
]
STATES = [
    ("identified", "To be proposed"),
    ("proposed", "Waiting for the headteacher"),
    ("with_officer", "Disputed, first decision"),
    ("decided", "Decided, waiting for the headteacher"),
    ("with_director", "Referred, last decision"),
    ("agreed", "Agreed"),
    ("confirmed", "Confirmed without an answer"),
    ("determined", "Determined"),
    ("withdrawn", "Not needed"),
]
HOLDING = ["agreed", "confirmed", "determined"]
ENDED = [*HOLDING, "withdrawn"]
OPEN = ["decided", "identified", "proposed", "with_director", "with_officer"]
USER = settings.AUTH_USER_MODEL
PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("allocations", "0002_guards"),
        ("uploads", "0001_initial"),
        migrations.swappable_dependency(USER),
    ]

    operations = [
        # Rounds
        migrations.AlterField(
            "round",
            "status",
            models.CharField(choices=[("open", "Open"), ("closed", "Closed")], default="open", max_length=10),
        ),
        migrations.AddField("round", "closed_on", models.DateField(blank=True, null=True)),
        # Proposals become positions
        migrations.RemoveConstraint("proposal", "proposal_number"),
        migrations.RenameModel("Proposal", "Position"),
        migrations.RenameField("position", "proposed_by", "taken_by"),
        migrations.RenameField("position", "proposed_on", "taken_on"),
        migrations.RenameField("position", "proposed_at", "taken_at"),
        migrations.AddField("position", "party", models.CharField(choices=PARTIES, default="sip", max_length=30)),
        migrations.AddField("position", "taken_as", models.CharField(blank=True, default="", max_length=100)),
        migrations.AlterField("position", "taken_as", models.CharField(blank=True, max_length=100)),
        migrations.AlterField(
            "position",
            "allocation",
            models.ForeignKey(on_delete=PROTECT, related_name="positions", to="allocations.allocation"),
        ),
        migrations.AlterModelOptions("position", {"ordering": ["allocation_id", "-taken_at", "-pk"]}),
        migrations.AddConstraint(
            "position", models.UniqueConstraint(fields=("allocation", "party", "number"), name="position_number")
        ),
        migrations.RemoveConstraint("mark", "one_mark_a_criterion"),
        migrations.RenameField("mark", "proposal", "position"),
        migrations.AlterModelOptions("mark", {"ordering": ["position_id", "pk"]}),
        migrations.AddConstraint(
            "mark", models.UniqueConstraint(fields=("position", "criterion"), name="one_mark_a_criterion")
        ),
        # Agreements become settlements
        migrations.RenameModel("Agreement", "Settlement"),
        migrations.RenameField("settlement", "proposal", "position"),
        migrations.RenameField("settlement", "agreed_by", "made_by"),
        migrations.RenameField("settlement", "agreed_as", "made_as"),
        migrations.RenameField("settlement", "agreed_on", "made_on"),
        migrations.RenameField("settlement", "agreed_at", "made_at"),
        migrations.AlterField(
            "settlement",
            "allocation",
            models.ForeignKey(on_delete=PROTECT, related_name="settlements", to="allocations.allocation"),
        ),
        migrations.AlterField(
            "settlement",
            "position",
            models.ForeignKey(on_delete=PROTECT, related_name="settlements", to="allocations.position"),
        ),
        migrations.AddField(
            "settlement",
            "how",
            models.CharField(
                choices=[
                    ("agreed", "Agreed"),
                    ("recorded", "Agreed in a meeting"),
                    ("confirmed", "Confirmed without an answer"),
                    ("determined", "Determined"),
                ],
                default="agreed",
                max_length=20,
            ),
        ),
        migrations.AddField("settlement", "met_on", models.DateField(blank=True, null=True)),
        migrations.AddField("settlement", "met_with", models.CharField(blank=True, default="", max_length=150)),
        migrations.AlterField("settlement", "met_with", models.CharField(blank=True, max_length=150)),
        migrations.AddField("settlement", "reason", models.TextField(blank=True, default="", max_length=2000)),
        migrations.AlterField("settlement", "reason", models.TextField(blank=True, max_length=2000)),
        migrations.AlterModelOptions("settlement", {"ordering": ["allocation_id", "-made_at", "-pk"]}),
        # Drafts of every side
        migrations.AlterField(
            "draft",
            "allocation",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="allocations.allocation"
            ),
        ),
        migrations.AddField("draft", "party", models.CharField(choices=PARTIES, default="sip", max_length=30)),
        migrations.AddField("draft", "version", models.PositiveIntegerField(default=1)),
        migrations.AddField("draft", "replaced", models.JSONField(blank=True, default=list)),
        migrations.AlterField("draft", "marks", models.JSONField(blank=True, default=dict)),
        migrations.AlterModelOptions("draft", {"ordering": ["allocation_id", "party"]}),
        migrations.AddConstraint(
            "draft", models.UniqueConstraint(fields=("allocation", "party"), name="one_draft_a_party")
        ),
        # Allocations
        migrations.RemoveConstraint("allocation", "one_allocation_a_school"),
        migrations.RemoveConstraint("allocation", "proposed_has_proposal"),
        migrations.RemoveConstraint("allocation", "ended_has_band"),
        migrations.AlterField(
            "allocation", "status", models.CharField(choices=STATES, default="identified", max_length=30)
        ),
        migrations.AddField(
            "allocation",
            "reviews",
            models.ForeignKey(
                blank=True, null=True, on_delete=PROTECT, related_name="reviewed_by", to="allocations.allocation"
            ),
        ),
        migrations.AddField(
            "allocation",
            "review_ground",
            models.CharField(
                blank=True,
                choices=[("inspection", "An inspection"), ("notice", "A notice"), ("evidence", "New evidence")],
                default="",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            "allocation",
            "review_ground",
            models.CharField(
                blank=True,
                choices=[("inspection", "An inspection"), ("notice", "A notice"), ("evidence", "New evidence")],
                max_length=20,
            ),
        ),
        migrations.AddField("allocation", "review_reason", models.TextField(blank=True, default="", max_length=2000)),
        migrations.AlterField("allocation", "review_reason", models.TextField(blank=True, max_length=2000)),
        migrations.AddField("allocation", "superseded_on", models.DateField(blank=True, null=True)),
        migrations.AddField("allocation", "high_risk_since", models.DateField(blank=True, null=True)),
        migrations.AddField(
            "allocation", "high_risk_reason", models.TextField(blank=True, default="", max_length=2000)
        ),
        migrations.AlterField("allocation", "high_risk_reason", models.TextField(blank=True, max_length=2000)),
        migrations.AddConstraint(
            "allocation",
            models.UniqueConstraint(
                fields=("round", "school"), condition=~Q(status__in=sorted(ENDED)), name="one_open_allocation_a_school"
            ),
        ),
        migrations.AddConstraint(
            "allocation",
            models.UniqueConstraint(
                fields=("round", "school"),
                condition=~Q(band="") & Q(superseded_on__isnull=True),
                name="one_band_a_school",
            ),
        ),
        migrations.AddConstraint(
            "allocation",
            models.CheckConstraint(
                condition=Q(status__in=["identified", "withdrawn"]) | Q(proposal__isnull=False),
                name="proposed_has_proposal",
            ),
        ),
        migrations.AddConstraint(
            "allocation",
            models.CheckConstraint(
                condition=(Q(status__in=HOLDING, ended_on__isnull=False) & ~Q(band=""))
                | Q(status="withdrawn", ended_on__isnull=False, band="")
                | Q(status__in=OPEN, ended_on__isnull=True, band=""),
                name="ended_has_band",
            ),
        ),
        migrations.AddConstraint(
            "allocation",
            models.CheckConstraint(
                condition=Q(reviews__isnull=True, review_ground="") | (Q(reviews__isnull=False) & ~Q(review_ground="")),
                name="review_has_ground",
            ),
        ),
        # What is new
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(max_length=2000)),
                ("declared_on", models.DateField()),
                (
                    "allocation",
                    models.ForeignKey(on_delete=PROTECT, related_name="conflicts", to="allocations.allocation"),
                ),
                ("person", models.ForeignKey(on_delete=PROTECT, related_name="+", to=USER)),
            ],
            options={"ordering": ["declared_on", "pk"]},
        ),
        migrations.AddConstraint(
            "conflict", models.UniqueConstraint(fields=("allocation", "person"), name="one_conflict_a_person")
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("party", models.CharField(choices=PARTIES, max_length=30)),
                ("criterion", models.CharField(blank=True, max_length=40)),
                ("title", models.CharField(max_length=150)),
                ("dated", models.DateField(blank=True, null=True)),
                ("url", models.URLField(blank=True, max_length=500)),
                ("added_on", models.DateField()),
                ("added_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=USER)),
                (
                    "allocation",
                    models.ForeignKey(on_delete=PROTECT, related_name="evidence", to="allocations.allocation"),
                ),
                (
                    "position",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=PROTECT, related_name="evidence", to="allocations.position"
                    ),
                ),
                (
                    "upload",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=PROTECT, related_name="+", to="uploads.upload"
                    ),
                ),
            ],
            options={"ordering": ["allocation_id", "criterion", "pk"], "verbose_name_plural": "evidence"},
        ),
        migrations.AddConstraint(
            "evidence",
            models.CheckConstraint(
                condition=Q(url="", upload__isnull=False) | (~Q(url="") & Q(upload__isnull=True)),
                name="evidence_is_one_thing",
            ),
        ),
        sql.append_only("allocations_conflict"),
    ]
