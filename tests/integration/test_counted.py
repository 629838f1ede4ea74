"""A count that takes long is kept for a moment, one that does not is not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from sil.made_once import counted as module
from sil.made_once.counted import counted

pytestmark = pytest.mark.django_db


class Counts:
    def __init__(self, took: float, monkeypatch: pytest.MonkeyPatch) -> None:
        self.number, self.took, self.at = 0, took, 1000.0
        monkeypatch.setattr(module.time, "monotonic", lambda: self.at)

    def __call__(self) -> int:
        self.number += 1
        self.at += self.took
        return self.number


@pytest.fixture
def make(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], Counts]:
    settings.KEEP_COUNTS_OVER = 0.1
    return lambda took: Counts(took, monkeypatch)


def test_a_cheap_count_is_fresh_each_time(make: Callable[[float], Counts]) -> None:
    count = make(0.05)
    assert [counted(("key",), count), counted(("key",), count)] == [1, 2]


def test_a_dear_count_is_kept_for_a_moment_under_its_key(make: Callable[[float], Counts]) -> None:
    count = make(0.5)
    assert [counted(("key",), count), counted(("key",), count), counted(("other",), count)] == [1, 1, 2]


@pytest.mark.parametrize("nothing", [None, 0, {}])
def test_nothing_and_zero_are_kept_as_well(nothing: object, make: Callable[[float], Counts]) -> None:
    count = make(0.5)

    def counted_as_nothing() -> object:
        count()
        return nothing

    assert [counted(("key",), counted_as_nothing), counted(("key",), counted_as_nothing)] == [nothing, nothing]
    assert count.number == 1


@pytest.mark.parametrize(("took", "kept"), [(0.5, 10), (2, 40), (30, 60)])
def test_it_is_kept_for_twenty_times_as_long_as_it_took_and_a_minute_at_most(
    took: float, kept: int, make: Callable[[float], Counts], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    monkeypatch.setattr(cache, "set", lambda key, value, timeout: asked.append(timeout))
    assert counted(("key",), make(took)) == 1
    assert asked == [kept]
