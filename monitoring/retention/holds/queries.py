"""Legal holds, as a person may read them."""

from django.db.models import Q, QuerySet

from monitoring.notices.case.permissions import readable_cases
from monitoring.notices.models import Case
from schools.models import School
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles

from ..models import Hold


def readable(who: UserRoles) -> QuerySet[Hold]:
    """Return the holds that a person may read, the latest first: those on a case where they may read the case."""
    if not who.may(Permission.LEGAL_HOLD):
        return Hold.objects.none()
    cases = Case.objects.filter(readable_cases(who))
    found = Hold.objects.filter(Q(case__isnull=True) | Q(case__in=cases))
    return found.select_related("school", "case__school", "person", "placed_by", "ended_by")


def hold_on(subject: School | Case | User) -> Hold | None:
    """Return the hold under which a school, case or person is, with who placed it. One query."""
    name = "school" if isinstance(subject, School) else "case" if isinstance(subject, Case) else "person"
    return Hold.objects.filter(ended_on__isnull=True, **{name: subject}).select_related("placed_by").first()
