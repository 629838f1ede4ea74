"""The days and offers that a band gives a school."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sil.framework.schema import Band, ExtraDays, Framework, Line


@dataclass(frozen=True)
class Support:
    """The days and the offers of a band. The headline and its lines are kept apart, and where they differ the
    difference is shown. Extra days are outside the headline."""

    band: Band
    lines: tuple[Line, ...]
    open_days: Decimal
    extra: tuple[ExtraDays, ...]
    offers: tuple[str, ...]

    @property
    def total(self) -> Decimal:
        return self.band.headline_days + sum((e.days for e in self.extra), Decimal(0))


def support_of(framework: Framework, band: str, extra_days: Collection[str] = ()) -> Support:
    """Return what a band gives under a framework, with the extra days that were ticked (their ids)."""
    found = framework.band(band)
    return Support(
        band=found,
        lines=found.lines,
        open_days=found.open_days,
        extra=tuple(extra for extra in framework.extra_days if extra.id in extra_days),
        offers=framework.offers_of(band),
    )
