"""Give somebody parts of a headteacher's work, change them, keep them on under another head, and end it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction

from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import User
from sil.accounts.roles import ASSISTANT
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.framework.queries import titles
from sil.workflow import Denied

from ..models import Assistant, Post, School
from ..models.assistants import with_held
from ..people.actions import write_invitation
from ..queries import scope
from .notifications import tell_given
from .parts import in_order, in_words
from .permissions import check_can_assist, check_end, check_lead
from .queries import assistants_of, left_over

# So many at one school. More would be a list that nobody looks after.
MOST = 20


@transaction.atomic
def give(school: School, *, email: str, name: str, parts: Collection[str], by: User, on: date) -> Assistant:
    """Give somebody parts of the head's work from today. Whoever has no account yet is invited; somebody who has one
    keeps their name. Raises Denied("not_the_head", "no_part", "held", "too_many") and those of `check_can_assist`."""
    School.objects.select_for_update().get(pk=school.pk)
    post = check_lead(school, by=by, on=on)
    _check_parts(parts)
    there = assistants_of(school, on).filter(ended_on__isnull=True)
    if there.count() >= MOST:
        raise Denied("too_many", f"A school can have {MOST} assistants. End one of them first.")
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = accounts.make(by=by, email=email, name=name)
        write_invitation(user, by, role=titles()[ASSISTANT], school=school.name)
        return _make("assistant.given", school, user, post, parts, by=by, on=on)
    check_can_assist(user, school, by=by, on=on)
    if held := there.filter(user=user).first():
        if held.is_held:
            raise Denied("held", f"{user.name} is an assistant here already. Change what they may see and prepare.")
        _close(held, by=by, on=on)
    made = _make("assistant.given", school, user, post, parts, by=by, on=on)
    tell_given(made, by=by)
    return made


@transaction.atomic
def change(assistant: Assistant, *, parts: Collection[str], by: User, on: date) -> Assistant:
    """Change the parts of an assistant. Raises Denied("not_the_head", "no_part", "ended", "no_change")."""
    found = _locked(assistant, on)
    check_lead(found.school, by=by, on=on)
    _check_parts(parts)
    if not found.is_held:
        raise Denied("ended", f"{found.user.name} is no longer an assistant.")
    if in_order(parts) == in_order(found.parts):
        raise Denied("no_change", "Nothing was changed. Tick or untick a part first.")
    old, new = {"parts": in_words(found.parts)}, {"parts": in_words(parts)}
    _record("assistant.changed", found, by=by, old=old, new=new)
    found.parts = in_order(parts)
    found.save(update_fields=["parts"])
    return found


@transaction.atomic
def keep(assistant: Assistant, *, by: User, on: date) -> Assistant:
    """Keep an assistant of a head whose post has ended, with the same parts. Raises Denied("not_the_head", "not_left")
    and those of `check_can_assist`."""
    found = _locked(assistant, on)
    post = check_lead(found.school, by=by, on=on)
    if not left_over(Assistant.objects.filter(pk=found.pk), on).exists():
        raise Denied("not_left", f"There is nothing to decide about {found.user.name} any more.")
    check_can_assist(found.user, found.school, by=by, on=on)
    _close(found, by=by, on=on)
    return _make("assistant.kept", found.school, found.user, post, found.parts, by=by, on=on)


@transaction.atomic
def end(assistant: Assistant, *, by: User, on: date) -> Assistant:
    """End it at once: from this moment the person sees and does nothing more for the head. Raises
    Denied("not_the_head", "ended")."""
    found = _locked(assistant, on)
    check_end(found, by=by, on=on)
    if found.ended_on is not None:
        raise Denied("ended", f"{found.user.name} is no longer an assistant.")
    _record("assistant.ended", found, by=by)
    _close(found, by=by, on=on)
    return found


def end_by_review(assistant: Assistant, *, reason: str, by: User, on: date) -> None:
    """End it as the review of access does, with a reason. The caller has checked who decides that, and holds a
    transaction. Raises Denied("ended")."""
    found = _locked(assistant, on)
    if found.ended_on is not None:
        raise Denied("ended", f"{found.user.name} is no longer an assistant.")
    _record("assistant.ended", found, by=by, reason=reason)
    _close(found, by=by, on=on)


@transaction.atomic
def invite_again(assistant: Assistant, *, by: User, on: date) -> None:
    """Write a new invitation to an assistant who has never signed in. Raises Denied("not_the_head", "ended",
    "has_password")."""
    found = _locked(assistant, on)
    check_lead(found.school, by=by, on=on)
    if not found.is_held:
        raise Denied("ended", f"{found.user.name} is no longer an assistant.")
    user = User.objects.select_for_update().get(pk=found.user_id)
    if user.last_login:
        raise Denied("has_password", f"{user.name} has already signed in. They can set a password on the sign-in page.")
    user.invited_at = clock.now()
    user.save(update_fields=["invited_at"])
    _record("assistant.invited", found, by=by)
    write_invitation(user, by, role=titles()[ASSISTANT], school=found.school.name)


def _check_parts(parts: Collection[str]) -> None:
    if not in_order(parts):
        raise Denied("no_part", "Select at least one part.")


def _make(
    event: str, school: School, user: User, post: Post, parts: Collection[str], *, by: User, on: date
) -> Assistant:
    made = Assistant.objects.create(school=school, user=user, post=post, parts=in_order(parts), starts_on=on)
    _record(event, made, by=by, parts=in_words(parts))
    return made


def _close(assistant: Assistant, *, by: User, on: date) -> None:
    assistant.ended_on, assistant.ended_by = on, by
    assistant.save(update_fields=["ended_on", "ended_by"])


def _locked(assistant: Assistant, on: date) -> Any:
    Assistant.objects.select_for_update().only("pk").get(pk=assistant.pk)
    found = with_held(Assistant.objects.all(), on).get(pk=assistant.pk)
    require_as_shown(found)
    return found


def _record(kind: str, assistant: Assistant, *, by: User, **said: Any) -> None:
    events.record(kind, subject=assistant, by=by, scope=scope(assistant.school), name=assistant.user.name, **said)
