"""Who hears of a term's summary?"""

from dataclasses import dataclass
from typing import ClassVar

from sil.outbox.post import Content


@dataclass(frozen=True, kw_only=True)
class SummarySent(Content):
    """To whoever the letter goes to."""

    kind: ClassVar[str] = "visit_summary_sent"

    school: str
    term: str
    url: str


MESSAGES = (SummarySent,)
