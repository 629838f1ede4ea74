"""Ask for a role, an address or the end of a lost second step, which nobody gives alone; confirm it as the second
person; withdraw or refuse it."""

from datetime import date
from typing import Any

from django.db import transaction

from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import ChangeRequest, User
from sil.audit import events
from sil.framework.queries import titles
from sil.second_factor import actions as second_factor
from sil.second_factor.queries import has_step
from sil.workflow import Denied

from .notifications import tell_asked, tell_confirmed, tell_withdrawn
from .permissions import check_asks_for_another, check_confirm, check_withdraw
from .queries import in_words, last_day, related

Outcome = ChangeRequest.Outcome


@transaction.atomic
def ask_role(user: User, *, by: User, on: date, role: str, starts_on: date) -> ChangeRequest:
    """Ask that a person gets a role. Raises Denied("not_allowed", "oneself", "role_held", "asked_already")."""
    accounts.check_manage_people(by=by, on=on)
    accounts.check_not_oneself(user, by)
    user = User.objects.select_for_update().get(pk=user.pk)
    accounts.check_role_free(user, role, titles()[role])
    return _ask(user, by=by, on=on, role=role, starts_on=starts_on)


@transaction.atomic
def ask_address(user: User, *, by: User, on: date, new_email: str) -> ChangeRequest:
    """Ask that a person's address is changed; until it is confirmed, everything goes to the one they have. Raises
    Denied("not_allowed", "email_taken", "asked_already")."""
    accounts.check_manage_people(by=by, on=on)
    user = User.objects.select_for_update().get(pk=user.pk)
    new_email = new_email.strip().lower()
    accounts.check_email_free(new_email, but=user)
    return _ask(user, by=by, on=on, new_email=new_email)


@transaction.atomic
def ask_lost_step(user: User, *, by: User, on: date, reason: str) -> ChangeRequest:
    """Ask that the second step to sign in of somebody who has lost it is removed, with what was lost and how it is
    known that it is them. Raises Denied("not_allowed", "oneself", "closed", "no_step", "asked_already")."""
    accounts.check_manage_people(by=by, on=on)
    check_asks_for_another(user, by=by)
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Denied("closed", "This account is closed. Reopen it first.")
    if not has_step(user):
        raise Denied("no_step", f"{user.name} has no second step. They set one up the next time they sign in.")
    return _ask(user, by=by, on=on, lost_step=True, reason=reason)


@transaction.atomic
def confirm(request: ChangeRequest, *, by: User | None, on: date) -> ChangeRequest:
    """Give what was asked for, as the second person; `by=None` is the server's command line.

    Raises Denied("not_allowed", "own_request", "not_waiting", "lapsed", "address_changed") and what giving raises.
    A lost second step is removed, and the sessions of its owner end.
    """
    request = _locked(request, on=on)
    if by is not None:
        check_confirm(request, by=by, on=on)
    person = User.objects.select_for_update().get(pk=request.person_id)
    if person.email != request.email:
        raise Denied(
            "address_changed",
            f"The email address of {person.name} has changed since this was asked for. Ask for it again.",
        )
    # The command line is the product itself, and needs nobody beside it.
    how: dict[str, Any] = {"by": request.asked_by if by else None, "confirmed_by": by, "on": on}
    if request.lost_step:
        _remove_step(person, **how)
    elif request.role:
        title = titles()[request.role]
        assert request.starts_on is not None, "a role has a first day"
        accounts.give_role(person, role=request.role, starts_on=request.starts_on, title=title, **how)
    else:
        accounts.edit(person, email=request.new_email, name=person.name, **how)
    request.person = User.objects.get(pk=person.pk)
    _end(request, Outcome.CONFIRMED, by=by, on=on)
    tell_confirmed(request, by=by)
    return request


@transaction.atomic
def withdraw(request: ChangeRequest, *, by: User, on: date) -> ChangeRequest:
    """End a request without giving anything. Raises Denied("not_allowed", "not_waiting", "lapsed")."""
    request = _locked(request, on=on)
    check_withdraw(request, by=by, on=on)
    _end(request, Outcome.WITHDRAWN, by=by, on=on)
    tell_withdrawn(request, by=by)
    return request


def _remove_step(person: User, *, by: User | None, confirmed_by: User | None, on: date) -> None:
    """`by` asked for it, and has to be somebody still who may."""
    accounts.check_manage_people(by=by, on=on)
    accounts.check_second_person(person, by=by, confirmed_by=confirmed_by, on=on)
    second_factor.reset(person, by=confirmed_by)


def _ask(user: User, *, by: User, on: date, **what: Any) -> ChangeRequest:
    """The caller has locked the person."""
    alike = {"role": what.get("role", ""), "lost_step": what.get("lost_step", False)}
    for earlier in related().filter(person=user, outcome="", **alike):
        if on <= last_day(earlier):
            raise Denied("asked_already", f"{in_words(earlier)} of {user.name} already waits to be confirmed.")
        earlier.outcome = Outcome.LAPSED
        earlier.save(update_fields=["outcome"])
    made = ChangeRequest.objects.create(person=user, email=user.email, asked_by=by, asked_on=on, **what)
    said: dict[str, Any] = {"name": user.name, "asker": by.name}
    if starts_on := made.starts_on:
        said |= {"role": titles()[made.role], "starts_on": clock.in_words(starts_on)}
    kind = "step_lost" if made.lost_step else "role" if made.role else "address"
    events.record(f"person.{kind}_asked", subject=made, by=by, scope=accounts.scope(user), reason=made.reason, **said)
    tell_asked(made, by=by)
    return made


def _locked(request: ChangeRequest, *, on: date) -> ChangeRequest:
    request = related().select_for_update(of=("self",)).get(pk=request.pk)
    if request.outcome:
        raise Denied("not_waiting", f"This was {request.get_outcome_display().lower()} already.")
    if on > last_day(request):
        raise Denied("lapsed", "Nobody confirmed this in time, so it has lapsed. Ask for it again.")
    return request


def _end(request: ChangeRequest, outcome: ChangeRequest.Outcome, *, by: User | None, on: date) -> None:
    request.outcome, request.ended_by, request.ended_on = outcome, by, on
    request.save(update_fields=["outcome", "ended_by", "ended_on"])
    kind = "person.change_confirmed" if outcome == Outcome.CONFIRMED else "person.change_withdrawn"
    person = request.person
    events.record(kind, subject=request, by=by, scope=accounts.scope(person), name=person.name, what=in_words(request))
