"""Permissions of reports for scrutiny."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from monitoring.notices.case.permissions import readable_cases
from monitoring.notices.models import Case
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles, check_may
from sil.framework.queries import titles

from ..models import ScrutinyReport


def check_ask(*, by: User, on: date) -> None:
    """Raises Denied("not_allowed") unless the person may have reports made: Principal Officers and directors."""
    title = titles()["principal_officer"]
    check_may(by, on, Permission.SCRUTINY_REPORT, sentence=f"Only a {title} or a director can have this report made.")


def readable_reports(who: UserRoles) -> Q:
    """Return a condition on reports: those whose every case a person may read, and concerns about the service where
    they are in it. Until it is made, when that is not known, only who asked for it."""
    if not who.may(Permission.SCRUTINY_REPORT):
        return Q(pk__in=[])
    mine = Case.objects.filter(readable_cases(who)).order_by().values("pk")
    foreign = ScrutinyReport.cases.through.objects.filter(scrutinyreport=OuterRef("pk")).exclude(case__in=mine)
    found = ~Exists(foreign) & (Q(file__isnull=False) | Q(asked_by=who.user))
    return found if who.may(Permission.SERVICE_ANSWER) else found & Q(has_service=False)
