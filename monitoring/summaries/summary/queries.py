"""Queries of summaries: those a person may read, and the terms that can be summarised."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from monitoring.visits.models import Term
from schools.models import AssignmentRole
from schools.queries import assigned
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles

from ..models import Summary

# Terms that began within so long are offered.
BACK = timedelta(days=800)


def terms(on: date) -> Sequence[Term]:
    """Return the authority's terms that have begun, the latest first."""
    found = Term.objects.filter(school=None, starts_on__lte=on, starts_on__gte=on - BACK)
    return list(found.order_by("-starts_on", "-pk"))


def readable(who: UserRoles) -> QuerySet[Summary]:
    """Return the summaries of one's own schools, or all of them for those who oversee visits. The school reads the
    letter."""
    found = Summary.objects.select_related("school", "term", "saved_by", "approved_by", "letter")
    if who.may(Permission.VISITS_READ_ALL):
        return found
    if not who.may(Permission.VISIT_RECORD):
        return found.filter(Q(pk__in=[]))
    return found.filter(assigned(who.user, who.on, role=AssignmentRole.SIP))
