"""Reminders of the answers and decisions that are due."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat

from schools.models import AssignmentRole, Post
from schools.queries import in_office, leads_of, officers_with_cover, officers_with_cover_of_many
from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.clock import weekday_in_words
from sil.deadlines.models import Deadline
from sil.deadlines.reminders import USUAL, Stage
from sil.framework.years import label
from sil.outbox.models import Message
from sil.outbox.post import link, put
from sil.outbox.reached import reached
from sil.outbox.reminding import Reminder, remind_of
from sil.outbox.sender import Sender

from ..models import Allocation, Position
from ..states import AWAITING_SCHOOL, IN_DISPUTE, NEXT, Party, State
from . import notifications
from .notifications import AboutAllocation, whom_to_ask
from .permissions import deciders_of_many
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

    def waits_for_morning(self) -> bool:
        return self.stage == Stage.BEFORE


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


def remind_now(allocation: Allocation, on: date, *, sent_by: Sender) -> int:
    """Remind whoever leads a school of the answer that it owes, because somebody asks for it. Return how many of them
    had not been reminded that day, by hand or by the sweep."""
    deadline = open_period(allocation, "answer")
    assert deadline is not None, "what waits for a school has its period"
    stage = Stage.AFTER if deadline.due_on < on else Stage.ON if deadline.due_on == on else Stage.BEFORE
    content = replace(_reminder(Owed(allocation, deadline, stage)), sender=sent_by)
    told = Message.objects.filter(kind=ToDo.kind, created_at__date=on, body__contains=content.url)
    owing = [person for person in _who_owes(allocation, on) if person.is_active]
    # Whoever presses the button is told that there is nobody.
    people = reached(owing, ToDo) if owing else []
    reminded = set(told.filter(email__in=[person.email for person in people]).values_list("email", flat=True))
    written = [
        put(content, to=person.email, name=person.name, dedupe_key=f"remind_now:{deadline.pk}:{on}:{person.pk}")
        for person in people
        if person.email not in reminded
    ]
    return sum(message is not None for message in written)


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
    return [post.user for post in leads_of(allocation.school, on)]


def _who_hears_of_it(owed: Owed, on: date) -> Sequence[User]:
    """A late answer goes to whoever can confirm the band, and where nobody can to the school's officer."""
    if owed.stage is not Stage.AFTER or not owed.allocation.awaits_school:
        return []
    own = officers_with_cover(owed.allocation.school, AssignmentRole.PRINCIPAL_OFFICER, on)
    return whom_to_ask(owed.allocation, Party.OFFICER, on) or own


def _reminder(owed: Owed) -> ToDo:
    allocation = owed.allocation
    title = allocation.framework.title("principal_officer")
    word = allocation.framework.allocation.band_word
    waits = allocation.awaits_school
    after = f"We have told the {title}, who can confirm the {word} without an answer." if waits else ""
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
    posts = list(_not_welcomed(on).select_related("user"))
    related = Allocation.objects.select_related("round__framework_version", "school")
    allocations = related.in_bulk([post.waiting for post in posts])
    told = 0
    for post in posts:
        allocation = allocations[post.waiting]
        position, deadline = position_that_waits(allocation), open_period(allocation, "answer")
        assert position is not None and deadline is not None, "what waits has its position and its period"
        tell = notifications.tell_decision_waits if allocation.is_decided else notifications.tell_proposed
        told += tell(allocation, position, post.user, deadline)
    return told


def _not_welcomed(on: date) -> QuerySet[Any]:
    """Posts of those who came to lead a school after what waits for its answer was sent, and were not told of it; the
    key of the allocation as `waiting`."""
    path = "school__allocations"
    waits = Position.objects.filter(allocation=OuterRef("waiting"), party=OuterRef("asks"), withdrawal__isnull=True)
    waits = waits.order_by("-number")
    is_decided = Q(**{f"{path}__status": State.DECIDED})
    came = Post.objects.filter(
        in_office(on),
        role__in=LEADS,
        school__is_open=True,
        school__allocations__status__in=AWAITING_SCHOOL,
        starts_on__gt=F("school__allocations__proposal__taken_on"),
    ).annotate(
        waiting=F(f"{path}__pk"),
        asks=Case(When(is_decided, then=Value(Party.OFFICER)), default=Value(Party.SIP)),
        position=Subquery(waits.values("pk")[:1]),
        began=Subquery(waits.values("taken_on")[:1]),
    )
    key = Concat(
        Case(When(is_decided, then=Value(notifications.DECISION)), default=Value(notifications.PROPOSED)),
        F("position"),
        Value(":"),
        F("user"),
        output_field=CharField(),
    )
    told = Message.objects.filter(dedupe_key=OuterRef("key"))
    return came.annotate(key=key).filter(~Exists(told), starts_on__gt=F("began"))


def _ask_new_deciders(on: date) -> int:
    """Whoever may decide since something began to wait is asked, and administrators where nobody may."""
    times = Count("positions", filter=Q(positions__party=Party.SCHOOL))
    found = Allocation.objects.filter(status__in=IN_DISPUTE).annotate(times=times).order_by("pk")
    waiting: dict[Party, list[Any]] = defaultdict(list)
    for each in found.only("pk", "school", "status"):
        party = party_that_decides(each)
        assert party is not None, "in a dispute somebody decides"
        waiting[party].append(each)
    missing = {key: party for party, some in waiting.items() for key in _not_asked(some, party, on)}
    related = Allocation.objects.select_related("round__framework_version", "school")
    disputed = related.filter(pk__in=missing) if missing else ()
    return sum(notifications.ask_to_decide(each, missing[each.pk], on=on) for each in disputed)


def _not_asked(waiting: Sequence[Any], party: Party, on: date) -> set[int]:
    """The keys of those allocations that wait for a party of which somebody who is to be asked was not yet: as
    `whom_to_ask` says of one. A handful of queries, whatever the number of allocations and of people."""
    own: Mapping[int, Sequence[int]] = {}
    if party == Party.OFFICER:
        schools = [each.school_id for each in waiting]
        own = officers_with_cover_of_many(schools, AssignmentRole.PRINCIPAL_OFFICER, on)
    able = deciders_of_many(waiting, party, on)
    otherwise = [user.pk for user in notifications.administrators(on)]
    keys = {}
    for each in waiting:
        key = notifications.key_to_decide(each.pk, party, each.times)
        people = notifications.chosen(each.pk, able[each.pk], own.get(each.school_id, ())) or otherwise
        keys.update({f"{key}:{person}": each.pk for person in people})
    asked = set(Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
    return {allocation for key, allocation in keys.items() if key not in asked}
