"""Run a fixed sample of each long table of cases, and every case with `--all`.

A table of `tests/integration` with more than `LONG` cases is run to about a quarter: the same cases each time, and
every value that comes in several combinations at least once. A test marked
`@pytest.mark.sample(every=10)` says its own share, and `every=1` runs the whole table. A case marked
`@pytest.mark.all_only` runs with `--all` alone. Whoever names a single case on the command line gets it.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import pytest

_LEFT_OUT = pytest.StashKey[int]()
LONG, USUAL = 8, 4


def sample(cases: Sequence[tuple[str, frozenset[tuple[str, str]]]], every: int) -> set[str]:
    """Return the names of the cases to run: about one of so many, by a checksum of the name, and as many more as it
    takes to have each value once. A case is its name and the values in it; values that come in no second combination
    are left to the share."""
    order = sorted(cases, key=lambda case: (zlib.crc32(case[0].encode()), case[0]))
    chosen = {name for name, _ in cases if zlib.crc32(name.encode()) % every == 0}
    times = Counter(value for _, values in cases for value in values)
    order = [(name, frozenset(value for value in values if times[value] > 1)) for name, values in order]
    chosen = chosen or {order[0][0]}
    seen = frozenset[tuple[str, str]]().union(*(values for name, values in order if name in chosen))
    for name, values in order:
        if name not in chosen and not values <= seen:
            chosen.add(name)
            seen |= values
    return chosen


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all",
        action="store_true",
        help="run every case: all read-letter mutations, and every page in Chromium as every person",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sample(every): a usual run takes about one of so many cases")
    config.addinivalue_line("markers", "all_only: a usual run leaves this case out")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("all") or any("::" in argument and "[" in argument for argument in config.args):
        return
    tables: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if hasattr(item, "callspec"):
            tables[item.nodeid.partition("[")[0]].append(item)
    out = [item for table in tables.values() for item in _left_out(table)]
    out += [item for item in items if item.get_closest_marker("all_only")]
    if out:
        items[:] = [item for item in items if item not in set(out)]
        config.hook.pytest_deselected(items=out)
        config.stash[_LEFT_OUT] = len(out)


def _left_out(table: list[pytest.Item]) -> list[pytest.Item]:
    marker = table[0].get_closest_marker("sample")
    is_long = len(table) > LONG and table[0].nodeid.startswith("tests/integration/")
    every = marker.kwargs["every"] if marker else USUAL if is_long else 1
    chosen = sample([(item.nodeid, _values(item)) for item in table], every)
    return [item for item in table if item.nodeid not in chosen]


def _values(item: pytest.Item) -> frozenset[tuple[str, str]]:
    """The values of a case, each with its parameter."""
    return frozenset((name, repr(value)) for name, value in item.callspec.params.items())  # type: ignore[attr-defined]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process of a parallel run tells the one that started it."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(_LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    # All processes of a run collect the same, so what one left out is what the run left out.
    node.config.stash[_LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if number := config.stash.get(_LEFT_OUT, 0):
        terminalreporter.write_line(
            f"{number} cases of long tables left out, and pages opened by one person of each group of roles."
            " To run everything: python3 manage.py test --all"
        )
