"""Which schools have nobody in a post or as an officer, and which are open or closed, is told by indexes alone."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0010_people_at_trusts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                fields=["role", "school", "starts_on"], include=("ends_on", "user"), name="assignment_in_role_at_school"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["role", "school", "starts_on"], include=("ends_on", "user"), name="post_in_role_at_school"
            ),
        ),
        migrations.AddIndex(
            model_name="school",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["urn"], include=("la_code", "sector"), name="school_open"
            ),
        ),
        migrations.AddIndex(
            model_name="school",
            index=models.Index(condition=models.Q(("is_open", False)), fields=["urn"], name="school_closed"),
        ),
    ]
