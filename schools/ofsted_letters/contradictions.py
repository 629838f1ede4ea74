"""Values of a letter that cannot be true together. They are listed and never corrected."""

import re
from collections.abc import Iterable, Iterator

from . import dates
from .visits import ORDINALS, Visit

_TO_COME = re.compile(
    r"\b(?:look forward to|will|shall|hope to|arranged to)\b.*?\b(?:meet|visit|see|discuss)\w*\b"
    rf".*?(?P<days>{dates.DAYS})"
)
_HELD = re.compile(rf"\b(?:[Tt]hank you for|I enjoyed|[Aa]t) our meeting\b.*?(?P<days>{dates.DAYS})")


def of_dates(letter_date: str | None, visit: Visit, previous: str | None) -> Iterator[str]:
    """Days out of order; all are ISO, and an earlier inspection may be a month."""
    if visit.start and visit.end:
        if visit.end < visit.start:
            yield (
                f"The visit is said to end ({dates.in_words(visit.end)}) before it begins"
                f" ({dates.in_words(visit.start)})."
            )
        if letter_date and letter_date < visit.end:
            yield (
                f"The letter is dated {dates.in_words(letter_date)}, before the end of the visit it reports"
                f" ({dates.in_words(visit.end)})."
            )
        if previous and previous > visit.start[: len(previous)]:
            yield (
                f"The earlier inspection ({dates.in_words(previous)}) is later than the visit"
                f" ({dates.in_words(visit.start)})."
            )


def of_meetings(letter_date: str | None, sentences: Iterable[str]) -> Iterator[str]:
    """Meetings to come that are past by the letter's date, and the other way about."""
    if not letter_date:
        return
    for sentence in sentences:
        to_come, held = _TO_COME.search(sentence), _HELD.search(sentence)
        span = dates.days(found["days"]) if (found := to_come or held) else None
        if span is None:
            continue
        first, last = (day.isoformat() for day in span)
        if to_come and last < letter_date:
            yield (
                f"A meeting on {dates.in_words(last)} is spoken of as still to come in a letter dated"
                f" {dates.in_words(letter_date)}."
            )
        elif not to_come and first > letter_date:
            yield (
                f"A meeting on {dates.in_words(first)} is spoken of as held in a letter dated"
                f" {dates.in_words(letter_date)}."
            )


def of_report(number: int | None, visit: Visit, report: tuple[int, Visit] | None) -> Iterator[str]:
    """Where the title of the attached report differs from its letter."""
    if not report:
        return
    if number and number != report[0]:
        yield (
            f"The letter calls the visit the {ORDINALS[number - 1]} monitoring inspection and its report calls it the"
            f" {ORDINALS[report[0] - 1]}."
        )
    there = report[1]
    if visit.start and visit.end and there.start and there.end and (visit.start, visit.end) != (there.start, there.end):
        yield (
            f"The letter gives the visit as {dates.span_in_words(visit.start, visit.end)} and its report as"
            f" {dates.span_in_words(there.start, there.end)}."
        )
