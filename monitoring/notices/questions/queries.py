"""Queries of questions: the other notices that are in force for a school."""

from django.db.models import Q

from ..models import Case, CaseLetter
from ..states import FORMAL_IN_FORCE, PREFORMAL_IN_FORCE


def notices_in_force(letter: CaseLetter) -> list[CaseLetter]:
    """Return the notices of the authority in force for the school of a letter, other than the one that it follows. A
    restricted case other than the letter's own is left out: whoever prepares or signs may not know of it (ADR 33). One
    query, and one more for each case with a notice in force."""
    open_to_all = Q(restricted=False) | Q(pk=letter.case_id)
    found = Case.objects.filter(
        open_to_all, school=letter.case.school_id, status__in=PREFORMAL_IN_FORCE | FORMAL_IN_FORCE
    )
    notices = [each.notice_to_answer() for each in found.order_by("opened_on", "pk")]
    return [each for each in notices if each is not None and each.pk not in (letter.pk, letter.made_from_id)]
