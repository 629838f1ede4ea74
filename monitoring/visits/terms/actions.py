"""Add, change and remove terms of the authority or of one school."""

from datetime import date

from django.db import transaction
from django.db.models import ProtectedError

from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import in_words
from sil.framework.years import label
from sil.workflow import Denied

from ..models import Term
from .permissions import check_may_keep_terms
from .policies import TermInput, check_term

SCOPE = "settings"


@transaction.atomic
def add(typed: TermInput, *, by: User, on: date) -> Term:
    """Add a term. Raises Denied("not_allowed") and those of `check_term`."""
    check_may_keep_terms(by=by, on=on)
    check_term(typed)
    made = Term.objects.create(**vars(typed))
    _record("term.added", made, by)
    return made


@transaction.atomic
def change(term: Term, typed: TermInput, *, by: User, on: date) -> Term:
    """Change a term. Raises Denied("not_allowed", "no_change") and those of `check_term`."""
    check_may_keep_terms(by=by, on=on)
    term = Term.objects.select_for_update(of=("self",)).select_related("school").get(pk=term.pk)
    require_as_shown(term)
    check_term(typed, but=term)
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
    """Remove a term. Raises Denied("not_allowed"), and Denied("in_use") for a term that has summaries
    or a report."""
    check_may_keep_terms(by=by, on=on)
    term = Term.objects.select_for_update(of=("self",)).select_related("school").get(pk=term.pk)
    require_as_shown(term)
    _record("term.removed", term, by)
    try:
        term.delete()
    except ProtectedError as error:
        raise Denied(
            "in_use", "You cannot remove a term that has summaries, a report or a review of access. You can change it."
        ) from error


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
