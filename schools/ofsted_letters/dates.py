"""The day or days that a phrase names."""

import re
from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Optical recognition takes 1 for l or I, and 0 for O.
_DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?\b[0-9lIO]{1,2}(?:st|nd|rd|th)?"
_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(month[:3] for month in MONTHS)}|Sept)\b\.?)"
_YEAR = r"[12lI][0-9lIO]{3}\b"
_JOIN = r"(?: ?- ?| to | and | & |, )"
_NUMERIC = r"\b[0-9]{1,2}[/.][0-9]{1,2}[/.][12][0-9]{3}\b"
# One day, or several with one year at the end: 8-9 May 2019, 30 June and 1 July 2015.
DAYS = (
    rf"(?:{_DAY}(?:(?: {_MONTH}(?:,? {_YEAR})?)?{_JOIN}{_DAY})* {_MONTH},? {_YEAR}"
    rf"|{_NUMERIC}(?:{_JOIN}{_NUMERIC})*)"
)
MONTH = rf"{_MONTH} {_YEAR}"
_PART = re.compile(
    rf"(?P<day>\b[0-9lIO]{{1,2}})(?:st|nd|rd|th)?(?: (?P<month>{_MONTH}))?(?:,? (?P<year>{_YEAR}))?", re.ASCII
)
_DIGITS = str.maketrans("lIO", "110")


def days(phrase: str) -> tuple[date, date] | None:
    """The first and the last day of a phrase in the shape of DAYS, in the order given; None for no such day."""
    if re.match(_NUMERIC, phrase):
        return _numeric(phrase)
    found: list[date] = []
    month = year = 0
    for part in reversed(list(_PART.finditer(phrase))):
        if part["month"]:
            named = _number(part["month"])
            if part["year"]:
                year = int(part["year"].translate(_DIGITS))
            elif named > month:
                # 31 December to 2 January 2017: the year is the last day's.
                year -= 1
            month = named
        try:
            found.append(date(year, month, int(part["day"].translate(_DIGITS))))
        except ValueError:
            return None
    return (found[-1], found[0]) if found else None


def _numeric(phrase: str) -> tuple[date, date] | None:
    """Days in the order of Britain: 08/06/2018 is in June."""
    try:
        found = [date(*map(int, reversed(re.split("[/.]", each)))) for each in re.findall(_NUMERIC, phrase)]
    except ValueError:
        return None
    return found[0], found[-1]


def _number(month: str) -> int:
    """1 for January and Jan."""
    return next(place for place, name in enumerate(MONTHS, start=1) if name.startswith(month[:3]))


def found_in(text: str) -> list[str]:
    """The phrases of a text that name days or months, in order."""
    return [found[0] for found in re.finditer(rf"{DAYS}|{MONTH}", text)]


def said(phrase: str) -> str | None:
    """A day as 2018-05-08, a month as 2018-05; of several days the first."""
    if span := days(phrase):
        return span[0].isoformat()
    if re.fullmatch(MONTH, phrase):
        month, year = phrase.split()
        return f"{year.translate(_DIGITS)}-{_number(month):02}"
    return None


def in_words(iso: str) -> str:
    """An ISO day or month as people write it."""
    year, month, *day = iso.split("-")
    return " ".join([*(str(int(each)) for each in day), MONTHS[int(month) - 1], year])


def span_in_words(first: str, last: str) -> str:
    """Two ISO days as people write them: 2 to 3 May 2017."""
    if first == last:
        return in_words(first)
    shared = 0 if first[:4] != last[:4] else 1 if first[:7] != last[:7] else 2
    start = in_words(first).split()
    return f"{' '.join(start[: len(start) - shared])} to {in_words(last)}"
