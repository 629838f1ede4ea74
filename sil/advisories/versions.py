"""Which versions a row of the list means.

A row has ranges such as ">=5.2,<5.2.8", written as specifiers of PEP 440. A version that is in any of them is meant.
They are compared by the plain order of versions, as OSV asks for (https://ossf.github.io/osv-schema/, "Evaluation"): a
specifier of an installer would leave out 5.2.8rc1, which comes before 5.2.8 and has the fault.
"""

import operator
from collections.abc import Callable, Sequence

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

_ORDERS: dict[str, Callable[[Version, Version], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}


class WrongRange(ValueError):
    """A range that cannot be compared with versions; its text says why."""


def parsed(text: str) -> Version | None:
    """Return a version, or None for what is none by PEP 440."""
    try:
        return Version(text)
    except InvalidVersion:
        return None


def check(range_: str) -> None:
    """Raise WrongRange for a range that is no specifier, or has an operator or a star that has no plain order."""
    try:
        parts = SpecifierSet(range_)
    except InvalidSpecifier as error:
        raise WrongRange(f"“{range_}” is no range of versions") from error
    for part in parts:
        if part.operator not in _ORDERS or parsed(part.version) is None:
            raise WrongRange(f"“{part}” is not written with one of {' '.join(_ORDERS)} and a version")


def is_in(version: Version, ranges: Sequence[str]) -> bool:
    """Whether a version is in one of the ranges; a blank range has every version. Raises WrongRange."""
    return any(_fits(version, each) for each in ranges)


def _fits(version: Version, range_: str) -> bool:
    check(range_)
    # What somebody built locally from a version has its faults.
    plain = Version(version.public)
    return all(_ORDERS[part.operator](plain, Version(part.version)) for part in SpecifierSet(range_))
