"""Every address, tried by everybody, with their own and with others' objects."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from sil.accounts.access import Access
from tests import databases
from tests.access_table import EVERYONE, ROWS, Row
from tests.world import ACTORS, World

# allauth's views are open to all or not by its own rules, which the table tries like any other.
LIBRARY = "allauth."


def patterns(found: list[Any] | None = None) -> list[URLPattern]:
    found = get_resolver().url_patterns if found is None else found
    flat: list[URLPattern] = []
    for entry in found:
        flat += patterns(entry.url_patterns) if isinstance(entry, URLResolver) else [entry]
    return flat


@pytest.fixture(scope="module")
def built(inhabited: tuple[str, World], django_db_blocker: Any) -> Iterator[World]:
    """The world, in a database of its own for all rows."""
    source, made = inhabited
    with django_db_blocker.unblock(), databases.own(source):
        yield made


@pytest.fixture
def world(built: World) -> Iterator[World]:
    """The world as it was made: what a test does to it is undone."""
    with transaction.atomic():
        yield built
        transaction.set_rollback(True)


@pytest.mark.feature("T1")
def test_every_address_has_a_row() -> None:
    assert {pattern.name for pattern in patterns()} == {row.route for row in ROWS}


def test_every_view_says_who_may_open_it() -> None:
    for pattern in patterns():
        if not pattern.callback.__module__.startswith(LIBRARY):
            assert isinstance(getattr(pattern.callback, "access", None), Access), pattern.name


@pytest.mark.feature("T1")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_row(row: Row, world: World) -> None:
    path = row.path(world)
    assert {actor: answer(row, path, actor, world) for actor in ACTORS} == expected(row)


def expected(row: Row) -> dict[str, int | str]:
    """What everybody gets, by the row alone."""
    others: dict[str, int | str] = dict.fromkeys(EVERYONE - row.who, row.others)
    if "anonymous" in others and row.others == 404:
        others["anonymous"] = "sign in"
    led_on = dict.fromkeys(row.led_on, 302 if row.method == "GET" else 409)
    return others | led_on | dict.fromkeys(row.who, row.status)


def answer(row: Row, path: str, actor: str, world: World) -> int | str:
    """What one person gets, in the world as it was made: whatever they do to it is undone."""
    client = Client()
    with transaction.atomic():
        if actor != "anonymous":
            client.force_login(world.people[actor])
        response: Any = client.generic(row.method, path)
        transaction.set_rollback(True)
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/?next="):
        return "sign in"
    return int(response.status_code)


def test_return_addresses_are_local(world: World) -> None:
    response: Any = Client().post(
        "/accounts/login/?next=https://example.org/",
        {"login": "head@test.example", "password": "a-password-for-tests"},
    )
    assert (response.status_code, response["Location"]) == (302, "/")
