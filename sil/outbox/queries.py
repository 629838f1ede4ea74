"""Queries of messages: those a person finds in the list, and as much of each as they may know."""

from typing import TYPE_CHECKING, TypedDict

from django.conf import settings
from django.db.models import BooleanField, Case, ExpressionWrapper, F, Q, QuerySet, TextField, Value, When
from django.urls import reverse

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.history.kinds import HistoryKind

from .backend import KIND
from .models import Message
from .post import KINDS

# In place of the subject of every message that tells of casework: one text, so that it tells nothing apart.
NEUTRAL = "Message about a school"


class ShownColumns(TypedDict):
    """What `readable` adds: the subject as this person may read it, and whether they may read the text too."""

    shown_subject: str
    is_shown: bool


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    ShownMessage = WithAnnotations[Message, ShownColumns]


def neutral_kinds() -> list[str]:
    """Return the kinds of message that give no casework away."""
    return [KIND, *(content.kind for content in KINDS if content.is_neutral)]


def may_open(who: UserRoles) -> bool:
    """Return whether a person has a list of messages: those who look after them, and everybody in the demonstration."""
    return who.may(Permission.MESSAGES_READ) or settings.OUTBOX_KEEPS_MAIL


def readable(who: UserRoles) -> "QuerySet[ShownMessage]":
    """Return every message to those who look after them, with the subject only of those without casework and of their
    own; in the demonstration, which sends no mail, everybody finds their own."""
    shown = Q(kind__in=neutral_kinds()) | Q(email=who.user.email)
    found = Message.objects.annotate(
        is_shown=ExpressionWrapper(shown, output_field=BooleanField()),
        shown_subject=Case(When(shown, then=F("subject")), default=Value(NEUTRAL), output_field=TextField()),
    )
    if who.may(Permission.MESSAGES_READ):
        return found
    return found.filter(email=who.user.email) if settings.OUTBOX_KEEPS_MAIL else found.none()


# Whose history is read of messages.
HISTORIES = (
    HistoryKind(
        slug="message",
        label="message",
        model=Message,
        rows=readable,
        address=lambda record: reverse("message", kwargs={"pk": record.pk}),
    ),
)
