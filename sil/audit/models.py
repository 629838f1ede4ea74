"""Audit events: what happened, who did it, when, the old and new values, and why."""

from django.db import models


class Event(models.Model):
    """One thing that happened. Never changed, deleted or truncated: a trigger refuses it.

    There are no foreign keys, so the history neither blocks nor follows changes of the records it is about.
    The column `transaction_id` (outside this model, filled by the database) ties an event to
    the change it explains; see `sil.audit.sql.guard_status`.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    subject_table = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    # What the event belongs to on screen, such as "school:900001".
    scope = models.CharField(max_length=40, blank=True)
    # Blank for what the product did automatically.
    actor_id = models.CharField(max_length=40, blank=True)
    actor_name = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["scope", "-at"], name="audit_event_scope"),
            models.Index(fields=["subject_table", "subject_id"], name="audit_event_subject"),
            models.Index(fields=["-at", "-id"], name="audit_event_latest"),
            models.Index(fields=["actor_id", "-at"], name="audit_event_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_table} {self.subject_id}"
