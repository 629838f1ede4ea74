"""Work items: assistants of a head who has gone, whom the next head keeps or ends."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from sil.accounts.roles import LEADS
from sil.accounts.user_roles import UserRoles
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..models import Assistant
from .queries import changeable, left_over


def _asks(who: UserRoles) -> QuerySet[Assistant] | None:
    return left_over(changeable(who), who.on) if who.holds(*LEADS) else None


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for each in _rows(keys):
        yield WorkItem(
            title=f"Say whether {each.user.name} stays an assistant of the headteacher",
            about=each.school.name,
            href=reverse("assistants", kwargs={"urn": each.school_id}),
            act="Keep or end",
            since=each.post.ends_on or who.on,
        )


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[Assistant]:
    said = ("school__name", "user__name", "post__ends_on")
    return Assistant.objects.filter(pk__in=keys).select_related("school", "user", "post").only(*said).order_by("pk")


FINDER = Finder("assistants to keep", _asks, _items)
