"""Schools that an officer keeps an eye on."""

from django.db import models

from sil.accounts.models import User

from .register import School


class Watch(models.Model):
    """That somebody watches a school: theirs alone, and no record of the school. `seen_at` is up to when they have
    read what happened there."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="watches")
    since = models.DateField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["school__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "school"], name="one_watch_a_school")]

    def __str__(self) -> str:
        return f"{self.user} watches {self.school}"
