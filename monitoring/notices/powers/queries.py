"""Queries of powers in use that are reviewed."""

from datetime import date
from typing import Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from sil.deadlines.models import Deadline

from ..act import POWERS
from ..case.in_use import powers_in_use
from ..models import CaseLetter, PeriodicReview
from ..models.power_reviews import ends_that_hold
from ..transitions import POWER_REVIEW

_REVIEWED = [slug for slug, power in POWERS.items() if power.reviewed]


class ReviewOfPower(TypedDict):
    """A power in use that is reviewed: {"pk", "powers", "given_on", "due_on", "basis", "outcome", "found_on", "ends"},
    its days as text; of the last review and the last day that a letter names, None where there is none."""

    pk: int
    powers: list[str]
    given_on: str
    due_on: str | None
    basis: str | None
    outcome: str | None
    found_on: str | None
    ends: str | None


def with_reviews(cases: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Return cases with their powers in use that are reviewed, as `reviews`, a list of `ReviewOfPower`."""
    return cases.annotate(reviews=ArraySubquery(_reviews(on).filter(case=OuterRef("pk"))))


def review_of(letter: OuterRef, on: date) -> Subquery:
    """Return the `ReviewOfPower` of a letter that uses a power, null where it uses none that is reviewed and in use."""
    return Subquery(_reviews(on).filter(pk=letter)[:1])


def _reviews(on: date) -> QuerySet[Any, Any]:
    running = Deadline.objects.running().filter(
        rule=POWER_REVIEW, subject_table=CaseLetter._meta.db_table, subject_id=OuterRef("pk")
    )
    latest = PeriodicReview.objects.filter(letter=OuterRef("pk")).order_by("-pk")
    ends = ends_that_hold().filter(power=OuterRef("pk")).order_by("-pk")
    found = powers_in_use(on).filter(powers__0__in=_REVIEWED).order_by("pk")
    said = JSONObject(
        pk=F("pk"),
        powers=F("powers"),
        given_on=F("given_on"),
        due_on=Subquery(running.values("due_on")[:1]),
        basis=Subquery(running.values("basis")[:1]),
        outcome=Subquery(latest.values("outcome")[:1]),
        found_on=Subquery(latest.values("held_on")[:1]),
        ends=Subquery(ends.values("last_day")[:1]),
    )
    return found.values(said=said)


def reviews_of(letter: CaseLetter) -> QuerySet[PeriodicReview]:
    """Return the reviews of a power that were recorded, the latest first."""
    return letter.periodic_reviews.select_related("recorded_by").order_by("-pk")
