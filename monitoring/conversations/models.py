"""Conversations of a school and School Improvement, each about one thing of the school's, and what was written."""

from django.db import models
from django.urls import reverse

from schools.models import School
from sil.accounts.models import User


class Side(models.TextChoices):
    SCHOOL = "school", "The school"
    SERVICE = "service", "School Improvement"

    @property
    def other(self) -> "Side":
        return Side.SERVICE if self == Side.SCHOOL else Side.SCHOOL


class Conversation(models.Model):
    """What a school and School Improvement wrote about one record, a `thing` with its `key` (`things.py`).

    It stays with the school that it was held with. A record that moves to another school has another conversation
    there. `title` is the record in words, as it read when somebody wrote last.
    """

    thing = models.CharField(max_length=20)
    key = models.PositiveBigIntegerField()
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="conversations")
    title = models.CharField(max_length=300)
    begun_on = models.DateField()
    # The key of the last entry.
    last = models.PositiveBigIntegerField(default=0)
    # The side that was asked to answer and has not written since, and the day on which it was asked.
    awaits = models.CharField(max_length=10, choices=Side, blank=True)
    awaits_since = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["thing", "key", "school"], name="one_conversation_a_thing_and_school"),
            models.CheckConstraint(
                condition=models.Q(awaits="", awaits_since__isnull=True)
                | ~models.Q(awaits="") & models.Q(awaits_since__isnull=False),
                name="conversation_awaits_since_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing} {self.key} of {self.school_id}"

    def get_absolute_url(self) -> str:
        return reverse("conversation", kwargs={"urn": self.school_id, "thing": self.thing, "key": self.key})


class Entry(models.Model):
    """What somebody wrote, for which side, and as what: append-only. Who `asks` is owed an answer."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="entries")
    side = models.CharField(max_length=10, choices=Side)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # What the authority calls the role in which they wrote.
    role = models.CharField(max_length=100)
    text = models.TextField()
    asks = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.by_id} in {self.conversation_id}, {self.at:%Y-%m-%d %H:%M}"


class Taken(models.Model):
    """A reply by email that was taken: by its key, since a mailbox may show it again (`replies.mails.Mail`)."""

    key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class Reader(models.Model):
    """Somebody whom a conversation concerned when something was written in it: up to which entry they have read
    (`seen`, the key of the entry), and when they opened that."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    seen = models.PositiveBigIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="conversation_reader_once")]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.conversation_id}"
