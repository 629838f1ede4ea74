"""Queries of unsent text."""

from collections.abc import Collection

from django.db.models import QuerySet

from sil.accounts.models import User

from .models import UnsentText


def unsent(user: User, paths: Collection[str]) -> QuerySet[UnsentText]:
    """Return what a person typed in the forms that post to some addresses and has not sent."""
    return UnsentText.objects.filter(user=user, path__in=paths)
