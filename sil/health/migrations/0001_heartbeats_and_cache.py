from django.db import migrations, models

# What Django's command createcachetable makes for the cache in settings.CACHES.
CACHE = (
    "CREATE TABLE cache"
    " (cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL)",
    "CREATE INDEX cache_expires ON cache (expires)",
)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "process",
                    models.CharField(
                        choices=[("worker", "Worker"), ("beat", "Beat")],
                        max_length=10,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("process__in", ["worker", "beat"])), name="heartbeat_process"
                    )
                ],
            },
        ),
        migrations.RunSQL(sql=list(CACHE), reverse_sql="DROP TABLE cache"),
    ]
