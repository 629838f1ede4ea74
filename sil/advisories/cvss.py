"""How severe a vulnerability is by its CVSS vector.

The base score of versions 3.0 and 3.1, by the equations of the standard (https://www.first.org/cvss/v3-1/, section 7.1
and Appendix A), and the words for it (section 5). Version 4.0 has a table of scores, which is not here.
"""

from .rows import Severity

_ACCESS = {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2}
_COMPLEXITY = {"L": 0.77, "H": 0.44}
_PRIVILEGES = {"U": {"N": 0.85, "L": 0.62, "H": 0.27}, "C": {"N": 0.85, "L": 0.68, "H": 0.5}}
_INTERACTION = {"N": 0.85, "R": 0.62}
_IMPACT = {"H": 0.56, "L": 0.22, "N": 0.0}
# The lowest score of each word.
_WORDS = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.0, Severity.LOW))


def score(vector: str) -> float | None:
    """Return the base score, from 0 to 10, of a vector like "CVSS:3.1/AV:N/AC:L/…"; None for one that is not of version
    3 or lacks a part."""
    name, *parts = vector.split("/")
    if not name.startswith("CVSS:3."):
        return None
    found = dict(part.split(":", 1) for part in parts if ":" in part)
    try:
        left = 1.0
        for each in ("C", "I", "A"):
            left *= 1 - _IMPACT[found[each]]
        changed = found["S"] == "C"
        ease = _ACCESS[found["AV"]] * _COMPLEXITY[found["AC"]] * _INTERACTION[found["UI"]]
        exploitability = 8.22 * ease * _PRIVILEGES[found["S"]][found["PR"]]
    except KeyError:
        return None
    base = 1 - left
    impact = 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 if changed else 6.42 * base
    if impact <= 0:
        return 0.0
    return _up(min((impact + exploitability) * (1.08 if changed else 1), 10))


def severity(vector: str) -> Severity | None:
    """Return the word for the base score of a vector, None where it has none. A score of 0 counts as low."""
    found = score(vector)
    return None if found is None else next(word for lowest, word in _WORDS if found >= lowest)


def _up(value: float) -> float:
    """Round up to one place, as Appendix A does, so that 4.000001 of a machine's arithmetic is not 4.1."""
    whole = round(value * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (whole // 10_000 + 1) / 10
