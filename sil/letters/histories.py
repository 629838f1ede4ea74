"""Whose history is read of letters."""

from django.urls import reverse

from sil.web.history.kinds import HistoryKind

from .models import Letter
from .queries import readable

HISTORIES = (
    HistoryKind(
        slug="letter",
        label="letter",
        model=Letter,
        rows=readable,
        address=lambda record: reverse("letter", kwargs={"reference": record.reference}),
    ),
)
