"""Delegations as appointments that can be put right: see schools/appointments."""

from datetime import date

from django.urls import reverse

from schools.appointments.kinds import AppointmentKind
from sil.accounts.models import User
from sil.accounts.roles import ROLES

from ..models import Delegation
from .notifications import tell_corrected
from .permissions import check_change, check_delegate, may_change


def _check(row: Delegation, first: date, last: date | None, by: User | None, on: date) -> None:
    _check_mistake(row, by, on)
    assert by is not None, "a director puts it right"
    check_delegate(role=row.role, to=row.delegate, by=by, on=on, starts_on=first)


def _check_mistake(row: Delegation, by: User | None, on: date) -> None:
    assert by is not None, "a director puts it right"
    check_change(row, by=by, on=on)


KIND = AppointmentKind(
    slug="delegation",
    rows=lambda: Delegation.objects.select_related("director", "delegate"),
    may=may_change,
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
