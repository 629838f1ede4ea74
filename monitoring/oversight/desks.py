"""What does each role's first page show besides its work? One part for each thing looked after."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from allocations.models import Allocation, Round
from allocations.queries import progress, readable, with_deadline
from allocations.states import State
from schools.models import AssignmentRole, School
from schools.queries import (
    assigned,
    in_post,
    lacks_lead,
    lacks_officer,
    open_schools,
    scopes,
    with_people,
)
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.standing import Standing
from sil.framework.queries import framework_on
from sil.framework.years import academic_year
from sil.letters.queries import readable as readable_letters
from sil.outbox.models import Message, Status
from sil.web.panels import Part

LETTERS = 5
IDENTIFIED, PROPOSED = State.IDENTIFIED, State.PROPOSED


@dataclass(frozen=True)
class Count:
    """A number that leads to the list of what it counts."""

    number: int
    label: str
    query: str


def my_school(who: Standing) -> dict[str, Any] | None:
    """For those who hold a post at a school: their schools, and who supports them."""
    if not who.holds(*LEADS, *GOVERNANCE):
        return None
    mine = School.objects.filter(in_post(who.user, who.on, (*LEADS, *GOVERNANCE), school="pk"))
    year = academic_year(who.on)
    current = _by_school(with_deadline(readable(who).filter(round__academic_year=year, school__in=mine)))
    schools = [(school, current.get(school.pk)) for school in with_people(mine, who.on)]
    letters = readable_letters(who).filter(scope__in=scopes(mine))[:LETTERS]
    return {"schools": schools, "year": year, "leads": who.holds(*LEADS), "letters": letters}


def my_schools(who: Standing) -> dict[str, Any] | None:
    """For a School Improvement Partner: their schools, the open ones first."""
    if not who.may(Permission.ALLOCATION_PROPOSE):
        return None
    mine = School.objects.filter(assigned(who.user, who.on, role=AssignmentRole.SIP, school="pk"))
    year = academic_year(who.on)
    found = readable(who).filter(round__academic_year=year, school__in=mine).select_related("proposal", "draft")
    current = _by_school(with_deadline(found))
    rows = [(school, current.get(school.pk)) for school in mine]
    counts: list[Count] = []
    if current:
        counts = [_count(state, sum(a.status == state for a in current.values())) for state in (IDENTIFIED, PROPOSED)]
        counts.append(_late(sum(bool(a.answer_due and a.answer_due < who.on) for a in current.values())))
    return {"rows": sorted(rows, key=lambda row: _urgency(row[1])), "year": year, "counts": counts}


def rounds(who: Standing) -> dict[str, Any] | None:
    """For oversight: where the present round stands, or that none is open."""
    if not who.may(Permission.ALLOCATIONS_READ_ALL):
        return None
    year = academic_year(who.on)
    found = Round.objects.select_related("framework_version").filter(academic_year=year).first()
    counts: list[Count] = []
    if found:
        late = with_deadline(found.allocations.all()).filter(answer_due__lt=who.on).count()
        counts = [*(_count(p.state, p.count) for p in progress(found)), _late(late)]
    return {
        "round": found,
        "year": year,
        "counts": counts,
        "may_open": who.may(Permission.ROUND_OPEN),
    }


def gaps(who: Standing) -> dict[str, Any] | None:
    """For those who keep the house in order: what is missing before work can go on."""
    if not who.may(Permission.ASSIGN_OFFICERS):
        return None
    framework = framework_on(who.on)
    schools: QuerySet[School] = open_schools(framework.authority.code) if framework else School.objects.none()
    manages = who.may(Permission.PEOPLE_MANAGE)
    return {
        "loaded": framework is not None,
        "schools": schools.count(),
        "without_sip": schools.filter(lacks_officer(AssignmentRole.SIP, who.on)).count(),
        "without_po": schools.filter(lacks_officer(AssignmentRole.PRINCIPAL_OFFICER, who.on)).count(),
        "without_head": schools.filter(lacks_lead(who.on)).count() if manages else None,
        "not_signed_in": User.objects.filter(is_active=True, last_login__isnull=True).count() if manages else None,
        "unsent": Message.objects.filter(status=Status.FAILED).count() if manages else None,
    }


# In the order in which they stand on the page.
DESKS: tuple[tuple[str, Callable[[Standing], dict[str, Any] | None]], ...] = (
    ("my_school", my_school),
    ("my_schools", my_schools),
    ("rounds", rounds),
    ("gaps", gaps),
)


def parts_for(who: Standing) -> list[Part]:
    found = ((slug, desk(who)) for slug, desk in DESKS)
    return [Part(slug, f"oversight/desks/{slug}.html", content) for slug, content in found if content is not None]


def _by_school(allocations: QuerySet[Allocation]) -> dict[int, Any]:
    return {allocation.school_id: allocation for allocation in allocations}


def _urgency(allocation: Any) -> tuple[int, str]:
    """What waits longest for an officer first; schools outside the round last."""
    if allocation is None:
        return len(State), ""
    return list(State).index(State(allocation.status)), allocation.school.name


def _count(state: State, number: int) -> Count:
    return Count(number, state.label, f"status={state}")


def _late(number: int) -> Count:
    return Count(number, "Answers late", f"status={PROPOSED}&sort=due")
