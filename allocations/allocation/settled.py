"""Who hears that a band was settled, however that came about. Apps above declare themselves in AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sil.registry import Registry

from ..models import Allocation


@dataclass(frozen=True)
class Hears:
    """`hear` is called with an allocation whose band holds from a day on, in the transaction that settles it."""

    slug: str
    hear: Callable[[Allocation, date], None]


HEARS: Registry[Hears] = Registry("who hears of a settled band", key=lambda hears: hears.slug)


def tell_settled(allocation: Allocation, on: date) -> None:
    """Tell everybody who declared it that a band holds."""
    for each in HEARS:
        each.hear(allocation, on)
