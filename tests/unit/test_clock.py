"""sil.clock: one place that knows the time, and that it is London's."""

from datetime import UTC, date, datetime

import pytest

from sil import clock


def test_today_is_londons_day_late_on_a_summer_evening() -> None:
    with clock.at(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 2)


def test_a_bare_date_is_held_at_ten_in_the_morning() -> None:
    with clock.at(date(2026, 1, 5)):
        assert (clock.now().hour, clock.now().tzinfo) == (10, clock.LONDON)


def test_holding_ends_with_the_block() -> None:
    with clock.at(date(2020, 1, 1)):
        pass
    assert clock.today() == date(2026, 11, 20)


def test_a_file_moves_the_time_of_running_processes(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "clock"
    file.write_text("2027-03-01T09:15:00\n")
    monkeypatch.setenv(clock.FILE_VARIABLE, str(file))
    token = clock._held.set(None)
    try:
        assert clock.now().isoformat() == "2027-03-01T09:15:00+00:00"
        file.write_text("2027-03-02")
        assert clock.today() == date(2027, 3, 2)
    finally:
        clock._held.reset(token)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (date(2026, 5, 4), date(2026, 5, 4)),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 1, 23, 30, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_in_london(moment, day: date) -> None:
    assert clock.in_london(moment) == day
