"""Attempts to sign in that failed."""

from typing import ClassVar

from django.db import models


class FailedAttempt(models.Model):
    """One wrong password. Kept for a day. Neither what was typed nor an email address is in it."""

    # A keyed hash of the email address that was typed, whether there is such an account or not.
    account = models.CharField(max_length=40)
    # The known device of that account, blank for any other device.
    device = models.CharField(max_length=40, blank=True)
    # Blank where the web server does not know it.
    network = models.CharField(max_length=50, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "device", "at"], name="failed_by_account"),
            models.Index(fields=["network", "at"], name="failed_by_network"),
        ]

    def __str__(self) -> str:
        return f"attempt of {self.at}"
