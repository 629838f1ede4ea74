"""Objectives of plans on the page of what was done for each priority."""

from typing import Any

from django.db.models import DecimalField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from monitoring.visits.priorities.sources import Period, Source
from sil.accounts.user_roles import UserRoles
from sil.web.lists.listing import Column

from ..models import AgreedObjective
from ..sides.permissions import readers


def _rows(who: UserRoles, period: Period) -> QuerySet[Any]:
    """The objectives of the latest version of each plan that was in force in a period. They take no days."""
    found = AgreedObjective.objects.filter(readers(who, plan="version__plan__"))
    found = found.filter(version__number=F("version__plan__number"), version__agreed_on__lte=period.last)
    found = found.filter(Q(version__plan__ended_on=None) | Q(version__plan__ended_on__gte=period.first))
    return found.select_related("version__plan__school").annotate(
        tagged=F("priorities"),
        urn=F("version__plan__school"),
        phase_counted=F("version__plan__school__phase"),
        # Typed, so that the database can add them up.
        counted_days=Cast(Value(None), DecimalField(max_digits=5, decimal_places=1)),
    )


def _school(row: Any) -> str:
    return str(row.version.plan.school.name)


SOURCE = Source(
    slug="objectives",
    order=20,
    one="objective of a plan",
    many="objectives of plans",
    rows=_rows,
    columns=(
        Column(slug="school", label="School", order=("version__plan__school__name",), value=_school),
        Column(slug="objective", label="Objective", value=lambda row: row.title),
        Column(
            slug="phase",
            label="Phase",
            order=("version__plan__school__phase",),
            value=lambda row: row.version.plan.school.phase,
        ),
        Column(slug="target", label="Target", value=lambda row: row.target),
        Column(slug="by", label="By", order=("target_on",), value=lambda row: row.target_on),
        Column(slug="agreed", label="Agreed", order=("version__agreed_on",), value=lambda row: row.version.agreed_on),
    ),
    sort="by",
)
