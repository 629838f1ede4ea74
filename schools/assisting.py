"""Who is an assistant of a headteacher on a day: the one condition that everything about assistants is asked with."""

from datetime import date
from typing import Any

from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value

from sil.accounts.models import User, account_open, in_force
from sil.accounts.roles import ASSISTANT, LEADS, Part

from .models import Assistant

PARTS = frozenset(Part)


def assisting(on: date) -> Q:
    """A condition on assistants: they may do on a day what they were given. It ends with the post of the head who gave
    it, and with the account of either."""
    held = in_force(on, prefix="post__") & Q(post__role__in=LEADS)
    lasts = Q(starts_on__lte=on) & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    return lasts & held & account_open() & account_open("post__user")


def assistant_roles(user: User | OuterRef, on: date) -> QuerySet[Assistant, str]:
    """The slugs that a person has as an assistant on a day: the role, and each part that they were given at any school.
    `user` may be an OuterRef."""
    found = Assistant.objects.filter(assisting(on), user=user).order_by()
    slugs = Func(F("parts"), Value(ASSISTANT, CharField()), function="array_append")
    return found.annotate(slug=each(slugs)).values_list("slug", flat=True)


def with_held(assistants: QuerySet[Assistant], on: date) -> QuerySet[Any]:
    """Add whether each may do on a day what they were given, `is_held`."""
    held = Assistant.objects.filter(assisting(on), pk=OuterRef("pk"))
    return assistants.annotate(is_held=Exists(held)).select_related("user", "school", "post__user", "ended_by")


class _Each(Func):
    function = "unnest"
    set_returning = True
    output_field = CharField()


def each(items: Any) -> Func:
    """The items of a list in SQL, one a row."""
    return _Each(items)
