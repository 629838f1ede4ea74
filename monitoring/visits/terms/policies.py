"""Policies of terms: do the dates of one lie in its year and beside those on record?"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from schools.models import School
from sil.clock import in_words
from sil.framework.years import first_day, label, last_day
from sil.workflow import Denied

from ..models import Term


@dataclass(frozen=True, kw_only=True)
class TermInput:
    """A term: `academic_year` is the year it begins in, `school` None for the authority's own."""

    academic_year: int
    name: str
    starts_on: date
    ends_on: date
    school: School | None = None


def check_term(typed: TermInput, *, but: Term | None = None) -> None:
    """Raises Denied("ends_before", "other_year", "name_taken", "overlaps"). `but` is the term that is changed."""
    if typed.ends_on < typed.starts_on:
        raise Denied("ends_before", "The last day must be on or after the first day.")
    begins, ends = first_day(typed.academic_year), last_day(typed.academic_year)
    if typed.starts_on < begins or typed.ends_on > ends:
        raise Denied(
            "other_year",
            f"The days of a term in {label(typed.academic_year)} must be from {in_words(begins)} to {in_words(ends)}.",
        )
    beside = Term.objects.filter(academic_year=typed.academic_year, school=typed.school)
    beside = beside.exclude(pk=but.pk) if but else beside
    if beside.filter(name__iexact=typed.name).exists():
        raise Denied("name_taken", f"{typed.name} is already on record for this year.")
    other = beside.filter(Q(starts_on__lte=typed.ends_on, ends_on__gte=typed.starts_on)).first()
    if other:
        days = f"{in_words(other.starts_on)} to {in_words(other.ends_on)}"
        raise Denied("overlaps", f"These days overlap with {other.name}, {days}.")
