"""The days and offers that a band gives a school."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sil.framework.schema import Band, ExtraDays, Framework, Line, days_in_words, plain


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

    @property
    def words(self) -> str:
        """9 days: 7 from Band D and 2 extra, in the words of the ledger of days."""
        if not self.extra:
            return self.band.days_words
        more = plain(self.total - self.band.headline_days)
        return f"{days_in_words(self.total)}: {self.band.days_number} from {self.band.name} and {more} extra"


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
