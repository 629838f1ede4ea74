"""Filters of lists that a person keeps under a name."""

from django.db import models

from sil.accounts.models import User

NAME, WORDS, ADDRESS = 80, 500, 1000


class SavedFilter(models.Model):
    """A list as somebody filters and sorts it: theirs alone, a short cut that is no record of anything."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=NAME)
    # The page with its filters, always of this site.
    address = models.CharField(max_length=ADDRESS)
    # The filters as the list names them.
    words = models.CharField(max_length=WORDS, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_saved_filter_a_name")]

    def __str__(self) -> str:
        return self.name
