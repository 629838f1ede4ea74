"""Words that a search knows, by which one that is misspelt is put right."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Word(models.Model):
    """A word of a school's text (`School.words`) or of a person's name. Triggers of the database add new ones
    (migration 0012); one that occurs no more stays until `recount`, and finds nothing."""

    word = models.CharField(max_length=60, primary_key=True)

    class Meta:
        # Put in at once: a list of new words would be compared one by one.
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="word_alike", fastupdate=False)]

    def __str__(self) -> str:
        return self.word
