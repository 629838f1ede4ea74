"""Days as letters write them."""

from datetime import date, timedelta

from .draw import Draw

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def school_day(draw: Draw, year: int, *, after: date | None = None) -> date:
    """A Monday, Tuesday or Wednesday in a term of the year."""
    first = max(date(year, 1, 8), after) if after else date(year, 1, 8)
    last = date(year, 12, 8)
    day = first + timedelta(days=draw.random.randrange(max(1, (last - first).days)))
    while day.weekday() > 2 or day.month == 8:
        day += timedelta(days=1)
    return day


def written(draw: Draw, day: date) -> str:
    """One day."""
    plain = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return draw.wording(
        (
            plain,
            plain,
            f"{_WEEKDAYS[day.weekday()]} {plain}",
            f"{day.day}{_ending(day.day)} {MONTHS[day.month - 1]} {day.year}",
            f"{day.day:02} {MONTHS[day.month - 1]} {day.year}",
            plain,
            f"{_WEEKDAYS[day.weekday()]}, {plain}",
            f"{day.day:02}/{day.month:02}/{day.year}",
            f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}",
            plain,
        )
    )


def span(draw: Draw, first: date, last: date) -> str:
    """The days of a visit: one, or up to five in a row."""
    if first == last:
        return written(draw, first)
    if draw.chance(6):
        return f"{first.day:02}/{first.month:02}/{first.year} and {last.day:02}/{last.month:02}/{last.year}"
    month, year = MONTHS[last.month - 1], last.year
    joint = draw.wording((" and ", "–", " to ", " - ", " & ") if (last - first).days == 1 else ("–", " to ", " - "))
    if first.month != last.month:
        before = f"{first.day} {MONTHS[first.month - 1]}{f' {first.year}' if first.year != year else ''}"
        return f"{before}{' and ' if joint == '–' else joint}{last.day} {month} {year}"
    if (last - first).days == 2 and draw.chance(40):
        return f"{first.day}, {first.day + 1} and {last.day} {month} {year}"
    if draw.chance(10):
        return (
            f"{_WEEKDAYS[first.weekday()]} {first.day}{joint}{_WEEKDAYS[last.weekday()]} {last.day} {month} {year}"
            if joint in (" and ", " to ")
            else f"{first.day}{joint}{last.day} {month} {year}"
        )
    return f"{first.day}{joint}{last.day} {month} {year}"


def month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _ending(day: int) -> str:
    return "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
