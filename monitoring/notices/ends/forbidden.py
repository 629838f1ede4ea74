"""Formal notices that the authority gave while one of the Secretary of State was in force, which section 60(4A) of the
Education and Inspections Act 2006 does not allow: which these are, and who has to decide what becomes of each.

They stay as they are: the other notice ends only those given earlier (section 60(4B)). The director who signs such
notices decides whether to withdraw one or to keep it (`decisions`).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from sil.accounts.user_roles import UserRoles
from sil.clock import weekday_in_words
from sil.web.work import WorkItem

from ..act import NAME as ACT
from ..models import Case, CaseLetter, ForbiddenNoticeDecision, SecretaryOfStateNotice
from ..signing.permissions import signs_as
from ..states import FORMAL_IN_FORCE, LetterState


class NoticeOfState(TypedDict):
    """What `with_notice_of_state` adds of the Secretary of State's notice, its days as text: {"pk", "given_on",
    "told_on", "decided"}, the last the latest outcome of `ForbiddenNoticeDecision`, None where there is none."""

    of_state: dict[str, Any] | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Forbidden = WithAnnotations[CaseLetter, NoticeOfState]
else:
    Forbidden = CaseLetter


def with_notice_of_state(letters: QuerySet[CaseLetter]) -> QuerySet[Forbidden]:
    """Return letters with the notice of the Secretary of State that stands and was given before each of them, or on its
    day (`NoticeOfState`)."""
    theirs = SecretaryOfStateNotice.objects.filter(
        school=OuterRef("case__school"), given_on__lte=OuterRef("given_on"), ended_on__isnull=True
    )
    decided = ForbiddenNoticeDecision.objects.filter(letter=OuterRef(OuterRef("pk")), of_state=OuterRef("pk"))
    latest = Subquery(decided.order_by("-pk").values("outcome")[:1])
    said = JSONObject(pk=F("pk"), given_on=F("given_on"), told_on=F("told_on"), decided=latest)
    return letters.annotate(of_state=Subquery(theirs.order_by("given_on", "pk").values(said=said)[:1]))


def is_forbidden(letter: Forbidden) -> bool:
    """Whether a letter (`with_notice_of_state`) is a formal notice in force that section 60(4A) did not allow. Of two
    notices of one day, the authority's has ended where it was the first."""
    stands = letter.status == LetterState.GIVEN and letter.case.status in FORMAL_IN_FORCE
    return letter.kind == "formal_notice" and stands and letter.of_state is not None


def is_undecided(letter: Forbidden) -> bool:
    """Whether a director has still to decide what becomes of such a letter."""
    return letter.of_state is not None and letter.of_state["decided"] != ForbiddenNoticeDecision.Outcome.KEPT


def forbidden_notices() -> QuerySet[Forbidden]:
    """Return the formal notices in force of which `is_forbidden` holds."""
    given = CaseLetter.objects.filter(
        kind="formal_notice", status=LetterState.GIVEN, case__status__in=FORMAL_IN_FORCE
    ).select_related("case__school", "case__framework_version")
    return with_notice_of_state(given).filter(of_state__isnull=False).order_by("pk")


def in_words(notice: Forbidden) -> str:
    """Return what is said of such a notice: both days, the day the authority was told, and the section."""
    assert notice.given_on is not None and notice.of_state is not None, "it was given, and so was the other"
    of_state = notice.of_state
    given, told = (weekday_in_words(date.fromisoformat(of_state[day])) for day in ("given_on", "told_on"))
    return (
        f"The authority's formal warning notice of {weekday_in_words(notice.given_on)} was given while section 60(4A) "
        f"forbade it: the Secretary of State had given a warning notice on {given}, of which the authority was told on "
        f"{told}."
    )


def forbidden_of(case: Case) -> Forbidden | None:
    """Return the notice of a case that was given while section 60(4A) forbade it, if there is one. One query."""
    return forbidden_notices().filter(case=case).first() if case.status in FORMAL_IN_FORCE else None


def work_of_forbidden(found: Sequence[Forbidden], who: UserRoles) -> Iterator[WorkItem]:
    """Yield to whoever signs such notices those of which they have to decide. One query where there is any."""
    undecided = [each for each in found if is_undecided(each)]
    roles = signs_as(who) if undecided else frozenset()
    for notice in undecided:
        if notice.step.signed_by in roles:
            yield WorkItem(
                title="Decide whether to withdraw or keep a formal notice given while section 60(4A) forbade it",
                about=notice.case.school.name,
                href=notice.case.get_absolute_url(),
                act="Open the case",
                basis=in_words(notice),
                since=notice.given_on,
                by_law=f"{ACT}, section 60(4A)",
            )


def latest_decision(case: OuterRef) -> Subquery:
    """Return the latest decision about a notice of a case, for a queryset of cases: {"outcome", "by", "by_as", "on"},
    its day as text; null where there is none."""
    said = JSONObject(outcome=F("outcome"), by=F("by__name"), by_as=F("by_as"), on=F("on"))
    found = ForbiddenNoticeDecision.objects.filter(letter__case=case, letter__status=LetterState.GIVEN)
    return Subquery(found.order_by("-pk").values(said=said)[:1])


def decided_in_words(decided: dict[str, Any] | None) -> str:
    """Return what is said of a `latest_decision`: what was decided, by whom and when; blank where there is none."""
    if not decided:
        return ""
    what = "is kept" if decided["outcome"] == ForbiddenNoticeDecision.Outcome.KEPT else "has not been decided on yet"
    on = weekday_in_words(date.fromisoformat(decided["on"]))
    return (
        f"The formal warning notice was given while section 60(4A) forbade it and {what}: {decided['by']}, "
        f"{decided['by_as']}, on {on}."
    )
