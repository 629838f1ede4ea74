"""Queries of what a school answered: the receipts that were given."""

from dataclasses import dataclass

from schools.receipts.queries import ReceiptGiven, receipts_of
from sil.accounts.models import User

from ..allocation.queries import settlement_of
from ..models import Allocation, Position, PositionWithdrawal, Settlement
from ..states import Party


@dataclass(frozen=True)
class Given:
    """The receipt of one thing that a school sent: what it is called, and by whom it was sent."""

    what: str
    by: User
    receipt: ReceiptGiven


def receipt_key(record: Position | Settlement | PositionWithdrawal) -> str:
    """Return what the receipt of a position, of a settlement, or of the withdrawal of a position is kept by."""
    return f"{record._meta.db_table}-{record.pk}"


def receipts_given(allocation: Allocation) -> list[Given]:
    """Return the receipts of what the school sent about an allocation, the latest last."""
    sent: dict[str, tuple[str, User]] = {}
    for position in sorted(allocation.positions.all(), key=lambda each: each.pk):
        if position.party == Party.SCHOOL:
            sent[receipt_key(position)] = (f"The case for {position.chosen.name}", position.taken_by)
        if position.is_withdrawn:
            sent[receipt_key(position.withdrawal)] = ("The withdrawal", position.withdrawal.by)
    if (settlement := settlement_of(allocation)) and settlement.is_agreed:
        sent[receipt_key(settlement)] = ("The agreement", settlement.made_by)
    found = receipts_of(sent)
    return [Given(what, by, found[key]) for key, (what, by) in sent.items() if key in found]
