"""Newsletters, made by the real actions."""

from datetime import date
from typing import Any

from monitoring.newsletters import actions
from monitoring.newsletters.models import Newsletter
from monitoring.newsletters.policies import NewsletterInput
from sil.accounts.models import User
from sil.uploads.formats import Document, examine
from tests.conftest import TODAY

TEXT = "# What is new\n\nThe network meets in January.\n\n- Bring your plan\n- [Read more](https://read.example/more)"


def a_pdf() -> Document:
    return examine("Dates.pdf", b"%PDF-1.7\nexample\n%%EOF")


def typed(**facts: Any) -> NewsletterInput:
    """One for headteachers and chairs, unless the facts say otherwise."""
    return NewsletterInput(**({"title": "News of the term", "text": TEXT, "audience": "both"} | facts))


def written(by: User, *, on: date = TODAY, corrects: Newsletter | None = None, **facts: Any) -> Newsletter:
    return actions.write(typed(**facts), by=by, on=on, corrects=corrects)


def sent(newsletter: Newsletter, by: User, *, on: date = TODAY) -> Newsletter:
    """Sent, with all its emails written."""
    actions.send(newsletter, by=by, on=on)
    actions.send_waiting()
    newsletter.refresh_from_db()
    return newsletter
