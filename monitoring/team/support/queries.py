"""Queries of financial support: what a person may read, and what was paid."""

from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from sil.accounts.user_roles import UserRoles

from ..models import SupportRequest
from ..team.permissions import money_readers

_POUNDS: "DecimalField[Any, Any]" = DecimalField(max_digits=12, decimal_places=2)


def readable(who: UserRoles) -> QuerySet[Any]:
    """Return the requests that a person may read, each with what was `paid` in all."""
    found = SupportRequest.objects.filter(money_readers(who, team="team__"))
    return with_paid(found).select_related("school", "team__school", "team__lead", "asked_by", "decided_by")


def with_paid(requests: QuerySet[SupportRequest]) -> QuerySet[Any]:
    """Add what was paid of each request in all, in pounds, as `paid`."""
    return requests.annotate(paid=Coalesce(Sum("payments__amount"), Value(Decimal(0)), output_field=_POUNDS))


def total_paid(request: SupportRequest) -> Decimal:
    """Return what was paid of a request in all, in pounds."""
    paid: Decimal | None = request.payments.aggregate(total=Sum("amount"))["total"]
    return paid or Decimal(0)
