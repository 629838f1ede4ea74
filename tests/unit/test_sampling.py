"""A sample of a long table is the same each time and holds every value."""

from itertools import product

from tests.sampling import sample

CASES = [(f"test_x[{a}-{b}]", frozenset({("a", str(a)), ("b", str(b))})) for a, b in product(range(30), range(20))]


def test_a_sample_is_a_share_and_holds_every_value() -> None:
    chosen = sample(CASES, every=10)
    assert 40 <= len(chosen) <= 90
    values = [values for name, values in CASES if name in chosen]
    assert frozenset[tuple[str, str]]().union(*values) == frozenset().union(*(values for _, values in CASES))


def test_a_sample_is_the_same_in_every_process_and_order() -> None:
    assert sample(CASES, every=10) == sample(CASES[::-1], every=10)


def test_a_share_of_one_is_everything() -> None:
    assert len(sample(CASES, every=1)) == len(CASES)


def test_values_that_the_share_misses_are_added() -> None:
    chosen = sample(CASES, every=1_000_000)
    assert 30 <= len(chosen) < 50, "thirty values of one parameter, and few cases more"
