"""Who hears that days which a partner asked for were declined. Rooms above declare themselves in AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sil.accounts.models import User
from sil.registry import Registry

from ..models import ExtraDaysRequest


@dataclass(frozen=True)
class Hears:
    """`hear` is called with a request, who declined it and the day, in the transaction that declines it."""

    slug: str
    hear: Callable[[ExtraDaysRequest, User, date], None]


HEARS: Registry[Hears] = Registry("who hears of days that were declined", key=lambda hears: hears.slug)


def tell_declined(asked: ExtraDaysRequest, by: User, on: date) -> None:
    """Tell everybody who declared it that a request was declined."""
    for each in HEARS:
        each.hear(asked, by, on)
