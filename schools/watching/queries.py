"""The schools that somebody watches, with what is new at each."""

from typing import Any

from django.db.models import CharField, Count, Exists, IntegerField, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from sil.accounts.user_roles import UserRoles
from sil.audit.models import Event

from ..models import School, Watch
from ..queries import SCOPE, visible


def watched(who: UserRoles) -> QuerySet[Any]:
    """Return the schools that a person watches and may open, each with `seen_at`, `last` (when something last happened)
    and `new`, how much happened since then. What others did counts, and so does what the service did automatically."""
    mine = Watch.objects.filter(user=who.user, school=OuterRef("pk"))
    scope = Concat(Value(SCOPE), Cast(OuterRef("pk"), CharField()))
    happened = Event.objects.filter(scope=scope).exclude(actor_id=str(who.user.pk)).order_by()
    new = happened.filter(at__gt=OuterRef("seen_at")).values("scope").annotate(n=Count("pk"))
    return (
        visible(who)
        .filter(Exists(mine))
        .annotate(seen_at=Subquery(mine.values("seen_at")[:1]))
        .annotate(
            last=Subquery(happened.values("scope").annotate(last=Max("at")).values("last")),
            new=Coalesce(Subquery(new.values("n"), output_field=IntegerField()), 0),
        )
    )


def with_watch(schools: QuerySet[School], who: UserRoles) -> QuerySet[Any]:
    """Add whether a person watches a school, as `is_watched`."""
    return schools.annotate(is_watched=Exists(Watch.objects.filter(user=who.user, school=OuterRef("pk"))))
