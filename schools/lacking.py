"""Which schools have nobody in a post or as an officer."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from sil.accounts.roles import LEADS
from sil.made_once.places import keys
from sil.made_once.questions import made_once
from sil.memo import remembered

from .models import Assignment, AssignmentRole, Post, School
from .queries import can_act, in_office


def lacks_officer(role: AssignmentRole, on: date, *, school: str = "pk") -> Q:
    """A condition on rows: nobody who can act for their school works with it in a role on a day; `school` names the
    path to it."""
    return ~Q(Exists(Assignment.objects.filter(can_act(on), school=OuterRef(school), role=role)))


def lacks_post(roles: Iterable[str], on: date) -> Q:
    """A condition on schools: nobody who can be reached holds any of some posts on a day."""
    return ~Q(Exists(Post.objects.filter(in_office(on), school=OuterRef("pk"), role__in=list(roles))))


def lacks_lead(on: date) -> Q:
    """A condition on schools: no headteacher, acting or not, can be reached on a day."""
    return lacks_post(LEADS, on)


def open_without_officer(role: AssignmentRole, on: date) -> list[int]:
    """The keys of open schools for which `lacks_officer` holds. One query a page."""
    return keys(lambda: _open_without_officer(role, on))


@remembered
def _open_without_officer(role: AssignmentRole, on: date) -> list[int]:
    return list(_rows_without_officer(role, on))


@made_once
def _rows_without_officer(role: AssignmentRole, on: date) -> QuerySet[School, int]:
    return _keys_of_open(lacks_officer(role, on))


def open_without_lead(on: date) -> list[int]:
    """The keys of open schools for which `lacks_lead` holds. One query a page."""
    return open_without_post(LEADS, on)


def open_without_post(roles: Iterable[str], on: date) -> list[int]:
    """The keys of open schools for which `lacks_post` holds. One query a page."""
    wanted = tuple(roles)
    return keys(lambda: _open_without_post(wanted, on))


@remembered
def _open_without_post(roles: tuple[str, ...], on: date) -> list[int]:
    return list(_rows_without_post(roles, on))


@made_once
def _rows_without_post(roles: tuple[str, ...], on: date) -> QuerySet[School, int]:
    return _keys_of_open(lacks_post(roles, on))


def _keys_of_open(condition: Q) -> QuerySet[School, int]:
    return School.objects.filter(condition, is_open=True).order_by().values_list("pk", flat=True)
