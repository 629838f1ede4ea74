"""Ask a governing body for its action plan, keep what it writes, take in what it sends, assess it, end it.
The only place that writes one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from schools.models import Post
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import in_words
from sil.deadlines import actions as deadlines
from sil.deadlines.models import Deadline
from sil.deadlines.rules import Due
from sil.drafts import stage_save
from sil.uploads.actions import store
from sil.uploads.formats import Document
from sil.uploads.models import Upload
from sil.workflow import Denied, Transition

from ..case.permissions import title_of_officer
from ..models import ActionPlan, Assessment, CaseLetter, PlanVersion, PlanWithdrawal
from ..states import PlanState
from ..transitions import ACTION_PLAN
from . import notifications
from .entries import draft_of, entries_of
from .permissions import check_governor
from .policies import check_sendable, row_for
from .queries import actions_of, plans

# Of these nothing is asked for any more.
_SETTLED = (PlanState.ACCEPTED, PlanState.ENDED)


@dataclass(frozen=True, kw_only=True)
class Writing:
    """What was typed, with gaps: entries are {key of a required action: {"text", "who", "by_when": [day,
    month, year] or [], "known"}}."""

    entries: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    note: str = ""

    def content(self) -> dict[str, Any]:
        return {
            "entries": {key: dict(said) for key, said in self.entries.items() if any(said.values())},
            "note": self.note,
        }


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan as it came: what `PlanVersion` keeps of it."""

    entries: Mapping[str, Any]
    note: str
    document: Upload | None
    sent_as: str
    sent_on: date


def ask(letter: CaseLetter, *, by: User | None, on: date, printed: Due | None = None) -> ActionPlan:
    """A formal notice was given on a day: its plan is owed (framework, Intervention: within 15 days).
    `printed` is the period as the notice prints it, which holds.

    The caller holds the letter's lock and a transaction.
    """
    plan = ActionPlan.objects.create(notice=letter)
    period = letter.case.framework.periods.action_plan
    deadline = deadlines.start(plan, rule=ACTION_PLAN, period=period, on=on, printed=printed)
    events.record("action_plan.asked", subject=plan, by=by, scope=letter.case.scope, day=in_words(deadline.due_on))
    notifications.tell_asked(plan, deadline, on=on)
    return plan


@transaction.atomic
def save_plan(
    plan: ActionPlan, *, by: User, on: date, writing: Writing, version: int, over: bool = False
) -> ActionPlan:
    """Save what the chair or the clerk typed of a plan. Only they read it until it is sent. `version` and `over` are as
    in `letters.actions.save`.

    Raises Denied("not_the_governing_body", "wrong_state", "saved_meanwhile").
    """
    plan = _lock(plan, to_write=True)
    check_governor(plan, by=by, on=on)
    row_for(plan, "receive")
    content = writing.content()
    if stage_save(plan, content, holds=draft_of(plan), by=by, version=version, over=over):
        plan.draft = content
        plan.save()
    return plan


@transaction.atomic
def attach(
    plan: ActionPlan, *, by: User, on: date, document: Document | None, version: int | None = None
) -> ActionPlan:
    """Attach a document to the draft of a plan, in place of an earlier one; None removes the one of the `version` that
    was read.

    Raises Denied("not_the_governing_body", "wrong_state", "changed").
    """
    plan = _lock(plan, to_write=True)
    check_governor(plan, by=by, on=on)
    row_for(plan, "receive")
    if version is not None:
        _check_version(plan, version)
    plan.document = store(document, by=by, on=on) if document else None
    _written(plan, by)
    return plan


@transaction.atomic
def send(plan: ActionPlan, *, by: User, on: date, version: int) -> PlanVersion:
    """Send the saved draft to the authority and return the version. The first one ends the period; a plan that is sent
    again after it was returned starts none.

    Raises Denied("not_the_governing_body", "wrong_state", "changed", "incomplete", "same").
    """
    plan = _lock(plan)
    post = check_governor(plan, by=by, on=on)
    row = row_for(plan, "receive")
    _check_version(plan, version)
    latest = plan.versions.select_related("withdrawal").first()
    check_sendable(plan, entries_of(actions_of(plan), draft_of(plan)["entries"]), latest)
    sent_as = plan.notice.case.framework.title(post.role)
    came = Plan(**draft_of(plan), document=plan.document, sent_as=sent_as, sent_on=on)
    made = _receive(plan, row, came, by=by, on=on)
    notifications.give_sent_receipt(made, by=by, on=on)
    return made


@transaction.atomic
def withdraw(plan: ActionPlan, *, by: User, on: date, number: int, reason: str) -> PlanWithdrawal:
    """Withdraw the version that waits to be assessed: the plan is owed again, by the day of the notice, or at once
    where an earlier version was returned. `number` is that of the version that was read.

    Raises Denied("not_the_governing_body", "wrong_state", "changed", "no_reason").
    """
    plan = _lock(plan)
    version, row, post = check_may_withdraw(plan, by=by, on=on)
    if version.number != number:
        raise Denied("changed", "The plan was changed after you opened this page. Read it again below.")
    if not reason.strip():
        raise Denied("no_reason", "Enter why you withdraw it.")
    made = PlanWithdrawal.objects.create(
        version=version,
        by=by,
        withdrawn_as=plan.notice.case.framework.title(post.role),
        on=on,
        at=clock.now(),
        reason=reason.strip(),
    )
    _move(plan, row, by=by, reason=made.reason, number=version.number)
    due = _owe_again(plan) if row.target == PlanState.AWAITED else None
    notifications.tell_withdrawn(plan, made, due, on=on)
    return made


def check_may_withdraw(plan: ActionPlan, *, by: User, on: date) -> tuple[PlanVersion, Transition, Post]:
    """Return the version that a person can withdraw, the transition to the state before, and the post by which they
    answer for the governing body. Raises Denied as `withdraw` does."""
    post = check_governor(plan, by=by, on=on)
    was_returned = Assessment.objects.filter(version__plan=plan).exists()
    row = row_for(plan, "withdraw_again" if was_returned else "withdraw")
    version = plan.versions.first()
    assert version is not None, "a plan that was received has a version"
    return version, row, post


def _owe_again(plan: ActionPlan) -> date:
    """Run the period of the notice on, to the day that it had. Returns that day."""
    found = Deadline.objects.filter(
        rule=ACTION_PLAN, subject_table=ActionPlan._meta.db_table, subject_id=plan.pk
    ).latest("pk")
    kept = Due(ACTION_PLAN, found.starts_on, found.due_on, found.basis)
    period = plan.notice.case.framework.periods.action_plan
    deadlines.start(plan, rule=ACTION_PLAN, period=period, on=found.starts_on, printed=kept)
    return found.due_on


def end(letter: CaseLetter, *, by: User | None, on: date) -> None:
    """End the action plan of a notice, where it is still required. The caller holds a transaction."""
    found = ActionPlan.objects.filter(notice=letter).first()
    if found is None or found.status in _SETTLED:
        return
    plan = _lock(found)
    _move(plan, row_for(plan, "end"), by=by)
    deadlines.end(plan, rule=ACTION_PLAN, on=on, met=False)


def _receive(plan: ActionPlan, row: Transition, came: Plan, *, by: User, on: date) -> PlanVersion:
    number = (plan.versions.values_list("number", flat=True).first() or 0) + 1
    made = PlanVersion.objects.create(plan=plan, number=number, sent_by=by, at=clock.now(), **vars(came))
    _move(plan, row, by=by, number=number)
    deadlines.end(plan, rule=ACTION_PLAN, on=came.sent_on, met=True)
    notifications.tell_received(plan, made, on=on)
    return made


def _move(plan: ActionPlan, row: Transition, *, by: User | None, reason: str = "", **said: Any) -> None:
    """Record the event (which the trigger asks for) and change the status. The caller holds the lock."""
    events.record(
        row.event,
        subject=plan,
        by=by,
        scope=plan.notice.case.scope,
        status=(plan.status, row.target),
        reason=reason,
        **said,
    )
    plan.status = row.target
    plan.save(update_fields=["status"])


def _lock(plan: ActionPlan, *, to_write: bool = False) -> ActionPlan:
    """The plan as it stands, held until the transaction ends, if it is still as the page of the act showed it."""
    ActionPlan.objects.select_for_update().only("pk").get(pk=plan.pk)
    found = plans().get(pk=plan.pk)
    if not to_write:
        require_as_shown(found)
    return found


def _check_version(plan: ActionPlan, version: int) -> None:
    if plan.version != version:
        raise Denied("changed", "The plan was changed after you opened this page. Read it again below.")


def _written(plan: ActionPlan, by: User) -> None:
    plan.version, plan.saved_by, plan.saved_at = plan.version + 1, by, clock.now()
    plan.save(update_fields=["draft", "document", "version", "replaced", "saved_by", "saved_at"])


def _title(plan: ActionPlan, by: User, on: date) -> str:
    """The role in which an officer records what came on paper."""
    return title_of_officer(plan.notice.case, by=by, on=on)
