"""Which schools a person may open, who leads them and which officers work with them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from sil.accounts.models import RoleGrant, User, account_open, in_force
from sil.accounts.roles import ASSISTANT, CASEWORK_READER, GOVERNANCE, LEADS, Part, Permission
from sil.accounts.user_roles import Source, UserRoles, roles_of
from sil.made_once.places import keys_of
from sil.made_once.questions import made_once
from sil.memo import is_reading, page_is_read, remembered

from .establishments import Sector
from .models import Assignment, AssignmentRole, Assistant, Cover, Post, School
from .models.assistants import PARTS, assistant_roles, assisting, each
from .models.casework_access import granted_schools, reader_roles

IN_SCOPE = (Sector.MAINTAINED, Sector.ACADEMY)


SCOPE = "school:"
_POSTS = (*LEADS, *GOVERNANCE)


# Of so many days a process keeps conditions that are the same for everybody.
DAYS = 8


class _Officer(NamedTuple):
    """Somebody who works with a school, with the roles that are their own there, and those in which they cover."""

    user: User
    own_roles: list[str]
    covered_roles: list[str]


class OfficerColumns(TypedDict):
    """The roles in which an officer works with a school themselves, and those in which they cover."""

    own_roles: list[str]
    covered_roles: list[str]


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    UserWithRoles = WithAnnotations[User, OfficerColumns]


def scope(school: School) -> str:
    """The scope under which events of a school are filed."""
    return f"{SCOPE}{school.pk}"


def posts_at_schools(user: User | OuterRef, on: date) -> QuerySet[Post]:
    """The posts that a person holds at schools on a day. `user` may be an OuterRef."""
    return Post.objects.filter(in_force(on), user=user).order_by()


def roles_at_schools(user: User | OuterRef, on: date) -> QuerySet[Post, str]:
    """The slugs of the roles that a person's posts at schools give them on a day. `user` may be an OuterRef."""
    return posts_at_schools(user, on).values_list("role", flat=True)


ROLE_SOURCES = (
    Source("posts", roles_at_schools),
    Source("assistants", assistant_roles),
    Source("casework access", reader_roles),
)


def in_office(on: date) -> Q:
    """A condition on posts: held on a day by somebody whose account is open, so that what is sent reaches them."""
    return in_force(on) & account_open()


def can_act(on: date) -> Q:
    """A condition on assignments: their officer can act for the school on a day. They hold the role, their account is
    open, and they hold no post at that school: nobody works with a school for the authority and for the school."""
    return in_force(on) & Q(_role_is_held(on), ~_holds_a_post(on, OuterRef("user"), OuterRef("school")))


def _holds_a_post(on: date, user: User | OuterRef, school: School | OuterRef) -> Exists:
    """Whether a person holds any post at a school on a day, which bars them from working with it as an officer."""
    return Exists(Post.objects.filter(in_force(on), user=user, school=school))


def open_schools(la_code: str, *, academies: bool = True) -> QuerySet[School]:
    """The open maintained schools and academies of an authority, and no others."""
    sectors = IN_SCOPE if academies else (Sector.MAINTAINED,)
    return School.objects.filter(la_code=la_code, is_open=True, sector__in=sectors)


def covers(on: date) -> QuerySet[Cover]:
    """The covers that hold on a day. A role that is taken away early, or an account that is closed, ends the cover with
    it."""
    return _covers(on).all()


@lru_cache(maxsize=DAYS)
def _covers(on: date) -> QuerySet[Cover]:
    """Made once a day: most pages ask for it several times, and it is dearer to make than to ask."""
    held = RoleGrant.objects.filter(in_force(on), user=OuterRef("covering"), role=OuterRef("role"))
    return Cover.objects.filter(in_force(on), Exists(held), called_off_at=None, covering__is_active=True)


def _assignments_with_covered(user: User, on: date) -> list[QuerySet[Assignment]]:
    """The assignments by which a person works with schools on a day: their own, as long as they hold the role, and
    those of the officers whom they cover for; none of a school at which they hold a post. Each is found by an index;
    both at once would be looked for among all assignments."""
    covered = covers(on).filter(covering=user, away=OuterRef("user"), role=OuterRef("role"))
    found = Assignment.objects.filter(in_force(on), ~_holds_a_post(on, user, OuterRef("school")))
    return [found.filter(_role_is_held(on), user=user), found.filter(Exists(covered))]


@lru_cache(maxsize=DAYS)
def _role_is_held(on: date) -> Exists:
    """A condition on assignments: their officer holds the role on a day, and has an open account. An assignment gives
    nothing without it."""
    return Exists(RoleGrant.objects.filter(in_force(on), account_open(), user=OuterRef("user"), role=OuterRef("role")))


class _Place(NamedTuple):
    """A school at which a person holds a post, or with which they work as an officer, in a role."""

    as_officer: bool
    role: str
    school: int


@remembered
def _places(user: User, on: date) -> Sequence[_Place]:
    """Where a person stands to schools on a day, own and covered. One query, and none while a page is read by somebody
    without a role that has to do with a school: a post gives its role, and no assignment counts without it. What an
    administrator was granted counts while a page is read, and for nothing that changes anything."""
    known = roles_of(user, on).roles if is_reading() and user.is_active else None
    in_post = known is None or not known.isdisjoint(_POSTS)
    as_officer = known is None or not known.isdisjoint(AssignmentRole.values)
    assists = known is None or ASSISTANT in known
    by_grant = page_is_read() and (known is None or CASEWORK_READER in known)
    if not (in_post or as_officer or assists or by_grant):
        return []
    return [_Place(*row) for row in _rows_of_places(user, on, in_post, as_officer, assists, by_grant)]


@made_once
def _rows_of_places(
    user: User, on: date, in_post: bool, as_officer: bool, assists: bool, by_grant: bool
) -> QuerySet[Any, Any]:
    parts: list[QuerySet[Any]] = []
    if by_grant:
        granted = granted_schools(user, on).filter(~_holds_a_post(on, user, OuterRef("school")))
        parts.append(granted.annotate(as_officer=Value(True), role=Value(CASEWORK_READER)))
    if assists:
        given = Assistant.objects.filter(assisting(on), user=user)
        parts.append(given.annotate(as_officer=Value(False), role=each(F("parts"))))
    if in_post:
        parts.append(Post.objects.filter(in_force(on), user=user).annotate(as_officer=Value(False)))
    if as_officer:
        parts += [rows.annotate(as_officer=Value(True)) for rows in _assignments_with_covered(user, on)]
    first, *more = (part.order_by().values_list("as_officer", "role", "school") for part in parts)
    return first.union(*more, all=True) if more else first


def _keys(user: User, on: date, is_meant: Callable[[_Place], bool]) -> list[int]:
    return keys_of(user, lambda user: sorted({each.school for each in _places(user, on) if is_meant(each)}))


def assigned_schools(user: User, on: date, *, role: AssignmentRole | None = None) -> list[int]:
    """The keys of the schools that a person works with as an officer, theirs or covered."""
    return _keys(user, on, lambda each: each.as_officer and role in (None, each.role))


def schools_in_post(user: User, on: date, roles: Iterable[str]) -> list[int]:
    """The keys of the schools at which a person holds one of some posts, or was given one of some parts as an
    assistant: a part counts only where it is named."""
    wanted = set(roles)
    return _keys(user, on, lambda each: not each.as_officer and each.role in wanted)


def own_schools(user: User, on: date) -> list[int]:
    """The keys of all schools that a person works with or holds a post at. An assistant holds none there."""
    return _keys(user, on, lambda each: each.role not in PARTS)


def own_and_assisted(user: User, on: date) -> list[int]:
    """The keys of all schools that a person works with, holds a post at or is an assistant at."""
    return _keys(user, on, lambda each: True)


def parts_only(school: School, who: UserRoles) -> frozenset[str]:
    """The parts that a person was given as an assistant at a school; none where they open its page anyway."""
    if who.may(Permission.SCHOOLS_READ_ALL):
        return frozenset()
    there = {each.role for each in _places(who.user, who.on) if each.school == school.pk}
    return frozenset() if there - PARTS else frozenset(there)


def assists(user: User, school: School, part: Part, on: date) -> bool:
    """Whether a person was given a part as an assistant at a school."""
    return school.pk in schools_in_post(user, on, (part,))


def assigned(user: User, on: date, *, role: AssignmentRole | None = None, school: str = "school") -> Q:
    """Rows whose school a person works with as an officer, theirs or covered; `school` names the path to it."""
    return Q(**{f"{school}__in": assigned_schools(user, on, role=role)})


def in_post(user: User, on: date, roles: Iterable[str], *, school: str = "school") -> Q:
    """Rows whose school a person holds one of some posts at; `school` names the path to it."""
    return Q(**{f"{school}__in": schools_in_post(user, on, roles)})


def visible(who: UserRoles) -> QuerySet[School]:
    """The schools whose page a person may open."""
    if who.may(Permission.SCHOOLS_READ_ALL):
        return School.objects.all()
    return School.objects.filter(pk__in=own_schools(who.user, who.on))


def with_assisted(who: UserRoles, *parts: Part) -> QuerySet[School]:
    """The schools whose page a person may open, and those at which they were given one of some parts as an assistant;
    any part where none is named."""
    if who.may(Permission.SCHOOLS_READ_ALL):
        return School.objects.all()
    assisted = schools_in_post(who.user, who.on, parts or PARTS)
    return School.objects.filter(Q(pk__in=own_schools(who.user, who.on)) | Q(pk__in=assisted))


def reads_casework(school: School, who: UserRoles) -> bool:
    """Whether a person reads what officers write about a school: its officers, who covers for them, oversight."""
    if who.may(Permission.ALLOCATIONS_READ_ALL):
        return True
    return school.pk in assigned_schools(who.user, who.on)


def holders(school: School, on: date, roles: Iterable[str]) -> QuerySet[Post]:
    """Who holds some posts at a school on a day and can be reached: a closed account is nobody."""
    return Post.objects.filter(in_office(on), school=school, role__in=list(roles)).select_related("user")


def receivers(school: School, on: date, roles: Sequence[str], instead: Sequence[str] = ()) -> list[Post]:
    """Who can receive something at a school today: those who hold one of `roles` and can be reached, in the order of
    the roles; where there is nobody, those of `instead`. One query."""
    order = [*roles, *instead]
    found = sorted(holders(school, on, order), key=lambda post: (order.index(post.role), post.starts_on, post.pk))
    return [post for post in found if post.role in roles] or found


def holds_lead(user: User, school: School, on: date) -> Post | None:
    """The post by which a person speaks for a school on a day. A page asks for all of a school's leads once."""
    return next((post for post in leads_of(school, on) if post.user_id == user.pk), None)


@remembered
def leads_of(school: School, on: date) -> Sequence[Post]:
    """The posts of those who lead a school on a day and can be reached. One query."""
    return list(_rows_of_leads(school, on))


@made_once
def _rows_of_leads(school: School, on: date) -> QuerySet[Post]:
    return holders(school, on, LEADS)


def officers_with_cover(school: School, role: AssignmentRole, on: date) -> Sequence[User]:
    """The users who work with a school in a role on a day: its officer, then those who cover for them."""
    there = _officers(school, on)
    own = [each.user for each in there if role in each.own_roles]
    return [*own, *(each.user for each in there if role in each.covered_roles and each.user not in own)]


def officers_with_cover_of_many(schools: Collection[int], role: AssignmentRole, on: date) -> dict[int, list[int]]:
    """The keys of the users who work with each of some schools in a role on a day, by the school's: the officers first,
    then those who cover for them. Two queries, whatever the number of schools."""
    theirs = Assignment.objects.filter(in_force(on), school__in=schools, role=role)
    covering = covers(on).filter(role=role, away__assignments__in=theirs)
    covering = covering.annotate(school=F("away__assignments__school"))
    covering = covering.filter(~_holds_a_post(on, OuterRef("covering"), OuterRef("school")))
    found: dict[int, list[int]] = defaultdict(list)
    own = theirs.filter(can_act(on)).order_by().values_list("school", "user")
    for school, user in [*own, *covering.order_by("covering").values_list("school", "covering")]:
        if user not in found[school]:
            found[school].append(user)
    return found


@remembered
def _officers(school: School, on: date) -> Sequence[_Officer]:
    """Everybody who works with a school on a day, and can: see `can_act`. One query."""
    return [_Officer(user, user.own_roles, user.covered_roles) for user in _rows_of_officers(school, on)]


@made_once
def _rows_of_officers(school: School, on: date) -> "QuerySet[UserWithRoles]":
    theirs = Assignment.objects.filter(in_force(on), school=school).order_by()
    held = theirs.filter(_role_is_held(on))
    away = theirs.filter(user=OuterRef("away"), role=OuterRef("role"))
    covering = covers(on).filter(Exists(away)).order_by()
    own_roles = held.filter(user=OuterRef("pk")).values_list("role", flat=True)
    covered_roles = covering.filter(covering=OuterRef("pk")).values_list("role", flat=True)
    # A handful of keys first: with OR, every account would be looked at.
    either = held.values("user").union(covering.values("covering"))
    found = User.objects.filter(~_holds_a_post(on, OuterRef("pk"), school), pk__in=either, is_active=True)
    there = found.annotate(own_roles=ArraySubquery(own_roles), covered_roles=ArraySubquery(covered_roles))
    return there.order_by("pk")


def who_hears(school: School, role: AssignmentRole, on: date) -> Sequence[User]:
    """Who is told what is meant for a school's officer in a role: the officer and who covers; where there is nobody,
    the school's Principal Officer, then every Principal Officer, then the administrators, who fill the role."""
    for there in (role, AssignmentRole.PRINCIPAL_OFFICER):
        if found := officers_with_cover(school, there, on):
            return found
    for slug in (AssignmentRole.PRINCIPAL_OFFICER, "administrator"):
        held = RoleGrant.objects.filter(in_force(on), user=OuterRef("pk"), role=slug)
        if found := list(User.objects.filter(Exists(held), is_active=True).order_by("pk")):
            return found
    return []


def who_hears_instead(school: School, role: AssignmentRole, on: date) -> Iterator[User]:
    """The same, for a message that goes to somebody else if it can: asked for once the first one is read."""
    yield from who_hears(school, role, on)


def works_with(user: User, school: School, role: AssignmentRole, on: date) -> bool:
    """Whether a person is a school's officer in a role on a day, or covers for them. A page asks for all of a school's
    officers once."""
    if is_reading():
        return user in officers_with_cover(school, role, on)
    return bool(_rows_of_work(user, school, role, on))


@made_once
def _rows_of_work(user: User, school: School, role: AssignmentRole, on: date) -> QuerySet[Assignment, int]:
    """The assignments by which a person works with a school in a role on a day."""
    found = (rows.filter(school=school, role=role) for rows in _assignments_with_covered(user, on))
    own, covered = (rows.order_by().values_list("pk", flat=True) for rows in found)
    return own.union(covered, all=True)


def officer(school: School, role: AssignmentRole, on: date) -> User | None:
    """The officer assigned to a school in a role on a day, covered or not; None if there is none."""
    return next(iter(officers_with_cover(school, role, on)), None)


def with_cover_of(user: User, school: School, role: AssignmentRole, on: date) -> Sequence[User]:
    """A person, and those who cover for them at a school where they are the officer in a role on a day."""
    there = officers_with_cover(school, role, on)
    return there if there and there[0] == user else [user]


def with_officer(keys: Iterable[int], role: AssignmentRole, on: date, *, school: str = "school") -> Q:
    """Rows whose school one of some people works with in a role; `school` names the path to it."""
    theirs = Assignment.objects.filter(in_force(on), role=role, user__in=keys)
    return Q(**{f"{school}__in": theirs.values("school")})


def with_able_officer(keys: Iterable[int], role: AssignmentRole, on: date, *, school: str = "school") -> Q:
    """As `with_officer`, where such a person can act for the school: see `can_act`."""
    theirs = Assignment.objects.filter(can_act(on), role=role, user__in=keys)
    return Q(**{f"{school}__in": theirs.values("school")})


def by_name_or_urn(text: str, *, school: str = "") -> Q:
    """Rows whose school has a text in its name, or that very URN; `school` is a prefix to it."""
    found = Q(**{f"{school}name__icontains": text})
    if text.isdecimal() and len(text) <= 7:
        found |= Q(**{f"{school}urn": int(text)})
    return found


def partner_then(school: str, day: str) -> Subquery:
    """The key of who was the partner, on the day in the column `day`, of the school whose key is in `school`."""
    there = Assignment.objects.filter(school=OuterRef(school), role=AssignmentRole.SIP, starts_on__lte=OuterRef(day))
    held = there.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef(day)))
    return Subquery(held.order_by("-starts_on").values("user")[:1])
