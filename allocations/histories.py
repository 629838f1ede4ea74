"""Whose history is read of rounds, allocations and requests for more time."""

from schools.history.kinds import of_officers
from sil.accounts.roles import Permission
from sil.web.history.kinds import HistoryKind

from .allocation.queries import readable as readable_allocations
from .models import Allocation, Round, TimeRequest
from .more_time.queries import readable as readable_time_requests

# Evidence that a side has not sent yet is nobody else's; the grid shows what was sent.
_EVIDENCE = ("allocation.evidence_added", "allocation.evidence_removed")
# What the school knows of its allocation: nothing of how a proposal was checked, and of nobody's conflict of interest.
_TOLD = tuple(
    f"allocation.{each}"
    for each in (
        *("proposed", "let_go", "revised", "agreed", "recorded", "disputed", "decided", "accepted", "taken_back"),
        *("case_withdrawn", "referred", "determined", "confirmed", "withdrawn", "reminded"),
        *("brought_in", "import_corrected", "import_taken_back"),
        *("time_asked", "time_given", "time_declined", "time_withdrawn"),
    )
)
_TIME = ("allocation.time_asked", "allocation.time_given", "allocation.time_declined", "allocation.time_withdrawn")
_READS = (Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE)

HISTORIES = (
    HistoryKind(
        slug="round",
        label="round",
        model=Round,
        rows=lambda who: Round.objects.all() if who.may(*_READS) else Round.objects.none(),
    ),
    HistoryKind(
        slug="allocation",
        label="allocation",
        model=Allocation,
        rows=readable_allocations,
        whole=of_officers,
        told=_TOLD,
        never=_EVIDENCE,
    ),
    HistoryKind(
        slug="more-time",
        label="request for more time",
        model=TimeRequest,
        rows=readable_time_requests,
        whole=lambda record, who: of_officers(record.allocation, who),
        told=_TIME,
    ),
)
