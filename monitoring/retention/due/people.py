"""Accounts, emails and events that are due: those whose day is a day (`cutoff`) or earlier. Rows as in `records`."""

from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Greatest, Substr, TruncDate

from schools.models import Assignment, Assistant, Post
from sil import clock
from sil.accounts.models import RoleGrant, User
from sil.audit.models import Event
from sil.outbox.models import Message, Status

from .columns import NEVER, NO_SCHOOL

# What stands in place of an address: no mail reaches it (RFC 2606).
REMOVED = "@removed.invalid"


def accounts(cutoff: date) -> QuerySet[User, tuple[Any, ...]]:
    """Accounts whose last post, role or assignment ended by then, and who have not signed in since."""
    going_on = Q()
    for rows, end in (
        (RoleGrant.objects, "ends_on"),
        (Post.objects, "ends_on"),
        (Assignment.objects, "ends_on"),
        (Assistant.objects, "ended_on"),
    ):
        running = Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": cutoff})
        going_on |= Q(Exists(rows.filter(running, user=OuterRef("pk"))))
    names = ("grants__ends_on", "posts__ends_on", "assignments__ends_on", "assistances__ended_on")
    last = [Max(name) for name in names] + [TruncDate("last_login", tzinfo=clock.LONDON)]
    found = User.objects.exclude(going_on).exclude(email__endswith=REMOVED)
    found = found.annotate(day=Greatest(*last), urn=NO_SCHOOL, apart=NEVER).filter(day__lte=cutoff)
    return found.values_list("pk", "urn", "day", "apart")


def audit(cutoff: date) -> QuerySet[Event, tuple[Any, ...]]:
    urn = Case(
        When(scope__regex=r"^school:\d{1,8}$", then=Cast(Substr("scope", 8), IntegerField())),
        default=None,
        output_field=IntegerField(),
    )
    apart = Case(When(scope__startswith="case:", then=Value(True)), default=NEVER)
    found = Event.objects.annotate(day=TruncDate(F("at"), tzinfo=clock.LONDON), urn=urn, apart=apart)
    return found.filter(day__lte=cutoff).order_by("-pk").values_list("pk", "urn", "day", "apart")


def emails(cutoff: date) -> QuerySet[Message, tuple[Any, ...]]:
    """Emails that were sent or could not be sent, whatever became of them since. One that still waits is never due."""
    found = Message.objects.exclude(status__in=[Status.WAITING, Status.HELD])
    found = found.annotate(day=TruncDate("created_at", tzinfo=clock.LONDON), urn=NO_SCHOOL, apart=NEVER)
    return found.filter(day__lte=cutoff).values_list("pk", "urn", "day", "apart")
