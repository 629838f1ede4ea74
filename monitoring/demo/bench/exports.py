"""How soon does an export begin, and how much memory does it take?"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from .crawl import LEFT_OUT, address
from .figures import Figure
from .reading import offered

_STATUS, _FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def measured(client: Client) -> Iterator[Figure]:
    """Every export that a person meets."""
    for path in sorted(set(_offered(client))):
        before = _forget_peak()
        began = perf_counter()
        response: Any = client.get(path)
        chunks = iter(response.streaming_content if response.streaming else [response.content])
        size = len(next(chunks, b""))
        first = perf_counter() - began
        size += sum(map(len, chunks))
        whole = f"{size / 1e6:.1f} MB in {perf_counter() - began:.1f} s"
        response.close()
        yield Figure("exports", f"{path}, first byte", first, "s", "first byte", whole)
        if before is not None:
            yield Figure("exports", f"{path}, memory", _kilobytes("VmHWM") / 1000 - before, "MB", "memory", whole)


def _offered(client: Client) -> Iterator[str]:
    """The exports that pages without a record of their own offer."""
    names = {entry.name for entry in _entries(get_resolver().url_patterns) if entry.name}
    for name in sorted(names - set(LEFT_OUT)):
        try:
            path = reverse(name)
        except NoReverseMatch:
            continue
        response = client.get(path)
        if response.status_code == 200 and "text/html" in response["Content-Type"]:
            found = map(address, offered(path, response.content.decode()))
            yield from (each.path for each in found if each is not None and each.kind == "export")


def _entries(patterns: Iterable[Any]) -> Iterator[URLPattern]:
    for entry in patterns:
        yield from _entries(entry.url_patterns) if isinstance(entry, URLResolver) else [entry]


def _forget_peak() -> float | None:
    """Have the peak of this process's memory counted from now on; returns what it has now, in MB. None where a system
    cannot."""
    try:
        _FORGET.write_text("5", encoding="ascii")
    except OSError:
        return None
    return _kilobytes("VmRSS") / 1000


def _kilobytes(name: str) -> float:
    lines = dict(line.split(":", 1) for line in _STATUS.read_text(encoding="ascii").splitlines())
    return float(lines[name].split()[0])
