"""Say who looks after a case and who may read it."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.workflow import Denied

from ..models import Case
from .actions import lock, lock_to_change, record_event
from .notifications import tell_owner
from .permissions import check_assign, check_owner, may_read, nameable
from .policies import check_open_still


@transaction.atomic
def assign_owner(case: Case, *, owner: User, by: User, on: date, reason: str = "") -> Case:
    """Make somebody else the owner of a case, and tell them. On a restricted one the earlier owner is named, and still
    reads it.

    Raises Denied("not_an_officer", "ended", "same_owner", "not_an_owner").
    """
    case = lock(case)
    check_assign(case, by=by, on=on)
    check_open_still(case)
    if owner == case.owner:
        raise Denied("same_owner", f"{owner.name} is already the case owner.")
    check_owner(case.school, owner, on)
    before = case.owner
    record_event(case, "case.owner_changed", by=by, reason=reason.strip(), name=owner.name, before=before.name)
    case.owner = owner
    case.save(update_fields=["owner"])
    if case.restricted:
        _add(case, before, by=by)
        case.named.remove(owner)
    tell_owner(case, by=by)
    return case


def hand_to(case: Case, owner: User, *, by: User | None) -> None:
    """Make the person who takes a school over the owner of its case. The caller has checked who hands over, and holds a
    transaction."""
    case = lock(case)
    record_event(case, "case.owner_changed", by=by, name=owner.name, before=case.owner.name)
    case.owner = owner
    case.save(update_fields=["owner"])
    tell_owner(case, by=by)


@transaction.atomic
def restrict(case: Case, *, by: User, on: date, reason: str) -> Case:
    """Let only its owner and those who are named read a case, and those that it continues, which name it where they
    ended; the person who restricts it is among them. Raises Denied("not_an_officer", "ended", "restricted")."""
    case = lock_to_change(case, by=by, on=on)
    if case.restricted:
        raise Denied("restricted", "This case is already restricted.")
    record_event(case, "case.restricted", by=by, reason=reason.strip())
    case.restricted = True
    case.save(update_fields=["restricted"])
    _add(case, by, by=by)
    for earlier in _continued(case):
        if not earlier.restricted:
            record_event(earlier, "case.restricted", by=by, reason=reason.strip())
            earlier.restricted = True
            earlier.save(update_fields=["restricted"])
            for person in (case.owner, *case.named.all()):
                _add(earlier, person, by=by)
    return case


@transaction.atomic
def unrestrict(case: Case, *, by: User, on: date, reason: str) -> Case:
    """Let everybody read a case who reads cases about its school, and those that it continues as far as this person may
    read them. Raises Denied("not_an_officer", "ended", "not_restricted")."""
    case = lock_to_change(case, by=by, on=on)
    if not case.restricted:
        raise Denied("not_restricted", "This case is not restricted.")
    record_event(case, "case.unrestricted", by=by, reason=reason.strip())
    case.restricted = False
    case.save(update_fields=["restricted"])
    for earlier in _continued(case):
        if earlier.restricted and may_read(earlier, roles_of(by, on)):
            record_event(earlier, "case.unrestricted", by=by, reason=reason.strip())
            earlier.restricted = False
            earlier.save(update_fields=["restricted"])
    return case


@transaction.atomic
def name(case: Case, *, person: User, by: User, on: date) -> Case:
    """Name somebody who may read a case, restricted or not. Raises Denied("not_an_officer", "ended",
    "not_nameable")."""
    case = lock_to_change(case, by=by, on=on)
    if not nameable(case, on).filter(pk=person.pk).exists():
        raise Denied(
            "not_nameable",
            f"{person.name} cannot be named: they can already read the case, have no role that reads cases, or "
            "hold a post at the school.",
        )
    _add(case, person, by=by)
    return case


@transaction.atomic
def unname(case: Case, *, person: User, by: User, on: date) -> Case:
    """Remove a name from a case. Raises Denied("not_an_officer", "ended", "not_named")."""
    case = lock_to_change(case, by=by, on=on)
    if not case.named.filter(pk=person.pk).exists():
        raise Denied("not_named", f"{person.name} is not named on this case.")
    record_event(case, "case.unnamed", by=by, name=person.name)
    case.named.remove(person)
    return case


def _continued(case: Case) -> Iterator[Case]:
    """Yield the cases that a case continues, the latest first, each locked."""
    while (earlier := case.continues) is not None:
        case = lock(earlier)
        yield case


def _add(case: Case, person: User, *, by: User) -> None:
    if person != case.owner and not case.named.filter(pk=person.pk).exists():
        record_event(case, "case.named", by=by, name=person.name)
        case.named.add(person)
