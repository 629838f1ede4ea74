"""What waits for a person who leaves, and what waits for nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, TextField, Value
from django.urls import reverse

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.framework.queries import current, loaded, titles
from sil.made_once.questions import made_once
from sil.memo import keep

from ..lacking import open_without_lead, open_without_officer, open_without_post
from ..models import AssignmentRole, Post, School
from ..queries import IN_SCOPE, open_schools
from .parts import PARTS, Item, LeavingPart

# Of one kind, how many are named on a page; the number is always whole.
MOST = 100
# The versions of the framework that were loaded (`loaded`): of the one in force come the schools and who signs.
Versions = tuple[tuple[int, str, int], ...]


@dataclass(frozen=True)
class Waiting:
    """What waits of one kind: how many there are, and those that the reader may know of."""

    part: LeavingPart
    number: int
    items: Sequence[Item]

    @property
    def says(self) -> str:
        """Return "3 planned visits to lead", to be told to somebody who may know the number alone."""
        return f"{self.part.title}: {self.number}"


@dataclass(frozen=True)
class Vacancy:
    """What has nobody, of one kind: its name, what helps, and where to do it."""

    slug: str
    title: str
    number: int
    items: Sequence[Item]
    fix: str
    href: str = ""


def waiting_for_person(person: User, who: UserRoles) -> list[Waiting]:
    """Return everything that waits for a person, by kind, without kinds of which there is nothing. `who` reads it. One
    query for all numbers, and one for each kind of which there is something to name."""
    rows = {part.slug: part.waiting(person, who.on) for part in PARTS}
    numbers = _numbers(rows)
    found = (part for part in PARTS if part.slug in numbers)
    return [Waiting(part, numbers[part.slug], _nameable(part, rows[part.slug], who)) for part in found]


def left_behind(person: User, on: date, *, role: str = "", post: Post | None = None) -> list[tuple[LeavingPart, int]]:
    """Return what nobody has any more, by kind with its number, when a person goes: all that waits for them. With
    `role` or `post`, only what they have by that alone: no other role of theirs gives it, nor does anybody else hold
    that post at the school. One query for all numbers."""
    held = roles_of(person, on).roles - ({role} if role else {post.role} if post else set())
    found = {}
    for part in PARTS:
        given_by = post.role if post else role
        if given_by and (given_by not in part.roles or not held.isdisjoint(part.roles)):
            continue
        rows = part.waiting(person, on)
        if post is not None:
            if part.slug == "posts" or not part.school or _shared(post, part, on):
                continue
            rows = rows.filter(**{part.school: post.school_id})
        found[part.slug] = rows
    numbers = _numbers(found)
    return [(part, numbers[part.slug]) for part in PARTS if part.slug in numbers]


def _shared(post: Post, part: LeavingPart, on: date) -> bool:
    """Whether somebody else answers for the school in the same matters."""
    others = Post.objects.filter(school=post.school, role__in=part.roles, user__is_active=True)
    lasting = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)
    return lasting.exclude(pk=post.pk).exclude(user=post.user).exists()


def vacancies(who: UserRoles, *, named: bool = True) -> list[Vacancy]:
    """Return the schools without somebody, and what waits for nobody, by kind, as far as the reader may know of it. One
    query for all numbers, and where they are `named` one for each kind of which there is something to name."""
    lacking = _lacking(who.on)
    reads = who.may(Permission.ALLOCATIONS_READ_ALL)
    numbers = dict(_of_nobody(who.on, reads, tuple(loaded())))
    found = []
    for slug, (title, without, fix, href) in lacking.items():
        if number := numbers.get(slug, 0):
            schools = _named(without, tuple(loaded())) if named else ()
            items = [Item(school.name, "", school.get_absolute_url()) for school in schools]
            found.append(Vacancy(slug, title, number, items, fix, href))
    for part in _counted(reads):
        if part.gone is not None and (number := numbers.get(part.slug, 0)):
            items = _nameable(part, part.gone(who.on), who) if named else []
            found.append(Vacancy(part.slug, part.title, number, items, part.fix))
    return found


@made_once
def _of_nobody(on: date, reads: bool, versions: Versions) -> QuerySet[Any, tuple[str, int]]:
    """Return how many rows there are of each kind that nobody has."""
    keep(loaded, versions)
    lacking = {slug: schools_here().filter(pk__in=without) for slug, (_, without, _, _) in _lacking(on).items()}
    gone = {part.slug: part.gone(on) for part in _counted(reads) if part.gone is not None}
    return _numbered({**lacking, **gone})


@made_once
def _named(without: list[int], versions: Versions) -> QuerySet[School]:
    """Return the first of some schools, by name."""
    keep(loaded, versions)
    return schools_here().filter(pk__in=without).order_by("name", "pk").only("name")[:MOST]


def _numbers(found: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """Return how many rows there are of each kind, without kinds of which there is none. One query."""
    return {slug: number for slug, number in _numbered(found) if number} if found else {}


def _numbered(found: Mapping[str, QuerySet[Any]]) -> QuerySet[Any, tuple[str, int]]:
    first, *others = (_number(slug, rows) for slug, rows in found.items())
    return first.union(*others, all=True) if others else first


def _number(slug: str, rows: QuerySet[Any]) -> QuerySet[Any, tuple[str, int]]:
    plain = rows.select_related(None).order_by().annotate(slug=Value(slug, TextField())).values("slug")
    # Not of the keys, which not every index holds.
    return plain.annotate(n=Count("*")).values_list("slug", "n")


def schools_here() -> QuerySet[School]:
    """The open schools of the authority."""
    framework = current()
    return (
        open_schools(framework.authority.code)
        if framework
        else School.objects.filter(is_open=True, sector__in=IN_SCOPE)
    )


def _lacking(on: date) -> dict[str, tuple[str, list[int], str, str]]:
    """The people that a school can lack: the title, the keys of the open schools that do, what helps, and where it is
    done."""
    called = titles()
    sip, officer = AssignmentRole.SIP, AssignmentRole.PRINCIPAL_OFFICER
    assign = "Assign one on the page of officers."
    give = "An administrator gives the post on the page of the school."
    officers = reverse("officers")
    head, chair = called["headteacher"].lower(), called["chair"].lower()
    return {
        "no_partner": (
            f"Schools with no {called[sip]}",
            open_without_officer(sip, on),
            assign,
            f"{officers}?sip=none",
        ),
        "no_officer": (
            f"Schools with no {called[officer]}",
            open_without_officer(officer, on),
            assign,
            f"{officers}?po=none",
        ),
        "no_head": (f"Schools with no {head}", open_without_lead(on), give, ""),
        "no_chair": (f"Schools with no {chair}", open_without_post(["chair"], on), give, ""),
    }


def _counted(reads: bool) -> list[LeavingPart]:
    """The kinds that are counted for a reader: casework for those who read it alone."""
    return [part for part in PARTS if part.gone is not None and (reads or not part.is_casework)]


def _nameable(part: LeavingPart, rows: QuerySet[Any], who: UserRoles) -> list[Item]:
    """The first of those that the reader may know of; of casework an administrator learns the number alone."""
    if part.is_casework and not who.may(Permission.ALLOCATIONS_READ_ALL):
        return []
    known = rows.filter(part.within(who)) if part.within is not None else rows
    return _items(part, known, who)


def _items(part: LeavingPart, rows: QuerySet[Any], who: UserRoles) -> list[Item]:
    related = {path for path in (name.rpartition("__")[0] for name in part.columns) if path}
    read = rows.select_related(None).select_related(*related) if related else rows.select_related(None)
    items = [part.item(row) for row in read.only(*part.columns)[:MOST]]
    opens = part.opens_to_all or who.may(Permission.ALLOCATIONS_READ_ALL)
    return items if opens else [replace(item, href="") for item in items]
