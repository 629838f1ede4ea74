"""The parts of each role's home page besides its work items: one for each thing a person looks after."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from allocations.allocation.queries import readable, with_deadline
from allocations.models import Allocation, Draft
from allocations.round.queries import rounds_of
from allocations.states import AWAITING_SCHOOL, Party, State, in_words
from monitoring.notices.page.desk import desk as of_a_director
from monitoring.visits.days.owed import count_over, count_owed
from monitoring.visits.days.queries import ledgers
from schools.covers.queries import open_of
from schools.leaving.queries import number_gone
from schools.models import AssignmentRole, School
from schools.queries import (
    assigned,
    in_post,
    lacks_lead,
    lacks_officer,
    lacks_post,
    open_schools,
    scopes,
    with_covering,
    with_people,
)
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.queries import framework_on
from sil.framework.schema import Framework
from sil.framework.years import academic_year
from sil.letters.queries import marks_of
from sil.letters.queries import readable as readable_letters
from sil.memo import remembered
from sil.outbox.models import Message, Status
from sil.web.panels import Part

from ..concern.queries import listed, records

LETTERS = 5
IDENTIFIED, PROPOSED = State.IDENTIFIED, State.PROPOSED


@dataclass(frozen=True)
class Figure:
    """A number that leads to the list of what it counts."""

    number: int
    label: str
    query: str


def my_school(who: UserRoles, framework: Framework | None) -> dict[str, Any] | None:
    """For those who hold a post at a school: their schools, and who supports them."""
    if not who.holds(*LEADS, *GOVERNANCE):
        return None
    mine = School.objects.filter(in_post(who.user, who.on, (*LEADS, *GOVERNANCE), school="pk"))
    year = academic_year(who.on)
    current = _by_school(with_deadline(readable(who).filter(round__academic_year=year, school__in=mine)))
    days = ledgers(mine, year)
    schools = [(school, current.get(school.pk), days[school.pk]) for school in with_people(mine, who.on)]
    # The page names the school of each letter, which stands in what it was made from.
    found = readable_letters(who).filter(scope__in=scopes(mine)).select_related("withdrawal")
    letters = list(found.defer(None).defer("html")[:LETTERS])
    marks = marks_of(letters)
    return {"schools": schools, "year": year, "leads": who.holds(*LEADS), "letters": letters, "marks": marks}


def cover(who: UserRoles, framework: Framework | None) -> dict[str, Any] | None:
    """For a School Improvement Partner: whom they cover for, and who covers for them, now and soon."""
    if not who.may(Permission.ALLOCATION_PROPOSE):
        return None
    return {"covers": found, "on": who.on, "user": who.user} if (found := list(open_of(who.user, who.on))) else None


def my_schools(who: UserRoles, framework: Framework | None) -> dict[str, Any] | None:
    """For a School Improvement Partner: their schools and those they cover, the open ones first."""
    if not who.may(Permission.ALLOCATION_PROPOSE):
        return None
    mine = School.objects.filter(assigned(who.user, who.on, role=AssignmentRole.SIP, school="pk"))
    mine = with_covering(mine, who.user, AssignmentRole.SIP, who.on)
    year = academic_year(who.on)
    drafts = Draft.objects.filter(allocation=OuterRef("pk"), party=Party.SIP)
    found = readable(who).filter(assigned(who.user, who.on, role=AssignmentRole.SIP), round__academic_year=year)
    current = _by_school(with_deadline(found.select_related("proposal")).annotate(is_begun=Exists(drafts)))
    rows = [(school, current.get(school.pk)) for school in mine]
    counts: list[Figure] = []
    if there := list(current.values()):
        named = there[0].framework
        counts = [_count(s, sum(a.status == s for a in there), named) for s in (IDENTIFIED, PROPOSED)]
        counts.append(_late(sum(bool(a.awaits_school and a.due_on and a.due_on < who.on) for a in there)))
    return {"rows": sorted(rows, key=lambda row: _urgency(row[1])), "year": year, "counts": counts}


def rounds(who: UserRoles, framework: Framework | None) -> dict[str, Any] | None:
    """For oversight: how far the present round is, or that none is open."""
    if not who.may(Permission.ALLOCATIONS_READ_ALL):
        return None
    year = academic_year(who.on)
    found = next((each for each in rounds_of(year) if each.academic_year == year), None)
    counts: list[Figure] = []
    if found:
        late = Count("pk", filter=Q(status__in=AWAITING_SCHOOL, due_on__lt=who.on))
        by_state = with_deadline(found.allocations.order_by()).values("status").annotate(number=Count("pk"), late=late)
        there = {row["status"]: row for row in by_state}
        counts = [_count(s, there[s]["number"] if s in there else 0, found.framework) for s in State]
        counts.append(_late(sum(row["late"] for row in there.values())))
    return {
        "round": found,
        "year": year,
        "counts": counts,
        "may_open": who.may(Permission.ROUND_OPEN),
    }


def concern(who: UserRoles, framework: Framework | None) -> dict[str, Any] | None:
    """For oversight: how many schools cause concern, with a link to the list."""
    if not who.may(Permission.ALLOCATIONS_READ_ALL):
        return None
    return {"count": _of_schools(who)["concern"]}


def notices(who: UserRoles, framework: Framework | None) -> dict[str, Any] | None:
    """For directors: the notices in force with their days, and who signs in whose place."""
    found = of_a_director(who)
    return {"notices": found.notices, "delegations": found.delegations, "today": who.on} if found else None


def owed(who: UserRoles, framework: Framework | None) -> dict[str, Any] | None:
    """For those who make sure that visits are made: how many schools are behind, with a link to the list."""
    if not who.may(Permission.DAYS_APPROVE, Permission.ALLOCATION_PROPOSE) or not (framework and framework.visits):
        return None
    return {"count": count_owed(who)}


def over(who: UserRoles, framework: Framework | None) -> dict[str, Any] | None:
    """For the same people: how many schools are over their days, with a link to the list."""
    if not who.may(Permission.DAYS_APPROVE, Permission.ALLOCATION_PROPOSE) or not (framework and framework.visits):
        return None
    return {"count": count_over(who)}


def gaps(who: UserRoles, framework: Framework | None) -> dict[str, Any] | None:
    """For those who manage people and posts: what is missing before work can continue."""
    if not who.may(Permission.ASSIGN_OFFICERS):
        return None
    manages = who.may(Permission.PEOPLE_MANAGE)
    return {
        "loaded": framework is not None,
        **_of_schools(who),
        "not_signed_in": User.objects.filter(is_active=True, last_login__isnull=True).count() if manages else None,
        "unsent": Message.objects.filter(status=Status.FAILED).count() if manages else None,
    }


@remembered
def _of_schools(who: UserRoles) -> dict[str, int]:
    """Return how many open schools there are, how many cause concern, how many lack somebody, and how much waits for
    nobody. One query for all."""
    framework = framework_on(who.on)
    counted = {"schools": Q()}
    if who.may(Permission.ALLOCATIONS_READ_ALL):
        counted["concern"] = Q(pk__in=listed(who, records(who), framework).values("pk"))
    if who.may(Permission.ASSIGN_OFFICERS):
        counted["without_sip"] = lacks_officer(AssignmentRole.SIP, who.on)
        counted["without_po"] = lacks_officer(AssignmentRole.PRINCIPAL_OFFICER, who.on)
        counted["without_head"] = lacks_lead(who.on)
        counted["without_chair"] = lacks_post(["chair"], who.on)
    schools = open_schools(framework.authority.code) if framework else School.objects.filter(pk__in=())
    numbers = JSONObject(**{name: Count("pk", filter=one) for name, one in counted.items()})
    found = schools.order_by().annotate(one=Value(1)).values("one").annotate(numbers=numbers).values("numbers")
    gone = number_gone(who) if who.may(Permission.ASSIGN_OFFICERS) else Value(0)
    row = User.objects.filter(pk=who.user.pk).annotate(of_schools=Subquery(found), without_person=gone)
    of_schools, without_person = row.values_list("of_schools", "without_person").get()
    return dict.fromkeys(counted, 0) | (of_schools or {}) | {"without_person": without_person}


HomePart = Callable[[UserRoles, Framework | None], dict[str, Any] | None]
# In the order of the page.
HOME_PARTS: tuple[tuple[str, HomePart], ...] = (
    ("my_school", my_school),
    ("cover", cover),
    ("my_schools", my_schools),
    ("notices", notices),
    ("rounds", rounds),
    ("concern", concern),
    ("owed", owed),
    ("over", over),
    ("gaps", gaps),
)


def parts_for(who: UserRoles, framework: Framework | None) -> list[Part]:
    """What a person looks after; `framework` is the one in force, read once for all parts."""
    found = ((slug, desk(who, framework)) for slug, desk in HOME_PARTS)
    return [Part(slug, f"oversight/desks/{slug}.html", content) for slug, content in found if content is not None]


def _by_school(allocations: QuerySet[Allocation]) -> dict[int, Any]:
    """The latest allocation of each school, by URN: a review replaces the band before it."""
    return {allocation.school_id: allocation for allocation in allocations}


def _urgency(allocation: Any) -> tuple[int, str]:
    """Sort key: what waits for an officer first, schools outside the round last."""
    if allocation is None:
        return len(State), ""
    return list(State).index(State(allocation.status)), allocation.school.name


def _count(state: State, number: int, framework: Framework) -> Figure:
    return Figure(number, in_words(state, framework), f"status={state}")


def _late(number: int) -> Figure:
    # A proposal and a decision wait for an answer alike; by the day it is due, the late ones come first.
    return Figure(number, "Answers late", "sort=due")
