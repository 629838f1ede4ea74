"""Formal notices that the authority gave while one of the Secretary of State was in force, which section 60(4A) of the
Education and Inspections Act 2006 does not allow: which these are, and who has to decide what becomes of each.

They are kept as they are: the other notice ends only those given earlier (section 60(4B)). The director who signs such
notices decides whether to withdraw one.
"""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from sil.accounts.user_roles import UserRoles
from sil.clock import weekday_in_words
from sil.web.work import WorkItem

from ..case.permissions import readable_cases
from ..models import Case, CaseLetter, SecretaryOfStateNotice
from ..signing.permissions import signs_as
from ..states import FORMAL_IN_FORCE, LetterState


class NoticeOfState(TypedDict):
    """What `forbidden_notices` adds: the days of the Secretary of State's notice, as text: {"given_on", "told_on"}."""

    of_state: dict[str, Any]


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Forbidden = WithAnnotations[CaseLetter, NoticeOfState]
else:
    Forbidden = CaseLetter


def forbidden_notices() -> QuerySet[Forbidden]:
    """Return the formal notices in force that were given while a notice of the Secretary of State was, which still is:
    on a later day, or on its day, where the authority's was not the first (that one has ended)."""
    theirs = SecretaryOfStateNotice.objects.filter(
        school=OuterRef("case__school"), given_on__lte=OuterRef("given_on"), ended_on__isnull=True
    )
    said = theirs.order_by("given_on", "pk").values(said=JSONObject(given_on=F("given_on"), told_on=F("told_on")))
    given = CaseLetter.objects.filter(
        kind="formal_notice", status=LetterState.GIVEN, case__status__in=FORMAL_IN_FORCE
    ).select_related("case__school", "case__framework_version")
    unread = ("case__framework_version__content", "case__framework_version__source")
    return given.defer(*unread).annotate(of_state=Subquery(said[:1])).filter(of_state__isnull=False).order_by("pk")


def in_words(notice: Forbidden) -> str:
    """Return what is said of such a notice: both days, the day the authority was told, and the section."""
    assert notice.given_on is not None, "it was given"
    given, told = (weekday_in_words(date.fromisoformat(notice.of_state[day])) for day in ("given_on", "told_on"))
    return (
        f"The authority's formal warning notice of {weekday_in_words(notice.given_on)} was given while section 60(4A) "
        f"forbade it: the Secretary of State had given a warning notice on {given}, of which the authority was told on "
        f"{told}."
    )


def forbidden_of(case: Case) -> Forbidden | None:
    """Return the notice of a case that was given while section 60(4A) forbade it, if there is one. One query."""
    return forbidden_notices().filter(case=case).first() if case.status in FORMAL_IN_FORCE else None


def work_of_director(who: UserRoles) -> Iterator[WorkItem]:
    """Yield to whoever signs such notices those of which they have to decide. One query, and one more where any is."""
    readable = Q(case__in=Case.objects.filter(readable_cases(who)).values("pk"))
    found = list(forbidden_notices().filter(readable))
    roles = signs_as(who) if found else frozenset()
    for notice in found:
        if notice.step.signed_by in roles:
            yield WorkItem(
                title="Decide whether to withdraw a formal notice that was given while section 60(4A) forbade it",
                about=notice.case.school.name,
                href=notice.case.get_absolute_url(),
                act="Open the case",
                basis=in_words(notice),
            )
