"""The promise that a concern about the service is answered."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from schools.queries import partner_then
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.deadlines.promises import Promise, periods_of

from .models import ServiceConcern
from .queries import readable
from .transitions import DEADLINE


def _answered(who: UserRoles, year: int) -> QuerySet[Any]:
    concern = ServiceConcern.objects.filter(pk=OuterRef("subject_id"))
    found = periods_of(readable(who), DEADLINE, year).annotate(of_school=Subquery(concern.values("school")[:1]))
    return found.annotate(of_partner=partner_then("of_school", "due_on"), target=F("subject_id"))


PROMISE = Promise(
    slug="service-concerns",
    label="Concerns about the service",
    owed_by="The service",
    text="A school’s concern about the quality of the service is answered within its period.",
    order=70,
    route="service_concern",
    rule=DEADLINE,
    rows=_answered,
    shown=lambda who: who.may(Permission.SERVICE_ANSWER),
)
