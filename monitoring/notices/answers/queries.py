"""Queries of answers: those of a case, those that a person may read, and which letters still wait for one."""

from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from sil.accounts.user_roles import UserRoles
from sil.deadlines.models import Deadline

from ..case.permissions import readable_cases
from ..models import Case, CaseLetter, LetterAnswer
from ..transitions import ANSWER


class AnswerOfCase(TypedDict):
    """What `with_answer` adds of the letter whose answer is due first: {"pk", "kind", "due_on", "basis"}, its day as
    text."""

    answer: dict[str, Any] | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    CaseWithAnswer = WithAnnotations[Case, AnswerOfCase]
else:
    CaseWithAnswer = Case


def readable_answers(who: UserRoles) -> QuerySet[LetterAnswer]:
    """Return the answers on the cases that a person may read."""
    return LetterAnswer.objects.filter(letter__case__in=Case.objects.filter(readable_cases(who)).values("pk"))


def with_answer(cases: QuerySet[Any]) -> QuerySet[CaseWithAnswer]:
    """Return cases with the letter whose answer is due first (`AnswerOfCase`). No more queries."""
    running = Deadline.objects.running().filter(rule=ANSWER, subject_table=CaseLetter._meta.db_table)
    mine = running.filter(subject_id=OuterRef("pk")).order_by("due_on")
    letters = CaseLetter.objects.filter(case=OuterRef("pk")).annotate(
        due=Subquery(mine.values("due_on")[:1]), basis=Subquery(mine.values("basis")[:1])
    )
    said = JSONObject(pk="pk", kind="kind", due_on="due", basis="basis")
    waiting = letters.filter(due__isnull=False).order_by("due", "pk").values(said=said)
    return cases.annotate(answer=Subquery(waiting[:1]))
