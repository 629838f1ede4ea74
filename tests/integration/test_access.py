"""Every address, tried by everybody, with their own and with others' objects."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import SimpleCookie
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from sil import clock
from sil.accounts.access import Access
from tests import databases, pressing
from tests.access_table import EVERYONE, ROWS, Row
from tests.conftest import NOW
from tests.pages import PAGES, SHOWN, templates_of
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


@pytest.fixture(scope="module")
def cookies(built: World) -> dict[str, dict[str, str]]:
    """Everybody's cookies, signed in once: what a row does to a session is undone with it."""
    found = {}
    with clock.at(NOW):
        for actor in ACTORS:
            client = Client()
            if actor != "anonymous":
                client.force_login(built.people[actor])
            found[actor] = {name: cookie.value for name, cookie in client.cookies.items()}
    return found


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
def test_row(row: Row, world: World, cookies: dict[str, dict[str, str]]) -> None:
    path = row.path(world)
    found = {actor: answer(row, path, cookies[actor]) for actor in ACTORS}
    assert {actor: status for actor, (status, _) in found.items()} == expected(row)
    if row in PAGES:
        # By this list the browser opens every template as each group of roles.
        assert {found[actor][1] for actor in row.who} == templates_of(row)


def expected(row: Row) -> dict[str, int | str]:
    """What everybody gets, by the row alone."""
    others: dict[str, int | str] = dict.fromkeys(EVERYONE - row.who, row.others)
    if "anonymous" in others and row.others == 404:
        others["anonymous"] = "sign in"
    led_on = dict.fromkeys(row.led_on, 302 if row.method == "GET" else 409)
    return others | led_on | dict.fromkeys(row.who, row.status)


def answer(row: Row, path: str, cookies: dict[str, str]) -> tuple[int | str, str | None]:
    """What one person gets, and the template of the page, in the world as it was made: whatever they do is undone."""
    client = Client()
    client.cookies = SimpleCookie(cookies)
    with transaction.atomic():
        response: Any = client.generic(row.method, path, **(pressing.body() if row.method == "POST" else {}))
        transaction.set_rollback(True)
    shown = next((template.name for template in response.templates if template.name in SHOWN), None)
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/?next="):
        return "sign in", shown
    return int(response.status_code), shown


def test_return_addresses_are_local(world: World) -> None:
    response: Any = Client().post(
        "/accounts/login/?next=https://example.org/",
        {"login": "head@test.example", "password": "a-password-for-tests"},
    )
    assert (response.status_code, response["Location"]) == (302, "/")
