"""Attempts to sign in that failed, and the sessions of browsers with who is signed in there."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.crypto import salted_hmac


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


class Session(AbstractBaseSession):
    """Django's session of a browser, with what the person reads about it. Neither the address of a network nor what
    the browser says of itself in full is in it."""

    # Nobody before the second step is done.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    # "Firefox on Windows"
    browser = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    @property
    def name(self) -> str:
        """By what a page names it: whoever reads this cannot use the session."""
        return salted_hmac("sil.sign_in.sessions", self.session_key, algorithm="sha256").hexdigest()[:32]

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> Any:
        from .store import SessionStore

        return SessionStore
