"""Ask for access to the casework of some schools; grant, decline, withdraw and end it; record what was read by it."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from sil.accounts import actions as accounts
from sil.accounts.models import User, in_force
from sil.audit import events
from sil.clock import in_words
from sil.workflow import Denied

from ..models import CaseworkAccess, Post, School
from ..queries import scope
from .notifications import tell_answered, tell_asked, tell_ended
from .permissions import check_answer, check_ask, check_end
from .queries import READ, related

# How long it holds at most, counted from the day on which it is granted.
LONGEST = timedelta(days=14)
Outcome = CaseworkAccess.Outcome


@transaction.atomic
def ask(*, schools: Collection[School], reason: str, ends_on: date, by: User, on: date) -> CaseworkAccess:
    """Ask to read the casework of some schools until a day. Raises Denied("not_allowed", "reads_already",
    "asked_already", "own_school", "past", "too_long")."""
    check_ask(by=by, on=on)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    _check_days(ends_on, on)
    _check_schools(schools, by, on)
    for earlier in CaseworkAccess.objects.filter(person=by, outcome=""):
        if earlier.waits(on):
            raise Denied("asked_already", "A request of yours waits for an answer. Withdraw it before you ask again.")
        _answer(earlier, Outcome.WITHDRAWN, by=None, on=on)
    made = CaseworkAccess.objects.create(person=by, reason=reason.strip(), asked_on=on, ends_on=ends_on)
    made.schools.set(schools)
    _record("casework_access.asked", made, by=by, reason=made.reason)
    tell_asked(made, by=by)
    return made


@transaction.atomic
def grant(access: CaseworkAccess, *, schools: Collection[School], ends_on: date, by: User, on: date) -> CaseworkAccess:
    """Let the administrator read some of the schools that they asked for, from today to a day. Raises
    Denied("not_allowed", "oneself", "not_waiting", "not_asked", "own_school", "past", "too_long")."""
    access = _waiting(access, by=by, on=on)
    _check_days(ends_on, on)
    if not set(schools) <= set(access.schools.all()):
        raise Denied("not_asked", "Select schools that were asked for.")
    _check_schools(schools, access.person, on)
    access.ends_on = ends_on
    _answer(access, Outcome.GRANTED, by=by, on=on)
    access.schools.set(schools)
    access = related().get(pk=access.pk)
    _record("casework_access.granted", access, by=by, reason=access.reason)
    tell_answered(access, by=by, on=on)
    return access


@transaction.atomic
def decline(access: CaseworkAccess, *, reason: str, by: User, on: date) -> CaseworkAccess:
    """Decline, with a reason that the administrator reads. Raises Denied("not_allowed", "oneself", "not_waiting")."""
    access = _waiting(access, by=by, on=on)
    access.answer = reason.strip()
    _answer(access, Outcome.DECLINED, by=by, on=on)
    _record("casework_access.declined", access, by=by, reason=access.answer)
    tell_answered(access, by=by, on=on)
    return access


@transaction.atomic
def end(access: CaseworkAccess, *, by: User, on: date) -> CaseworkAccess:
    """End an access at once, or withdraw a request that waits. Raises Denied("not_allowed", "over")."""
    access = _locked(access)
    check_end(access, by=by, on=on)
    if access.waits(on):
        if by != access.person:
            raise Denied("not_allowed", "Only the person who asked can withdraw this. You can decline it.")
        _answer(access, Outcome.WITHDRAWN, by=by, on=on)
        _record("casework_access.withdrawn", access, by=by)
        return access
    if not access.holds(on):
        raise Denied("over", "This has ended already.")
    access.ended_by, access.ended_on = by, on
    access.save(update_fields=["ended_by", "ended_on"])
    _record("casework_access.ended", access, by=by)
    tell_ended(access, by=by, on=on)
    return access


def record_read(access: CaseworkAccess, *, by: User, page: str, path: str, urn: int | None) -> None:
    """Record that a page was read by an access: its title, and its address without what was searched for."""
    belongs_to = f"casework_access:{access.pk}"
    events.record(READ, subject=access, by=by, scope=belongs_to, name=by.name, page=page, path=path, urn=urn)


def _check_days(ends_on: date, on: date) -> None:
    if ends_on < on:
        raise Denied("past", "The last day must be today or later.")
    if ends_on > on + LONGEST:
        raise Denied("too_long", f"The last day must be {in_words(on + LONGEST)} or earlier: 14 days at most.")


def _check_schools(schools: Collection[School], person: User, on: date) -> None:
    """Nobody reads for the authority about a school at which they hold a post."""
    posts = Post.objects.filter(in_force(on), user=person, school__in=schools).select_related("school")
    if post := posts.first():
        raise Denied(
            "own_school", f"{person.name} holds a post at {post.school.name}, so this school cannot be chosen."
        )


def _locked(access: CaseworkAccess) -> CaseworkAccess:
    return related().select_for_update(of=("self",)).get(pk=access.pk)


def _waiting(access: CaseworkAccess, *, by: User, on: date) -> CaseworkAccess:
    access = _locked(access)
    check_answer(access, by=by, on=on)
    if not access.waits(on):
        raise Denied("not_waiting", "This does not wait for an answer any more.")
    return access


def _answer(access: CaseworkAccess, outcome: CaseworkAccess.Outcome, *, by: User | None, on: date) -> None:
    access.outcome, access.answered_by, access.answered_on = outcome, by, on
    access.save(update_fields=["outcome", "answered_by", "answered_on", "ends_on", "answer"])


def _record(kind: str, access: CaseworkAccess, *, by: User, reason: str = "") -> None:
    """Write the event to the history of the person and of each school."""
    schools = list(access.schools.all())
    said: dict[str, Any] = {"name": access.person.name, "ends_on": in_words(access.ends_on)}
    said["schools"] = ", ".join(school.name for school in schools)
    for each in (accounts.scope(access.person), *(scope(school) for school in schools)):
        events.record(kind, subject=access, by=by, scope=each, reason=reason, **said)
