"""An authority of any size and age: the made-up one, with earlier years and further schools copied from it.

The made-up authority of some sixty schools is made by the product's own acts, so that each record, event, letter and
deadline is as the product writes it; the rest is copied within the database (docs/adr/0069).
"""

from collections.abc import Callable
from datetime import date

from django.db import connection, transaction

from allocations.models import Round
from allocations.round.kept import compare, tally_everything
from allocations.seeding import follow_bands
from monitoring.notices.models import Case
from monitoring.plans.models import PartnershipPlan
from monitoring.plans.states import PlanState
from monitoring.service.models import ServiceConcern
from monitoring.visits.days.kept import mark_everything
from monitoring.visits.models import Term, Visit
from monitoring.visits.states import VisitState
from schools.inspections.kept import follow
from schools.models import Cover, Handover, OfstedLetter, School
from schools.seeding import keep_words
from sil.framework.years import academic_year, first_day
from sil.seeding.copy import Copies, copy, set_sequences, strides, unguarded
from sil.seeding.reach import Rows, reaching

from .making import make

# A year of weeks, so that a Tuesday stays one.
YEAR = 364
# So many times as many schools have no case as in the made-up authority, which has one of each kind.
CALM = 5
# Rounds, terms and visits of the made-up authority: so many years before the present one.
FIRST_ROUND, FIRST_TERM, FIRST_VISIT = 3, 2, 1


def fill(schools: int, years: int, today: date, say: Callable[[str], None]) -> None:
    """Fill an empty database with so many schools, and so many years of records up to a day. As many again gives the
    same again."""
    say("The made-up authority…")
    with transaction.atomic():
        make(today, full=True)
        known = School.objects.count()
        if schools < known:
            raise ValueError(f"There are {known} schools at least.")
        with unguarded():
            say(f"{years} years…")
            earlier(years, academic_year(today))
            say(f"{schools} schools…")
            further(schools, known)
            set_sequences()
            mark_everything()
            follow_bands()
            keep_words()
            follow()
            tally_everything()
            say("Indexes…")
        compare()
    say("Statistics…")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def earlier(years: int, year: int) -> None:
    """Copy the first round, the terms and a year of visits back, until there are so many years."""
    apart = strides()
    last_year = (first_day(year - 1), first_day(year))
    held = Visit.objects.filter(status=VisitState.HELD, starts_on__gte=last_year[0], starts_on__lt=last_year[1])
    groups = (
        (FIRST_ROUND, Round.objects.filter(academic_year=year - FIRST_ROUND)),
        (FIRST_TERM, Term.objects.filter(academic_year=year - FIRST_TERM)),
        (FIRST_VISIT, held),
    )
    # A school has one plan at a time, which goes on from year to year.
    going_on = PartnershipPlan.objects.exclude(status=PlanState.ENDED).values_list("pk", flat=True)
    plans = reaching({PartnershipPlan: going_on}, whole=False)
    for first, roots in groups:
        found = reaching({roots.model: roots.values_list("pk", flat=True)}, whole=True)
        rows = {model: keys - plans.get(model, set()) for model, keys in found.items()}
        copy(Copies(first=1, last=years - 1 - first, rows=rows, days=YEAR), apart)


def further(schools: int, known: int) -> None:
    """Copy all that there is until there are so many schools."""
    last, over = divmod(schools, known)
    but = [(f"n % {CALM} <> 0".replace("%", "%%"), _trouble())]
    if over:
        left_out = School.objects.order_by("urn").values_list("pk", flat=True)[over:]
        but.append((f"n = {last}", reaching({School: left_out}, whole=False)))
    copy(Copies(first=1, last=last if over else last - 1, but=tuple(but)), strides())


def _trouble() -> Rows:
    """What few schools have."""
    rare = (Case, ServiceConcern, Cover, Handover, OfstedLetter)
    return reaching({model: model.objects.values_list("pk", flat=True) for model in rare}, whole=False)
