"""Record who holds a post at a trust, correct that, and end it. Nobody else writes these rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import in_words
from sil.deadlines.working_days import ONE_DAY
from sil.workflow import Denied

from ..models import TrustPost
from .queries import trust_names

SCOPE = "trusts"


@dataclass(frozen=True, kw_only=True)
class Details:
    """How a person at a trust is written to, and where that was read."""

    name: str
    email: str
    address: str
    source: str


def check_keep_trusts(*, by: User | None, on: date) -> None:
    """Raises Denied("not_allowed") unless the person may record people at trusts on a day."""
    check_may(by, on, Permission.PEOPLE_MANAGE, sentence="Only an administrator can record people at trusts.")


@transaction.atomic
def add(*, trust: str, role: str, details: Details, starts_on: date, by: User | None, on: date) -> TrustPost:
    """Record who holds a post at a trust from a day.

    Raises Denied("not_allowed", "no_trust", "no_role", "no_way_to_reach", "held").
    """
    check_keep_trusts(by=by, on=on)
    if trust not in trust_names():
        raise Denied("no_trust", "Select a trust that the school register has for an open academy.")
    if role not in TrustPost.Role.values:
        raise Denied("no_role", "Select the post.")
    _check_details(details)
    # Two people who record the same post at once do so one after the other.
    there = TrustPost.objects.select_for_update().filter(trust_name=trust, role=role)
    if held := there.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)).first():
        until = f"until {in_words(held.ends_on)}" if held.ends_on else "with no last day"
        label = TrustPost.Role(role).label.lower()
        raise Denied("held", f"{held.name} is on record as the {label}, {until}. End that post first.")
    made = TrustPost.objects.create(
        trust_name=trust,
        role=role,
        starts_on=starts_on,
        recorded_by=by,
        recorded_at=clock.now(),
        **vars(details),
    )
    _record("trust_post.added", made, by=by, day=in_words(starts_on))
    return made


@transaction.atomic
def correct(post: TrustPost, *, details: Details, by: User | None, on: date) -> TrustPost:
    """Correct how a person at a trust is written to; the history keeps what was there before. Letters that were signed
    stay as they are. Raises Denied("not_allowed", "no_way_to_reach", "no_change")."""
    check_keep_trusts(by=by, on=on)
    post = _locked(post)
    _check_details(details)
    was = {name: getattr(post, name) for name in vars(details)}
    changed = [name for name, value in vars(details).items() if value != was[name]]
    if not changed:
        raise Denied("no_change", "Nothing was changed.")
    for name in changed:
        setattr(post, name, getattr(details, name))
    old, new = {name: was[name] for name in changed}, {name: getattr(details, name) for name in changed}
    _record("trust_post.corrected", post, by=by, old=old, new=new)
    post.save(update_fields=changed)
    return post


@transaction.atomic
def end(post: TrustPost, *, ends_on: date, by: User | None, on: date) -> TrustPost:
    """End a post at a trust with a day, the last on which it is held. One that was entered by mistake ends with the day
    before its first, so that it was never held. Raises Denied("not_allowed", "ended", "ends_before")."""
    check_keep_trusts(by=by, on=on)
    post = _locked(post)
    if post.ends_on is not None:
        raise Denied("ended", f"This post already has its last day, {in_words(post.ends_on)}.")
    if ends_on < post.starts_on - ONE_DAY:
        raise Denied(
            "ends_before",
            f"The post began on {in_words(post.starts_on)}, so it cannot have ended before. If it was entered by "
            f"mistake, enter {in_words(post.starts_on - ONE_DAY)}.",
        )
    post.ends_on = ends_on
    _record("trust_post.ended", post, by=by, day=in_words(ends_on))
    post.save(update_fields=["ends_on"])
    return post


def _locked(post: TrustPost) -> TrustPost:
    found = TrustPost.objects.select_for_update().get(pk=post.pk)
    require_as_shown(found)
    return found


def _check_details(details: Details) -> None:
    if not (details.email or details.address):
        raise Denied("no_way_to_reach", "Enter an email address or a postal address, so that letters can reach them.")


def _record(event: str, post: TrustPost, *, by: User | None, **said: Any) -> None:
    events.record(
        event,
        subject=post,
        by=by,
        scope=SCOPE,
        name=post.name,
        post=post.get_role_display(),
        trust=post.trust_name,
        **said,
    )
