"""Assistants of headteachers, each with the parts of the head's work that they may see and prepare."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sil.accounts.models import User

from .people import Post
from .register import School


class Assistant(models.Model):
    """A person who sees and prepares parts of a headteacher's work. It holds from the first day until it is ended, and
    only as long as the head's post does: see schools/assisting.py. Once ended it never holds again; whoever keeps an
    assistant makes another one."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="assistants")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assistances")
    # Of the head who gave it.
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="assistants")
    # Values of Part, in its order.
    parts = ArrayField(models.CharField(max_length=40))
    starts_on = models.DateField()
    # From this day on it gives nothing.
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["user__name", "pk"]
        indexes = [models.Index(fields=["user", "starts_on"], name="assistant_of_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "user"], condition=Q(ended_on__isnull=True), name="assistant_once_at_a_school"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by__isnull=True)
                | Q(ended_on__gte=models.F("starts_on"), ended_by__isnull=False),
                name="assistant_ended_by_somebody",
            ),
            models.CheckConstraint(condition=Q(parts__len__gt=0), name="assistant_has_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, assistant at {self.school}"
