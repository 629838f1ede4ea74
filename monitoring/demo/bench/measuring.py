"""How much does an answer cost, beside a page with nothing in it?

Judged is the time of processors, of Python and of the database together, since machines drift: wall time hangs on what
else a machine has to do.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import override_settings

# So many times each, in turn; fewer where all would take longer than this, and once where one takes very long.
TIMES, FEWEST, SECONDS, VERY_LONG = 7, 3, 1.0, 3.0
EMPTY = "/bench/empty/"
_CHANGES = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Database:
    """What was asked of the database, how long it took, and how many rows were written."""

    queries: int = 0
    seconds: float = 0.0
    written: int = 0

    def __call__(self, execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        began = perf_counter()
        try:
            return execute(statement, params, many, context)
        finally:
            self.queries += 1
            self.seconds += perf_counter() - began
            if str(statement).lstrip().startswith(_CHANGES):
                self.written += max(context["cursor"].rowcount, 0)


@dataclass(frozen=True)
class Once:
    """Seconds by the clock, of processors, and of these of the database; queries, rows written, bytes and status."""

    seconds: float
    cpu: float
    queries: int
    database: float
    written: int = 0
    size: int = 0
    status: int = 0


@dataclass
class Figures:
    """Milliseconds of a page and of the empty one beside it, queries, share of the database and bytes."""

    own: list[Once] = field(default_factory=list)
    empty: list[Once] = field(default_factory=list)

    @property
    def p50(self) -> float:
        return median(once.seconds for once in self.own) * 1000

    @property
    def p95(self) -> float:
        return _p95([once.seconds for once in self.own]) * 1000

    @property
    def processors(self) -> float:
        """Seconds of processors, the median."""
        return median(once.cpu for once in self.own)

    @property
    def ratio(self) -> float:
        return _p95([once.cpu for once in self.own]) / _p95([once.cpu for once in self.empty])

    @property
    def queries(self) -> int:
        return max(once.queries for once in self.own)

    @property
    def share(self) -> float:
        return sum(once.database for once in self.own) / sum(once.cpu for once in self.own)

    @property
    def size(self) -> int:
        return max(once.size for once in self.own)


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


@contextmanager
def with_empty_page() -> Iterator[None]:
    """Have the empty page among the addresses."""
    with override_settings(ROOT_URLCONF="monitoring.demo.bench.urls"):
        yield


def timed(act: Callable[[], Any]) -> Once:
    """Do something, and say what it cost. An answer is read to its last byte."""
    database = Database()
    backend, cpu, began = _backend_seconds(), process_time(), perf_counter()
    with connection.execute_wrapper(database):
        answer = act()
        # `getvalue` reads a streamed answer to its end.
        size = len(answer.getvalue()) if hasattr(answer, "getvalue") else 0
    seconds, cpu = perf_counter() - began, process_time() - cpu
    after = _backend_seconds()
    asked = after - backend if after is not None and backend is not None else database.seconds
    status = getattr(answer, "status_code", 0)
    return Once(seconds, cpu + asked, database.queries, asked, database.written, size, status)


def _backend_seconds() -> float | None:
    """How long this connection's process of the database has had a processor. None where that cannot be read: on
    another machine, or not on Linux; then the time until the answer stands for it."""
    connection.ensure_connection()
    try:
        said = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text(encoding="ascii")
    except OSError:
        return None
    return int(said.split()[0]) / 1e9


def measure(own: Callable[[], Once], empty: Callable[[], Once]) -> Figures:
    """Do something and open the empty page in turn, after each was done once. What takes many seconds is done twice in
    all."""
    found = Figures()
    first = own()
    empty()
    # As in a web process, what is loaded is no longer looked through for garbage.
    gc.collect()
    gc.freeze()
    times = max(FEWEST, min(TIMES, int(SECONDS / max(first.seconds, 0.001)))) if first.seconds < VERY_LONG else 1
    for _ in range(times):
        found.empty.append(empty())
        found.own.append(own())
    return found


def measure_page(client: Client, path: str) -> Figures:
    """Open an address and the empty page in turn."""
    return measure(partial(timed, partial(client.get, path)), partial(timed, partial(client.get, EMPTY)))
