"""The measurement finds the pages of a person without being told, and says which are over their budget."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from monitoring.demo.bench import figures, imports, table, tasks
from monitoring.demo.bench.crawl import LEFT_OUT, address
from monitoring.demo.bench.reading import offered
from monitoring.demo.management.commands.bench import OTHERS
from schools.models import School
from sil.accounts.models import User
from sil.audit.models import Event
from sil.celery import app
from sil.letters.models import Letter
from sil.outbox.models import Message
from tests.world import World

from .. import databases

PAGE = """
<a href="/visits/?sort=-date">Date</a> <a href="https://elsewhere.example/">Elsewhere</a> <a href="12/">One</a>
<form method="get"><select name="state"><option value="">All</option><option value="held">Held</option></select>
<input name="search" type="search"><input name="late" type="checkbox" value="on"></form>
<form method="post" action="/sign-out/"><input name="search"></form>
"""


@pytest.fixture
def measured(inhabited: tuple[str, World], django_db_blocker: Any, settings: Any) -> Iterator[World]:
    """The world, in which a partner and the headteacher have the addresses of the demonstration's."""
    source, world = inhabited
    settings.DEMO = True
    with django_db_blocker.unblock(), databases.own(source):
        for who in ("sip", "head", "dcs", "officer"):
            User.objects.filter(pk=world.people[who].pk).update(email=f"{who}@demo.example")
        yield world


def test_what_a_page_offers_is_its_links_and_the_choices_of_its_filters() -> None:
    assert offered("/visits/", PAGE) == [
        "/visits/?sort=-date",
        "/visits/12/",
        "/visits/?state=held",
        "/visits/?late=on",
        "/visits/?search=Primary",
        "/visits/?search=Plaxeholder+Primry",
    ]


def test_addresses_are_told_apart_by_what_they_ask() -> None:
    kinds = {path: (found.route, found.kind) for path in PATHS if (found := address(path))}
    assert kinds == {
        "/visits/": ("visits", "page"),
        "/visits/?sort=-date": ("visits", "page"),
        "/visits/?search=Primary": ("visits", "search"),
        "/visits/?export=csv": ("visits", "export"),
    }


PATHS = (
    "/visits/",
    "/visits/?sort=-date",
    "/visits/?search=Primary",
    "/visits/?export=csv",
    # Two things at once, what ends the visit, and what is no page.
    "/visits/?sort=date&state=held",
    "/accounts/logout/",
    "/nowhere/",
)


def test_what_is_named_is_a_route() -> None:
    known = {entry.name for entry in walk(get_resolver().url_patterns)}
    assert {*table.LARGE, *LEFT_OUT} <= known


def test_runs_are_compared_also_where_an_answer_took_no_time() -> None:
    row = table.Row("head", "visits", "/visits/", "page", 7, 28.7, 31.3, 4.1, 0.13, 24_140)
    for before, said in ((0.0, "0.0 →    4.1"), (4.0, ""), (8.2, "8.2 →    4.1")):
        lines = table.compared([row], [{**row.kept(), "ratio": before}], most=5).splitlines()[1:]
        assert [said in line for line in lines if line] == [True] * bool(said), before


def walk(found: list[Any]) -> Iterator[URLPattern]:
    for entry in found:
        yield from walk(entry.url_patterns) if isinstance(entry, URLResolver) else [entry]


def test_a_persons_pages_are_found_and_measured(
    measured: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One walk, since it opens every page that the headteacher meets."""
    monkeypatch.setattr(table, "QUERIES", 1)
    said, kept = StringIO(), tmp_path / "figures.json"
    with pytest.raises(SystemExit) as ended:
        call_command("bench", role=["head"], pages="^(home|visits|visit)$", save=kept, compare=kept, stdout=said)
    assert ended.value.code == 1, "one is over its budget"
    found = {line.split()[7]: line for line in said.getvalue().splitlines() if line.startswith("head")}
    assert {"/", "/visits/", "/visits/?export=csv", "/visits/?search=Primary"} <= set(found)
    assert "queries" in found["/visits/"].partition("OVER: ")[2]
    assert "OVER" not in found["/visits/?export=csv"], "an export has no budget of queries"
    assert not any(path.startswith("/schools/") for path in found), "only the routes that were asked for"
    assert {row["path"] for row in json.loads(kept.read_text(encoding="utf-8"))} == set(found)
    assert "Changed by half or more" in said.getvalue()


def test_a_page_that_grew_by_half_since_a_smaller_authority_is_told() -> None:
    row = table.Row("head", "visits", "/visits/", "page", 7, 28.7, 31.3, 6.1, 0.13, 24_140)
    for ratio, schools, grew in ((4.0, 150, True), (4.2, 150, False), (4.0, 2500, False)):
        kept = {**row.kept(), "ratio": ratio, "schools": schools}
        assert bool(table.grown([row], [kept], 2500)) is grew, (ratio, schools)


def test_work_that_is_no_page_is_measured_and_undone(measured: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks, acts, imports and letters, each with a budget that it cannot keep."""
    monkeypatch.setattr(figures, "MOST", dict.fromkeys(figures.MOST, 0.0))
    monkeypatch.setattr(imports, "ROWS", 200)
    monkeypatch.setattr(tasks, "LONGEST", 5.0)
    before = {model: model._base_manager.count() for model in (Event, Message, School, Letter)}
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("bench", only=["tasks", "acts", "imports", "letters"], stdout=said)
    lines = [line for line in said.getvalue().splitlines() if line.startswith(tuple(OTHERS))]
    assert {line.split()[0] for line in lines} == {"tasks", "acts", "imports", "letters"}
    judged = [line for line in lines if "at most" in line]
    assert all(line.endswith("OVER") for line in judged)
    beat = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert all(any(f" {task}, " in line for line in lines) for task in beat)
    acts = ("propose an allocation", "hold a visit", "autosave a report", "sign a letter", "open the next round")
    for act in acts:
        assert any(act in line for line in judged), said.getvalue()
    assert {model: model._base_manager.count() for model in before} == before


def test_it_needs_a_seeded_authority(measured: World) -> None:
    User.objects.filter(email="sip@demo.example").update(email="sip@tests.example")
    with pytest.raises(CommandError, match="Fill an empty database first"):
        call_command("bench")
    assert Client().get("/bench/empty/").status_code in (302, 404), "the empty page is in a measurement alone"
