"""Indexes by which people are found by a part of their name or address."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_telephone")]

    operations = [
        TrigramExtension(),
        migrations.AddIndex("user", GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="user_name_part")),
        migrations.AddIndex("user", GinIndex(OpClass(Upper("email"), name="gin_trgm_ops"), name="user_email_part")),
    ]
