"""Every button of the product, pressed on a page that somebody else has made untrue."""

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client, RequestFactory
from django.utils.html import strip_tags

from sil import clock
from sil.audit.kinds import KINDS
from sil.audit.models import Event
from sil.dates.asking import ASKED
from tests import databases, pressing
from tests.access_table import ROWS, Row
from tests.conftest import NOW
from tests.filling import filled
from tests.forms_on_page import forms_to_post
from tests.integration.test_access import LIBRARY, patterns
from tests.shown_table import ELSEWHERE, FILLED, PEOPLE, PLACES, RECORDS
from tests.world import World

MODELS = {model._meta.db_table: model for model in apps.get_models()}
OTHER = "Otto Other"


def takes_posts(pattern: Any) -> bool:
    """Whether an address answers a post, by the methods that it names to somebody who asks with another one."""
    asked = RequestFactory().generic("PROPFIND", "/")
    answer = pattern.callback(asked, **dict.fromkeys(pattern.pattern.converters, 1))
    return "POST" in answer.headers.get("Allow", "")


POSTED = sorted(p.name for p in patterns() if not p.callback.__module__.startswith(LIBRARY) and takes_posts(p))
WALKED = [route for route in POSTED if route not in ELSEWHERE]


def row_of(route: str) -> Row:
    """A row of the access table in which the act is possible, the one that shows its page first."""
    rows = [
        row for row in ROWS if row.route == route and row.who and (route not in PLACES or row.note == PLACES[route])
    ]
    return min(rows, key=lambda row: (row.status != 200, row.method != "GET"))


@pytest.fixture(scope="module")
def world(inhabited: tuple[str, World], django_db_blocker: Any) -> Iterator[World]:
    """The world, in a database in which each act is a transaction of its own."""
    source, made = inhabited
    with django_db_blocker.unblock(), databases.own(source):
        yield made


def test_every_address_that_takes_a_post_has_its_guard() -> None:
    assert {*ELSEWHERE, *FILLED, *PLACES, *PEOPLE, *RECORDS} <= set(POSTED), "a row is of an address that there is"
    assert not set(ELSEWHERE) & {*FILLED, *PLACES, *PEOPLE, *RECORDS}
    assert all(reason.strip() for reason in ELSEWHERE.values())


@pytest.mark.promise("shown")
@pytest.mark.parametrize("route", WALKED)
def test_nothing_happens_where_somebody_changed_it(route: str, world: World) -> None:
    """Whatever a button does, it does nothing if somebody else changed the record after the page was opened. The page
    says who changed what and when, and asks again."""
    row = row_of(route)
    path, user = row.path(world), world.people[PEOPLE.get(route) or min(row.who)]
    with clock.at(NOW):
        client = Client()
        client.force_login(user)
        typed = open_page(client, row, path)
        records, made, said = [], [], ""
        if route in RECORDS:
            find, kind = RECORDS[route]
            records = [event_of(find(world), kind)]
        else:
            made, said = rehearsed(client, path, typed, world)
            records = [event for event in made if exists(event) and counts(event)]
        assert records, f"{route} changes no record that was there: {[e.kind for e in made]} {said} {typed}"
        for event in records:
            change(event)
        before = Event.objects.count()
        held = [value(event) for event in records]
        answer = client.post(path, ready(typed, world), follow=True)
        text = " ".join(unescape(strip_tags(answer.content.decode())).split())
        assert Event.objects.count() == before, "nothing happened"
        assert [value(event) for event in records] == held
        assert "after you opened the page" in text, text[:3000]
        assert OTHER in text


def open_page(client: Client, row: Row, path: str) -> dict[str, Any]:
    """What is posted from a page as it is now. The button of an act without a page stands on another one."""
    page = client.get(path)
    typed: dict[str, Any] = filled(page, path, client) if page.status_code == 200 else {}
    typed |= {"shown": typed.get("shown", pressing.now())} | FILLED.get(row.route, {})
    return typed


def rehearsed(client: Client, path: str, typed: dict[str, Any], world: World) -> tuple[list[Event], str]:
    """The events of the act, which is undone, and the errors of its page. What is asked about first is answered."""
    for _ in range(3):
        with transaction.atomic():
            last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            answer = client.post(path, ready(typed, world))
            found = list(Event.objects.filter(pk__gt=last).order_by("pk"))
            transaction.set_rollback(True)
        if found or not answer.context:
            break
        if warned := answer.context.get("warned"):
            typed["sure"] = warned
        for form in forms_to_post(answer.content.decode(), path):
            typed |= {name: values for name, values in form.values.items() if name.startswith(f"{ASKED}-")}
    errors = answer.content.decode().partition("error-summary__title")[2][:1500]
    return found, f"{answer.status_code} {' '.join(strip_tags(errors).split())}"


def ready(typed: dict[str, Any], world: World) -> dict[str, Any]:
    """What is posted, with files that were not read before and what only the world knows."""
    return {name: value(world) if callable(value) else value for name, value in typed.items()}


def event_of(record: models.Model, kind: str) -> Event:
    return Event(at=NOW, kind=kind, subject_table=record._meta.db_table, subject_id=str(record.pk))


def exists(event: Event) -> bool:
    return MODELS[event.subject_table]._base_manager.filter(pk=event.subject_id).exists()


def counts(event: Event) -> bool:
    return KINDS[event.kind].part != "apart"


def value(event: Event) -> list[dict[str, Any]]:
    model: type[models.Model] = MODELS[event.subject_table]
    return list(model._base_manager.filter(pk=event.subject_id).values())


def change(event: Event) -> None:
    """Somebody else does the same meanwhile."""
    said = {name: value for name, value in event.data.items() if name != "status"}
    event.pk, event.actor_id, event.actor_name, event.data = None, "0", OTHER, said
    event.save(force_insert=True)
