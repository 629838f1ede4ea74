"""What the pages of support ask alike: the history of a record, and the days that are taken of somebody."""

from datetime import date
from decimal import Decimal

from django.db.models import Case, CharField, DecimalField, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from sil.framework.schema import days_in_words
from sil.workflow import Denied

from .models import GIVERS, Delivery, Leader, SchoolOffer, Support
from .states import TAKES_DAYS
from .years import FIRST_MONTH, financial_year, first_day, label, last_day

NOTHING = Decimal(0)
_NUMBER: "DecimalField[Decimal, Decimal]" = DecimalField(max_digits=12, decimal_places=2)


def taking_days(year: int) -> QuerySet[Support]:
    """Return the support that takes days of who gives it, in the financial year in which it begins."""
    return Support.objects.filter(status__in=TAKES_DAYS, starts_on__gte=first_day(year), starts_on__lte=last_day(year))


def days_taken(by: str, year: int) -> Coalesce:
    """Return the expression for the days that are taken of a leader or an offer (`by`) in a financial year."""
    there = taking_days(year).filter(**{by: OuterRef("pk")}).order_by().values(by)
    return Coalesce(Subquery(there.annotate(sum=Sum("days")).values("sum")), Value(NOTHING), output_field=_NUMBER)


def check_days_taken(record: Leader | SchoolOffer, days: Decimal, *, by: str, on: date) -> None:
    """Raises Denied("too_few") where the days a year would become fewer than are taken of a leader or an offer (`by`)
    in this financial year or a later one. The caller has locked the record."""
    begins_in = Case(
        When(starts_on__month__gte=FIRST_MONTH, then=F("starts_on__year")), default=F("starts_on__year") - Value(1)
    )
    there = Support.objects.filter(**{by: record}, status__in=TAKES_DAYS, starts_on__gte=first_day(financial_year(on)))
    found = (
        there.order_by().annotate(in_year=begins_in).values("in_year").annotate(taken=Sum("days")).order_by("-taken")
    )
    most = found.first()
    if most and days < min(most["taken"], record.days_a_year):
        taken, year = days_in_words(most["taken"]), label(most["in_year"])
        raise Denied("too_few", f"Enter {taken} or more, because support in {year} takes that many.")


def days_given() -> Coalesce:
    """Return the expression for the days that were given of support."""
    there = Delivery.objects.filter(support=OuterRef("pk"), replaced_by__isnull=True).order_by().values("support")
    return Coalesce(Subquery(there.annotate(sum=Sum("days")).values("sum")), Value(NOTHING), output_field=_NUMBER)


def giver_key() -> Case:
    """Return the expression for Support.giver_key."""
    named = (
        When(**{f"{by}__isnull": False}, then=Concat(Value(f"{by}-"), Cast(f"{by}_id", CharField()))) for by in GIVERS
    )
    return Case(*named, default=Value(""), output_field=CharField())


def charge() -> Coalesce:
    """Return the expression for what support takes from its budget line: what it cost in the end, else what was agreed,
    in pounds."""
    return Coalesce("final_cost", "cost", Value(NOTHING), output_field=_NUMBER)


def charged_to(states: tuple[str, ...]) -> Coalesce:
    """Return the expression for the money of a budget line that support in some states takes, in pounds."""
    there = Support.objects.filter(status__in=states, budget=OuterRef("pk")).order_by().values("budget")
    sums = there.annotate(sum=Sum(charge()))
    return Coalesce(Subquery(sums.values("sum")), Value(NOTHING), output_field=_NUMBER)
