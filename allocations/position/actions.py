"""Store the position of a party with its marks and evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sil import clock
from sil.accounts.models import User
from sil.workflow import Denied

from ..models import SHORT_TEXT, Allocation, Draft, Evidence, Mark, Position
from ..states import Party
from .queries import draft_as_read

CHANGED = "This was changed after you opened the page, so nothing has been sent. Read it as it is now."


@dataclass(frozen=True)
class Marking:
    """The mark of one criterion: the bands it fits (none: it does not apply), the reason and the evidence."""

    bands: tuple[str, ...]
    reason: str = ""
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class PositionInput:
    """A band, the reasons, and marks by criterion: all of them for a proposal, those in dispute for everybody else.

    `read` is the state of the draft that it was read from (`queries.state_of`), blank where it comes from none."""

    band: str
    reasons: str
    marks: Mapping[str, Marking] = field(default_factory=dict)
    extra_days: Sequence[str] = ()
    read: str = ""


def write_position(
    allocation: Allocation, party: Party, *, by: User, taken_as: str, on: date, choice: PositionInput
) -> Position:
    """Store a position, with its marks in the framework's order and the evidence that the party has added since its
    last one. Its draft is deleted. The caller holds the lock.

    Raises Denied("changed") where the draft is no longer the one that was read, and Denied("too_long") where too much
    was written about a criterion.
    """
    check_as_read(allocation, party, choice)
    position = _store(allocation, party, by=by, taken_as=taken_as, on=on, choice=choice)
    Evidence.objects.filter(allocation=allocation, party=party, position__isnull=True).update(position=position)
    Draft.objects.filter(allocation=allocation, party=party).delete()
    return position


def write_unchecked(allocation: Allocation, *, by: User, taken_as: str, on: date, choice: PositionInput) -> Position:
    """Store what a partner sends to be checked. Its draft and evidence stay the partner's until it goes to the school.
    The caller holds the lock. Raises Denied as `write_position`."""
    check_as_read(allocation, Party.SIP, choice)
    return _store(allocation, Party.UNCHECKED, by=by, taken_as=taken_as, on=on, choice=choice)


def check_as_read(allocation: Allocation, party: Party, choice: PositionInput) -> None:
    """Raises Denied("changed") where the draft of a party is no longer the one that was read."""
    if choice.read and choice.read != draft_as_read(allocation.pk, party):
        raise Denied("changed", CHANGED)


def _store(
    allocation: Allocation, party: Party, *, by: User, taken_as: str, on: date, choice: PositionInput
) -> Position:
    framework = allocation.framework
    for criterion in framework.criteria:
        if criterion.id in choice.marks:
            _check_length(criterion.name, choice.marks[criterion.id])
    position = Position.objects.create(
        allocation=allocation,
        party=party,
        number=allocation.positions.filter(party=party).count() + 1,
        band=choice.band,
        reasons=choice.reasons.strip(),
        extra_days=[extra.id for extra in framework.extra_days if extra.id in choice.extra_days],
        taken_by=by,
        taken_as=taken_as,
        taken_on=on,
        taken_at=clock.now(),
    )
    Mark.objects.bulk_create(
        _mark(position, criterion.id, choice.marks[criterion.id])
        for criterion in framework.criteria
        if criterion.id in choice.marks
    )
    return position


def _check_length(name: str, marking: Marking) -> None:
    for what, text in (("reason", marking.reason), ("evidence", marking.evidence)):
        if len(text.strip()) > SHORT_TEXT:
            raise Denied("too_long", f"{name}: shorten the {what} to {SHORT_TEXT:,} characters or fewer.")


def _mark(position: Position, criterion: str, marking: Marking) -> Mark:
    return Mark(
        position=position,
        criterion=criterion,
        bands=list(marking.bands),
        reason=marking.reason.strip(),
        evidence=marking.evidence.strip(),
    )
