"""Give what waits for a person who leaves to others, end what they hold, and close their account."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from sil.accounts import actions as accounts
from sil.accounts.models import ChangeRequest, RoleGrant, User, held_within
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may
from sil.audit import events
from sil.clock import in_words
from sil.framework.queries import titles
from sil.workflow import Denied

from ..appointments.actions import take_back
from ..appointments.held import POST, ROLE
from ..appointments.kinds import ONE_DAY
from ..models import Post
from ..people.actions import end_post as end_post_of
from .notifications import tell_taken
from .parts import PARTS, LeavingPart, Moving
from .queries import left_behind

LEFT = "Left: {reason}"


@transaction.atomic
def leave(
    person: User,
    *,
    starts_on: date,
    takes: Mapping[str, User | None],
    reason: str,
    note: str,
    ends: bool,
    closes: bool,
    by: User,
    on: date,
) -> None:
    """Give everything that waits for a person to others from a day, all of it or nothing.

    `takes` names for each kind who takes it, None to leave it without a person, which needs a `reason`. With `ends`
    their roles and posts end the day before, with `closes` the account is closed too. Raises Denied("not_allowed",
    "oneself", "not_said", "not_able", "no_reason", "close_later") and those of what moves.
    """
    check_leave(person, by=by, on=on)
    if closes and starts_on > on:
        raise Denied("close_later", f"They still work here until {in_words(starts_on - ONE_DAY)}. Close it after that.")
    person = User.objects.select_for_update().get(pk=person.pk)
    taken: dict[User, list[tuple[LeavingPart, int]]] = {}
    left = []
    for part in PARTS:
        rows = list(part.waiting(person, on)) if part.take else []
        if not rows or part.take is None or part.takers is None:
            continue
        if part.slug not in takes:
            raise Denied("not_said", f"Select who takes these: {part.title}.")
        taking = takes[part.slug]
        if taking is None:
            left.append((part, len(rows)))
            continue
        if not part.takers(person, on).filter(pk=taking.pk).exists():
            raise Denied("not_able", f"{taking.name} cannot take these: {part.title}.")
        moved = part.take(rows, Moving(person, taking, starts_on, note, by, on))
        if number := len(rows) if moved is None else moved:
            taken.setdefault(taking, []).append((part, number))
    if left and not reason.strip():
        raise Denied("no_reason", "Say why something is left without a person.")
    if ends:
        for part in PARTS:
            if part.end:
                part.end(list(part.waiting(person, on)), starts_on - ONE_DAY, by)
        _end_all(person, starts_on, reason=reason, by=by, on=on)
    _record(person, taken, left, starts_on=starts_on, reason=reason, by=by)
    tell_taken(person, taken, starts_on=starts_on, by=by)
    if closes:
        _close(person, reason=reason, by=by, on=on)


def check_leave(person: User, *, by: User, on: date) -> None:
    """Raises Denied("not_allowed", "oneself"): it is done by those who manage people or assign officers."""
    allowed = (Permission.PEOPLE_MANAGE, Permission.ASSIGN_OFFICERS)
    check_may(by, on, *allowed, sentence="Only a Principal Officer or an administrator can do this.")
    if by == person:
        raise Denied("oneself", "Somebody else hands over what waits for you. Ask an administrator.")


@transaction.atomic
def close_account(person: User, *, reason: str = "", by: User, on: date) -> None:
    """Close an account. Who may is asked before anything is said of what waits. Raises Denied("waits") where something
    waits for the person, unless a reason says why it is left without a person, and those of `set_open`."""
    accounts.check_manage_people(by=by, on=on)
    check_nothing_waits(left_behind(person, on), reason)
    _close(person, reason=reason, by=by, on=on)


@transaction.atomic
def end_role(grant: RoleGrant, *, ends_on: date, reason: str = "", by: User, on: date) -> None:
    """End a role. Raises Denied("waits") where something waits that the person has by this role alone, unless a reason
    says why it is left without a person, and those of `accounts.end_role`."""
    accounts.check_manage_people(by=by, on=on)
    check_nothing_waits(left_behind(grant.user, on, role=grant.role), reason)
    title = titles()[grant.role]
    accounts.end_role(grant, by=by, on=on, ends_on=ends_on, title=title, reason=reason.strip())


@transaction.atomic
def end_post(post: Post, *, ends_on: date, reason: str = "", by: User, on: date) -> None:
    """End a post. Raises Denied("waits") where something waits for the school and nobody else holds the post, unless a
    reason says why it is left, and those of `end_post` of schools/people/actions.py."""
    accounts.check_manage_people(by=by, on=on)
    check_nothing_waits(left_behind(post.user, on, post=post), reason)
    end_post_of(post, by=by, on=on, ends_on=ends_on, reason=reason.strip())


def check_nothing_waits(waits: Sequence[tuple[LeavingPart, int]], reason: str) -> None:
    """Raises Denied("waits") with what waits, unless a reason is given."""
    if waits and not reason.strip():
        raise Denied(
            "waits",
            f"{in_numbers(waits)}. Give these to somebody first, or enter why they are left without a person.",
        )


def in_numbers(waits: Sequence[tuple[LeavingPart, int]]) -> str:
    """Return what waits in words and numbers, which give no casework away."""
    return "; ".join(f"{part.title}: {number}" for part, number in waits)


def _close(person: User, *, reason: str, by: User, on: date) -> None:
    """What others asked for them is withdrawn with the account: nobody confirms a role of somebody who left."""
    accounts.set_open(person, by=by, on=on, is_open=False, reason=reason.strip())
    for request in ChangeRequest.objects.select_for_update().filter(person=person, outcome=""):
        request.outcome, request.ended_by, request.ended_on = ChangeRequest.Outcome.WITHDRAWN, by, on
        request.save(update_fields=["outcome", "ended_by", "ended_on"])


def _end_all(person: User, starts_on: date, *, reason: str, by: User, on: date) -> None:
    """Roles and posts end the day before; those that would begin later are taken back."""
    accounts.check_manage_people(by=by, on=on)
    last, said = starts_on - ONE_DAY, LEFT.format(reason=reason.strip() or "handed over")
    for post in Post.objects.filter(held_within(starts_on), user=person).select_related("school"):
        if post.starts_on > last:
            take_back(POST, post.pk, reason=said, by=by, on=on)
        else:
            end_post_of(post, by=by, on=on, ends_on=last, reason=said)
    called = titles()
    for grant in RoleGrant.objects.filter(held_within(starts_on), user=person):
        if grant.starts_on > last:
            take_back(ROLE, grant.pk, reason=said, by=by, on=on)
        else:
            accounts.end_role(grant, by=by, on=on, ends_on=last, title=called[grant.role], reason=said)


def _record(
    person: User,
    taken: Mapping[User, Sequence[tuple[LeavingPart, int]]],
    left: Sequence[tuple[LeavingPart, int]],
    *,
    starts_on: date,
    reason: str,
    by: User,
) -> None:
    events.record(
        "person.work_given",
        subject=person,
        by=by,
        scope=accounts.scope(person),
        reason=reason.strip(),
        name=person.name,
        starts_on=in_words(starts_on),
        taken="; ".join(f"{user.name} ({in_numbers(parts)})" for user, parts in taken.items()) or "nobody",
        left=in_numbers(left) or "nothing",
    )
