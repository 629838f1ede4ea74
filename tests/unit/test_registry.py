"""The list in which domains declare what they lend to others."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from sil.registry import Registry


@dataclass(frozen=True)
class Lent:
    slug: str
    place: int


@pytest.fixture
def registry(request: pytest.FixtureRequest) -> Iterator[Registry[Lent]]:
    made: Registry[Lent] = Registry(request.node.name, key=lambda lent: lent.slug, order=lambda lent: lent.place)
    yield made
    Registry.registries.pop(request.node.name)


def test_entries_come_in_their_order_whoever_declared_them_first(registry: Registry[Lent]) -> None:
    registry.declare("visits", Lent("days", 30), Lent("visits", 20))
    registry.declare("allocations", Lent("band", 10))
    assert [lent.slug for lent in registry] == ["band", "visits", "days"]
    assert registry["days"] == Lent("days", 30)
    assert registry.declared() == [("band", "allocations"), ("visits", "visits"), ("days", "visits")]


@pytest.mark.parametrize("second", [Lent("days", 30), Lent("days", 40)], ids=["the same", "another"])
def test_a_second_entry_of_a_key_is_refused(registry: Registry[Lent], second: Lent) -> None:
    registry.declare("visits", Lent("days", 30))
    with pytest.raises(ValueError, match="“days” of notices was declared before by visits"):
        registry.declare("notices", second)
    assert registry["days"] == Lent("days", 30)


def test_a_registry_has_a_name_of_its_own(registry: Registry[Lent]) -> None:
    with pytest.raises(ValueError, match="already"):
        Registry(registry.name, key=str)


def test_what_is_lent_for_a_block_is_gone_after_it(registry: Registry[Lent]) -> None:
    registry.declare("visits", Lent("days", 30))
    with registry.lent(Lent("plans", 10)):
        assert [lent.slug for lent in registry] == ["plans", "days"]
    assert [lent.slug for lent in registry] == ["days"]


def test_an_unknown_key_is_an_error(registry: Registry[Lent]) -> None:
    with pytest.raises(KeyError):
        registry["days"]
    assert "days" not in registry
