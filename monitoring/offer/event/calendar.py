"""An event as a file for a calendar. It tells the title, the time and the place, and never the link to an online
event: who has the file may have no place."""

from django.conf import settings

from sil.dates.calendars import at, event_of, put_hours, text_of

from ..models import OfferedEvent


def file_of(event: OfferedEvent, url: str) -> bytes:
    """Return an event as the text of a calendar, which leads to a page of the service."""
    found = event_of(
        f"event-{event.pk}@{settings.MAIL_DOMAIN}",
        event.title,
        url=url,
        sequence=event.sequence + event.is_cancelled,
        cancelled=event.is_cancelled,
    )
    put_hours(found, event.begins, at(event.day, event.ends_at))
    found.add("location", event.where_in_words)
    return text_of([found])
