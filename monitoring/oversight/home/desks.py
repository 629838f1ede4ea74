"""The parts of each role's home page besides its work items: one for each thing a person looks after."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet

from allocations.allocation.queries import readable, with_deadline
from allocations.models import Allocation, Draft
from allocations.round.queries import progress_with_late, rounds_of
from allocations.states import Party, State, in_words, states_to_list
from monitoring.notices.page.desk import desk as of_a_director
from monitoring.visits.days.owed import count_over, count_owed
from monitoring.visits.days.queries import ledgers_of
from schools.assistants.parts import about_of
from schools.assistants.queries import present_of
from schools.covers.queries import officers_of, open_of, with_covering
from schools.models import AssignmentRole, School
from schools.queries import assigned, schools_in_post
from sil.accounts.models import User
from sil.accounts.roles import ASSISTANT, GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.schema import Framework
from sil.framework.years import academic_year
from sil.letters.models import Letter
from sil.letters.queries import marks_of
from sil.letters.queries import readable as readable_letters
from sil.made_once.questions import made_once
from sil.outbox.models import Message, Status
from sil.web.panels import Part

from ..concern.queries import count_listed
from ..setting_up.steps import is_begun, steps

if TYPE_CHECKING:
    from schools.covers.queries import SchoolWithCovering

LETTERS = 5
# A partner's schools on the first page, what waits for them first; the lists have them all.
SCHOOLS = 50
# What the page says of a school's own allocation.
_OF_A_SCHOOL = ("school_id", "status", "band", "superseded_on", "reviews", "round__framework_version__sha256")
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
    keys = schools_in_post(who.user, who.on, (*LEADS, *GOVERNANCE))
    year = academic_year(who.on)
    current = _by_school(_of_schools(who, keys, year))
    days = ledgers_of(keys, year)
    officers: dict[int, list[Any]] = defaultdict(list)
    for each in officers_of(keys, who.on):
        officers[each.school_id].append(each)
    named = School.objects.filter(pk__in=keys).only("name", "is_open")
    schools = [(school, current.get(school.pk), days[school.pk], officers[school.pk]) for school in named]
    letters = list(_letters(who, keys))
    marks = marks_of(letters)
    return {"schools": schools, "year": year, "leads": who.holds(*LEADS), "letters": letters, "marks": marks}


def assisting(who: UserRoles, framework: Framework | None) -> dict[str, Any] | None:
    """For assistants of headteachers: the schools, each with the parts that they were given there."""
    if not who.holds(ASSISTANT):
        return None
    found = present_of(who.user, who.on)
    return {"schools": [(each.school, each.post.user.name, about_of(each.parts)) for each in found]}


@made_once
def _of_schools(who: UserRoles, keys: list[int], year: int) -> QuerySet[Allocation]:
    there = readable(who).filter(round__academic_year=year, school__in=keys)
    return there.select_related(None).select_related("round__framework_version").only(*_OF_A_SCHOOL)


@made_once
def _letters(who: UserRoles, keys: list[int]) -> QuerySet[Letter]:
    # The page names the school of each letter, which stands in what it was made from.
    found = readable_letters(who).filter(urn__in=keys).select_related("withdrawal")
    said = ("reference", "kind", "subject", "dated", "context", "withdrawal__at")
    return found.defer(None).only(*said)[:LETTERS]


def cover(who: UserRoles, framework: Framework | None) -> dict[str, Any] | None:
    """For a School Improvement Partner: whom they cover for, and who covers for them, now and soon."""
    if not who.may(Permission.ALLOCATION_PROPOSE):
        return None
    return {"covers": found, "on": who.on, "user": who.user} if (found := list(open_of(who.user, who.on))) else None


def my_schools(who: UserRoles, framework: Framework | None) -> dict[str, Any] | None:
    """For a School Improvement Partner: their schools and those they cover, the open ones first."""
    if not who.may(Permission.ALLOCATION_PROPOSE):
        return None
    year = academic_year(who.on)
    current = _by_school(_of_a_partner(who, year))
    rows = [(school, current.get(school.pk)) for school in _partnered(who)]
    counts: list[Figure] = []
    if there := list(current.values()):
        named = there[0].framework
        counts = [_count(s, sum(a.status == s for a in there), named) for s in (IDENTIFIED, PROPOSED)]
        counts.append(_late(sum(bool(a.awaits_school and a.due_on and a.due_on < who.on) for a in there)))
    rows.sort(key=lambda row: _urgency(row[1]))
    return {"rows": rows[:SCHOOLS], "number": len(rows), "year": year, "counts": counts}


@made_once
def _partnered(who: UserRoles) -> "QuerySet[SchoolWithCovering]":
    mine = School.objects.filter(assigned(who.user, who.on, role=AssignmentRole.SIP, school="pk"))
    return with_covering(mine.only("name", "phase"), who.user, AssignmentRole.SIP, who.on)


@made_once
def _of_a_partner(who: UserRoles, year: int) -> QuerySet[Any]:
    drafts = Draft.objects.filter(allocation=OuterRef("pk"), party=Party.SIP)
    found = readable(who).filter(assigned(who.user, who.on, role=AssignmentRole.SIP), round__academic_year=year)
    return with_deadline(found.select_related("proposal")).annotate(is_begun=Exists(drafts))


def rounds(who: UserRoles, framework: Framework | None) -> dict[str, Any] | None:
    """For oversight: how far the present round is, or that none is open."""
    if not who.may(Permission.ALLOCATIONS_READ_ALL):
        return None
    year = academic_year(who.on)
    found = next((each for each in rounds_of(year) if each.academic_year == year), None)
    counts: list[Figure] = []
    if found:
        there = {status: (number, late) for status, number, late in progress_with_late(found, who.on)}
        numbers = {status: number for status, (number, _) in there.items()}
        counts = [_count(s, numbers.get(s, 0), found.framework) for s in states_to_list(numbers)]
        counts.append(_late(max((late for _, late in there.values()), default=0)))
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
    return {"count": count_listed(who, framework)}


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
    """For those who manage people and posts: where to see what is missing before work can continue. The page asks for
    the numbers once it is shown (docs/adr/0076)."""
    if not who.may(Permission.ASSIGN_OFFICERS):
        return None
    manages = who.may(Permission.PEOPLE_MANAGE)
    return {
        "loaded": framework is not None,
        "not_signed_in": User.objects.filter(is_active=True, last_login__isnull=True).count() if manages else None,
        "unsent": Message.objects.filter(status=Status.FAILED).count() if manages else None,
    }


def set_up(who: UserRoles, framework: Framework | None) -> dict[str, Any] | None:
    """For administrators, until the first round is opened: what the service still needs."""
    if not who.may(Permission.SETTINGS_MANAGE) or is_begun():
        return None
    found = steps(who)
    return {"steps": found, "done": sum(step.is_done for step in found)}


HomePart = Callable[[UserRoles, Framework | None], dict[str, Any] | None]
# In the order of the page.
HOME_PARTS: tuple[tuple[str, HomePart], ...] = (
    ("setting_up", set_up),
    ("my_school", my_school),
    ("assisting", assisting),
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


def _by_school(allocations: Iterable[Allocation]) -> dict[int, Any]:
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
