"""Which schools a person may open, who leads them and which officers work with them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat

from sil.accounts.models import RoleGrant, User, in_force
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.memo import remembered

from .establishments import Sector
from .models import Assignment, AssignmentRole, Cover, Post, School

IN_SCOPE = (Sector.MAINTAINED, Sector.ACADEMY)


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

SCOPE = "school:"
_IS_OPEN = Q(user__is_active=True)


class _Officer(NamedTuple):
    """Somebody who works with a school, with the roles that are their own there, and those in which they cover."""

    user: User
    own_roles: list[str]
    covered_roles: list[str]


class CoverColumns(TypedDict):
    """What `with_cover` adds: the name and email address of who covers for the officer, and the last day of it."""

    covered_by: str | None
    covered_email: str | None
    covered_until: date | None


class CoveringColumns(TypedDict):
    """What `with_covering` adds: the name of the officer who is covered for, and the last day of it."""

    covering_for: str | None
    covering_until: date | None


if TYPE_CHECKING:
    AssignmentWithCover = WithAnnotations[Assignment, CoverColumns]
    SchoolWithCovering = WithAnnotations[School, CoveringColumns]


def scope(school: School) -> str:
    """The scope under which events and letters of a school are filed."""
    return f"{SCOPE}{school.pk}"


def scopes(schools: QuerySet[School]) -> QuerySet[School, str]:
    """The scopes of schools, for a condition in the database."""
    named = schools.order_by().annotate(scope=Concat(Value(SCOPE), Cast("pk", TextField()), output_field=TextField()))
    return named.values_list("scope", flat=True)


def roles_at_schools(user: User | OuterRef, on: date) -> QuerySet[Post, str]:
    """The slugs of the roles that a person's posts at schools give them on a day. `user` may be an OuterRef."""
    return Post.objects.filter(in_force(on), user=user).order_by().values_list("role", flat=True)


def in_office(on: date) -> Q:
    """A condition on posts: held on a day by somebody whose account is open, so that what is sent reaches them."""
    return in_force(on) & Q(user__is_active=True)


def can_act(on: date) -> Q:
    """A condition on assignments: their officer can act for the school on a day. They hold the role, their account is
    open, and they hold no post at that school: nobody works with a school for the authority and for the school."""
    return in_force(on) & Q(_role_is_held(on), ~_holds_a_post(on, OuterRef("user"), OuterRef("school")), _IS_OPEN)


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
    held = RoleGrant.objects.filter(in_force(on), user=OuterRef("covering"), role=OuterRef("role"))
    return Cover.objects.filter(in_force(on), Exists(held), called_off_at=None, covering__is_active=True)


def assignments_with_covered(user: User, on: date, *, role: AssignmentRole | None = None) -> QuerySet[Assignment]:
    """The assignments by which a person works with schools on a day: their own, as long as they hold the role, and
    those of the officers whom they cover for; none of a school at which they hold a post."""
    covered = covers(on).filter(covering=user, away=OuterRef("user"), role=OuterRef("role"))
    theirs = Q(_role_is_held(on), _IS_OPEN, user=user) | Exists(covered)
    found = Assignment.objects.filter(theirs, in_force(on), ~_holds_a_post(on, user, OuterRef("school")))
    return found.filter(role=role) if role else found


def _role_is_held(on: date) -> Exists:
    """A condition on assignments: their officer holds the role on a day. An assignment gives nothing without it."""
    return Exists(RoleGrant.objects.filter(in_force(on), user=OuterRef("user"), role=OuterRef("role")))


def assigned(user: User, on: date, *, role: AssignmentRole | None = None, school: str = "school") -> Q:
    """Rows whose school a person works with as an officer, theirs or covered; `school` names the path to it."""
    return Q(**{f"{school}__in": assignments_with_covered(user, on, role=role).values("school")})


def in_post(user: User, on: date, roles: Iterable[str], *, school: str = "school") -> Q:
    """Rows whose school a person holds one of some posts at; `school` names the path to it."""
    mine = Post.objects.filter(in_force(on), user=user, role__in=list(roles))
    return Q(**{f"{school}__in": mine.values("school")})


def visible(who: UserRoles) -> QuerySet[School]:
    """The schools whose page a person may open."""
    if who.may(Permission.SCHOOLS_READ_ALL):
        return School.objects.all()
    user, on = who.user, who.on
    posts = Post.objects.filter(in_force(on), user=user)
    return School.objects.filter(assigned(user, on, school="pk") | Q(pk__in=posts.values("school")))


def reads_casework(school: School, who: UserRoles) -> bool:
    """Whether a person reads what officers write about a school: its officers, who covers for them, oversight."""
    if who.may(Permission.ALLOCATIONS_READ_ALL):
        return True
    return any(who.user == each.user for each in _officers(school, who.on))


def holders(school: School, on: date, roles: Iterable[str]) -> QuerySet[Post]:
    """Who holds some posts at a school on a day and can be reached: a closed account is nobody."""
    return Post.objects.filter(in_office(on), school=school, role__in=list(roles)).select_related("user")


def receivers(school: School, on: date, roles: Sequence[str], instead: Sequence[str] = ()) -> list[Post]:
    """Who can receive something at a school today: those who hold one of `roles` and can be reached, in the order of
    the roles; where there is nobody, those of `instead`. One query."""
    order = [*roles, *instead]
    found = sorted(holders(school, on, order), key=lambda post: (order.index(post.role), post.starts_on, post.pk))
    return [post for post in found if post.role in roles] or found


@remembered
def holds_lead(user: User, school: School, on: date) -> Post | None:
    """The post by which a person speaks for a school on a day."""
    return holders(school, on, LEADS).filter(user=user).first()


def officers_with_cover(school: School, role: AssignmentRole, on: date) -> Sequence[User]:
    """The users who work with a school in a role on a day: its officer, then those who cover for them."""
    there = _officers(school, on)
    own = [each.user for each in there if role in each.own_roles]
    return [*own, *(each.user for each in there if role in each.covered_roles and each.user not in own)]


@remembered
def _officers(school: School, on: date) -> Sequence[_Officer]:
    """Everybody who works with a school on a day, and can: see `can_act`. One query."""
    theirs = Assignment.objects.filter(in_force(on), school=school)
    away = theirs.filter(user=OuterRef("away"), role=OuterRef("role"))
    covering = covers(on).filter(Exists(away), covering=OuterRef("pk")).order_by().values_list("role", flat=True)
    own = theirs.filter(_role_is_held(on), user=OuterRef("pk")).order_by().values_list("role", flat=True)
    found = User.objects.annotate(own_roles=ArraySubquery(own), covered_roles=ArraySubquery(covering))
    barred = _holds_a_post(on, OuterRef("pk"), school)
    there = found.filter(Q(Exists(own)) | Q(Exists(covering)), ~barred, is_active=True).order_by("pk")
    return [_Officer(user, user.own_roles, user.covered_roles) for user in there]


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


def works_with(user: User, school: School, role: AssignmentRole, on: date) -> bool:
    """Whether a person is a school's officer in a role on a day, or covers for them."""
    return user in officers_with_cover(school, role, on)


def officer(school: School, role: AssignmentRole, on: date) -> User | None:
    """The officer assigned to a school in a role on a day, covered or not; None if there is none."""
    return next(iter(officers_with_cover(school, role, on)), None)


def with_cover_of(user: User, school: School, role: AssignmentRole, on: date) -> Sequence[User]:
    """A person, and those who cover for them at a school where they are the officer in a role on a day."""
    there = officers_with_cover(school, role, on)
    return there if there and there[0] == user else [user]


def with_cover(assignments: QuerySet[Assignment], on: date) -> "QuerySet[AssignmentWithCover]":
    """Assignments with who covers for the officer on a day, as `covered_by` (a name), `covered_email`
    and `covered_until`."""
    held = covers(on).filter(away=OuterRef("user"), role=OuterRef("role"))
    return assignments.annotate(
        covered_by=Subquery(held.values("covering__name")[:1]),
        covered_email=Subquery(held.values("covering__email")[:1]),
        covered_until=Subquery(held.values("ends_on")[:1]),
    )


def with_covering(
    schools: QuerySet[School], user: User, role: AssignmentRole, on: date
) -> "QuerySet[SchoolWithCovering]":
    """Schools with the name of the officer for whom a person covers there, as `covering_for`, and the last
    day of it, as `covering_until`."""
    theirs = Assignment.objects.filter(in_force(on), school=OuterRef(OuterRef("pk")), role=role)
    held = covers(on).filter(covering=user, role=role, away__in=theirs.values("user"))
    return schools.annotate(
        covering_for=Subquery(held.values("away__name")[:1]), covering_until=Subquery(held.values("ends_on")[:1])
    )


def with_people(schools: QuerySet[School], on: date) -> QuerySet[School]:
    """Schools with their present posts and officers, in two more queries whatever their number."""
    return schools.prefetch_related(
        Prefetch("posts", Post.objects.filter(in_office(on)).select_related("user"), to_attr="present_posts"),
        Prefetch(
            "assignments",
            with_cover(Assignment.objects.filter(can_act(on)).select_related("user"), on),
            to_attr="present_officers",
        ),
    )


def lacks_officer(role: AssignmentRole, on: date) -> Q:
    """A condition on schools: nobody who can act for the school works with it in a role on a day."""
    return ~Q(Exists(Assignment.objects.filter(can_act(on), school=OuterRef("pk"), role=role)))


def lacks_post(roles: Iterable[str], on: date) -> Q:
    """A condition on schools: nobody who can be reached holds any of some posts on a day."""
    return ~Q(Exists(Post.objects.filter(in_office(on), school=OuterRef("pk"), role__in=list(roles))))


def lacks_lead(on: date) -> Q:
    """A condition on schools: no headteacher, acting or not, can be reached on a day."""
    return lacks_post(LEADS, on)


def with_officer(user_id: str, role: AssignmentRole, on: date, *, school: str = "school") -> Q:
    """Rows whose school a certain person works with in a role; `school` names the path to it."""
    theirs = Assignment.objects.filter(in_force(on), role=role, user_id=user_id)
    return Q(**{f"{school}__in": theirs.values("school")})


def by_name_or_urn(text: str, *, school: str = "") -> Q:
    """Rows whose school has a text in its name, or that very URN; `school` is a prefix to it."""
    found = Q(**{f"{school}name__icontains": text})
    if text.isdecimal() and len(text) <= 7:
        found |= Q(**{f"{school}urn": int(text)})
    return found
