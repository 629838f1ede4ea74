"""The panel about allocations on a school's page."""

from typing import Any

from schools.models import School
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.years import academic_year
from sil.web.panels import Panel

from ..allocation.queries import readable, with_decided
from ..models import Allocation
from ..states import IN_PREPARATION

YEARS = 4
# What the panel says of each.
_RELATED = ("round__framework_version", "proposal")
_SHOWN = (
    *("status", "band", "due_on", "superseded_on", "reviews"),
    *("round__academic_year", "round__framework_version__sha256", "proposal__band"),
)


def content(school: School, who: UserRoles) -> dict[str, Any] | None:
    """Return the present allocation and earlier bands, as far as the person may read them. A school reads that its
    allocation is being prepared, and no more."""
    mine = with_decided(readable(who).filter(school=school)).select_related(None).select_related(*_RELATED)
    found = list(mine.only(*_SHOWN).order_by("-round__academic_year", "-pk")[:YEARS])
    year = academic_year(who.on)
    preparing = not any(a.round.academic_year >= year for a in found) and is_being_prepared(school, who, year)
    if not found and not preparing:
        return None
    return {"allocations": found, "preparing": preparing, "year": year}


def is_being_prepared(school: School, who: UserRoles, year: int) -> bool:
    """Return whether there is an allocation of the year that the school cannot read yet. Only for people with a post at
    the school: an administrator learns nothing of casework, and who reads every allocation sees it itself."""
    if who.may(Permission.ALLOCATIONS_READ_ALL) or not school.posts.filter(user=who.user).exists():
        return False
    return Allocation.objects.filter(school=school, round__academic_year=year, status__in=IN_PREPARATION).exists()


PANEL = Panel(
    slug="allocation",
    title="Allocations",
    order=10,
    template="allocations/panel.html",
    content=content,
    shown=lambda who: who.may(
        Permission.ALLOCATIONS_READ_ALL,
        Permission.ALLOCATION_PROPOSE,
        Permission.ALLOCATION_READ_AGREED,
        Permission.CASEWORK_BY_GRANT,
    ),
    in_summary=True,
)
