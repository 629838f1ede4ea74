"""Queries of letters of cases: those that a person may read, and their history."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from sil.accounts.user_roles import UserRoles
from sil.audit import events
from sil.letters.models import Letter
from sil.letters.queries import about, with_proof
from sil.web import timeline
from sil.web.timeline import Entry

from ..case.permissions import readable_cases
from ..case.queries import CaseWithNext
from ..kinds import WITHDRAWAL
from ..models import Case, CaseLetter, CaseRecipient, Remark, RequiredAction, Tick
from ..states import LetterState
from .facts import with_facts


def whole(who: UserRoles, *also: Any) -> QuerySet[CaseLetter]:
    """Return the letters that a person may read, with everything that belongs to one and what is asked about it
    (`facts.facts_of`); `also` is prefetched too."""
    # Of one letter: sorted by it too, as these models are, each would join it.
    parts = (
        Prefetch("recipients", CaseRecipient.objects.select_related("user").order_by("place")),
        Prefetch("required_actions", RequiredAction.objects.order_by("place")),
        Prefetch("ticks", Tick.objects.select_related("by").order_by("pk")),
        Prefetch("remarks", Remark.objects.select_related("by").order_by("-pk")),
    )
    related = ("saved_by", "prepared_by", "made_from__letter", "letter__signed_by")
    unread = ("made_from__letter__html", "made_from__letter__context")
    return with_facts(readable_letters(who).select_related(*related).defer(*unread).prefetch_related(*parts, *also))


def signed_letters(letter: CaseLetter) -> list[Letter]:
    """Return every letter that was signed of it, the latest first, with its recipients and why one was withdrawn."""
    found = Letter.objects.filter(about(letter))
    return list(with_proof(found.select_related("signed_by").defer("html", "context")))


def history(letter: CaseLetter) -> list[Entry]:
    """Return what happened to a letter, in words, the latest first."""
    found = events.timeline(letter.case.scope)
    mine = found.filter(subject_table=letter._meta.db_table, subject_id=str(letter.pk))
    return [timeline.entry_of(event) for event in mine]


def earlier_letters(letter: CaseLetter) -> list[CaseLetter]:
    """Return the letters of the same case that were given, other than this one."""
    given = (LetterState.GIVEN, LetterState.WITHDRAWN)
    found = CaseLetter.objects.filter(case=letter.case_id, status__in=given).exclude(pk=letter.pk)
    return list(found.select_related("letter__withdrawal").defer("letter__html", "letter__context"))


def withdrawn_by(letter: CaseLetter) -> CaseLetter | None:
    """Return the letter by which one was withdrawn; None where it was not, or before there were such letters."""
    if letter.status != LetterState.WITHDRAWN:
        return None
    found = CaseLetter.objects.filter(made_from=letter, kind=WITHDRAWAL).select_related("letter")
    return found.defer("letter__html", "letter__context").first()


def readable_letters(who: UserRoles) -> QuerySet[CaseLetter]:
    """Return the letters of the cases that a person may read."""
    unread = ("letter__html", "letter__context")
    found = CaseLetter.objects.filter(case__in=Case.objects.filter(readable_cases(who)).values("pk"))
    return found.select_related("case__school", "case__owner", "case__framework_version", "letter").defer(*unread)


def letter_in_progress(case: CaseWithNext) -> CaseLetter | None:
    """Return the letter in progress of a case, with what its signature asks for. One query."""
    if case.letter_pk is None:
        return None
    found = CaseLetter.objects.filter(pk=case.letter_pk).select_related("case__school", "case__framework_version")
    return found.first()
