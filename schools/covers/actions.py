"""Arrange cover for an officer who is away, change its last day or end it early."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import RoleGrant, User, in_force
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import in_words
from sil.framework.queries import titles
from sil.workflow import Denied, require_confirmation

from ..models import AssignmentRole, Cover
from ..people.actions import check_assign, check_assigns_another, check_in_role
from ..people.permissions import check_works_for_one_side
from ..queries import scope
from .notifications import Arranged, Changed, Ended, tell
from .queries import schools_of

ONE_DAY = timedelta(days=1)


@transaction.atomic
def arrange(
    *,
    away: User,
    covering: User,
    role: AssignmentRole,
    starts_on: date,
    ends_on: date,
    by: User | None,
    on: date,
    note: str = "",
    sure: str | None = "",
) -> Cover:
    """Give one officer what another has in a role, from a day to a day; both are told.

    Raises Denied("ends_before", "over", "oneself", "not_in_role", "covered_already", "both_sides"), and Denied("sure")
    with what is unusual about it, unless `sure` is exactly that sentence; with None nothing is asked.
    """
    check_assign(by=by, on=on)
    _lock(away, covering)
    if ends_on < starts_on:
        raise Denied("ends_before", "The last day must be on or after the first day.")
    if ends_on < on:
        raise Denied("over", "The last day is past, so there is nothing left to cover.")
    if away == covering:
        raise Denied("oneself", f"{away.name} cannot cover for themselves. Select somebody else.")
    check_in_role(away, role, starts_on)
    check_holds(covering, role, starts_on, ends_on)
    check_assigns_another(covering, by)
    made = Cover(
        away=away,
        covering=covering,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        note=note,
        arranged_by=by,
        arranged_at=clock.now(),
    )
    check_free(made)
    check_works_for_one_side(covering, list(schools_of(made)), as_officer=True, first=starts_on, last=ends_on)
    if sure is not None:
        require_confirmation(_warnings(made), sure)
    made.save()
    _record("cover.arranged", made, by=by, on=on)
    tell(Arranged, made, by=by)
    return made


@transaction.atomic
def change(cover: Cover, *, ends_on: date, by: User | None, on: date) -> Cover:
    """Give a cover another last day; both are told.

    Raises Denied("closed", "ends_before", "over", "no_change") and those of `arrange`.
    """
    cover = _locked(cover, by=by, on=on)
    if ends_on == cover.ends_on:
        raise Denied("no_change", f"{in_words(ends_on)} is already the last day of this cover.")
    if ends_on < cover.starts_on:
        raise Denied("ends_before", "The last day must be on or after the first day.")
    if ends_on < on:
        raise Denied("over", "The last day is past. To stop it now, end the cover.")
    if ends_on > cover.ends_on:
        check_assigns_another(cover.covering, by)
    old, cover.ends_on = cover.ends_on, ends_on
    check_holds(cover.covering, AssignmentRole(cover.role), cover.starts_on, ends_on)
    check_free(cover)
    check_works_for_one_side(
        cover.covering, list(schools_of(cover, since=on)), as_officer=True, first=cover.starts_on, last=ends_on
    )
    cover.save(update_fields=["ends_on"])
    _record("cover.changed", cover, by=by, on=on, old={"last_day": old.isoformat()}, new={"last_day": str(ends_on)})
    tell(Changed, cover, by=by)
    return cover


@transaction.atomic
def end(cover: Cover, *, by: User | None, on: date) -> Cover:
    """Stop a cover at once: its last day is then the day before, and one that has not held for a whole
    day is called off. Both are told. Raises Denied("closed")."""
    cover = _locked(cover, by=by, on=on)
    if cover.starts_on < on:
        cover.ends_on = on - ONE_DAY
        event = "cover.ended"
    else:
        cover.called_off_at = clock.now()
        event = "cover.called_off"
    cover.save(update_fields=["ends_on", "called_off_at"])
    _record(event, cover, by=by, on=on)
    tell(Ended, cover, by=by)
    return cover


def _locked(cover: Cover, *, by: User | None, on: date) -> Cover:
    check_assign(by=by, on=on)
    _lock(cover.away, cover.covering)
    cover = Cover.objects.select_related("away", "covering").get(pk=cover.pk)
    require_as_shown(cover)
    if not cover.is_open(on):
        raise Denied("closed", "This cover has ended, so you cannot change it.")
    return cover


def _lock(*users: User) -> None:
    """Lock the rows, so that two people who arrange cover for one officer at once do so one after the other."""
    list(User.objects.select_for_update(no_key=True).filter(pk__in=[user.pk for user in users]).order_by("pk"))


def check_holds(covering: User, role: AssignmentRole, starts_on: date, ends_on: date) -> None:
    """Raises Denied("not_in_role"): the role is needed on every day, by one grant from the first to the last."""
    check_in_role(covering, role, starts_on)
    grants = RoleGrant.objects.filter(in_force(starts_on), user=covering, role=role)
    if not grants.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=ends_on)).exists():
        check_in_role(covering, role, ends_on)
        raise Denied("not_in_role", f"{covering.name} does not hold the role {titles()[role]} on all of these days.")


def check_free(cover: Cover) -> None:
    """Raises Denied("covered_already") where somebody else covers on one of the days."""
    days = Q(starts_on__lte=cover.ends_on, ends_on__gte=cover.starts_on)
    others = Cover.objects.filter(days, away=cover.away, role=cover.role, called_off_at=None).exclude(pk=cover.pk)
    if other := others.select_related("covering").first():
        raise Denied(
            "covered_already",
            f"{other.covering.name} covers for {cover.away.name} from {in_words(other.starts_on)} to "
            f"{in_words(other.ends_on)}. Enter other days, or end that cover first.",
        )


def _warnings(cover: Cover) -> list[str]:
    """Return what somebody should know before confirming; none of it is forbidden. Two queries."""
    found = []
    days = Q(starts_on__lte=cover.ends_on, ends_on__gte=cover.starts_on)
    if away := Cover.objects.filter(days, away=cover.covering, role=cover.role, called_off_at=None).first():
        found.append(f"{cover.covering.name} is away too, from {in_words(away.starts_on)} to {in_words(away.ends_on)}.")
    if not schools_of(cover).exists():
        title = titles()[cover.role]
        found.append(f"{cover.away.name} is not the {title} of any school on {in_words(cover.starts_on)}.")
    return found


def _record(event: str, cover: Cover, *, by: User | None, on: date, **said: Any) -> None:
    """Write the event to the history of both people and of each school that the officer has on the first day or now."""
    scopes = [accounts.scope(cover.away), accounts.scope(cover.covering)]
    scopes += [scope(school) for school in schools_of(cover, since=on).only("pk")]
    for each in scopes:
        events.record(
            event,
            subject=cover,
            by=by,
            scope=each,
            name=cover.away.name,
            covering=cover.covering.name,
            role=titles()[cover.role],
            starts_on=in_words(cover.starts_on),
            ends_on=in_words(cover.ends_on),
            **said,
        )
