"""Queries of reports of a term: all of them, what is there to write one of, and who could approve one."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from monitoring.visits.models import Term
from schools.leaving.parts import holders
from schools.models import School
from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles
from sil.framework.queries import framework_on

from ..models import TermReport
from .names import named_with_a_band
from .permissions import ROLES_OF, may_write


def readable(who: UserRoles) -> QuerySet[TermReport]:
    """Return the reports that a person may read: all, of those who write them. The file is without its content."""
    if not may_write(who):
        return TermReport.objects.none()
    related = TermReport.objects.select_related("term", "started_by", "sent_by", "approved_by", "file")
    return related.defer("file__content", "figures")


def without_report(on: date) -> QuerySet[Term]:
    """Return the terms of the authority that have begun by a day and have no report, the latest first."""
    there = TermReport.objects.filter(term=OuterRef("pk"))
    return Term.objects.filter(~Exists(there), school=None, starts_on__lte=on).order_by("-starts_on")


def approvers(report: TermReport, on: date) -> QuerySet[User]:
    """Return those who may approve a report: they hold the role and wrote none of it."""
    return holders(ROLES_OF, on).exclude(pk__in=report.writers.order_by().values("pk"))


def questions_about(text: str, on: date) -> list[str]:
    """Return what to ask about a text that names a school of the authority together with a band (A15)."""
    framework = framework_on(on)
    if framework is None or not text:
        return []
    names = School.objects.filter(la_code=framework.authority.code).order_by("name").values_list("name", flat=True)
    found = named_with_a_band(text, dict.fromkeys(names), [band.name for band in framework.bands])
    return [
        f"A sentence names {name} and {band} together. Only the school and School Improvement may know a school’s "
        "band. Do you want to send it like this?"
        for name, band in found
    ]
