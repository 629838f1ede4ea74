"""Suggest days for the visits that a partner plans in a term. Pure: days go in and come out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A visit that has no day yet: `name` tells it from the others, `closed` are days on which its school is closed."""

    name: str
    school: int
    town: str = ""
    closed: frozenset[date] = frozenset()


def suggest(wanted: Sequence[Wanted], free: Iterable[date]) -> dict[str, date]:
    """Return {name: day}, one visit a day, spread over the weeks of the free days.

    Schools of one town are on neighbouring days as far as the week has room, and a second visit to a school comes
    after the first of every school. A visit that finds no day is left out.
    """
    weeks = _by_week(free)
    if not weeks:
        return {}
    most = max(2, -(-len(wanted) // len(weeks)))
    found: dict[str, date] = {}
    done = 0
    for group in _groups(wanted, most):
        place = min(done * len(weeks) // len(wanted), len(weeks) - 1)
        done += len(group)
        _put(group, weeks, place, found)
    return found


def _by_week(free: Iterable[date]) -> list[list[date]]:
    weeks: dict[tuple[int, int], list[date]] = defaultdict(list)
    for day in sorted(set(free)):
        weeks[day.isocalendar()[:2]].append(day)
    return list(weeks.values())


def _groups(wanted: Sequence[Wanted], most: int) -> Iterator[list[Wanted]]:
    """Yield the visits that should be on neighbouring days: of one town, no school twice, and no more than `most`."""
    seen: Counter[int] = Counter()
    rounds: dict[tuple[int, str], list[Wanted]] = defaultdict(list)
    for each in wanted:
        rounds[seen[each.school], each.town].append(each)
        seen[each.school] += 1
    for _, there in sorted(rounds.items(), key=lambda item: item[0]):
        for start in range(0, len(there), most):
            yield there[start : start + most]


def _put(group: Sequence[Wanted], weeks: Sequence[list[date]], place: int, found: dict[str, date]) -> None:
    """Take days out of the first week from `place` on that has enough, else single ones out of the nearest weeks."""
    nearest = [*weeks[place:], *reversed(weeks[:place])]
    whole = next((week for week in nearest if len(week) >= len(group)), None)
    if whole:
        start = (len(whole) - len(group)) // 2
        run = whole[start : start + len(group)]
        if not any(day in each.closed for each, day in zip(group, run, strict=True)):
            found.update({each.name: day for each, day in zip(group, run, strict=True)})
            del whole[start : start + len(group)]
            return
    for each in group:
        week = next((week for week in nearest if any(day not in each.closed for day in week)), None)
        if week:
            day = next(day for day in week if day not in each.closed)
            found[each.name] = day
            week.remove(day)
