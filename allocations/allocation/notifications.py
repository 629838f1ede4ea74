"""Who hears of an allocation, and what? No message names a band: it holds a link to the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import holders, officers_with_cover
from sil.accounts.models import User, in_force
from sil.accounts.roles import LEADS
from sil.clock import in_words
from sil.deadlines.models import Deadline
from sil.framework.years import label
from sil.letters.models import Letter
from sil.outbox.post import Content, link, put

from ..models import Allocation, Position, Settlement
from ..states import Party
from .permissions import deciders
from .queries import last_position, open_period


@dataclass(frozen=True, kw_only=True)
class AboutAllocation(Content):
    """What every message about one allocation may say; its words take what they need."""

    school: str
    allocation_name: str
    year: str
    url: str
    # Who did it, in which role.
    who: str = ""
    role: str = ""
    # Until when something is asked for, in words.
    due: str = ""
    # Whether it is not the first of its kind.
    again: bool = False


class Proposed(AboutAllocation):
    """To whoever leads the school."""

    kind: ClassVar[str] = "allocation_proposed"


class Agreed(AboutAllocation):
    """To the officers who took part."""

    kind: ClassVar[str] = "allocation_agreed"


class Recorded(AboutAllocation):
    """To whoever leads the school: an agreement made in a meeting was recorded."""

    kind: ClassVar[str] = "allocation_recorded"


class Disputed(AboutAllocation):
    """To the partner: the school did not agree, or refers a decision."""

    kind: ClassVar[str] = "allocation_disputed"


class ToDecide(AboutAllocation):
    """To whoever decides next."""

    kind: ClassVar[str] = "allocation_to_decide"


class NobodyDecides(AboutAllocation):
    """To administrators: nobody who may decide holds the role."""

    kind: ClassVar[str] = "allocation_nobody_decides"


class DecisionWaits(AboutAllocation):
    """To somebody who came to lead the school while a decision waits for its answer."""

    kind: ClassVar[str] = "allocation_decision_waits"


class Decided(AboutAllocation):
    """To the partner; the school reads the letter."""

    kind: ClassVar[str] = "allocation_decided"


class Settled(AboutAllocation):
    """To the officers: determined, or confirmed without an answer."""

    kind: ClassVar[str] = "allocation_settled"


class Withdrawn(AboutAllocation):
    """To everybody for whom it waited."""

    kind: ClassVar[str] = "allocation_withdrawn"


class ReviewStarted(AboutAllocation):
    """To the partner."""

    kind: ClassVar[str] = "allocation_review_started"


@dataclass(frozen=True, kw_only=True)
class LetterIssued(Content):
    """To each recipient of a letter."""

    kind: ClassVar[str] = "letter_issued"
    subject_line: str
    school: str
    url: str


def tell_proposed(allocation: Allocation, proposal: Position, head: User, deadline: Deadline) -> int:
    """Gives 1, or 0 where they were told of this version before."""
    return _tell(
        Proposed,
        allocation,
        [head],
        f"proposed:{proposal.pk}",
        who=proposal.taken_by.name,
        due=in_words(deadline.due_on),
        again=proposal.number > 1,
    )


def tell_decision_waits(allocation: Allocation, decision: Position, head: User, deadline: Deadline) -> int:
    """Gives 1, or 0 where they were told of it before."""
    return _tell(
        DecisionWaits,
        allocation,
        [head],
        f"decision:{decision.pk}",
        who=decision.taken_by.name,
        role=decision.taken_as,
        due=in_words(deadline.due_on),
    )


def tell_agreed(allocation: Allocation, settlement: Settlement) -> None:
    """The school agreed or accepted: to whoever took the position, to the partner, and to whoever was
    asked to decide and need not any more."""
    people = {settlement.position.taken_by, *_partner(allocation, settlement.made_on)}
    if settlement.position.party == Party.SIP and last_position(allocation, Party.SCHOOL):
        people |= {*whom_to_ask(allocation, Party.OFFICER, settlement.made_on)}
    _tell(
        Agreed,
        allocation,
        people,
        f"agreed:{settlement.pk}",
        who=settlement.made_by.name,
        role=settlement.made_as,
        again=settlement.position.party == Party.OFFICER,
    )


def tell_recorded(allocation: Allocation, settlement: Settlement, head: User, window: Deadline | None) -> None:
    _tell(
        Recorded,
        allocation,
        [head],
        f"recorded:{settlement.pk}",
        who=settlement.made_by.name,
        due=in_words(window.due_on) if window else "",
    )


def tell_disputed(
    allocation: Allocation, position: Position, decider: Party, deadline: Deadline | None, *, on: date
) -> None:
    """To the partner that the school does not agree, or refers the decision, and to whoever decides."""
    _tell(
        Disputed,
        allocation,
        _partner(allocation, on),
        f"disputed:{position.pk}",
        who=position.taken_by.name,
        role=position.taken_as,
        due=in_words(deadline.due_on) if deadline else "",
        again=decider == Party.DIRECTOR,
    )
    ask_to_decide(allocation, decider, on=on)


def ask_to_decide(allocation: Allocation, party: Party, *, on: date) -> int:
    """To whoever decides, once each. The school's own Principal Officer is asked before others of the
    role; where nobody may decide, administrators hear that somebody has to be given the role. Gives
    how many were not written to before."""
    asked = whom_to_ask(allocation, party, on)
    deadline = open_period(allocation, "decision")
    times = sum(position.party == Party.SCHOOL for position in allocation.positions.all())
    key = f"decide:{allocation.pk}:{party}:{times}"
    if not asked:
        return _tell(NobodyDecides, allocation, _administrators(on), key, role=allocation.framework.title(party))
    due = in_words(deadline.due_on) if deadline else ""
    return _tell(ToDecide, allocation, asked, key, due=due, again=party == Party.DIRECTOR)


def whom_to_ask(allocation: Allocation, party: Party, on: date) -> list[User]:
    """Of those who may decide: the school's own officer and whoever covers for them, where any of them is
    among them, else all."""
    able = list(deciders(allocation, party, on))
    own = officers_with_cover(allocation.school, AssignmentRole.PRINCIPAL_OFFICER, on) if party == Party.OFFICER else ()
    return [user for user in own if user in able] or able


def tell_decided(allocation: Allocation, position: Position) -> None:
    _tell(
        Decided,
        allocation,
        _partner(allocation, position.taken_on),
        f"decided:{position.pk}",
        who=position.taken_by.name,
        role=position.taken_as,
    )


def tell_settled_by_officer(allocation: Allocation, settlement: Settlement) -> None:
    """Determined or confirmed: to the officers who took part before; the school reads the letter."""
    took_part = User.objects.filter(pk__in=allocation.positions.exclude(party=Party.SCHOOL).values("taken_by")).exclude(
        pk=settlement.made_by_id
    )
    _tell(
        Settled,
        allocation,
        {*took_part, *_partner(allocation, settlement.made_on)},
        f"settled:{settlement.pk}",
        who=settlement.made_by.name,
        role=settlement.made_as,
        again=settlement.is_confirmed,
    )


def tell_withdrawn(allocation: Allocation, by: User, *, on: date) -> None:
    people = {*_partner(allocation, on)}
    if allocation.proposal:
        people |= {post.user for post in holders(allocation.school, on, LEADS)}
    _tell(Withdrawn, allocation, people - {by}, f"withdrawn:{allocation.pk}", who=by.name)


def tell_review_started(review: Allocation, by: User, *, on: date) -> None:
    _tell(ReviewStarted, review, [u for u in _partner(review, on) if u != by], f"review:{review.pk}", who=by.name)


def tell_letter_issued(letter: Letter) -> None:
    """The subject of the letter names the band, so the message gives the allocation's name alone."""
    for recipient in letter.recipients.all():
        put(
            LetterIssued(
                subject_line=f"{letter.context['allocation_name']} {letter.context['year']}",
                school=letter.context["school"],
                url=link("letter", reference=letter.reference),
            ),
            to=recipient.email,
            name=recipient.name,
            dedupe_key=f"letter:{letter.pk}:{recipient.user_id}",
        )


def _partner(allocation: Allocation, on: date) -> Sequence[User]:
    return officers_with_cover(allocation.school, AssignmentRole.SIP, on)


def _administrators(on: date) -> list[User]:
    found = User.objects.filter(in_force(on, prefix="grants__"), grants__role="administrator", is_active=True)
    return list(found.distinct())


def _tell(
    message: type[AboutAllocation],
    allocation: Allocation,
    people: Iterable[User],
    key: str,
    *,
    who: str = "",
    role: str = "",
    due: str = "",
    again: bool = False,
) -> int:
    """Write one message for each person; gives how many were not written before."""
    content = message(
        school=allocation.school.name,
        allocation_name=allocation.framework.allocation.name,
        year=label(allocation.round.academic_year),
        url=link("allocation", pk=allocation.pk),
        who=who,
        role=role,
        due=due,
        again=again,
    )
    written = [put(content, to=p.email, name=p.name, dedupe_key=f"{key}:{p.pk}") for p in people]
    return sum(message is not None for message in written)
