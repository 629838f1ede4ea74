"""The text of a framework file has a table of its own: every record names its version, and no list needs the text."""

import django.db.models.deletion
from django.db import migrations, models

from sil.audit import sql


class Migration(migrations.Migration):
    dependencies = [("framework", "0002_guards"), ("audit", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="FrameworkFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.JSONField()),
                ("source", models.TextField()),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="file",
                        to="framework.frameworkversion",
                    ),
                ),
            ],
        ),
        sql.append_only("framework_frameworkfile"),
        migrations.RunSQL(
            "INSERT INTO framework_frameworkfile (version_id, content, source)"
            " SELECT id, content, source FROM framework_frameworkversion",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField("frameworkversion", "content"),
        migrations.RemoveField("frameworkversion", "source"),
    ]
