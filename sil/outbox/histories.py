"""Whose history is read of messages."""

from django.urls import reverse

from sil.web.history.kinds import HistoryKind

from .models import Message
from .queries import readable

HISTORIES = (
    HistoryKind(
        slug="message",
        label="message",
        model=Message,
        rows=readable,
        address=lambda record: reverse("message", kwargs={"pk": record.pk}),
    ),
)
