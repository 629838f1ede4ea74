import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sil.audit import sql


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0011_authority_of_delegations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("present", "when it was presented"),
                            ("sign", "when it was signed"),
                            ("assess", "when its action plan was accepted"),
                            ("judge", "when it was judged"),
                        ],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("sentence", models.TextField()),
                ("reason", models.TextField(blank=True)),
                ("by_as", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="notices.caseletter",
                    ),
                ),
            ],
            options={"ordering": ["letter", "pk"]},
        ),
        sql.append_only("notices_confirmation"),
    ]
