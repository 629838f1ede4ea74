"""What is remembered, and for how long."""

from itertools import count

from sil.memo import asked_at_once, is_reading, reading, remembered


def test_parts_of_a_condition_ask_once_and_what_comes_after_asks_afresh() -> None:
    numbers = count()

    @remembered
    def ask() -> int:
        return next(numbers)

    @asked_at_once
    def condition() -> tuple[int, int]:
        return ask(), ask()

    assert condition() == (0, 0)
    assert not is_reading() and ask() == 1, "an act sees what holds when it acts"
    assert condition() == (2, 2)
    with reading():
        assert ask() == 3
        assert condition() == (3, 3) and ask() == 3, "a page goes on remembering"
