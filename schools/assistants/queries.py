"""Queries of assistants: those of a school, those whose head has gone, and the name under which one acts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.accounts.user_roles import UserRoles
from sil.memo import remembered

from ..models import Assistant, School
from ..models.assistants import assisting, with_held
from ..queries import in_post


def assistants_of(school: School, on: date) -> QuerySet[Any]:
    """Return everybody who is or was an assistant at a school, the present first, with whether they are, `is_held`."""
    return with_held(Assistant.objects.filter(school=school), on).order_by("-is_held", "user__name", "-pk")


def present_of(user: User, on: date) -> QuerySet[Assistant]:
    """Return where a person is an assistant on a day, by the school's name."""
    found = Assistant.objects.filter(assisting(on), user=user)
    return found.select_related("school", "post__user").order_by("school__name", "pk")


def changeable(who: UserRoles) -> QuerySet[Any]:
    """Return those at the schools that a person leads."""
    return with_held(Assistant.objects.filter(in_post(who.user, who.on, LEADS)), who.on)


def left_over(assistants: QuerySet[Assistant], on: date) -> QuerySet[Assistant]:
    """Return those that nobody ended, and that ended with the post of the head who gave them: another head can keep
    them, or end them."""
    return assistants.filter(ended_on__isnull=True, user__is_active=True).exclude(assisting(on))


@dataclass(frozen=True)
class _Spell:
    user: int
    first: date
    ended_on: date | None


@remembered
def _spells(school: int) -> tuple[_Spell, ...]:
    rows = Assistant.objects.filter(school=school).order_by().values_list("user", "starts_on", "ended_on")
    return tuple(_Spell(*row) for row in rows)


def name_then(user: User, school: School, on: date) -> str:
    """Return the name under which a person acted at a school on a day: an assistant says that they are one. One query a
    page."""
    was = any(each.user == user.pk and _holds(each, on) for each in _spells(school.pk))
    return signed(user.name) if was else user.name


def _holds(spell: _Spell, on: date) -> bool:
    return spell.first <= on and (spell.ended_on is None or spell.ended_on >= on)


def name_in_rows(by: str, school: str, on: str) -> Case:
    """Return the same name in SQL, of rows with paths to a person, to a school and to a day."""
    there = Assistant.objects.filter(user=OuterRef(by), school=OuterRef(school), starts_on__lte=OuterRef(on))
    held = there.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=OuterRef(on)))
    name = F(f"{by}__name")
    said = Concat(name, Value(signed("")), output_field=CharField())
    return Case(When(Exists(held), then=said), default=name, output_field=CharField())


def signed(name: str) -> str:
    """Return the name of an assistant, as it stands beside what they did."""
    return f"{name}, assistant of the headteacher"


@dataclass(frozen=True)
class Signing:
    """A person who acts as an assistant, as the history names them."""

    pk: object
    name: str


def acting(user: User, school: School, on: date) -> User | Signing:
    """Return a person as the history of a record names them, who acts at a school on a day."""
    held = Assistant.objects.filter(assisting(on), school=school, user=user)
    return Signing(user.pk, signed(user.name)) if held.exists() else user
