"""The day on which a letter counts as given: method by hour by day of the week, counted by hand."""

from datetime import date, time

import pytest

from sil.deadlines.service import service
from sil.deadlines.working_days import Calendar

# England: Christmas 2026 (Boxing Day is a Saturday, so Monday 28 December is its substitute), New Year, Easter 2027.
HOLIDAYS = (
    date(2026, 12, 25),
    date(2026, 12, 28),
    date(2027, 1, 1),
    date(2027, 3, 26),
    date(2027, 3, 29),
)
CALENDAR = Calendar(HOLIDAYS, (2026, 2027))
NIGHT, MORNING, LAST, LATE, MIDNIGHT = time(0, 0), time(9, 15), time(16, 30, 59), time(16, 31), time(23, 50)
DEC, MARCH = (2026, 12), (2027, 3)

# method, day sent, hour -> day given.
TABLE = [
    # Thursday 3 December 2026: a working day before a working day.
    ("email", (*DEC, 3), None, (*DEC, 3)),
    ("email", (*DEC, 3), NIGHT, (*DEC, 3)),
    ("email", (*DEC, 3), MORNING, (*DEC, 3)),
    ("email", (*DEC, 3), LAST, (*DEC, 3)),
    ("email", (*DEC, 3), LATE, (*DEC, 4)),
    ("email", (*DEC, 3), MIDNIGHT, (*DEC, 4)),
    ("hand", (*DEC, 3), MIDNIGHT, (*DEC, 3)),
    ("post", (*DEC, 3), MORNING, (*DEC, 7)),
    ("recorded", (*DEC, 3), MIDNIGHT, (*DEC, 7)),
    # Friday 4 December.
    ("email", (*DEC, 4), MORNING, (*DEC, 4)),
    ("email", (*DEC, 4), LATE, (*DEC, 7)),
    ("hand", (*DEC, 4), LATE, (*DEC, 4)),
    ("post", (*DEC, 4), None, (*DEC, 8)),
    ("recorded", (*DEC, 4), None, (*DEC, 8)),
    # Saturday 5 and Sunday 6 December.
    ("email", (*DEC, 5), MORNING, (*DEC, 7)),
    ("email", (*DEC, 6), MIDNIGHT, (*DEC, 7)),
    ("hand", (*DEC, 5), MORNING, (*DEC, 5)),
    ("post", (*DEC, 5), None, (*DEC, 8)),
    # Christmas: Thursday 24 December, Christmas Day, Monday 28 December a bank holiday.
    ("email", (*DEC, 24), LAST, (*DEC, 24)),
    ("email", (*DEC, 24), LATE, (*DEC, 29)),
    ("email", (*DEC, 25), MORNING, (*DEC, 29)),
    ("email", (*DEC, 28), MORNING, (*DEC, 29)),
    ("hand", (*DEC, 25), MORNING, (*DEC, 25)),
    ("post", (*DEC, 23), None, (*DEC, 29)),
    ("post", (*DEC, 24), None, (*DEC, 30)),
    ("recorded", (*DEC, 24), None, (*DEC, 30)),
    # New Year: Thursday 31 December, Friday 1 January a bank holiday.
    ("email", (*DEC, 31), LATE, (2027, 1, 4)),
    ("post", (*DEC, 31), None, (2027, 1, 5)),
    # Good Friday 26 March and Easter Monday 29 March 2027.
    ("email", (*MARCH, 25), LAST, (*MARCH, 25)),
    ("email", (*MARCH, 25), LATE, (*MARCH, 30)),
    ("email", (*MARCH, 26), NIGHT, (*MARCH, 30)),
    ("hand", (*MARCH, 26), MORNING, (*MARCH, 26)),
    ("post", (*MARCH, 25), None, (*MARCH, 31)),
    ("recorded", (*MARCH, 25), None, (*MARCH, 31)),
]


@pytest.mark.feature("C3")
@pytest.mark.parametrize(("method", "sent", "at", "given"), TABLE)
def test_the_day_on_which_it_counts_as_given(
    method: str, sent: tuple[int, int, int], at: time | None, given: tuple[int, int, int]
) -> None:
    found = service(method, date(*sent), CALENDAR, at=at)
    assert (found.sent, found.given) == (date(*sent), date(*given))
    assert len(found.rule) <= 200


@pytest.mark.feature("C3")
def test_the_hour_is_the_authoritys() -> None:
    day = date(2026, 12, 3)
    assert service("email", day, CALENDAR, at=time(17, 30), latest=time(18)).given == day
    late = service("email", day, CALENDAR, at=time(14, 1), latest=time(14))
    assert late.rule == (
        "Sent by email on 3 December 2026 after 2pm: taken to be given on 4 December 2026, the next working day."
    )


@pytest.mark.feature("C3")
def test_the_rule_is_said_in_words() -> None:
    saturday = service("email", date(2026, 12, 5), CALENDAR)
    assert saturday.rule == (
        "Sent by email on 5 December 2026, which is not a working day: taken to be given on 7 December 2026, the next "
        "working day."
    )
    recorded = service("recorded", date(2026, 12, 3), CALENDAR)
    assert recorded.rule == (
        "Sent by recorded delivery on 3 December 2026: taken to be given on 7 December 2026, the second working day "
        "after posting."
    )


def test_another_method_is_an_error() -> None:
    with pytest.raises(KeyError):
        service("pigeon", date(2026, 12, 3), CALENDAR)
