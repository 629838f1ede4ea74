"""Reminders of the answers and decisions that are due."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import F

from schools.models import AssignmentRole, Post
from schools.queries import holders, in_office, officers_with_cover
from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.clock import weekday_in_words
from sil.deadlines.models import Deadline
from sil.deadlines.reminders import USUAL, Stage
from sil.framework.years import label
from sil.outbox.post import link
from sil.outbox.reminding import Reminder, remind_of

from ..models import Allocation
from ..states import AWAITING_SCHOOL, IN_DISPUTE, NEXT, Party, State
from . import notifications
from .notifications import AboutAllocation, whom_to_ask
from .policies import party_that_decides
from .queries import open_period, position_that_waits

_STAGES = {"answer": USUAL, "decision": USUAL}


@dataclass(frozen=True, kw_only=True)
class ToDo(AboutAllocation):
    """To whoever has to do what `what` says."""

    kind: ClassVar[str] = "allocation_reminder"
    stage: str
    what: str
    basis: str
    after_words: str


@dataclass(frozen=True, kw_only=True)
class Late(AboutAllocation):
    """To the Principal Officer: the school has not answered in time."""

    kind: ClassVar[str] = "allocation_late"
    basis: str


MESSAGES = (ToDo, Late)


@dataclass(frozen=True)
class Owed:
    """One open deadline, with who owes what."""

    allocation: Allocation
    deadline: Deadline
    stage: Stage


def remind(on: date) -> int:
    """Write every reminder that is due and was not written yet. Return the number written."""
    return remind_of(_STAGES, _of_allocation, on=on) + _welcome_new_heads(on) + _ask_new_deciders(on)


def _of_allocation(deadline: Deadline, stage: Stage, on: date) -> Iterator[Reminder]:
    related = Allocation.objects.select_related("round__framework_version", "school")
    owed = Owed(related.get(pk=int(deadline.subject_id)), deadline, stage)
    # A school that has closed owes no answer: officers find it in their work, to be marked as not needed.
    if not owed.allocation.school.is_open:
        return
    reminder = _reminder(owed)
    yield from ((reminder, person, "remind") for person in _who_owes(owed.allocation, on))
    late = Late(**_common(owed), basis=deadline.basis)
    yield from ((late, person, "late") for person in _who_hears_of_it(owed, on))


def _who_owes(allocation: Allocation, on: date) -> Iterable[User]:
    if party := party_that_decides(allocation):
        return whom_to_ask(allocation, party, on)
    return [post.user for post in holders(allocation.school, on, LEADS)]


def _who_hears_of_it(owed: Owed, on: date) -> Sequence[User]:
    """A late answer goes to whoever can confirm the band, and where nobody can to the school's officer."""
    if owed.stage is not Stage.AFTER or not owed.allocation.awaits_school:
        return []
    own = officers_with_cover(owed.allocation.school, AssignmentRole.PRINCIPAL_OFFICER, on)
    return whom_to_ask(owed.allocation, Party.OFFICER, on) or own


def _reminder(owed: Owed) -> ToDo:
    allocation = owed.allocation
    title = allocation.framework.title("principal_officer")
    after = f"We have told the {title}, who can confirm the band without an answer." if allocation.awaits_school else ""
    return ToDo(
        **_common(owed),
        stage=owed.stage,
        what=NEXT[State(allocation.status)].act.format(allocation="allocation"),
        basis=owed.deadline.basis,
        after_words=after if owed.stage is Stage.AFTER else "",
    )


def _common(owed: Owed) -> dict[str, Any]:
    allocation = owed.allocation
    return {
        "school": allocation.school.name,
        "allocation_name": allocation.framework.allocation.name,
        "year": label(allocation.round.academic_year),
        "url": link("allocation", pk=allocation.pk),
        "due": weekday_in_words(owed.deadline.due_on),
    }


def _welcome_new_heads(on: date) -> int:
    """Whoever came to lead a school while something waits for its answer hears of it as well."""
    came = Post.objects.filter(
        in_office(on),
        role__in=LEADS,
        school__is_open=True,
        school__allocations__status__in=AWAITING_SCHOOL,
        starts_on__gt=F("school__allocations__proposal__taken_on"),
    ).annotate(waiting=F("school__allocations__pk"))
    posts = list(came.select_related("user"))
    related = Allocation.objects.select_related("round__framework_version", "school")
    allocations = related.in_bulk([post.waiting for post in posts])
    told = 0
    for post in posts:
        allocation = allocations[post.waiting]
        position, deadline = position_that_waits(allocation), open_period(allocation, "answer")
        assert position is not None and deadline is not None, "what waits has its position and its period"
        if post.starts_on > position.taken_on:
            tell = notifications.tell_decision_waits if allocation.is_decided else notifications.tell_proposed
            told += tell(allocation, position, post.user, deadline)
    return told


def _ask_new_deciders(on: date) -> int:
    """Whoever may decide since something began to wait is asked, and administrators where nobody may."""
    waiting = Allocation.objects.filter(status__in=IN_DISPUTE).select_related("round__framework_version", "school")
    asked = 0
    for allocation in waiting:
        party = party_that_decides(allocation)
        assert party is not None, "in a dispute somebody decides"
        asked += notifications.ask_to_decide(allocation, party, on=on)
    return asked
