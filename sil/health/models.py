"""When each process beside the web server was last seen at work."""

from typing import ClassVar

from django.db import models


class Process(models.TextChoices):
    WORKER = "worker", "Worker"
    BEAT = "beat", "Beat"


class Heartbeat(models.Model):
    """One row for each process; several workers share theirs. The time is the database's, which all of them share."""

    process = models.CharField(max_length=10, choices=Process, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(process__in=Process.values), name="heartbeat_process"),
        ]

    def __str__(self) -> str:
        return f"{self.process} at {self.at}"
