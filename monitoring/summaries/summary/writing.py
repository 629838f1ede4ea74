"""Write the sentences of a summary from the facts of a term, each with its source.

Pure: the sentences follow from the facts alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sil.clock import in_words, weekday_in_words
from sil.framework.schema import days_in_words


@dataclass(frozen=True)
class Action:
    text: str
    owner: str
    due_on: date | None
    progress: str


@dataclass(frozen=True, kw_only=True)
class VisitFacts:
    """A visit of the term: its outcome, when its report was issued, and what was agreed."""

    kind: str
    mode: str
    starts_on: date
    ends_on: date
    days: Decimal
    lead: str
    # "planned", "held", "cancelled" or "missed"
    status: str
    href: str
    reason: str = ""
    owes_report: bool = False
    issued_on: date | None = None
    report_href: str = ""
    # Heading of a section of the issued report -> its text
    said: tuple[tuple[str, str], ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """`source` names the record it is from, `href` leads there."""

    text: str
    source: str
    href: str


@dataclass(frozen=True)
class Written:
    sentences: tuple[Sentence, ...]
    missing: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(sentence.text for sentence in self.sentences)


def write(visits: Iterable[VisitFacts], *, term: str, besides: Iterable[Sentence] = ()) -> Written:
    """Return the summary of a term from its visits, in the order of their days, and then what is known besides."""
    ordered = sorted(visits, key=lambda visit: visit.starts_on)
    held = [visit for visit in ordered if visit.status == "held"]
    sentences: list[Sentence] = []
    if held:
        days = sum((visit.days for visit in held), Decimal(0))
        number = f"{len(held)} visit{'' if len(held) == 1 else 's'}"
        whole = f"In the {term} the school had {number}, with {_days(days)} of support in total."
        sentences.append(Sentence(whole, "Visits", ""))
    for visit in held:
        sentences += _of_visit(visit)
    sentences += besides
    return Written(tuple(sentences), tuple(_missing(ordered)))


def _of_visit(visit: VisitFacts) -> Iterator[Sentence]:
    name = f"{visit.kind} of {_span(visit)}"
    yield Sentence(f"{name}: {visit.lead}, {visit.mode.lower()}, {_days(visit.days)}.", name, visit.href)
    for heading, text in visit.said:
        yield Sentence(f"{heading}: {' '.join(text.split())}", f"Report, {heading}", visit.report_href)
    for action in visit.actions:
        who = f" ({action.owner})" if action.owner else ""
        by = f", by {weekday_in_words(action.due_on)}" if action.due_on else ""
        state = f" {action.progress}." if action.progress else ""
        text = f"Agreed: {action.text.rstrip('.')}{who}{by}.{state}"
        yield Sentence(text, f"Agreed on {in_words(visit.ends_on)}", visit.href)


def _missing(visits: Iterable[VisitFacts]) -> Iterator[str]:
    for visit in visits:
        name = f"The {visit.kind.lower()} planned for {_span(visit)}"
        because = f": {visit.reason}" if visit.reason else "."
        if visit.status == "cancelled":
            yield f"{name} was cancelled{because}"
        elif visit.status == "missed":
            yield f"{name} did not take place{because}"
        elif visit.status == "planned":
            yield f"{name} has not been recorded as held."
        elif visit.owes_report and not visit.issued_on:
            yield f"The report of the {visit.kind.lower()} of {_span(visit)} has not been issued yet."


def _span(visit: VisitFacts) -> str:
    if visit.starts_on == visit.ends_on:
        return in_words(visit.starts_on)
    return f"{in_words(visit.starts_on)} to {in_words(visit.ends_on)}"


def _days(days: Decimal) -> str:
    return "half a day" if days == Decimal("0.5") else days_in_words(days)
