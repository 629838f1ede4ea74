"""Which addresses does a person meet? From their first page on, by every link and filter, one or two of each kind."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from .reading import SEARCHES, offered

# Records of one kind that are opened.
EXAMPLES = 2
# What ends the visit, or is no page.
LEFT_OUT = ("account_logout", "theme", "health", "healthz")


@dataclass(frozen=True)
class Address:
    """An address, with the name of its route and what it asks of it: "page", "search", "export" or "document"."""

    path: str
    route: str
    shape: tuple[str, ...]
    kind: str


def address(path: str) -> Address | None:
    """An address as it is told from others; None for what is no page of the product, or asks two things at once."""
    parts = urlsplit(path)
    try:
        route = resolve(parts.path).view_name
    except Resolver404:
        return None
    asked = [(name, value) for name, value in parse_qsl(parts.query) if name != "next"]
    names = {name for name, _ in asked}
    kind = "export" if "export" in names else "search" if names & set(SEARCHES) else "page"
    shape = tuple(sorted(f"sort={value}" if name == "sort" else name for name, value in asked))
    return None if route in LEFT_OUT or len(shape) > 1 else Address(path.partition("#")[0], route, shape, kind)


def met(client: Client, start: str, wanted: Callable[[str], bool]) -> Iterator[Address]:
    """Every kind of address that the person of a client meets, breadth first; the last page of a list for its pages.
    `wanted` says of a route whether its addresses are given."""
    waiting = deque([start])
    seen: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    while waiting:
        found = address(waiting.popleft())
        if found is None or found.path in (paths := seen[found.route, found.shape]) or len(paths) >= EXAMPLES:
            continue
        paths.add(found.path)
        kind, offers = _open(client, found)
        if kind and wanted(found.route):
            yield replace(found, kind=kind)
        waiting.extend(offers)


def _open(client: Client, found: Address) -> tuple[str, list[str]]:
    """The kind of an address, blank where nothing is there for this person, and the addresses that it offers. An export
    is opened where it is measured."""
    if found.kind == "export":
        return found.kind, []
    response = client.get(found.path)
    if response.status_code != 200:
        return "", []
    if "text/html" not in response["Content-Type"]:
        response.getvalue()
        return "document", []
    return found.kind, _last_pages(offered(urlsplit(found.path).path, response.content.decode()))


def _last_pages(addresses: list[str]) -> list[str]:
    """The addresses, with the last page alone of each list of pages."""
    last: dict[str, tuple[int, str]] = {}
    others = []
    for each in addresses:
        query = dict(parse_qsl(urlsplit(each).query))
        if query.get("page", "").isdigit():
            number = int(query.pop("page"))
            last[str(query)] = max(last.get(str(query), (0, "")), (number, each))
        else:
            others.append(each)
    return others + [each for _, each in last.values()]
