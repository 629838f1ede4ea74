"""Concerns about the service that wait for somebody who leaves, or for nobody."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from schools.leaving.parts import Item, LeavingPart, Moving, can_act, holders
from sil.accounts.models import User
from sil.accounts.roles import ROLES, Permission
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words

from .actions import hand_to
from .models import ServiceConcern
from .queries import readable

ANSWERERS = tuple(slug for slug, role in ROLES.items() if Permission.SERVICE_ANSWER in role.permissions)


def _owned(person: User, on: date) -> QuerySet[ServiceConcern]:
    return _open(Q(owner=person))


def _nobody_answers(on: date) -> QuerySet[ServiceConcern]:
    return _open(~can_act("owner", ANSWERERS, on))


def _open(condition: Q) -> QuerySet[ServiceConcern]:
    found = ServiceConcern.objects.filter(condition, status=ServiceConcern.Status.RAISED)
    return found.select_related("school", "owner").order_by("school__name", "pk")


def _take(rows: Sequence[ServiceConcern], moving: Moving) -> None:
    for concern in rows:
        hand_to(concern, moving.taking, by=moving.by, on=moving.on)


def _within(who: UserRoles) -> Q:
    return Q(pk__in=readable(who).values("pk"))


LEAVING = LeavingPart(
    slug="service",
    title="Concerns about the service to answer",
    order=90,
    roles=ANSWERERS,
    waiting=_owned,
    item=lambda row: Item(row.school.name, f"raised on {in_words(row.raised_on)}", row.get_absolute_url()),
    columns=("raised_on", "school__name"),
    says="The person you choose looks into them.",
    gone=_nobody_answers,
    fix="Pass it on to somebody on its page.",
    takers=lambda person, on: holders(ANSWERERS, on).exclude(pk=person.pk),
    take=_take,
    is_casework=True,
    within=_within,
)
