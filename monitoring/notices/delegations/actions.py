"""Let somebody sign in a director's place, and end that."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from schools.appointments.kinds import ONE_DAY
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.workflow import Denied

from ..models import Delegation
from . import notifications
from .permissions import check_change, check_delegate


@transaction.atomic
def delegate(
    *, role: str, to: User, starts_on: date, ends_on: date, reason: str, authority: str, by: User, on: date
) -> Delegation:
    """While a director is away somebody else signs in their role, from a day to a day (both included). `authority` is
    what allows that, such as a part of the authority's scheme of delegation.

    Raises Denied("not_a_director", "to_oneself", "no_reader", "dates", "no_authority", "no_reason").
    """
    check_delegate(role=role, to=to, by=by, on=on, starts_on=starts_on)
    if ends_on < starts_on:
        raise Denied("dates", "The last day must be on or after the first day.")
    if not authority.strip():
        raise Denied("no_authority", "Enter the authority that it is given under.")
    if not reason.strip():
        raise Denied("no_reason", "Say why somebody else signs.")
    made = Delegation.objects.create(
        director=by,
        role=role,
        delegate=to,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        authority=authority.strip(),
        given_by=by,
        given_at=clock.now(),
    )
    events.record(
        "delegation.given",
        subject=made,
        by=by,
        scope="delegations",
        reason=made.reason,
        delegate=to.name,
        director=by.name,
        first=clock.in_words(starts_on),
        last=clock.in_words(ends_on),
    )
    notifications.tell_delegated(made)
    return made


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: User, on: date) -> None:
    """End a delegation: today is its last day; one that has not begun was never held. Raises Denied("not_a_director",
    "over")."""
    found = (
        Delegation.objects.select_for_update(of=("self",)).select_related("director", "delegate").get(pk=delegation.pk)
    )
    check_change(found, by=by, on=on)
    if found.ends_on < on:
        raise Denied("over", "This has already ended.")
    _end(found, on, by=by)


def end_all(delegations: Sequence[Delegation], last: date, by: User) -> None:
    """End the delegations of somebody who leaves, on their last day. The caller has checked who decides that."""
    for delegation in delegations:
        if delegation.ends_on > last:
            _end(Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk), last, by=by)


def _end(delegation: Delegation, last: date, *, by: User) -> None:
    events.record(
        "delegation.ended",
        subject=delegation,
        by=by,
        scope="delegations",
        delegate=delegation.delegate.name,
        director=delegation.director.name,
    )
    # One that has not begun is kept as never held.
    delegation.ends_on = max(last, delegation.starts_on - ONE_DAY)
    delegation.save(update_fields=["ends_on"])
