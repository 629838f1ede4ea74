"""Conversations in "my work": what waits for an answer, and what somebody has not read."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from schools.queries import in_post
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.audit.queries import day_of
from sil.web.work import Finder, WorkItem

from .models import Conversation, Entry, Reader, Side
from .permissions import concerns


def _asks(who: UserRoles) -> QuerySet[Conversation] | None:
    """The conversations in which something is new to a person, or their side was asked for an answer."""
    if not who.holds(*LEADS) and not who.may(Permission.VISIT_RECORD):
        return None
    mine = Reader.objects.filter(conversation=OuterRef("pk"), user=who.user).values("seen")
    found = Conversation.objects.filter(concerns(who)).annotate(
        side=Case(When(in_post(who.user, who.on, LEADS), then=Value(Side.SCHOOL)), default=Value(Side.SERVICE)),
        # Nothing is new to somebody who was never told of it.
        seen=Coalesce(Subquery(mine[:1]), F("last"), output_field=BigIntegerField()),
    )
    new = Entry.objects.filter(conversation=OuterRef("pk"), pk__gt=OuterRef("seen")).exclude(by=who.user)
    waiting = found.filter(Q(seen__lt=F("last")) | Q(awaits=F("side")))
    return waiting.annotate(
        new=Coalesce(
            Subquery(new.order_by().values("conversation").annotate(n=Count("pk")).values("n")),
            0,
            output_field=IntegerField(),
        ),
        since=Subquery(new.order_by("pk").values("at")[:1]),
    )


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    there = Conversation(school_id=facts["urn"], thing=facts["thing"], key=facts["of"])
    if facts["awaits"] == facts["side"]:
        return WorkItem(
            title=f"Answer what you were asked about the {facts['title']}",
            about=facts["school"],
            href=there.get_absolute_url(),
            act="Read and answer",
            since=date.fromisoformat(facts["awaits_since"]),
        )
    number = "1 new entry" if facts["new"] == 1 else f"{facts['new']} new entries"
    return WorkItem(
        title=f"Optional: {number} in the conversation about the {facts['title']}",
        about=facts["school"],
        href=there.get_absolute_url(),
        act="Read the conversation",
        since=day_of(datetime.fromisoformat(facts["since"])) if facts["since"] else None,
        is_optional=True,
    )


FACTS = {
    "school": "school__name",
    "urn": "school",
    "thing": "thing",
    "of": "key",
    "title": "title",
    "side": "side",
    "awaits": "awaits",
    "awaits_since": "awaits_since",
    "new": "new",
    "since": "since",
}
FINDER = Finder("conversations", _asks, item=_item, facts=FACTS)
