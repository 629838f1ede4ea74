"""What each register has to provide, and the report of what became of every row of a file."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.backends.utils import CursorWrapper

from sil.accounts.models import User

from ...models import RegisterRun
from .archive import FileRefused
from .reading import Header, Table

OTHER_AUTHORITIES = "other authorities"
# Refusals kept with a run; more are counted only.
KEPT = 1000
# Names that a sentence has; of more it has the number.
_NAMED = 20
# Changes that a report tells one by one; more are counted only.
SAMPLE = 200


def listed(names: Sequence[str]) -> str:
    """Return names with commas, the first of many with the number of the others."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True)
class Refusal:
    """A row that was refused, by the number of its line."""

    line: int
    reason: str


@dataclass
class Tally:
    """What came of every row so far."""

    left_out: Counter[str] = field(default_factory=Counter)
    authorities: Counter[str] = field(default_factory=Counter)
    read: int = 0
    refused: int = 0
    _refusals: list[Refusal] = field(default_factory=list)

    def misread(self, line: int, reason: str) -> None:
        """A row whose cells could not be told apart."""
        self.read += 1
        self.refuse(line, reason)

    def refuse(self, line: int, reason: str) -> None:
        self.refused += 1
        if len(self._refusals) < KEPT:
            self._refusals.append(Refusal(line, reason))

    def refusals(self) -> tuple[Refusal, ...]:
        return tuple(sorted(self._refusals, key=lambda refusal: refusal.line))

    def check_authority(self, authority: str) -> None:
        """Raise FileRefused when no row belongs to the authority: it is somebody else's file."""
        if self.authorities[authority]:
            return
        if not self.read:
            raise FileRefused("the file has a header and no rows.")
        if not self.authorities:
            first = self.refusals()[0]
            raise FileRefused(f"none of the {self.read} rows can be read; line {first.line}: {first.reason}.")
        most = [f"{code or 'unknown'} ({rows})" for code, rows in self.authorities.most_common(3)]
        if (total := self.authorities.total()) > (said := sum(n for _, n in self.authorities.most_common(3))):
            most.append(f"others ({total - said})")
        raise FileRefused(
            f"no row belongs to authority {authority}; the file has {total} rows, by authority: {', '.join(most)}."
        )


@dataclass(frozen=True)
class Scope:
    """Whose rows are wanted, and which schools are here already."""

    authority: str
    held: frozenset[int]
    # The academic year of the file, where a person said it.
    year: int | None = None


@dataclass(frozen=True)
class Stamp:
    """Who reads which file in, for the rows and the events that come of it."""

    by: User | None
    file_name: str
    run: int


@dataclass(frozen=True)
class Change:
    """One row that was added or changed: its key, what people call it, and each column that differs,
    old value and new. Of an added row no columns are told. Values are as in JSON."""

    key: str
    label: str
    added: bool
    columns: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What came of the rows that were taken, with the first changes one by one."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    sample: tuple[Change, ...] = field(default=(), compare=False)
    # What is unusual about the file as a whole, in sentences: a person says that it is right.
    questions: tuple[str, ...] = field(default=(), compare=False)

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            (*self.sample, *other.sample)[:SAMPLE],
            (*self.questions, *other.questions),
        )


@dataclass(frozen=True, kw_only=True)
class Register:
    """A national register: how its files are recognised and read in."""

    slug: str
    title: str
    # What is added, changed or unchanged.
    unit: str
    # Why rows are left out, in the order of the report.
    reasons: tuple[str, ...]
    # Whether a header is one of its own, for a hint when a file is given as the wrong register's.
    owns: Callable[[Header], bool]
    load: Callable[[CursorWrapper, Table, Tally, Scope, Stamp], Outcome]
    # Where the public file is to be found, in words.
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What came of a file. `run` is the record of it, None after a dry run."""

    register: Register
    authority: str
    file_name: str
    read: int
    outcome: Outcome
    left_out: Mapping[str, int]
    refused: int
    refusals: tuple[Refusal, ...]
    # The names of its columns, for a comparison with the next file.
    columns: tuple[str, ...] = ()
    seconds: float = 0.0
    run: RegisterRun | None = None

    def counts(self) -> dict[str, Any]:
        """The numbers as they are kept with a run."""
        return {
            "authority": self.authority,
            "read": self.read,
            "added": self.outcome.added,
            "changed": self.outcome.changed,
            "unchanged": self.outcome.unchanged,
            "left_out": dict(self.left_out),
            "refused": self.refused,
            "columns": list(self.columns),
        }
