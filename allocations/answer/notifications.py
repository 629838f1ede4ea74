"""Messages about what a school answered: the receipt to the school, and that it withdrew its case."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from schools.receipts.kinds import Sent
from schools.receipts.notifications import give_receipt
from sil.accounts.models import User
from sil.clock import in_words
from sil.deadlines.models import Deadline
from sil.framework.years import label
from sil.outbox.post import link

from ..allocation.notifications import AboutAllocation, send
from ..allocation.queries import next_working_day_after
from ..models import Allocation, Position, PositionWithdrawal, Settlement
from ..states import Party
from . import sent
from .queries import receipt_key


class AnswerWithdrawn(AboutAllocation):
    """To the partner and to whoever was asked to decide: the school withdrew its disagreement or its referral."""

    kind: ClassVar[str] = "allocation_answer_withdrawn"
    can_wait: ClassVar[bool] = True


MESSAGES = (AnswerWithdrawn,)
# What a school's case is called, by the party that decides on it.
CALLED = {Party.OFFICER: "disagreement", Party.DIRECTOR: "referral"}


def give_settled_receipt(kind: Sent, settlement: Settlement, *, by: User, on: date) -> None:
    last = in_words(next_working_day_after(on))
    next_ = (
        "The band applies from now on. We will email the letter automatically. "
        f"If this was a mistake, you can take it back until the end of {last}."
    )
    worded = settlement.allocation.framework.allocation.worded(next_)
    _give(kind, settlement.allocation, receipt_key(settlement), worded, by=by, on=on)


def give_taken_back_receipt(settlement: Settlement, deadline: Deadline | None, *, by: User, on: date) -> None:
    asked = f"Please answer by {in_words(deadline.due_on)}." if deadline and deadline.rule == "answer" else ""
    next_ = "The allocation is open again and the letter no longer applies."
    key = f"{receipt_key(settlement)}-back"
    _give(sent.TAKEN_BACK, settlement.allocation, key, next_, by=by, on=on, asked=asked)


def give_case_receipt(position: Position, decider: Party, deadline: Deadline | None, *, by: User, on: date) -> None:
    allocation = position.allocation
    title = allocation.framework.title(decider)
    due = f" by {in_words(deadline.due_on)}" if deadline else ""
    last = " This is the last decision." if decider == Party.DIRECTOR else ""
    next_ = (
        f"The {title} decides{due}, and we will email the decision to you.{last} "
        f"Until then you can withdraw the {CALLED[decider]} on the page of the allocation, to change it or to give it "
        "up."
    )
    kind = sent.REFERRAL if decider == Party.DIRECTOR else sent.DISAGREEMENT
    _give(kind, allocation, receipt_key(position), next_, by=by, on=on)


def tell_answer_withdrawn(
    withdrawal: PositionWithdrawal, decider: Party, told: Iterable[User], deadline: Deadline | None, *, on: date
) -> None:
    """Tell those who had the case, and give the school its receipt."""
    position = withdrawal.position
    allocation, called = position.allocation, CALLED[decider]
    due = in_words(deadline.due_on) if deadline else ""
    send(
        AnswerWithdrawn,
        allocation,
        dict.fromkeys(told),
        f"answer-withdrawn:{position.pk}",
        who=withdrawal.by.name,
        role=called,
        due=due,
    )
    asked = f"Please answer again{f' by {due}' if due else ''}."
    next_ = "Nobody decides on it any more. What you wrote is your draft again: you can change it and send it again."
    key = receipt_key(withdrawal)
    _give(sent.WITHDRAWN, allocation, key, next_, by=withdrawal.by, on=on, asked=asked, act=called)


def _give(
    kind: Sent, allocation: Allocation, key: str, next_: str, *, by: User, on: date, asked: str = "", act: str = ""
) -> None:
    thing = f"{allocation.framework.allocation.name} {label(allocation.round.academic_year)}"
    url = link("allocation", pk=allocation.pk)
    give_receipt(
        kind,
        key=key,
        school=allocation.school,
        by=by,
        on=on,
        next_=next_,
        asked=asked,
        url=url,
        names={"thing": thing, "act": act},
    )
