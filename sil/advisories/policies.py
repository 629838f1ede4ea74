"""How soon a vulnerable package has to be replaced, and which locked packages are vulnerable.

OWASP ASVS 5.0 asks for the days (15.1.1) and that they are kept (15.2.1). They run from the day on which the
vulnerability was published, whenever it was noticed here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from . import versions
from .rows import Advisory, Exemption, Listing, Severity

# The how-to for dependencies says why these.
DAYS = {Severity.CRITICAL: 3, Severity.HIGH: 7, Severity.MEDIUM: 30, Severity.LOW: 90}
# A list that is older may lack what everybody knows.
OLD = timedelta(days=90)


@dataclass(frozen=True)
class Locked:
    """A package as it is locked in a file of the project."""

    ecosystem: str
    name: str
    version: str
    file: str


@dataclass(frozen=True)
class Hit:
    """A locked package with a known vulnerability. `until` is the last day on which it may still be there."""

    locked: Locked
    advisory: Advisory
    until: date
    exemption: Exemption | None = None

    def is_late(self, today: date) -> bool:
        return today > self.until

    @property
    def fixed(self) -> str:
        """The lowest version without the fault that is above the locked one, blank where there is none."""
        here = versions.parsed(self.locked.version)
        found = [(parsed, text) for text in self.advisory.fixed if (parsed := versions.parsed(text)) is not None]
        above = [(version, text) for version, text in found if here is None or version > here]
        return min(above)[1] if above else ""


def hits(locked: Iterable[Locked], lists: Mapping[str, Listing], exemptions: Sequence[Exemption]) -> list[Hit]:
    """Return the locked packages that an advisory hits, the first to be replaced first. A version that cannot be
    compared counts as hit."""
    found = [
        _hit(each, advisory, exemptions)
        for each in locked
        if each.ecosystem in lists
        for advisory in lists[each.ecosystem].advisories
        if advisory.package == each.name and _affects(advisory, each.version)
    ]
    return sorted(found, key=lambda hit: (hit.until, hit.locked.name, hit.advisory.id))


def not_covered(locked: Iterable[Locked], lists: Mapping[str, Listing]) -> list[str]:
    """Return the names of locked packages for which the list was not taken, so that it says nothing of them."""
    known = {(ecosystem, name) for ecosystem, found in lists.items() for name in found.packages}
    return sorted({each.name for each in locked if (each.ecosystem, each.name) not in known})


def idle(exemptions: Iterable[Exemption], found: Iterable[Hit]) -> list[Exemption]:
    """Return the exceptions that no locked package needs any more."""
    used = {(hit.locked.name, hit.advisory.id) for hit in found}
    return [each for each in exemptions if (each.package, each.id) not in used]


def _affects(advisory: Advisory, version: str) -> bool:
    parsed = versions.parsed(version)
    return parsed is None or versions.is_in(parsed, advisory.affected)


def _hit(locked: Locked, advisory: Advisory, exemptions: Iterable[Exemption]) -> Hit:
    until = advisory.published + timedelta(days=DAYS[advisory.severity])
    for each in exemptions:
        if (each.package, each.id) == (advisory.package, advisory.id) and each.until > until:
            return Hit(locked, advisory, each.until, each)
    return Hit(locked, advisory, until)
