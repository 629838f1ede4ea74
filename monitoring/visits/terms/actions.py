"""Add, change and remove terms of the authority or of one school."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import ProtectedError, Q

from schools.models import School
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may
from sil.audit import events
from sil.clock import in_words
from sil.framework.years import first_day, label, last_day
from sil.workflow import Denied

from ..models import Term

SCOPE = "settings"


@dataclass(frozen=True, kw_only=True)
class TermInput:
    """A term: `academic_year` is the year it begins in, `school` None for the authority's own."""

    academic_year: int
    name: str
    starts_on: date
    ends_on: date
    school: School | None = None


@transaction.atomic
def add(typed: TermInput, *, by: User, on: date) -> Term:
    """Add a term. Raises Denied("not_allowed") and those of `check`."""
    _check_may(by, on)
    check(typed)
    made = Term.objects.create(**vars(typed))
    _record("term.added", made, by)
    return made


@transaction.atomic
def change(term: Term, typed: TermInput, *, by: User, on: date) -> Term:
    """Change a term. Raises Denied("not_allowed", "no_change") and those of `check`."""
    _check_may(by, on)
    term = Term.objects.select_for_update(of=("self",)).select_related("school").get(pk=term.pk)
    check(typed, but=term)
    old, new = _plain(term), _plain(typed)
    if old == new:
        raise Denied("no_change", "You have not changed anything.")
    for name, value in vars(typed).items():
        setattr(term, name, value)
    term.save()
    changed = [name for name in new if new[name] != old[name]]
    _record("term.changed", term, by, old={n: old[n] for n in changed}, new={n: new[n] for n in changed})
    return term


@transaction.atomic
def remove(term: Term, *, by: User, on: date) -> None:
    """Remove a term. Raises Denied("not_allowed"), and Denied("in_use") for a term that has summaries."""
    _check_may(by, on)
    term = Term.objects.select_for_update(of=("self",)).select_related("school").get(pk=term.pk)
    _record("term.removed", term, by)
    try:
        term.delete()
    except ProtectedError as error:
        raise Denied("in_use", "You cannot remove a term that has summaries. You can change it.") from error


def check(typed: TermInput, *, but: Term | None = None) -> None:
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


def _check_may(by: User, on: date) -> None:
    check_may(by, on, Permission.SETTINGS_MANAGE, sentence="Only an administrator can change terms.")


def _plain(term: Term | TermInput) -> dict[str, str]:
    return {
        "name": term.name,
        "starts_on": term.starts_on.isoformat(),
        "ends_on": term.ends_on.isoformat(),
    }


def _record(kind: str, term: Term, by: User, **facts: object) -> None:
    events.record(
        kind,
        subject=term,
        by=by,
        scope=SCOPE,
        reason="",
        status=None,
        name=f"{term.name} of {term.school.name}" if term.school else term.name,
        year=label(term.academic_year),
        from_day=in_words(term.starts_on),
        to_day=in_words(term.ends_on),
        **facts,
    )
