"""Policies of action plans: can one be written, sent and assessed now, and what does it lack?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sil.clock import in_words
from sil.web.forms import LONGEST, LONGEST_LINE, LONGEST_NOTE
from sil.workflow import Denied, Transition, find

from ..days import TypedDay
from ..models import ActionPlan, PlanVersion
from ..transitions import PLAN_ROWS
from .entries import Entry, draft_of


@dataclass(frozen=True)
class Wrong:
    """What keeps a plan from being sent: the sentence, and the control where it is put right."""

    words: str
    control: str


def row_for(plan: ActionPlan, action: str) -> Transition:
    """Raises Denied("wrong_state")."""
    state = plan.get_status_display().lower()
    words = {
        "receive": f"The plan cannot be sent now. Its state is: {state}.",
        "accept": f"This plan is not waiting to be assessed. Its state is: {state}.",
        "return": f"This plan is not waiting to be assessed. Its state is: {state}.",
        **dict.fromkeys(
            ("withdraw", "withdraw_again"), f"There is no plan here that can be withdrawn. Its state is: {state}."
        ),
        **dict.fromkeys(
            ("correct_accept", "correct_return"), f"This plan has not been assessed yet. Its state is: {state}."
        ),
        "end": f"A plan is no longer required. Its state is: {state}.",
    }
    return find(PLAN_ROWS, action=action, source=plan.status, refusal=words[action])


def wrong(plan: ActionPlan, entries: Sequence[Entry]) -> list[Wrong]:
    """Return what has to be put right before a plan is sent; it can be sent with gaps. `entries` are those of its
    draft."""
    content = draft_of(plan)
    found = []
    for entry in entries:
        key, of = entry.action.pk, f"Required action {entry.number}"
        if entry.by_when.is_wrong:
            found.append(Wrong(f"{of}: change “{entry.by_when}” to a date like 27 11 2026", f"id_by-{key}_day"))
        if max(len(entry.text), len(entry.known)) > LONGEST_NOTE or len(entry.who) > LONGEST_LINE:
            found.append(Wrong(f"{of}: shorten what you wrote", f"id_do-{key}"))
    note = content["note"].strip()
    if len(note) > LONGEST:
        found.append(Wrong("Shorten “Anything else”", "id_note"))
    if all(entry.is_empty for entry in entries) and not note and plan.document is None:
        found.append(
            Wrong("Write what will be done, or attach the plan as a document", f"id_do-{entries[0].action.pk}")
        )
    return found


def gaps(plan: ActionPlan, entries: Sequence[Entry]) -> list[str]:
    """Return what an officer will miss in the draft of a plan; it can be sent all the same."""
    found = []
    ends = plan.notice.period_ends_on
    for entry in entries:
        of = f"Required action {entry.number}"
        if entry.is_empty:
            if plan.document is None:
                found.append(f"{of}: nothing has been written.")
            continue
        lacks = [word for word, said in _asked(entry.text, entry.who, entry.by_when, entry.known) if not said]
        if lacks:
            found.append(f"{of} does not say {', '.join(lacks)}.")
        if entry.by_when.on and ends and entry.by_when.on > ends:
            found.append(f"{of} is to be done by {entry.by_when}. The period ends on {in_words(ends)}.")
    return found


def check_sendable(plan: ActionPlan, entries: Sequence[Entry], latest: PlanVersion | None) -> None:
    """Raises Denied("incomplete") with what is wrong, and Denied("same") where this was sent already."""
    if found := wrong(plan, entries):
        raise Denied("incomplete", f"Before the plan can be sent: {'; '.join(each.words for each in found)}.")
    content = draft_of(plan)
    if (
        latest is None
        or hasattr(latest, "withdrawal")
        or (latest.entries, latest.note) != (content["entries"], content["note"])
    ):
        return
    if latest.document_id == plan.document_id:
        sent = f"Version {latest.number}, sent on {in_words(latest.sent_on)}, says the same."
        raise Denied("same", f"{sent} Change the plan before you send it again.")


def _asked(text: str, who: str, by_when: TypedDay, known: str) -> tuple[tuple[str, object], ...]:
    return ("what will be done", text), ("who will do it", who), ("by when", by_when), ("how it will be shown", known)
