"""Keep what is being typed, and delete it. Nobody but its writer reads it, so it is no event of the audit."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from sil.accounts.models import User

from .models import UnsentText

# How long a text is kept, and how many of one person, the latest first.
KEPT_FOR, MOST = timedelta(days=14), 50
Content = Sequence[tuple[str, str]]


@transaction.atomic
def keep(user: User, path: str, place: int, content: Content, *, at: datetime) -> UnsentText:
    """Keep what was typed in a form, in place of what was kept of it before. The oldest texts beyond `MOST` go."""
    typed = {"content": [list(pair) for pair in content], "saved_at": at}
    found, _ = UnsentText.objects.update_or_create(user=user, path=path, place=place, defaults=typed)
    too_many = UnsentText.objects.filter(user=user).values("pk")[MOST:]
    UnsentText.objects.filter(pk__in=list(too_many.values_list("pk", flat=True))).delete()
    return found


def discard(user: User, path: str, place: int | None = None) -> int:
    """Delete what a person typed in a form, or in all forms that post to an address; return the number of texts."""
    found = UnsentText.objects.filter(user=user, path=path)
    return (found if place is None else found.filter(place=place)).delete()[0]


def discard_old(at: datetime) -> int:
    """Delete what was typed too long ago, and return the number of texts."""
    return UnsentText.objects.filter(saved_at__lt=at - KEPT_FOR).delete()[0]
