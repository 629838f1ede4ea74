"""Which cases may this person read, and what do the screens show of them?"""

from django.db.models import QuerySet

from sil.accounts.standing import Standing

from .models import Case, CaseLetter
from .permissions import reach


def readable(who: Standing) -> QuerySet[Case]:
    """The cases that a person may read, with their school, owner and framework, in one query."""
    return related(Case.objects.filter(reach(who)))


def related(cases: QuerySet[Case]) -> QuerySet[Case]:
    unread = ("framework_version__content", "framework_version__source")
    return cases.select_related("school", "owner", "framework_version").defer(*unread)


def readable_letters(who: Standing) -> QuerySet[CaseLetter]:
    """The letters of the cases that a person may read."""
    unread = ("case__framework_version__content", "case__framework_version__source", "letter__html", "letter__context")
    found = CaseLetter.objects.filter(case__in=Case.objects.filter(reach(who)).values("pk"))
    return found.select_related("case__school", "case__owner", "case__framework_version", "letter").defer(*unread)
