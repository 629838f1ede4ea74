"""Follow-up questions: sources declare what a visit asks about, and store the answers.

What was agreed on earlier visits is the first of them. A later part of the product declares its own in
AppConfig.ready(): it is asked on the page of the report before anything else, saved as it is typed, told in
the report, and the source hears of each answer once the report is issued.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sil.accounts.models import User

from ..models import Report, Visit


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked about. `key` is the source's own name of it, of letters, digits and hyphens, under which
    an answer is kept; `text` says what it is, on the page and in the report; `known` what is on record of it."""

    key: str
    text: str
    known: str = ""


@dataclass(frozen=True, kw_only=True)
class FollowUpAnswer:
    """`progress` is the id of one of the source's answers, `note` how it is known; blank where not said."""

    progress: str = ""
    note: str = ""


class Settle(Protocol):
    def __call__(self, report: Report, question: Question, said: FollowUpAnswer, *, by: User, on: date) -> None:
        """Keep what was said. Called in the transaction that issues a report, and again with each corrected
        version: an answer that is kept already is no news."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """`slug` parts the keys of one source from another's; `asked` and `told` stand above its questions on
    the page and above the answers in the report; `answers` are (id, words). `asks` gives what is to be
    asked on a visit, with what its own report said already, in one query."""

    slug: str
    order: int
    asked: str
    told: str
    answers: Sequence[tuple[str, str]]
    asks: Callable[[Visit], Sequence[Question]]
    settle: Settle


@dataclass(frozen=True)
class AskedQuestion:
    """A question with its source. `key` is what an answer is kept under in `Report.followed`."""

    source: Source
    question: Question

    @property
    def key(self) -> str:
        return "-".join(filter(None, (self.source.slug, self.question.key)))

    def words(self, progress: str) -> str:
        return dict(self.source.answers).get(progress, "")


_sources: list[Source] = []


def declare(source: Source) -> None:
    """Raises ValueError for another source of the same slug, whose answers would be taken for its own."""
    if source in _sources:
        return
    if any(each.slug == source.slug for each in _sources):
        raise ValueError(f"two sources of follow-ups are called {source.slug!r}")
    _sources.append(source)
    _sources.sort(key=lambda each: each.order)


def asked_on(visit: Visit) -> list[AskedQuestion]:
    """Everything that is asked on a visit. One query for each source."""
    return [AskedQuestion(source, question) for source in _sources for question in source.asks(visit)]


def answered(report: Report) -> Iterator[tuple[AskedQuestion, FollowUpAnswer]]:
    """What is asked on the visit of a report and has an answer in it; a note alone is none."""
    for asked in asked_on(report.visit):
        said = FollowUpAnswer(**report.followed.get(asked.key, {}))
        if asked.words(said.progress):
            yield asked, said


def answers_in_words(report: Report) -> list[dict[str, str]]:
    """What a report tells of it, in words that no source changes later."""
    return [
        {
            "about": asked.source.told,
            "text": asked.question.text,
            "progress": asked.words(said.progress),
            "note": said.note,
        }
        for asked, said in answered(report)
    ]
