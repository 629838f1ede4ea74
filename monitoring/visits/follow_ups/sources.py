"""The sources of questions about earlier work that the report of a visit asks first.

What was agreed on earlier visits is the first source; apps above visits declare theirs. Answers are saved as they are
typed and printed in the report, and `settle` of the source is called with each answer when the report is issued.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sil.accounts.models import User
from sil.registry import Registry

from ..models import Report, Visit


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. `key` (letters, digits and hyphens) is the source's own name of it, under which an answer is kept;
    `text` is what is asked about, on the page and in the report; `known` what is on record about it."""

    key: str
    text: str
    known: str = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """An answer: `progress` is the id of one of the source's answers, `note` how it is known. Both may be blank."""

    progress: str = ""
    note: str = ""


class Settle(Protocol):
    def __call__(self, report: Report, question: Question, said: Said, *, by: User, on: date) -> None:
        """Store an answer. Called in the transaction that issues a report, and again for each corrected version, so
        the same answer may come twice."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A source of questions. Its `slug` is the beginning of the keys of its answers; `asked` is the heading of its
    questions on the page and `told` that of the answers in the report; `answers` are (id, words). `asks` returns the
    questions for a visit in one query, those that the visit's own report answered included."""

    slug: str
    order: int
    asked: str
    told: str
    answers: Sequence[tuple[str, str]]
    asks: Callable[[Visit], Sequence[Question]]
    settle: Settle


@dataclass(frozen=True)
class Asked:
    """A question with its source. `key` is the key of its answer in `Report.followed`."""

    source: Source
    question: Question

    @property
    def key(self) -> str:
        return "-".join(filter(None, (self.source.slug, self.question.key)))

    def words(self, progress: str) -> str:
        return dict(self.source.answers).get(progress, "")


SOURCES: Registry[Source] = Registry("follow-ups", key=lambda source: source.slug, order=lambda source: source.order)


def asked_on(visit: Visit) -> list[Asked]:
    """Return every question for a visit. One query for each source."""
    return [Asked(source, question) for source in SOURCES for question in source.asks(visit)]


def answered(report: Report) -> Iterator[tuple[Asked, Said]]:
    """Yield the questions that a report answers, each with its answer; a note alone is not an answer."""
    for asked in asked_on(report.visit):
        said = Said(**report.followed.get(asked.key, {}))
        if asked.words(said.progress):
            yield asked, said


def told_in(report: Report) -> list[dict[str, str]]:
    """Return the answers of a report in words, to be stored with it: later changes of a source do not alter them."""
    return [
        {
            "about": asked.source.told,
            "text": asked.question.text,
            "progress": asked.words(said.progress),
            "note": said.note,
        }
        for asked, said in answered(report)
    ]
