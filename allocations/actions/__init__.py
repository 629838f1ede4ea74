"""Everything that changes rounds and allocations; each act is documented in its room."""

from .case import Case, Marking
from .decisions import confirm, decide, declare_conflict, determine
from .drafts import save_draft
from .evidence import add_evidence, remove_evidence
from .negotiation import accept, agree, disagree, propose, record_agreement, refer, revise
from .reviews import flag, start_review, unflag
from .rounds import add_school, close_round, open_round, withdraw

__all__ = [
    "Case",
    "Marking",
    "accept",
    "add_evidence",
    "add_school",
    "agree",
    "close_round",
    "confirm",
    "decide",
    "declare_conflict",
    "determine",
    "disagree",
    "flag",
    "open_round",
    "propose",
    "record_agreement",
    "refer",
    "remove_evidence",
    "revise",
    "save_draft",
    "start_review",
    "unflag",
    "withdraw",
]
