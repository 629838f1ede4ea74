"""Covers that run, are to come or are past, and the schools they reach."""

from datetime import date

from django.db.models import Q, QuerySet

from sil.accounts.models import User, in_force
from sil.made_once.questions import made_once

from ..models import Assignment, Cover, School


def listed() -> QuerySet[Cover]:
    """Every cover, with its two officers."""
    return Cover.objects.select_related("away", "covering")


@made_once
def open_of(user: User, on: date) -> QuerySet[Cover]:
    """The covers that a person takes part in and that hold or are to come, the soonest first."""
    mine = Q(away=user) | Q(covering=user)
    return listed().filter(mine, ends_on__gte=on, called_off_at=None)


def schools_of(cover: Cover, *, since: date | None = None) -> QuerySet[School]:
    """The schools that the officer has in the role on the first day; on `since`, where that is later."""
    day = max(cover.starts_on, since or cover.starts_on)
    theirs = Assignment.objects.filter(in_force(day), user=cover.away, role=cover.role)
    return School.objects.filter(pk__in=theirs.values("school")).order_by("name", "pk")
