"""Make or replace the secret address of a person's calendar."""

from django.db import transaction

from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import User
from sil.audit import events

from ..models import Feed
from ..models.visits import _token


@transaction.atomic
def renew(*, by: User) -> Feed:
    """Make a new secret address of a person's calendar. An earlier address stops working."""
    User.objects.select_for_update().get(pk=by.pk)
    feed, made = Feed.objects.update_or_create(user=by, defaults={"token": _token(), "renewed_at": clock.now()})
    kind = "calendar_feed.made" if made else "calendar_feed.renewed"
    events.record(kind, subject=feed, by=by, scope=accounts.scope(by))
    return feed
