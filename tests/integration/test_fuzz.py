"""Forms and addresses with what chance types into them: never an error of the service, never somebody else's data.

Every act of the product has a form that a test can fill in so that it does something (tests/shown_table.py). Here
chance picks the act, who presses its button and up to two of its fields, and types into these. What is done is undone.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.http import SimpleCookie
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from sil import clock
from sil.audit.models import Event
from tests import databases
from tests.access_table import ROWS, Row
from tests.conftest import NOW
from tests.integration.test_access import expected
from tests.integration.test_odd_requests import asked
from tests.integration.test_shown_everywhere import PEOPLE, WALKED, open_page, ready, row_of
from tests.world import ACTORS, World

# How many acts and how many addresses are tried, usually and with --all.
ACTS, ADDRESSES = (200, 6000), (120, 4000)
# Of the posts by people who may, so many do what the page offers.
REACH = 0.6
# What no page shows to people of the first school, nor to somebody without a role.
ELSEWHERE = "Example Other School"
OF_ONE_SCHOOL = {"head", "acting_head", "chair", "clerk", "nobody", "assistant"}

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
_ODD = st.sampled_from(["\x00", "-1", "0", "1e9", "NaN", "9" * 30, "<b>bold</b>", "{{ 7 }}", "x" * 20_000])
VALUES = st.one_of(
    _TEXT,
    _TEXT,
    _ODD,
    st.integers(-5, 10**12).map(str),
    st.decimals(allow_nan=False, places=2, min_value=-1000, max_value=1000).map(str),
    st.dates(date(1850, 1, 1), date(2150, 1, 1)).map(str),
)


@dataclass(frozen=True)
class Act:
    """An act: its row of the access table, its address, who does it, and what is posted when nothing is wrong."""

    row: Row
    path: str
    who: str
    typed: dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Everybody's browser, and every act, in one world."""

    world: World
    clients: dict[str, Client]
    acts: dict[str, Act]


@pytest.fixture(scope="module")
def place(inhabited: tuple[str, World], django_db_blocker: Any) -> Iterator[Place]:
    source, world = inhabited
    with django_db_blocker.unblock(), databases.own(source), clock.at(NOW):
        clients = {actor: Client(raise_request_exception=False) for actor in ACTORS}
        for actor, client in clients.items():
            if actor != "anonymous":
                client.force_login(world.people[actor])
        acts = {}
        for route in WALKED:
            row = row_of(route)
            who = PEOPLE.get(route) or min(row.who)
            with transaction.atomic():
                path = row.path(world)
                acts[route] = Act(row, path, who, ready(open_page(clients[who], row, path), world))
                transaction.set_rollback(True)
        yield Place(world, clients, acts)


def sent(client: Client, method: str, path: str, typed: dict[str, Any]) -> tuple[Any, str, bool]:
    """What is answered, its text, and whether an event was recorded; all of it is undone."""
    cookies = {name: cookie.value for name, cookie in client.cookies.items()}
    with transaction.atomic():
        last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        answer: Any = client.post(path, typed) if method == "POST" else client.get(path, typed)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        did = Event.objects.filter(pk__gt=last).exists()
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    assert answer.status_code < 500, f"{method} {path} {str(typed)[:600]}: {answer.exc_info}"
    return answer, body.decode(errors="replace"), did


def check_nothing_foreign(actor: str, text: str, path: str) -> None:
    if actor in OF_ONE_SCHOOL:
        assert ELSEWHERE not in text, f"{actor} reads of another school at {path}"


@pytest.mark.feature("T1", "T12")
def test_acts(place: Place, request: pytest.FixtureRequest) -> None:
    """Whatever is typed, by whoever presses the button: it is done, refused with a page, or not found."""
    number = ACTS[bool(request.config.getoption("all"))]
    tally: Counter[str] = Counter()
    routes = st.sampled_from(sorted(place.acts))

    @seed(20)
    @settings(max_examples=number, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(route=routes, actor=st.sampled_from(sorted(ACTORS)), is_own=st.integers(0, 3), data=st.data())
    def try_one(route: str, actor: str, is_own: int, data: Any) -> None:
        act = place.acts[route]
        actor = act.who if is_own else actor
        names = sorted({*act.typed} - {"shown", "once"})
        most = data.draw(st.integers(0, 2)) if names else 0
        chosen = data.draw(st.lists(st.sampled_from(names), max_size=most, unique=True)) if most else []
        typed = act.typed | {name: data.draw(VALUES) for name in chosen}
        answer, text, did = sent(place.clients[actor], "POST", act.path, typed)
        check_nothing_foreign(actor, text, act.path)
        may = actor in act.row.who | act.row.led_on
        if may:
            tally["by those who may"] += 1
            tally["done"] += did or answer.status_code == 302
        else:
            assert not did, f"{actor} did {route}"
            # Who is not signed in is asked to, and what was typed is kept for them.
            wanted = (302, 401) if actor == "anonymous" else (expected(act.row)[actor],)
            assert answer.status_code in wanted, f"{actor} at {act.path}: {answer.status_code}"
            tally["by others"] += 1

    with clock.at(NOW):
        try_one()
    assert tally["by others"] > number / 10
    assert tally["done"] >= REACH * tally["by those who may"], tally


GETS = sorted(
    {row.route: row for row in ROWS if row.method == "GET" and row.status == 200}.values(), key=lambda r: r.id
)


@pytest.mark.feature("T1")
def test_addresses(place: Place, request: pytest.FixtureRequest) -> None:
    """Whatever stands in the query of an address, for whoever opens it: a page, or not found as ever."""
    tally: Counter[str] = Counter()

    @seed(20)
    @settings(
        max_examples=ADDRESSES[bool(request.config.getoption("all"))],
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        row=st.sampled_from(GETS),
        actor=st.sampled_from(sorted(ACTORS)),
        is_own=st.booleans(),
        query=st.dictionaries(st.sampled_from(asked()), VALUES, min_size=1, max_size=4),
    )
    def try_one(row: Row, actor: str, is_own: bool, query: dict[str, str]) -> None:
        actor = min(row.who) if is_own and row.who else actor
        path = row.path(place.world).partition("?")[0]
        # gunicorn takes a line of 4,094 bytes and answers a longer one itself.
        short = {name: value[:300] for name, value in query.items()}
        answer, text, _ = sent(place.clients[actor], "GET", path, short)
        check_nothing_foreign(actor, text, path)
        if actor in row.who | row.led_on:
            tally["may"] += 1
        else:
            assert answer.status_code in (302, 404, expected(row)[actor]), (actor, path, answer.status_code)
            tally["may not"] += 1

    with clock.at(NOW):
        try_one()
    assert min(tally["may"], tally["may not"]) > tally.total() / 4, tally
