"""What a letter is about, and the school it belongs to, are numbers, so that joins need no cast.

The columns are converted where they stand: a trigger refuses an UPDATE of issued letters. PostgreSQL builds the indexes
of a converted column anew."""

from django.db import migrations, models

FORWARDS = """
ALTER TABLE letters_letter
    ALTER COLUMN history TYPE varchar(40) USING CASE history WHEN '' THEN scope ELSE history END,
    ALTER COLUMN about_id TYPE bigint USING about_id::bigint,
    ALTER COLUMN scope TYPE integer USING substring(scope FROM '^school:([0-9]+)$')::integer;
ALTER TABLE letters_letter RENAME COLUMN scope TO urn;
ALTER INDEX letter_of_scope RENAME TO letter_of_school;
-- A converted column has lost its statistics.
ANALYZE letters_letter;
"""
BACKWARDS = """
ALTER INDEX letter_of_school RENAME TO letter_of_scope;
ALTER TABLE letters_letter RENAME COLUMN urn TO scope;
ALTER TABLE letters_letter
    ALTER COLUMN about_id TYPE varchar(40) USING about_id::varchar,
    ALTER COLUMN scope TYPE varchar(40) USING 'school:' || scope;
"""


class Migration(migrations.Migration):
    dependencies = [("letters", "0008_of_a_scope")]

    operations = [
        migrations.RunSQL(
            FORWARDS,
            BACKWARDS,
            state_operations=[
                migrations.RemoveIndex("letter", "letter_of_scope"),
                migrations.RenameField("letter", "scope", "urn"),
                migrations.AlterField("letter", "urn", models.IntegerField("URN")),
                migrations.AlterField("letter", "about_id", models.BigIntegerField()),
                migrations.AlterField("letter", "history", models.CharField(max_length=40)),
                migrations.AddIndex("letter", models.Index(fields=["urn", "-dated"], name="letter_of_school")),
            ],
        )
    ]
