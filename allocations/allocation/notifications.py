"""Messages about an allocation. They link to its page. A band is named where it was decided, and nowhere else."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from typing import Any, ClassVar

from schools.models import AssignmentRole
from schools.queries import leads_of, officers_with_cover, who_hears
from sil.accounts.models import User, in_force
from sil.clock import weekday_in_words
from sil.deadlines.models import Deadline
from sil.framework.years import label
from sil.letters.models import Letter
from sil.memo import asked_at_once
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import Allocation, Position, Settlement
from ..states import Party
from .permissions import deciders
from .queries import last_position, open_period

# So many are asked to decide where the school has no officer of its own who may: all see it in their work.
MOST_ASKED = 10
# Places in the circle of those who may be asked, and what spreads keys over it (Knuth's multiplier).
_CIRCLE, _SPREAD = 2**32, 2_654_435_761
PROPOSED, DECISION = "proposed:", "decision:"


@dataclass(frozen=True, kw_only=True)
class AboutAllocation(Content):
    """Fields of every message about an allocation; each template uses those it needs."""

    school: str
    allocation_name: str
    year: str
    url: str
    # Who did it, in which role.
    who: str = ""
    role: str = ""
    # The name of the band that was decided; blank where none was.
    band: str = ""
    # Until when something is asked for, in words.
    due: str = ""


class Proposed(AboutAllocation):
    """To whoever leads the school: the first proposal."""

    kind: ClassVar[str] = "allocation_proposed"


class Revised(AboutAllocation):
    """To whoever leads the school: a later version of the proposal."""

    kind: ClassVar[str] = "allocation_revised"


class Agreed(AboutAllocation):
    """To the officers who took part: the school agreed the proposal."""

    kind: ClassVar[str] = "allocation_agreed"
    can_wait: ClassVar[bool] = True


class Accepted(AboutAllocation):
    """To the officers who took part: the school accepted the decision."""

    kind: ClassVar[str] = "allocation_accepted"
    can_wait: ClassVar[bool] = True


class TakenBack(AboutAllocation):
    """To the officers who took part and to whoever got the letter: the school took its agreement back."""

    kind: ClassVar[str] = "allocation_taken_back"
    can_wait: ClassVar[bool] = True


class Recorded(AboutAllocation):
    """To whoever leads the school: an agreement made in a meeting was recorded."""

    kind: ClassVar[str] = "allocation_recorded"
    can_wait: ClassVar[bool] = True


class Disputed(AboutAllocation):
    """To the partner: the school did not agree with the proposal."""

    kind: ClassVar[str] = "allocation_disputed"
    can_wait: ClassVar[bool] = True


class Referred(AboutAllocation):
    """To the partner: the school referred the band to the Director of Education."""

    kind: ClassVar[str] = "allocation_referred"
    can_wait: ClassVar[bool] = True


class ToDecide(AboutAllocation):
    """To the Principal Officers who may decide on a disagreement."""

    kind: ClassVar[str] = "allocation_to_decide"


class ToDetermine(AboutAllocation):
    """To the directors who may determine a referred band."""

    kind: ClassVar[str] = "allocation_to_determine"


class NobodyDecides(AboutAllocation):
    """To administrators: nobody who may decide holds the role."""

    kind: ClassVar[str] = "allocation_nobody_decides"


class DecisionWaits(AboutAllocation):
    """To somebody who came to lead the school while a decision waits for its answer."""

    kind: ClassVar[str] = "allocation_decision_waits"


class Decided(AboutAllocation):
    """To the partner; the school reads the letter."""

    kind: ClassVar[str] = "allocation_decided"
    can_wait: ClassVar[bool] = True


class Determined(AboutAllocation):
    """To the officers who took part: the Director of Education determined the band."""

    kind: ClassVar[str] = "allocation_determined"
    can_wait: ClassVar[bool] = True


class Confirmed(AboutAllocation):
    """To the officers who took part: the band was confirmed without an answer."""

    kind: ClassVar[str] = "allocation_confirmed"
    can_wait: ClassVar[bool] = True


class Withdrawn(AboutAllocation):
    """To the partner, and to whoever leads a school that had a proposal."""

    kind: ClassVar[str] = "allocation_withdrawn"
    can_wait: ClassVar[bool] = True


MESSAGES = (
    Proposed,
    Revised,
    Agreed,
    Accepted,
    TakenBack,
    Recorded,
    Disputed,
    Referred,
    ToDecide,
    ToDetermine,
    NobodyDecides,
    DecisionWaits,
    Decided,
    Determined,
    Confirmed,
    Withdrawn,
)


def tell_proposed(allocation: Allocation, proposal: Position, head: User, deadline: Deadline) -> int:
    """Return 1, or 0 where this head had been told of this version."""
    return send(
        Revised if proposal.number > 1 else Proposed,
        allocation,
        [head],
        f"{PROPOSED}{proposal.pk}",
        by=proposal.taken_by,
        role=proposal.taken_as,
        due=weekday_in_words(deadline.due_on),
    )


def tell_decision_waits(allocation: Allocation, decision: Position, head: User, deadline: Deadline) -> int:
    """Return 1, or 0 where this head had been told of it."""
    return send(
        DecisionWaits,
        allocation,
        [head],
        f"{DECISION}{decision.pk}",
        by=decision.taken_by,
        role=decision.taken_as,
        band=decision.chosen.name,
        due=weekday_in_words(deadline.due_on),
    )


def tell_agreed(allocation: Allocation, settlement: Settlement) -> None:
    """Tell whoever took the agreed position, the partner, and whoever was asked to decide and need not any more."""
    is_decision = settlement.position.party == Party.OFFICER
    people = {settlement.position.taken_by, *partners(allocation, settlement.made_on)}
    if not is_decision and last_position(allocation, Party.SCHOOL):
        people |= {*whom_to_ask(allocation, Party.OFFICER, settlement.made_on)}
    send(
        Accepted if is_decision else Agreed,
        allocation,
        people,
        f"agreed:{settlement.pk}",
        who=settlement.made_by.name,
        role=settlement.made_as,
    )


def tell_taken_back(
    allocation: Allocation, settlement: Settlement, letters: Sequence[Letter], by: User, *, on: date
) -> None:
    """Tell the partner, the school's officers, whoever was asked to decide, and everybody the letter went to. Those of
    the school who read an allocation only once it is settled are led to the letter."""
    officers = {settlement.position.taken_by, *partners(allocation, on)}
    officers |= {*officers_with_cover(allocation.school, AssignmentRole.PRINCIPAL_OFFICER, on)}
    leads = {post.user for post in leads_of(allocation.school, on)}
    told: dict[str, Any] = {"who": by.name, "key": f"taken_back:{settlement.pk}"}
    send(TakenBack, allocation, officers | leads, **told, but=by)
    for letter in letters:
        others = {recipient.user for recipient in letter.recipients.select_related("user") if recipient.user}
        url = link("letter", reference=letter.reference)
        if others := others - officers - leads - {by}:
            send(TakenBack, allocation, others, **told, url=url)


def tell_recorded(allocation: Allocation, settlement: Settlement, head: User, window: Deadline | None) -> None:
    """Tell a head that an agreement made in a meeting was recorded, and until when they may disagree."""
    send(
        Recorded,
        allocation,
        [head],
        f"recorded:{settlement.pk}",
        by=settlement.made_by,
        role=settlement.made_as,
        due=weekday_in_words(window.due_on) if window else "",
    )


def tell_disputed(
    allocation: Allocation, position: Position, decider: Party, deadline: Deadline | None, *, on: date
) -> None:
    """Tell the partner that the school does not agree, or refers the band, and ask whoever decides."""
    send(
        Referred if decider == Party.DIRECTOR else Disputed,
        allocation,
        partners(allocation, on),
        f"disputed:{position.pk}",
        who=position.taken_by.name,
        role=position.taken_as,
        due=weekday_in_words(deadline.due_on) if deadline else "",
    )
    ask_to_decide(allocation, decider, on=on)


def ask_to_decide(allocation: Allocation, party: Party, *, on: date) -> int:
    """Ask whoever decides for a party, once each (`whom_to_ask`); where nobody may decide, administrators are asked to
    give somebody the role.

    Return the number of messages written.
    """
    asked = whom_to_ask(allocation, party, on)
    deadline = open_period(allocation, "decision")
    times = sum(position.party == Party.SCHOOL for position in allocation.positions.all())
    key = key_to_decide(allocation.pk, party, times)
    if not asked:
        title, url = allocation.framework.title(party), link("people")
        return send(NobodyDecides, allocation, administrators(on), key, role=title, url=url)
    due = weekday_in_words(deadline.due_on) if deadline else ""
    return send(ToDetermine if party == Party.DIRECTOR else ToDecide, allocation, asked, key, due=due)


def key_to_decide(allocation: int, party: Party, times: int) -> str:
    """The key of the question to decide on an allocation that a school disagreed with so many times."""
    return f"decide:{allocation}:{party}:{times}"


def whom_to_ask(allocation: Allocation, party: Party, on: date) -> list[User]:
    """Return the school's own officer and whoever covers for them, of those who may decide; where none of them may, the
    others who may, as many as are written to."""
    own = officers_with_cover(allocation.school, AssignmentRole.PRINCIPAL_OFFICER, on) if party == Party.OFFICER else ()
    able = {user.pk: user for user in deciders(allocation, party, on)}
    return [able[key] for key in chosen(allocation.pk, able, [user.pk for user in own])]


def chosen(allocation: int, able: Collection[int], own: Sequence[int]) -> list[int]:
    """Return who is asked about an allocation, of those who are able to decide, all by their keys: the school's `own`,
    else the others, at most `MOST_ASKED` of them. All stand in one circle, and each allocation begins at a place of its
    own, so that somebody who comes or goes moves nobody else (ADR 79)."""
    if first := [key for key in own if key in able]:
        return first
    if len(able) <= MOST_ASKED:
        return list(able)
    start = allocation * _SPREAD
    return nsmallest(MOST_ASKED, able, key=lambda key: (key * _SPREAD - start) % _CIRCLE)


def tell_decided(allocation: Allocation, position: Position) -> None:
    """Tell the partner of a decision; the school reads the letter."""
    answer = open_period(allocation, "answer")
    send(
        Decided,
        allocation,
        partners(allocation, position.taken_on),
        f"decided:{position.pk}",
        by=position.taken_by,
        role=position.taken_as,
        band=position.chosen.name,
        due=weekday_in_words(answer.due_on) if answer else "",
    )


def tell_settled_by_officer(allocation: Allocation, settlement: Settlement) -> None:
    """Tell the officers who took part that the band was determined or confirmed; the school reads the letter."""
    took_part = User.objects.filter(pk__in=allocation.positions.exclude(party=Party.SCHOOL).values("taken_by"))
    contest = open_period(allocation, "contest")
    send(
        Confirmed if settlement.is_confirmed else Determined,
        allocation,
        {*took_part, *partners(allocation, settlement.made_on)},
        f"settled:{settlement.pk}",
        by=settlement.made_by,
        role=settlement.made_as,
        band=settlement.position.chosen.name,
        due=weekday_in_words(contest.due_on) if contest else "",
        but=settlement.made_by,
    )


def tell_withdrawn(allocation: Allocation, by: User, *, on: date) -> None:
    """Tell the partner, and whoever leads a school that had a proposal, that the allocation is not needed."""
    people = {*partners(allocation, on)}
    if allocation.proposal:
        people |= {post.user for post in leads_of(allocation.school, on)}
    send(Withdrawn, allocation, people, f"withdrawn:{allocation.pk}", by=by, but=by)


def partners(allocation: Allocation, on: date) -> Sequence[User]:
    """Return the school's partner and whoever covers for them; where there is nobody, who hears of it instead."""
    return who_hears(allocation.school, AssignmentRole.SIP, on)


def administrators(on: date) -> list[User]:
    """Return the administrators on a day."""
    found = User.objects.filter(in_force(on, prefix="grants__"), grants__role="administrator", is_active=True)
    return list(found.distinct())


@asked_at_once
def send(
    message: type[AboutAllocation],
    allocation: Allocation,
    people: Iterable[User],
    key: str,
    *,
    by: User | None = None,
    who: str = "",
    role: str = "",
    band: str = "",
    due: str = "",
    url: str = "",
    but: User | None = None,
) -> int:
    """Write one message to each person, except `but`, who acts. Return how many of them had not had the one with this
    key. An officer who did it (`by`) signs it as `role`; of somebody at the school it has the name (`who`). It leads to
    the allocation, unless `url` says where else."""
    content = message(
        school=allocation.school.name,
        allocation_name=allocation.framework.allocation.name,
        year=label(allocation.round.academic_year),
        url=url or link("allocation", pk=allocation.pk),
        who=by.name if by else who,
        role=role,
        band=band,
        due=due,
        sender=sender(by, role) if by else None,
    )
    told = reached(people, message, but=but)
    written = [put(content, to=p.email, name=p.name, dedupe_key=f"{key}:{p.pk}") for p in told]
    return sum(message is not None for message in written)
