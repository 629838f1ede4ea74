"""Delegations as appointments that can be put right: see schools/appointments."""

from datetime import date

from django.urls import reverse

from schools.appointments.kinds import AppointmentKind
from sil.accounts.models import User
from sil.accounts.roles import ROLES
from sil.accounts.user_roles import UserRoles
from sil.workflow import Denied

from ..models import Delegation
from .notifications import tell_corrected
from .permissions import check_delegate


def _may(row: Delegation, who: UserRoles) -> bool:
    return who.user.pk in (row.director_id, row.given_by_id)


def _check(row: Delegation, first: date, last: date | None, by: User | None, on: date) -> None:
    assert by is not None, "a director puts it right"
    _check_mistake(row, by, on)
    check_delegate(role=row.role, to=row.delegate, by=by, on=on, starts_on=first)


def _check_mistake(row: Delegation, by: User | None, on: date) -> None:
    if by is None or by.pk not in (row.director_id, row.given_by_id):
        raise Denied("not_a_director", "Only the director who set this up can put it right.")


KIND = AppointmentKind(
    slug="delegation",
    rows=lambda: Delegation.objects.select_related("director", "delegate"),
    may=_may,
    name=lambda row: f"{row.delegate.name} signs for {row.director.name}, {ROLES[row.role].name}",
    person=lambda row: row.delegate,
    gives=lambda row: f"signs letters in the place of {row.director.name}",
    check=_check,
    check_mistake=_check_mistake,
    back=lambda row: reverse("delegations"),
    scopes=lambda row: ["delegations"],
    told=lambda row: [row.delegate.name] if row.delegate.is_active else [],
    tell=lambda row, by, is_mistake: tell_corrected(row, was_mistake=is_mistake),
    always_ends=True,
)
