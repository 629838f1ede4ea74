"""Legal holds, as a person may read them."""

from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from monitoring.notices.case.permissions import readable_cases
from monitoring.notices.models import Case
from schools.models import School
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.panels import Mark

from ..models import Hold


def readable(who: UserRoles) -> QuerySet[Hold]:
    """Return the holds that a person may read, the latest first: those on a case where they may read the case."""
    if not who.may(Permission.LEGAL_HOLD):
        return Hold.objects.none()
    cases = Case.objects.filter(readable_cases(who))
    found = Hold.objects.filter(Q(case__isnull=True) | Q(case__in=cases))
    return found.select_related("school", "case__school", "person", "placed_by", "ended_by")


def hold_on(subject: School | Case | User) -> Hold | None:
    """Return the hold under which a school, case or person is, with who placed it. One query, and none for the school
    of a page, which has it along (`OF_SCHOOL`)."""
    if hasattr(subject, OF_SCHOOL.name):
        said = getattr(subject, OF_SCHOOL.name)
        return said and Hold(
            pk=said["pk"],
            placed_on=date.fromisoformat(said["placed_on"]),
            placed_by=User(name=said["placed_by"]),
            reason=said["reason"],
        )
    name = "school" if isinstance(subject, School) else "case" if isinstance(subject, Case) else "person"
    return _in_force().filter(**{name: subject}).select_related("placed_by").first()


def _in_force() -> QuerySet[Hold]:
    return Hold.objects.filter(ended_on__isnull=True)


_SAID = {name: F(name) for name in ("pk", "placed_on", "reason")}
# What the page of a school says of its hold, read along with the school.
OF_SCHOOL = Mark(
    name="legal_hold",
    found=Subquery(
        _in_force()
        .filter(school=OuterRef("pk"))
        .order_by()
        .values(said=JSONObject(placed_by=F("placed_by__name"), **_SAID))[:1]
    ),
    permission=Permission.LEGAL_HOLD,
)
