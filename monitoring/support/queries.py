"""What the pages of support ask alike: the history of a record, and the days that are taken of somebody."""

from decimal import Decimal

from django.db.models import Case, CharField, DecimalField, Model, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from sil.audit.models import Event

from .models import GIVERS, Delivery, Support
from .states import SPENT, TAKES_DAYS
from .years import first_day, last_day

NO_DAYS = Decimal(0)
_NUMBER: "DecimalField[Decimal, Decimal]" = DecimalField(max_digits=12, decimal_places=2)


def events_of(record: Model) -> QuerySet[Event]:
    """Return the events of a record, the latest first."""
    found = Event.objects.filter(subject_table=record._meta.db_table, subject_id=str(record.pk))
    return found.order_by("-at", "-pk")


def taking_days(year: int) -> QuerySet[Support]:
    """Return the support that takes days of who gives it, in the financial year in which it begins."""
    return Support.objects.filter(status__in=TAKES_DAYS, starts_on__gte=first_day(year), starts_on__lte=last_day(year))


def days_taken(by: str, year: int) -> Coalesce:
    """Return the expression for the days that are taken of a leader or an offer (`by`) in a financial year."""
    there = taking_days(year).filter(**{by: OuterRef("pk")}).order_by().values(by)
    return Coalesce(Subquery(there.annotate(sum=Sum("days")).values("sum")), Value(NO_DAYS), output_field=_NUMBER)


def days_given() -> Coalesce:
    """Return the expression for the days that were given of support."""
    there = Delivery.objects.filter(support=OuterRef("pk"), replaced_by__isnull=True).order_by().values("support")
    return Coalesce(Subquery(there.annotate(sum=Sum("days")).values("sum")), Value(NO_DAYS), output_field=_NUMBER)


def giver_key() -> Case:
    """Return the expression for Support.giver_key."""
    named = (
        When(**{f"{by}__isnull": False}, then=Concat(Value(f"{by}-"), Cast(f"{by}_id", CharField()))) for by in GIVERS
    )
    return Case(*named, default=Value(""), output_field=CharField())


def charged_to(states: tuple[str, ...]) -> Coalesce:
    """Return the expression for the money of a budget line that support in some states takes, in pounds."""
    there = Support.objects.filter(status__in=states, budget=OuterRef("pk")).order_by().values("budget")
    sums = there.annotate(sum=Sum(Coalesce("final_cost", "cost") if states == SPENT else "cost"))
    return Coalesce(Subquery(sums.values("sum")), Value(NO_DAYS), output_field=_NUMBER)
