"""Claim the token of a form before it is acted on, and keep where that led."""

from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Max

from sil import clock
from sil.accounts.models import User
from sil.audit.models import Event

from .models import Submission

# How long a page may stay open before its form counts as a new one.
KEPT = timedelta(weeks=8)


def claim(token: UUID, *, user: User, path: str) -> tuple[Submission, bool]:
    """Return the submission of a form, and whether this post is its first.

    Waits while the first post of the same form runs; the caller holds the transaction in which it acts.
    """
    mine = Submission(token=token, user=user, path=path, made_at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO submissions_submission (token, user_id, path, location, made_at) VALUES (%s, %s, %s, '', %s) "
            "ON CONFLICT DO NOTHING RETURNING id",
            [token, user.pk, path, mine.made_at],
        )
        if row := cursor.fetchone():
            mine.pk = row[0]
            return mine, True
    return Submission.objects.get(token=token, user=user, path=path), False


def last_event() -> int:
    """Return the number of the newest event that can be seen, to be given to `has_recorded`."""
    return Event.objects.aggregate(newest=Max("pk"))["newest"] or 0


def has_recorded(since: int) -> bool:
    """Return whether this transaction holds an audit event: whatever makes or changes a record writes one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM audit_event WHERE id > %s AND transaction_id = pg_current_xact_id())", [since]
        )
        return bool(cursor.fetchone()[0])


def finish(submission: Submission, *, location: str) -> None:
    """Keep where the first post led, for a second one."""
    submission.location = location
    submission.save(update_fields=["location"])


def release(submission: Submission) -> None:
    """Forget a post that did nothing, so that its form can be corrected and sent."""
    submission.delete()


def forget_old() -> int:
    """Delete what is older than KEPT. Returns the number deleted."""
    return Submission.objects.filter(made_at__lt=clock.now() - KEPT).delete()[0]
