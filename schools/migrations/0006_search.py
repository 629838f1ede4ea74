"""What a search looks through, with its indexes."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import TrigramExtension
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models
from django.db.models import Func, TextField, Value
from django.db.models.functions import Concat, Lower, Replace

SPACE = Value(" ")
WORDS = Lower(
    Func(
        Concat(
            "name", SPACE, "town", SPACE, Replace("postcode", SPACE), SPACE, "trust_name", SPACE, "head_name", SPACE
        ),
        Value("['’.]"),
        Value(""),
        Value("g"),
        function="regexp_replace",
        output_field=TextField(),
    )
)

OPEN = models.Q(is_open=True)


class Migration(migrations.Migration):
    dependencies = [("schools", "0005_register_files")]

    operations = [
        TrigramExtension(),
        migrations.AddField(
            "school", "words", models.GeneratedField(db_persist=True, expression=WORDS, output_field=TextField())
        ),
        migrations.AddIndex(
            "school", GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="school_words_alike", condition=OPEN)
        ),
        migrations.AddIndex(
            "school", GinIndex(SearchVector("words", config="simple"), name="school_words", condition=OPEN)
        ),
    ]
