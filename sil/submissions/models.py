"""Forms that were sent and did what they are for, so that the same form is not acted on twice."""

from django.conf import settings
from django.db import models


class Submission(models.Model):
    """One form of one person: the token its page carried, and where its first post led.

    The row is written before the form is acted on and in the same transaction, so a second post waits at the unique
    index until the first is over.
    """

    token = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=300)
    # Where the first post led: the page of what it made. Blank only while that post runs.
    location = models.TextField(blank=True)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "user", "path"], name="submission_once")]

    def __str__(self) -> str:
        return f"{self.path} {self.token}"
