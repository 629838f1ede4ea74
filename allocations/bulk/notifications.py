"""Messages about drafts that somebody else prepared."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import Assignment, AssignmentRole
from schools.queries import can_act
from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import Allocation, BulkDraft
from ..states import State


@dataclass(frozen=True, kw_only=True)
class DraftsPrepared(Content):
    """To a partner, for whose schools somebody else prepared drafts."""

    kind: ClassVar[str] = "drafts_prepared"

    allocation_name: str
    year: str
    number: int
    # By when bands are to be proposed, in words; blank where no day is set.
    due: str
    url: str


MESSAGES = (DraftsPrepared,)


def tell_partners(bulk: BulkDraft, allocations: Sequence[int], *, by: User, on: date) -> None:
    """Write to each partner of the schools but to whoever saved the drafts."""
    schools = Allocation.objects.filter(pk__in=allocations).values("school")
    theirs = Assignment.objects.filter(can_act(on), role=AssignmentRole.SIP, school__in=schools)
    numbers = Counter(each.user for each in theirs.select_related("user").order_by("user__name"))
    numbers.pop(by, None)
    found = bulk.round
    for person in reached(numbers, DraftsPrepared) if numbers else ():
        content = DraftsPrepared(
            allocation_name=found.framework.allocation.name,
            year=str(found),
            number=numbers[person],
            due=weekday_in_words(found.propose_by) if found.propose_by else "",
            url=f"{link('round', year=found.academic_year)}?status={State.IDENTIFIED}",
            sender=sender(by, found.framework.title("principal_officer")),
        )
        put(content, to=person.email, name=person.name, dedupe_key=f"drafts_prepared:{bulk.pk}:{person.pk}")
