"""Queries of reports for scrutiny: those a person may read."""

from django.db.models import QuerySet

from sil.accounts.user_roles import UserRoles

from ..models import ScrutinyReport
from .permissions import readable_reports


def readable(who: UserRoles) -> QuerySet[ScrutinyReport]:
    """Return the reports that a person may read, with their school, who asked and the file without its content."""
    found = ScrutinyReport.objects.filter(readable_reports(who)).select_related("school", "asked_by", "file")
    return found.defer("file__content")
