"""Queries of notes."""

from django.db.models import Exists, OuterRef, QuerySet

from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles

from .models import Note
from .permissions import readers


def readable(who: UserRoles) -> QuerySet[Note]:
    """Return the notes that a person may read."""
    return Note.objects.filter(readers(who)).select_related("school", "written_by", "withdrawn_by")


def writers_of(notes: QuerySet[Note]) -> QuerySet[User]:
    """Return who wrote any of some notes, by name."""
    return User.objects.filter(Exists(notes.order_by().filter(written_by=OuterRef("pk")))).order_by("name", "pk")
