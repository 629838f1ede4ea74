"""People with roles and posts, made by the real actions."""

from datetime import date
from itertools import count

from schools.models import Assignment, AssignmentRole, Post, School
from schools.people import actions as people
from sil.accounts import actions as accounts
from sil.accounts.models import User
from sil.accounts.roles import ROLES, Side

LONG_AGO = date(2020, 9, 1)
PASSWORD = "a-password-for-tests"
_numbers = count(1)


def person(name: str = "", *, role: str = "", email: str = "", password: str | None = None) -> User:
    """A person, with a role on the authority's side where one is named."""
    number = next(_numbers)
    name = name or f"Person Example {number}"
    user = accounts.add(by=None, on=LONG_AGO, email=email or f"p{number}@test.example", name=name, password=password)
    if role:
        assert ROLES[role].side is Side.AUTHORITY
        accounts.give_role(user, by=None, on=LONG_AGO, role=role, starts_on=LONG_AGO)
    return user


def post(school: School, role: str, user: User | None = None, *, starts_on: date = LONG_AGO) -> Post:
    user = user or person(f"{ROLES[role].name} Example")
    return people.give_post(school=school, user=user, role=role, starts_on=starts_on, by=None, on=starts_on)


def comes_to_hold(school: School, role: str, user: User, *, starts_on: date = LONG_AGO) -> Post:
    """A post of somebody who works with the school for the authority, which no action gives."""
    return Post.objects.create(school=school, role=role, user=user, starts_on=starts_on)


def assign(school: School, user: User | None = None, *, role: AssignmentRole = AssignmentRole.SIP) -> Assignment:
    user = user or person(f"{role.label} Example", role=role.value)
    people.assign([school], user=user, role=role, starts_on=LONG_AGO, by=None, on=LONG_AGO)
    return Assignment.objects.get(school=school, user=user, role=role)
