"""Every list, by every sort and either way: page after page it shows each row once, in the order of its export."""

import inspect
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from sil.web.lists import paging
from sil.web.lists.listing import Listing
from tests.access_table import ROWS
from tests.world import World

from .. import databases

# One row of each page that somebody may open.
PAGES = {row.route: row for row in ROWS if row.method == "GET" and row.status == 200 and row.who}
SIZE = 2


@pytest.fixture(scope="module")
def world(inhabited: tuple[str, World], django_db_blocker: Any) -> Iterator[World]:
    source, made = inhabited
    with django_db_blocker.unblock(), databases.own(source):
        yield made


def listing_of(client: Client, path: str) -> Listing | None:
    response: Any = client.get(path)
    return response.context.get("listing") if response.context else None


def walked(listing: Listing, start: Mapping[str, str], side: str) -> list[list[Any]]:
    """The keys of each page, from one end of a list to the other."""
    found, asked = [], start
    while True:
        part = paging.part(listing.rows, listing._orders, asked)
        found.append([row.pk for row in part.rows])
        assert len(found) <= len(listing.rows) + 1, "a page leads back to itself"
        asked = getattr(part, side)
        if not asked:
            return found


@pytest.mark.feature("S8")
def test_pages_have_each_row_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE_SIZE", SIZE)
    met = paged = 0
    for route, row in PAGES.items():
        path = row.path(world)
        if "Listing(" not in inspect.getsource(inspect.getmodule(inspect.unwrap(resolve(urlsplit(path).path).func))):
            continue
        client = Client()
        client.force_login(world.people[min(row.who, key=lambda who: (who != "officer", who))])
        first = listing_of(client, path)
        if first is None:
            continue
        met += 1
        for sort in (f"{way}{column.slug}" for column in first.columns if column.order for way in ("", "-")):
            listing = listing_of(client, f"{path}?sort={sort}")
            assert listing, (route, sort)
            rows = [each.pk for each in listing.rows]
            forward = walked(listing, {}, "after")
            assert [key for keys in forward for key in keys] == rows, (route, sort)
            backward = walked(listing, {paging.PAGE: paging.LAST}, "before")
            # The first page is a whole one, whichever way it is come to.
            assert list(dict.fromkeys(key for keys in reversed(backward) for key in keys)) == rows, (route, sort)
            paged += len(forward) > 1
    assert met > 12
    assert paged > 50
