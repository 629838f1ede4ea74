"""Follow-up questions: sources declare what a visit asks about, and store the answers.

Actions agreed on earlier visits are the first source. Later apps declare theirs in AppConfig.ready(). The page of
a report asks the questions first, saves the answers as they are typed and tells them in the report; each source
gets its answers when the report is issued.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sil.accounts.models import User
from sil.memo import remembered
from sil.registry import Registry

from ..models import Report, Visit


@dataclass(frozen=True, kw_only=True)
class Question:
    """A follow-up question. `key` is its name within the source, of letters, digits and hyphens; `text` says what it is
    about, on the page and in the report; `known` what is on record."""

    key: str
    text: str
    known: str = ""


@dataclass(frozen=True, kw_only=True)
class FollowUpAnswer:
    """An answer: `progress` is the id of one of the source's answers, `note` how it is known; both blank where nothing
    was said."""

    progress: str = ""
    note: str = ""


class Settle(Protocol):
    def __call__(self, report: Report, said: Mapping[Question, FollowUpAnswer], *, by: User, on: date) -> None:
        """Keep what was said, all of it at once. Called in the transaction that issues a report, and again with each
        corrected version: an answer that is kept already is no news."""


class Follow(Protocol):
    def __call__(self, visit: Visit, *, by: User, on: date) -> None:
        """Keep what was said in step with a visit. Called in the transaction that corrects its date or moves it to
        another school."""


def _stays(visit: Visit, *, by: User, on: date) -> None:
    """Nothing of what was said depends on the date or the school."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A source of questions. `slug` keeps its keys apart from those of others; `asked` is the heading on the page,
    `told` the one in the report; `answers` are (id, words). `asks` returns the questions of a visit, with those its
    own report answered, in one query; `settle` stores the answers, `follow` keeps them in step with the visit."""

    slug: str
    order: int
    asked: str
    told: str
    answers: Sequence[tuple[str, str]]
    asks: Callable[[Visit], Sequence[Question]]
    settle: Settle
    follow: Follow = _stays


@dataclass(frozen=True)
class AskedQuestion:
    """A question with its source. `key` is the key of its answer in `Report.followed`."""

    source: Source
    question: Question

    @property
    def key(self) -> str:
        return "-".join(filter(None, (self.source.slug, self.question.key)))

    def words(self, progress: str) -> str:
        return dict(self.source.answers).get(progress, "")


SOURCES: Registry[Source] = Registry("follow-ups", key=lambda source: source.slug, order=lambda source: source.order)


@remembered
def asked_on(visit: Visit) -> list[AskedQuestion]:
    """Return every question of a visit. One query for each source, once while a page is read."""
    return [AskedQuestion(source, question) for source in SOURCES for question in source.asks(visit)]


def answered(report: Report) -> Iterator[tuple[AskedQuestion, FollowUpAnswer]]:
    """Yield the questions of a report's visit that have an answer in it, with the answer; a note alone is none."""
    for asked in asked_on(report.visit):
        typed = report.followed.get(asked.key, {})
        said = FollowUpAnswer(progress=typed.get("progress", ""), note=typed.get("note", "").strip())
        if asked.words(said.progress):
            yield asked, said


def settle(report: Report, *, by: User, on: date) -> None:
    """Give each source the answers of a report that is issued. The caller holds the transaction."""
    found: dict[str, dict[Question, FollowUpAnswer]] = {}
    for asked, said in answered(report):
        found.setdefault(asked.source.slug, {})[asked.question] = said
    for source in SOURCES:
        if source.slug in found:
            source.settle(report, found[source.slug], by=by, on=on)


def follow(visit: Visit, *, by: User, on: date) -> None:
    """Tell each source that the date of a visit was corrected, or its school. The caller holds the transaction."""
    for source in SOURCES:
        source.follow(visit, by=by, on=on)


def answers_in_words(report: Report) -> list[dict[str, str]]:
    """Return the answers of a report as a version stores them: [{"about", "text", "progress", "note"}], in words that
    no source changes later."""
    return [
        {
            "about": asked.source.told,
            "text": asked.question.text,
            "progress": asked.words(said.progress),
            "note": said.note,
        }
        for asked, said in answered(report)
    ]
