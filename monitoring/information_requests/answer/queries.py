"""Queries of bundles: those that a person may fetch."""

from django.db.models import Exists, OuterRef, QuerySet

from monitoring.notices.case.permissions import readable_cases
from monitoring.notices.models import Case
from sil.accounts.user_roles import UserRoles

from ..log.queries import readable as readable_requests
from ..models import AnswerBundle


def readable(who: UserRoles) -> QuerySet[AnswerBundle]:
    """Return the bundles of requests that a person may read, of whose every case they may read."""
    mine = Case.objects.filter(readable_cases(who)).order_by().values("pk")
    foreign = AnswerBundle.cases.through.objects.filter(answerbundle=OuterRef("pk")).exclude(case__in=mine)
    found = AnswerBundle.objects.filter(~Exists(foreign), request__in=readable_requests(who).values("pk"))
    return found.select_related("asked_by", "file", "archive").defer("file__content", "archive__content")
