"""monitoring.visits.quality: which reports are checked, for any visit; and can the draw be made again?"""

import hashlib
import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.visits.report.quality import draw, rule_for
from sil.framework.parts import Named
from sil.framework.visits import Quality

DAY = date(2026, 11, 16)
pytestmark = pytest.mark.feature("V6")


def quality(**changes: Any) -> Quality:
    criteria = (Named(id="tone", name="Plain words"),)
    return Quality(
        **({"criteria": criteria, "bands": ("D",), "new_partner_days": 365, "share": Decimal("0.2")} | changes)
    )


def rule(of: Quality, **changes: Any) -> str:
    values: dict[str, Any] = {
        "band": "A",
        "band_name": "Band A",
        "partner_since": date(2020, 9, 1),
        "day": DAY,
        "uid": uuid.UUID(int=1),
        "year": 2026,
    }
    return rule_for(of, **(values | changes))


@given(st.uuids(), st.integers(2000, 2100))
def test_a_draw_is_a_share_of_one_and_anybody_can_make_it_again(uid: uuid.UUID, year: int) -> None:
    found = draw(uid, year)
    assert 0 <= found < 1 and found == draw(uuid.UUID(str(uid)), year)
    by_hand = int(hashlib.sha256(f"{uid}:{year}".encode()).hexdigest()[:8], 16) / 16**8
    assert abs(float(found) - by_hand) < 1e-6


@given(st.integers(0, 2**32), st.sampled_from(["0.1", "0.2", "0.5", "0.9"]))
def test_over_many_visits_the_share_is_near_the_rate(seed: int, share: str) -> None:
    of = quality(share=Decimal(share))
    drawn = sum(bool(rule(of, uid=uuid.UUID(int=seed * 2**64 + n))) for n in range(1000))
    assert abs(drawn / 1000 - float(share)) < 0.09


@given(st.uuids(), st.integers(0, 800))
def test_schools_in_a_band_and_new_partners_are_always_checked(uid: uuid.UUID, days: int) -> None:
    none = quality(share=Decimal(0))
    assert "Band D" in rule(none, uid=uid, band="D", band_name="Band D")
    assert bool(rule(none, uid=uid, partner_since=DAY - timedelta(days=days))) is (days < 365)
    assert rule(none, uid=uid, partner_since=None)
    assert rule(none, uid=uid) == ""


def test_everything_and_nothing() -> None:
    assert all(rule(quality(share=Decimal(1)), uid=uuid.uuid4()) for _ in range(50))
    off = quality(share=Decimal(0), new_partner_days=0, bands=())
    assert not any(rule(off, uid=uuid.uuid4(), partner_since=None, band="D") for _ in range(50))


def test_the_words_say_which_rule_it_was() -> None:
    everything = quality(share=Decimal("0.999999"))
    assert rule(everything).startswith("Chosen as one of the 99.9999% of other reports checked in 2026 to 2027")
    assert "1 September 2026" in rule(everything, partner_since=date(2026, 9, 1))


def test_a_partner_is_new_for_365_days_and_not_on_the_day_after() -> None:
    """Since 16 November 2025: the visit of 15 November 2026 is the 365th day of work, that of the 16th is not."""
    none, since = quality(share=Decimal(0)), date(2025, 11, 16)
    assert rule(none, partner_since=since, day=date(2026, 11, 15)).startswith("Every report of the first 365 days")
    assert rule(none, partner_since=since, day=date(2026, 11, 16)) == ""


def test_a_draw_that_is_the_share_itself_is_not_in_the_sample() -> None:
    """Draws begin with 0 and end before 1, so that a share of 0.2 takes those below 0.2 and not 0.2 itself."""
    uid = uuid.UUID("5a61dd1b-7a11-4f0f-8f3c-1d7c52a1e6b4")
    number = int(hashlib.sha256(f"{uid}:2026".encode()).hexdigest(), 16)
    # The draw is number / 2**256, which as a decimal fraction is number * 5**256 / 10**256: exactly the share.
    digits = tuple(int(digit) for digit in str(number * 5**256))
    itself = Decimal((0, digits, -256))
    one_more = Decimal((0, tuple(int(digit) for digit in str((number + 1) * 5**256)), -256))
    assert rule(quality(share=itself), uid=uid) == ""
    assert rule(quality(share=one_more), uid=uid).startswith("Chosen as one of")
