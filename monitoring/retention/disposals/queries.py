"""What pages and certificates tell of a disposal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from schools.models import School
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.privacy.retention import RecordKind

from ..models import Disposal
from ..states import Obstacle


def readable(who: UserRoles) -> QuerySet[Disposal]:
    """Return the disposals that a person may read: all of them, or none."""
    found = Disposal.objects.all()
    return found if who.may(Permission.DISPOSAL_ASK, Permission.DISPOSAL_APPROVE) else found.none()


def all_disposals() -> QuerySet[Disposal]:
    """Return every disposal with its people, the latest first."""
    return Disposal.objects.select_related("asked_by", "decided_by")


@dataclass(frozen=True, kw_only=True)
class KindCount:
    """How many records of a kind are due, and what becomes of them."""

    kind: RecordKind
    period: str
    due: int
    going: int
    held: int
    rests: int
    done: int
    stayed: int


def by_kind(disposal: Disposal) -> list[KindCount]:
    """Return the counts of each kind that has a period. One query."""
    can_go = Q(obstacle=Obstacle.NONE)
    counted: dict[str, dict[str, Any]] = {
        row["kind"]: {**row}
        for row in disposal.records.order_by()
        .values("kind")
        .annotate(
            due=Count("pk"),
            going=Count("pk", filter=can_go),
            held=Count("pk", filter=Q(obstacle=Obstacle.HELD)),
            rests=Count("pk", filter=Q(obstacle=Obstacle.RESTS)),
            done=Count("outcome", filter=Q(outcome__obstacle=Obstacle.NONE)),
            stayed=Count("outcome", filter=~Q(outcome__obstacle=Obstacle.NONE)),
        )
    }
    none = dict.fromkeys(("due", "going", "held", "rests", "done", "stayed"), 0)
    found = []
    for kind in RecordKind:
        if (period := disposal.periods.get(kind)) is None:
            continue
        row = counted.get(kind, none)
        found.append(KindCount(kind=kind, period=period, **{name: row[name] for name in none}))
    return found


def by_school(disposal: Disposal) -> QuerySet[Any, Any]:
    """Return, by school and kind, how many records are due, can go, are held and are needed. Records of a restricted
    case are counted under no school, so that nobody learns of it here."""
    names = School.objects.filter(pk=OuterRef("urn")).values("name")[:1]
    found = disposal.records.filter(urn__isnull=False, is_apart=False).order_by("urn", "kind").values("urn", "kind")
    return found.annotate(
        name=Subquery(names),
        due=Count("pk"),
        going=Count("pk", filter=Q(obstacle=Obstacle.NONE)),
        held=Count("pk", filter=Q(obstacle=Obstacle.HELD)),
        rests=Count("pk", filter=Q(obstacle=Obstacle.RESTS)),
    )


def keepers(disposal: Disposal, most: int) -> Sequence[Any]:
    """Return what keeps records that are due, by table and key, with how many: the first `most`."""
    kept = disposal.records.exclude(obstacle=Obstacle.NONE).filter(is_apart=False).order_by()
    return list(
        kept.values("kind", "obstacle", "because").annotate(count=Count("pk")).order_by("obstacle", "because")[:most]
    )


def progress(disposal: Disposal) -> tuple[int, int]:
    """Return how many records have an outcome, and how many can go. One query."""
    counted = disposal.records.filter(obstacle=Obstacle.NONE).aggregate(done=Count("outcome"), all=Count("pk"))
    return counted["done"], counted["all"]
