"""The appointments of this app: posts at schools, roles at the authority, assignments to schools, and cover."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from sil.accounts import actions as accounts
from sil.accounts.models import RoleGrant, User, held_within
from sil.accounts.roles import TWO_PEOPLE_ROLES, Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.queries import titles
from sil.workflow import Denied

from ..covers.actions import check_free, check_holds
from ..covers.notifications import Changed, Ended, tell
from ..covers.queries import schools_of
from ..models import Assignment, AssignmentRole, Cover, Post
from ..people.actions import check_assign, check_assigns_another, check_in_role
from ..people.permissions import check_works_for_one_side
from ..queries import scope
from .kinds import AppointmentKind, days_in_words


def _manages(row: Any, who: UserRoles) -> bool:
    return who.may(Permission.PEOPLE_MANAGE)


def _assigns(row: Any, who: UserRoles) -> bool:
    return who.may(Permission.ASSIGN_OFFICERS)


# Posts


def _check_post(post: Post, first: date, last: date | None, by: User | None, on: date) -> None:
    _check_manages(post, by, on)
    others = Post.objects.filter(held_within(first, last), school=post.school, user=post.user, role=post.role)
    if others.exclude(pk=post.pk).exists():
        raise Denied("post_held", f"{post.user.name} holds this post on some of these days already.")
    check_works_for_one_side(post.user, [post.school], as_officer=False, first=first, last=last)


def _check_manages(row: Post | RoleGrant, by: User | None, on: date) -> None:
    """Those who manage people put right what others hold, never what they hold themselves."""
    accounts.check_manage_people(by=by, on=on)
    accounts.check_not_oneself(row.user, by)


POST = AppointmentKind(
    slug="post",
    rows=lambda: Post.objects.select_related("user", "school"),
    may=_manages,
    name=lambda post: f"{post.user.name}, {titles()[post.role].lower()} of {post.school.name}",
    person=lambda post: post.user,
    gives=lambda post: f"opens the pages of {post.school.name} as {titles()[post.role].lower()}",
    check=_check_post,
    check_mistake=_check_manages,
    back=lambda post: post.school.get_absolute_url(),
    scopes=lambda post: [scope(post.school), accounts.scope(post.user)],
)


# Roles


def _check_role(grant: RoleGrant, first: date, last: date | None, by: User | None, on: date) -> None:
    _check_manages(grant, by, on)
    title = titles()[grant.role]
    if grant.role in TWO_PEOPLE_ROLES and by is not None and _is_longer(grant, first, last):
        raise Denied(
            "longer",
            f"Nobody alone can give more days in the role {title}. You can shorten it here. For more days, give the "
            "role again: somebody else then confirms it.",
        )
    others = RoleGrant.objects.filter(held_within(first, last), user=grant.user, role=grant.role)
    if others.exclude(pk=grant.pk).exists():
        raise Denied("role_held", f"{grant.user.name} holds the role {title} on some of these days already.")
    if grant.role == "administrator" and (last is not None or first > on):
        accounts.check_another_administrator(grant.user)


def _is_longer(grant: RoleGrant, first: date, last: date | None) -> bool:
    """Whether other days hold any day that the role does not hold now."""
    return first < grant.starts_on or (grant.ends_on is not None and (last is None or last > grant.ends_on))


def _check_role_mistake(grant: RoleGrant, by: User | None, on: date) -> None:
    _check_manages(grant, by, on)
    if grant.role == "administrator":
        accounts.check_another_administrator(grant.user)


ROLE = AppointmentKind(
    slug="role",
    rows=lambda: RoleGrant.objects.select_related("user"),
    may=_manages,
    name=lambda grant: f"{grant.user.name}, {titles()[grant.role]}",
    person=lambda grant: grant.user,
    gives=lambda grant: f"has the role {titles()[grant.role]}",
    check=_check_role,
    check_mistake=_check_role_mistake,
    back=lambda grant: reverse("person", kwargs={"pk": grant.user_id}),
    scopes=lambda grant: [accounts.scope(grant.user)],
)


# Assignments of officers to schools


def _check_assignment(row: Assignment, first: date, last: date | None, by: User | None, on: date) -> None:
    _check_assignment_mistake(row, by, on)
    check_in_role(row.user, AssignmentRole(row.role), max(first, on) if last is None else first)
    others = Assignment.objects.filter(held_within(first, last), school=row.school, role=row.role).exclude(pk=row.pk)
    if other := others.select_related("user").first():
        raise Denied(
            "later_officer",
            f"{other.user.name} works with {row.school.name} {days_in_words(other.starts_on, other.ends_on)}. "
            "Enter other days, or correct that first.",
        )
    check_works_for_one_side(row.user, [row.school], as_officer=True, first=first, last=last)


def _check_assignment_mistake(row: Assignment, by: User | None, on: date) -> None:
    check_assign(by=by, on=on)
    check_assigns_another(row.user, by)


ASSIGNMENT = AppointmentKind(
    slug="assignment",
    rows=lambda: Assignment.objects.select_related("user", "school"),
    may=_assigns,
    name=lambda row: f"{row.user.name}, {titles()[row.role]} of {row.school.name}",
    person=lambda row: row.user,
    gives=lambda row: f"works with {row.school.name} as its {titles()[row.role]}",
    check=_check_assignment,
    check_mistake=_check_assignment_mistake,
    back=lambda row: row.school.get_absolute_url(),
    scopes=lambda row: [scope(row.school), accounts.scope(row.user)],
)


# Cover


def _covers() -> QuerySet[Cover]:
    return Cover.objects.select_related("away", "covering")


def _check_cover(cover: Cover, first: date, last: date | None, by: User | None, on: date) -> None:
    assert last is not None, "a cover has a last day"
    _check_cover_mistake(cover, by, on)
    if first < cover.starts_on or last > cover.ends_on:
        check_assigns_another(cover.covering, by)
    check_holds(cover.covering, AssignmentRole(cover.role), first, last)
    moved = Cover(pk=cover.pk, away=cover.away, covering=cover.covering, role=cover.role, starts_on=first, ends_on=last)
    check_free(moved)
    check_works_for_one_side(cover.covering, list(schools_of(moved)), as_officer=True, first=first, last=last)


def _check_cover_mistake(cover: Cover, by: User | None, on: date) -> None:
    check_assign(by=by, on=on)


def _scopes_of_cover(cover: Cover) -> list[str]:
    people = [accounts.scope(cover.away), accounts.scope(cover.covering)]
    return people + [scope(school) for school in schools_of(cover).only("pk")]


COVER = AppointmentKind(
    slug="cover",
    rows=_covers,
    may=_assigns,
    name=lambda cover: f"{cover.covering.name} covers for {cover.away.name}",
    person=lambda cover: cover.covering,
    gives=lambda cover: f"opens the schools of {cover.away.name} as {titles()[cover.role]}",
    check=_check_cover,
    check_mistake=_check_cover_mistake,
    back=lambda cover: reverse("covers"),
    scopes=_scopes_of_cover,
    told=lambda cover: [each.name for each in (cover.covering, cover.away) if each.is_active],
    tell=lambda cover, by, is_mistake: tell(Ended if is_mistake else Changed, cover, by=by),
    always_ends=True,
)

KINDS = (POST, ROLE, ASSIGNMENT, COVER)
EVENTS = {
    "appointment.days_corrected": "{what}: first and last day corrected, now {days}",
    "appointment.never_held": "{what}: entered by mistake, never held",
}
