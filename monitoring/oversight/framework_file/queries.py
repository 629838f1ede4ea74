"""What a framework file gives, before it is loaded: the clocks from today, the letters, what it changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from sil.deadlines.rules import due, recorded_calendar
from sil.deadlines.working_days import CalendarIncomplete
from sil.framework.models import FrameworkVersion
from sil.framework.queries import version_for
from sil.framework.schema import Framework
from sil.framework.years import academic_year
from sil.letters.kinds import KINDS
from sil.letters.views import body_of

from ..samples.letters import render_each


@dataclass(frozen=True)
class Clock:
    """A period as it would run from a day; `due` is None where the calendar does not reach so far."""

    name: str
    due: date | None
    basis: str


def clocks(framework: Framework, on: date) -> Iterator[Clock]:
    """Each period with a length, from a day on. One query."""
    calendar = recorded_calendar()
    for rule, period in framework.periods.counted.items():
        try:
            found = due(rule, period, on, calendar=calendar)
        except CalendarIncomplete as error:
            yield Clock(period.name, None, str(error))
        else:
            yield Clock(period.name, found.due, found.basis)


def letters(framework: Framework, on: date) -> list[tuple[str, SafeString]]:
    """Each letter that the authority would write, by its name, with its text from invented data."""
    rules = framework.intervention
    return [
        ((rules.name_of(kind) if rules else "") or KINDS[kind].name, body_of(html))
        for kind, html in render_each(framework, on, own=True)
    ]


def notes(framework: Framework, today: date) -> Iterator[str]:
    """What a person should know before the file is loaded: when it begins to hold, and what it does not fit. One
    query."""
    first, now = framework.framework.first_academic_year, version_for(academic_year(today))
    if first > academic_year(today):
        yield f"It holds from 1 September {first}. Until then the present framework goes on."
    elif now is not None and now.first_academic_year > first:
        yield "A later framework holds already, so this one holds for earlier years alone."
    else:
        yield "It holds from now on, for rounds and cases that begin later. What has begun keeps the framework it has."
    if now is not None:
        yield from _beside(framework, now)
    yield from framework.warnings()


def _beside(framework: Framework, now: FrameworkVersion) -> Iterator[str]:
    """What is otherwise than in the framework in force."""
    if now.authority_code != framework.authority.code:
        yield f"It is of authority {framework.authority.code}. The framework in force is of {now.authority_code}."
    before, after = {b.id: b.name for b in now.framework.bands}, {b.id: b.name for b in framework.bands}
    word = framework.allocation.bands_word.capitalize()
    if gone := [name for id_, name in before.items() if id_ not in after]:
        yield f"{word} that it no longer has: {', '.join(gone)}."
    if new := [name for id_, name in after.items() if id_ not in before]:
        yield f"{word} that are new: {', '.join(new)}."
