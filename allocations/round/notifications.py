"""Messages about a round: who has still to propose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import Round
from ..states import State


@dataclass(frozen=True, kw_only=True)
class ToPropose(Content):
    """To a partner who has schools to propose for."""

    kind: ClassVar[str] = "round_to_propose"

    allocation_name: str
    year: str
    number: int
    # By when, in words; blank where no day is set.
    due: str
    url: str


MESSAGES = (ToPropose,)


def tell_to_propose(found: Round, waiting: Iterable[tuple[User, int]], *, by: User, on: date) -> int:
    """Write to each partner once a day. Return the number of messages written."""
    numbers = dict(waiting)
    url = f"{link('round', year=found.academic_year)}?status={State.IDENTIFIED}"
    written = [
        put(
            ToPropose(
                allocation_name=found.framework.allocation.name,
                year=str(found),
                number=numbers[person],
                due=weekday_in_words(found.propose_by) if found.propose_by else "",
                url=url,
                sender=sender(by, found.framework.title("principal_officer")),
            ),
            to=person.email,
            name=person.name,
            dedupe_key=f"to_propose:{found.pk}:{on}:{person.pk}",
        )
        for person in reached(numbers, ToPropose)
    ]
    return sum(message is not None for message in written)
