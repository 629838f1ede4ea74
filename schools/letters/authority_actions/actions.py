"""Add an action of the authority, record its progress, correct it, hand it over, withdraw it."""

from datetime import date

from django.db import transaction

from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import in_words
from sil.workflow import Denied, find

from ...models import ActionStatus, AuthorityAction, AuthorityActionVersion, OfstedLetter
from .permissions import check_owner, check_record
from .policies import ActionInput, check_content, check_letter, check_progress, check_stands, content_of
from .transitions import ROWS, act_of

_CONTENT = ("kind", "passage", "text", "owner", "owner_name", "due_on")


@transaction.atomic
def add(letter: OfstedLetter, said: ActionInput, *, by: User, on: date) -> AuthorityAction:
    """Add an action to a confirmed letter to the authority.

    Raises Denied("to_authority", "not_confirmed", "cannot_open") and those of `check_content`.
    """
    check_record(by=by, on=on)
    letter = OfstedLetter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    check_letter(letter)
    check_content(said)
    check_owner(said.owner, on=on)
    action = AuthorityAction(letter=letter, added_by=by, added_on=on)
    _fill(action, said)
    action.save()
    _record("added", action, by=by, owner=action.owned_by, due=in_words(action.due_on))
    return action


@transaction.atomic
def record_progress(
    action: AuthorityAction, *, status: str, outcome: str, reason: str = "", by: User, on: date
) -> AuthorityAction:
    """Say how far an action is and what was found; one that has ended is changed with a reason. What it said before is
    kept.

    Raises Denied("to_authority", "withdrawn") and those of `check_progress`.
    """
    action = _locked(action, by=by, on=on)
    check_progress(action, status=status, outcome=outcome, reason=reason)
    _keep(action, by=by, on=on, reason=reason)
    if status == action.status:
        _record("found", action, by=by, reason=reason)
    else:
        _move(action, act_of(status), by=by, reason=reason)
    action.outcome = outcome.strip()
    action.save(update_fields=["status", "outcome"])
    return action


@transaction.atomic
def correct(action: AuthorityAction, said: ActionInput, *, reason: str, by: User, on: date) -> AuthorityAction:
    """Correct what an action says, with the reason. What it said before is kept.

    Raises Denied("to_authority", "withdrawn", "no_reason", "no_change", "cannot_open") and those of `check_content`.
    """
    action = _locked(action, by=by, on=on)
    check_content(said)
    before = content_of(action)
    if said.owner != before.owner:
        check_owner(said.owner, on=on)
    if not reason.strip():
        raise Denied("no_reason", "Enter why the action is corrected.")
    kept = AuthorityActionVersion(action=action, by=by, on=on, reason=reason.strip(), **_now(action))
    _fill(action, said)
    if content_of(action) == before:
        raise Denied("no_change", "Change the action. Nothing has been changed.")
    kept.save()
    _record("corrected", action, by=by, reason=reason.strip())
    action.save(update_fields=_CONTENT)
    return action


@transaction.atomic
def withdraw(action: AuthorityAction, *, reason: str, by: User, on: date) -> AuthorityAction:
    """Withdraw an action that was entered by mistake, with the reason. It stays on record.

    Raises Denied("to_authority", "withdrawn", "no_reason").
    """
    action = _locked(action, by=by, on=on)
    if not reason.strip():
        raise Denied("no_reason", "Enter why the action is withdrawn.")
    _keep(action, by=by, on=on, reason=reason)
    _move(action, "withdraw", by=by, reason=reason)
    action.save(update_fields=["status"])
    return action


def hand_to(action: AuthorityAction, to: User, *, by: User | None, on: date) -> None:
    """Give an action to the person who takes it over from somebody who leaves. The caller has checked who decides that,
    and holds a transaction. Raises Denied("withdrawn", "cannot_open")."""
    action = _lock(action)
    check_stands(action)
    check_owner(to, on=on)
    old = action.owned_by
    _keep(action, by=by, on=on)
    action.owner, action.owner_name = to, ""
    _record("handed_over", action, by=by, owner=to.name, old=old)
    action.save(update_fields=["owner", "owner_name"])


def _fill(action: AuthorityAction, said: ActionInput) -> None:
    action.kind, action.passage, action.text = said.kind, said.passage, said.text.strip()
    action.owner, action.owner_name, action.due_on = said.owner, said.owner_name.strip(), said.due_on


def _now(action: AuthorityAction) -> dict[str, object]:
    return {name: getattr(action, name) for name in (*_CONTENT, "status", "outcome")}


def _keep(action: AuthorityAction, *, by: User | None, on: date, reason: str = "") -> None:
    """Keep what an action says before it is changed."""
    AuthorityActionVersion.objects.create(action=action, by=by, on=on, reason=reason.strip(), **_now(action))


def _move(action: AuthorityAction, act: str, *, by: User, reason: str) -> None:
    """Write the event of a new state, and set it on the object in memory."""
    row = find(ROWS, action=act, source=action.status, refusal="The action is in another state now.")
    status = (action.status, row.target)
    action.status = row.target
    _write(row.event, action, by=by, reason=reason, status=status, state=str(ActionStatus(row.target).label))


def _locked(action: AuthorityAction, *, by: User, on: date) -> AuthorityAction:
    """The action with its row locked, once the person may change it and it stands."""
    check_record(by=by, on=on)
    locked = _lock(action)
    check_stands(locked)
    return locked


def _lock(action: AuthorityAction) -> AuthorityAction:
    found = AuthorityAction.objects.select_related("owner").select_for_update(of=("self",)).get(pk=action.pk)
    require_as_shown(found)
    return found


def _record(event: str, action: AuthorityAction, *, by: User | None, reason: str = "", **data: str) -> None:
    _write(f"authority_action.{event}", action, by=by, reason=reason, status=None, **data)


def _write(
    kind: str,
    action: AuthorityAction,
    *,
    by: User | None,
    reason: str,
    status: tuple[str, str] | None,
    **data: str,
) -> None:
    events.record(kind, subject=action, by=by, reason=reason.strip(), status=status, text=action.text, **data)
