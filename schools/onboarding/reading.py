"""What the lines of a spreadsheet of people say, each cell checked by itself, so that every problem is told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from sil.accounts.roles import AUTHORITY_ROLES, LEADS, SCHOOL_ROLES, TWO_PEOPLE_ROLES
from sil.dates.cells import day_in, yes_in
from sil.uploads.sheets import Line

from ..models import AssignmentRole

NAME, EMAIL, TELEPHONE, ROLE, URN, SCHOOL = "Name", "Email address", "Telephone", "Role", "URN", "School"
FROM, TO, FIRST_HEADSHIP = "From", "To", "First headship"
REQUIRED = (NAME, EMAIL, ROLE)
HEADINGS = (NAME, EMAIL, TELEPHONE, ROLE, URN, SCHOOL, FROM, TO, FIRST_HEADSHIP)
POSTS = tuple(role.slug for role in SCHOOL_ROLES)
# Those of the authority that work with a school, if the line names one.
OFFICERS = tuple(AssignmentRole.values)
LONGEST_NAME, LONGEST_TELEPHONE, LONGEST_EMAIL, URN_DIGITS = 150, 30, 254, 7

Problem = tuple[int, str]


class _Refused(Exception):
    """Why a cell cannot be taken in, as a sentence."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one line says: a person in one role, at one school where the role is of schools or `urn` is set. Blank text
    and None where the line says nothing. `school` is the name that the line gives the school."""

    line: int
    name: str
    email: str
    telephone: str
    role: str
    urn: int | None
    school: str
    starts_on: date | None
    ends_on: date | None
    first_headship: bool

    def kept(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        days = {name: day.isoformat() if (day := getattr(self, name)) else None for name in ("starts_on", "ends_on")}
        return {**asdict(self), **days}


def row_of(kept: Mapping[str, Any]) -> Row:
    """Return what `Row.kept` gave."""
    days = {name: date.fromisoformat(kept[name]) if kept[name] else None for name in ("starts_on", "ends_on")}
    return Row(**{**kept, **days})


def rows_of(lines: Sequence[Line], titles: Mapping[str, str]) -> tuple[list[Row], list[Problem], list[int]]:
    """Return what the lines say, the problems by line, and the lines without an email address, which say nothing yet.
    `titles` is what the authority calls each role."""
    named = _roles(titles)
    rows, problems, left_out = [], [], []
    names: dict[str, tuple[str, int]] = {}
    seen: dict[tuple[str, str, int | None], int] = {}
    for line in lines:
        if not line.cells.get(EMAIL, ""):
            left_out.append(line.number)
            continue
        row, wrong = _row(line, named, titles)
        wrong += _beside(row, names, seen)
        problems += [(line.number, sentence) for sentence in wrong]
        if not wrong:
            rows.append(row)
    return rows, problems, left_out


def _row(line: Line, named: Mapping[str, str], titles: Mapping[str, str]) -> tuple[Row, list[str]]:
    wrong: list[str] = []

    def take(heading: str, read: Any, otherwise: Any) -> Any:
        try:
            return read(line.cells.get(heading, ""))
        except _Refused as refused:
            wrong.append(f"“{heading}”: {refused}")
            return otherwise

    row = Row(
        line=line.number,
        name=take(NAME, lambda text: _short(" ".join(text.split()), LONGEST_NAME), ""),
        email=take(EMAIL, _email, ""),
        telephone=take(TELEPHONE, lambda text: _short(text, LONGEST_TELEPHONE), ""),
        role=take(ROLE, lambda text: _role(text, named, titles), ""),
        urn=take(URN, _urn, None),
        school=line.cells.get(SCHOOL, ""),
        starts_on=take(FROM, _day, None),
        ends_on=take(TO, _day, None),
        first_headship=take(FIRST_HEADSHIP, _yes, False),
    )
    return row, wrong or _together(row, titles)


def _together(row: Row, titles: Mapping[str, str]) -> list[str]:
    """What the cells of a line say that does not go together."""
    wrong = []
    title = titles[row.role]
    if row.role in POSTS and row.urn is None:
        wrong.append(f"“{URN}”: enter the URN of the school where they hold the post {title}.")
    if row.role not in (*POSTS, *OFFICERS) and row.urn is not None:
        wrong.append(f"“{URN}”: leave it empty, since {title} is no role at one school.")
    if row.ends_on and row.role not in POSTS:
        wrong.append(
            f"“{TO}”: leave it empty. A file ends posts at schools alone; the role {title} ends on the person’s page, "
            "and work with a school when somebody else is assigned."
        )
    if row.ends_on and row.starts_on and row.ends_on < row.starts_on:
        wrong.append(f"“{TO}”: the last day must be on or after the first day.")
    if row.first_headship and row.role not in LEADS:
        wrong.append(f"“{FIRST_HEADSHIP}”: only a headteacher can be new to headship.")
    return wrong


def _beside(row: Row, names: dict[str, tuple[str, int]], seen: dict[tuple[str, str, int | None], int]) -> list[str]:
    """What a line says that an earlier one says otherwise, or already."""
    wrong = []
    name, line = names.setdefault(row.email, (row.name, row.line))
    if row.name and name and name != row.name:
        wrong.append(f"“{NAME}”: line {line} has the name {name} for {row.email}. Use one name for one email address.")
    key = (row.email, row.role, row.urn)
    if row.email and row.role and key in seen:
        wrong.append(f"{row.email} is on line {seen[key]} with the same role and school. Keep one of the lines.")
    seen.setdefault(key, row.line)
    return wrong


def _roles(titles: Mapping[str, str]) -> dict[str, str]:
    """What can stand in the column of roles -> the role: what the authority calls it, and the name in this service."""
    roles = (*AUTHORITY_ROLES, *SCHOOL_ROLES)
    found = {_normal(role.slug.replace("_", " ")): role.slug for role in roles}
    found |= {_normal(role.name): role.slug for role in roles}
    return found | {_normal(titles[role.slug]): role.slug for role in roles}


def _role(text: str, named: Mapping[str, str], titles: Mapping[str, str]) -> str:
    if not text:
        raise _Refused("enter the role, such as “Headteacher”.")
    if _normal(text) not in named:
        offered = ", ".join(titles[slug] for slug in dict.fromkeys(named.values()) if slug not in TWO_PEOPLE_ROLES)
        raise _Refused(f"“{text}” is not a role here. Enter one of: {offered}.")
    return named[_normal(text)]


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise _Refused(f"“{text}” is not an email address. Enter one like name@example.org.") from error
    return _short(text.lower(), LONGEST_EMAIL)


def _urn(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or len(text) > URN_DIGITS:
        raise _Refused(f"“{text}” is not a URN. Enter the number of the school in the national register, like 104567.")
    return int(text)


def _day(text: str) -> date | None:
    if not text:
        return None
    found = day_in(text)
    if found is None:
        raise _Refused(f"“{text}” is not a date. Enter it like 1 September 2026.")
    return found


def _yes(text: str) -> bool:
    found = yes_in(text)
    if found is None:
        raise _Refused(f"“{text}” is neither yes nor no. Enter yes, or leave it empty.")
    return found


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise _Refused(f"it must be {most} characters or fewer. It has {len(text)}.")
    return text


def _normal(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())
