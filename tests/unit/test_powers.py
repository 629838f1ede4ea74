"""letters.powers: each condition of a power, and the window in which it can be used."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.notices.act import POWERS
from monitoring.notices.letters.powers import GOVERNING_BODY, Facts, lacking
from sil.deadlines.working_days import two_month_window

pytestmark = pytest.mark.feature("C7")
DAY = timedelta(days=1)
GIVEN, ENDS = date(2026, 12, 4), date(2026, 12, 31)
# The first day that the notice of powers gives, and the day of the letter.
INTENDED, ON = date(2027, 1, 5), date(2027, 1, 11)
DIOCESE = POWERS["board"].consulted[1]


def facts(**changes: Any) -> Facts:
    """Everything is on record, for every power."""
    whole = Facts(
        eligible=True,
        period_ends_on=ENDS,
        notice_given_on=GIVEN,
        intended=dict.fromkeys(POWERS, INTENDED),
        consent_on=date(2027, 1, 8),
        consent_reference="RD/2027/11",
        notified_on=INTENDED,
    )
    return replace(whole, **changes)


def consulted(power: str, *, but: str = "") -> dict[str, Any]:
    there = POWERS[power].consulted
    return {"relevant": there, "consulted": {who: date(2027, 1, 6) for who in there if who != but}}


def codes(power: str, on: date = ON, **changes: Any) -> list[str]:
    return [lack.code for lack in lacking(power, facts(**(consulted(power) | changes)), on)]


@pytest.mark.parametrize("power", POWERS)
def test_nothing_lacks_where_all_is_on_record(power: str) -> None:
    assert codes(power) == []


@pytest.mark.parametrize(
    ("power", "changes", "code"),
    [
        *((power, {"eligible": False}, "not_eligible") for power in POWERS),
        *((power, {"period_ends_on": None}, "no_notice") for power in POWERS),
        *((power, {"period_ends_on": ON}, "period_runs") for power in POWERS),
        *((power, {"intended": {}}, "not_intended") for power in POWERS),
        *((power, {"intended": {power: ON + DAY}}, "too_early") for power in POWERS),
        *((power, {"starts_on": ON - DAY}, "starts_before") for power in ("board", "budget")),
        ("arrangements", {"consulted": {GOVERNING_BODY: GIVEN - DAY, DIOCESE: GIVEN}}, "consulted_before"),
        ("board", {"consulted": {GOVERNING_BODY: GIVEN, DIOCESE: date(2000, 1, 1)}}, "consulted_before"),
        ("board", {"consent_on": GIVEN - DAY}, "consent_before"),
        *((power, {"notified_on": None}, "not_notified") for power in POWERS),
        *((power, {"notified_on": ON + DAY}, "not_notified") for power in POWERS),
        *((power, {"state_acts_on": GIVEN}, "state_acts") for power in POWERS),
        *((power, consulted(power, but=GOVERNING_BODY), "not_consulted") for power in ("arrangements", "board")),
        *((power, consulted(power, but=DIOCESE), "not_consulted") for power in ("arrangements", "board")),
        ("board", {"consulted": {GOVERNING_BODY: ON, DIOCESE: ON + DAY}}, "not_consulted"),
        ("board", {"consent_on": None}, "no_consent"),
        ("board", {"consent_on": ON + DAY}, "no_consent"),
        ("board", {"consent_reference": ""}, "no_reference"),
    ],
)
def test_each_condition_is_asked_for(power: str, changes: dict[str, Any], code: str) -> None:
    found = list(lacking(power, facts(**(consulted(power) | changes)), ON))
    assert [lack.code for lack in found] == [code]
    assert found[0].sentence.endswith(".")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"intended": {"board": date(2027, 1, 12)}},
            "This power can be used from 12 January 2027, the first day that the notice to the governing body gives "
            "(Education and Inspections Act 2006, section 60(1)(d)).",
        ),
        (
            {"consent_on": date(2000, 1, 1)},
            "The consent is dated 1 January 2000, before the formal warning notice was given on 4 December 2026. Ask "
            "for consent to this power.",
        ),
        (
            {"consulted": {GOVERNING_BODY: date(2026, 12, 3), DIOCESE: date(2026, 12, 4)}},
            "The governing body was consulted on 3 December 2026, before the formal warning notice was given on "
            "4 December 2026. Consult them about this power.",
        ),
        (
            {"starts_on": date(2027, 1, 10)},
            "It takes effect on 10 January 2027, before the day of the letter, 11 January 2027. Change one of the two "
            "days.",
        ),
    ],
)
def test_a_refusal_names_both_dates(changes: dict[str, Any], sentence: str) -> None:
    assert [lack.sentence for lack in lacking("board", facts(**(consulted("board") | changes)), ON)] == [sentence]


@pytest.mark.parametrize("power", [slug for slug, power in POWERS.items() if not power.consent])
def test_consent_is_asked_for_the_board_alone(power: str) -> None:
    assert codes(power, consent_on=None, consent_reference="") == []


@pytest.mark.parametrize("power", ["governors", "budget"])
def test_nobody_has_to_be_consulted_for_these(power: str) -> None:
    assert codes(power, consulted={}) == []


@pytest.mark.parametrize(
    ("ends", "last"),
    [
        ((2026, 9, 28), (2026, 11, 28)),
        ((2026, 11, 23), (2027, 1, 23)),
        ((2026, 12, 31), (2027, 2, 28)),
        ((2027, 12, 31), (2028, 2, 29)),
        ((2027, 1, 31), (2027, 3, 31)),
        ((2026, 12, 30), (2027, 2, 28)),
    ],
)
def test_the_window_ends_on_the_corresponding_date(ends: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    end, day = date(*ends), date(*last)
    given_on = dict.fromkeys(POWERS, end + DAY)
    for power in ("arrangements", "governors", "budget"):
        known: dict[str, Any] = {
            "period_ends_on": end,
            "notice_given_on": end,
            "intended": given_on,
            "consulted": _all(power, end),
        }
        known["notified_on"] = end
        assert codes(power, end + DAY, **known) == []
        assert codes(power, day, **known) == []
        assert codes(power, day + DAY, **known) == ["window_over"]
    assert "window_over" not in codes("board", day + DAY, period_ends_on=end, intended=given_on)


@given(
    ends=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    after=st.integers(-40, 120),
    power=st.sampled_from(list(POWERS)),
)
def test_no_power_before_the_end_and_none_with_a_window_after_it(ends: date, after: int, power: str) -> None:
    on = ends + timedelta(days=after)
    known: dict[str, Any] = {"notice_given_on": ends, "intended": {power: ends}, "consulted": _all(power, ends)}
    known |= {"consent_on": ends, "notified_on": on}
    found = codes(power, on, period_ends_on=ends, **known)
    first, last = two_month_window(ends)
    allowed = on >= first and (on <= last or not POWERS[power].window)
    assert (found == []) == allowed
    assert (on > ends) or found


def _all(power: str, day: date) -> dict[str, date]:
    return dict.fromkeys(POWERS[power].consulted, day)
