"""Every record that a person opens has its history: read by whoever may open the record, and no more than they may
read."""

from collections.abc import Iterator
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from allocations.states import State
from monitoring.retention.holds import actions as holds
from schools.assistants import actions as assistants
from schools.people import actions as people
from sil import clock
from sil.accounts import actions as accounts
from sil.audit import events
from sil.audit.models import Event
from sil.web.history.kinds import HISTORIES
from tests import databases
from tests.access_table import LEADS, OFFICERS
from tests.conftest import NOW, TODAY
from tests.history_table import PAGES, WITHOUT, one_for_each_who, walked
from tests.world import ACTORS, World, failed_message

pytestmark = pytest.mark.feature("T3")


@pytest.fixture(scope="module")
def built(inhabited: tuple[str, World], django_db_blocker: Any) -> Iterator[World]:
    source, made = inhabited
    with django_db_blocker.unblock(), databases.own(source):
        yield made


@pytest.fixture(scope="module")
def cookies(built: World) -> dict[str, SimpleCookie]:
    """Everybody's cookies, signed in once."""
    found = {}
    with clock.at(NOW):
        for actor in ACTORS:
            client = Client()
            if actor != "anonymous":
                client.force_login(built.people[actor])
            found[actor] = client.cookies
    return found


@pytest.fixture
def world(built: World) -> Iterator[World]:
    with transaction.atomic():
        yield built
        transaction.set_rollback(True)


def get(cookies: SimpleCookie, path: str) -> Any:
    client = Client()
    client.cookies = cookies
    return client.get(path)


def test_every_table_with_events_has_a_kind_or_a_reason(world: World) -> None:
    """Nothing that the product records is left out unnamed, among the events of a whole authority."""
    tables = {kind.model._meta.db_table for kind in HISTORIES}
    recorded = set(Event.objects.values_list("subject_table", flat=True).distinct())
    assert recorded - tables <= set(WITHOUT)
    assert tables.isdisjoint(WITHOUT)
    assert {slug for slug, _ in PAGES.values()} == {kind.slug for kind in HISTORIES}


@pytest.mark.promise("read")
def test_the_history_opens_for_who_opens_the_record(world: World, cookies: dict[str, SimpleCookie]) -> None:
    """The history of a record opens for exactly those who may open the record, and for nobody else: it answers them as
    if there were none. Of each kind one record is tried for each set of people who may open one."""
    wrong = {}
    for row, slug, key in one_for_each_who():
        found = key(world, row.path(world))
        if not found:
            continue
        for actor in ACTORS:
            response = get(cookies[actor], f"/history/{slug}/{found}/")
            wanted = 200 if actor in row.who else 302 if actor == "anonymous" else 404
            if response.status_code != wanted:
                wrong[row.id, actor] = response.status_code
    assert wrong == {}


def test_a_page_leads_to_each_kind_and_it_shows_what_was_done(world: World, cookies: dict[str, SimpleCookie]) -> None:
    """Of each kind the page of some record leads to its history, and some history shows what was done."""
    # Nothing happens to the world's messages, but that a server refused one.
    events.record("message.retried", subject=failed_message(), by=None, email="")
    led, shown = {kind.slug for kind in HISTORIES}, {kind.slug for kind in HISTORIES}
    for row, slug, key in walked():
        found = key(world, row.path(world)) if slug in led | shown else ""
        if not found:
            continue
        path, readers = f"/history/{slug}/{found}/", [cookies[actor] for actor in sorted(row.who)]
        if slug in led and f'href="{path}"' in get(readers[0], row.path(world)).content.decode():
            led.remove(slug)
        if slug in shown and any(get(reader, path).context["rows"] for reader in readers):
            shown.remove(slug)
    # The kinds to which no page leads, and those that show nothing.
    assert (led, shown) == (set(), set())


@pytest.mark.promise("read")
@pytest.mark.parametrize("actor", ["sip", "head", "chair", "officer", "helper", "assistant"])
def test_it_closes_with_the_access(actor: str, world: World, cookies: dict[str, SimpleCookie]) -> None:
    """When a role or a post ends, the histories that it opened close with it."""
    user, yesterday = world.people[actor], TODAY - timedelta(days=1)
    for grant in user.grants.all():
        accounts.end_role(grant, by=None, on=TODAY, ends_on=yesterday)
    for post in user.posts.all():
        people.end_post(post, by=None, on=TODAY, ends_on=yesterday)
    for each in user.assistances.filter(ended_on=None):
        assistants.end(each, by=world.people["admin"], on=TODAY)
    opened = {}
    for row, slug, key in one_for_each_who():
        found = key(world, row.path(world)) if actor in row.who else ""
        if found and get(cookies[actor], f"/history/{slug}/{found}/").status_code != 404:
            opened[row.id] = slug
    assert opened == {}


def _titles(cookies: SimpleCookie, path: str) -> list[str]:
    return [entry.title for _, entry in get(cookies, path).context["rows"]]


@pytest.mark.promise("read")
def test_the_school_reads_what_it_was_told(world: World, cookies: dict[str, SimpleCookie]) -> None:
    """Of an allocation officers read how it was checked and who has a conflict of interest. The school reads what it
    was told, and neither reasons nor values."""
    allocation = world.allocation[State.PROPOSED]
    for kind in ("allocation.asked", "allocation.conflict_declared", "allocation.outlier_dismissed"):
        events.record(kind, subject=allocation, by=None, reason="Between officers.", year="2026", role="x", name="y")
    events.record("allocation.evidence_added", subject=allocation, by=None, title="Unsent evidence")
    path = f"/history/allocation/{allocation.pk}/"
    for actor in sorted(OFFICERS | LEADS):
        page = get(cookies[actor], path).content.decode()
        export = b"".join(get(cookies[actor], f"{path}?export=csv").streaming_content).decode()
        for text in (page, export):
            assert ("Between officers." in text) is (actor in OFFICERS), actor
            assert ("declared a conflict of interest" in text) is (actor in OFFICERS), actor
            assert "Unsent evidence" not in text
        assert "proposed for" in page


@pytest.mark.promise("read")
def test_what_a_school_keeps_for_itself_stays_with_it(world: World, cookies: dict[str, SimpleCookie]) -> None:
    """Of a shared document its partner reads what happened while it was shared, and the school's head all of it."""
    document = world.document["shared"]
    events.record(
        "document.changed", subject=document, by=None, scope="documents:x", old={"title": "Own"}, new={"title": "b"}
    )
    path = f"/history/document/{document.pk}/"
    assert "Own → b" in get(cookies["head"], path).content.decode()
    assert "Own → b" not in get(cookies["sip"], path).content.decode()


@pytest.mark.promise("read")
def test_nobody_reads_who_answered_a_survey(world: World, cookies: dict[str, SimpleCookie]) -> None:
    """Who answered a survey is in no history."""
    for cycle in world.survey.values():
        for title in _titles(cookies["officer"], f"/history/survey/{cycle.pk}/"):
            assert not title.startswith(("Survey answered", "Answer to the survey"))


@pytest.mark.promise("read")
def test_why_there_is_a_legal_hold_is_told_to_those_who_place_them(
    world: World, cookies: dict[str, SimpleCookie]
) -> None:
    """The page of what is under a legal hold says that there is one and nothing more: so do its history, the page of
    the person and what happened at the school, except to officers who place holds."""
    case, why = world.case["open"], "A claim is expected."
    for subject in (case, world.school):
        holds.place(subject, reason=why, by=world.people["officer"], on=TODAY)
    person = world.hold.person
    assert person is not None
    read = {
        (actor, path): why in get(cookies[actor], path).content.decode()
        for actor, path in (
            *(("admin", path) for path in (f"/history/person/{person.pk}/", f"/people/{person.pk}/")),
            *((actor, f"/history/case/{case.pk}/") for actor in ("sip", "officer")),
            *((actor, f"/cases/{case.pk}/") for actor in ("sip", "officer")),
            *((actor, f"/schools/{world.school.urn}/timeline/") for actor in ("sip", "officer")),
        )
    }
    assert read == {key: key[0] == "officer" for key in read}


def test_it_is_printed_on_one_page(world: World, cookies: dict[str, SimpleCookie]) -> None:
    allocation = world.allocation[State.PROPOSED]
    path = f"/history/allocation/{allocation.pk}/"
    for _ in range(30):
        events.record("allocation.reminded", subject=allocation, by=world.people["officer"], year="2026")
    assert "all=1" in get(cookies["sip"], path).content.decode()
    printed = get(cookies["sip"], f"{path}?kind=allocation.reminded&all=1")
    assert len(printed.context["rows"]) == 30 and world.school.name in printed.content.decode()
    assert '?kind=allocation.reminded"' in printed.content.decode()


def test_a_long_one_is_paged_and_filtered(world: World, cookies: dict[str, SimpleCookie]) -> None:
    allocation = world.allocation[State.PROPOSED]
    path = f"/history/allocation/{allocation.pk}/"
    short = get(cookies["sip"], path)
    assert not short.context["is_long"] and "app-filters" not in short.content.decode()
    officer = world.people["officer"]
    for _ in range(30):
        events.record("allocation.reminded", subject=allocation, by=officer, year="2026")
    page = get(cookies["sip"], path)
    assert len(page.context["rows"]) == 25 and page.context["is_long"]
    found = get(cookies["sip"], f"{path}?kind=allocation.reminded&person={officer.name}")
    assert found.context["listing"].count == 30
    lines = b"".join(get(cookies["sip"], f"{path}?export=csv").streaming_content).decode().splitlines()
    assert lines[0].endswith("When,Time,Who,What,Old and new,Why") and len(lines) > 31


@pytest.mark.parametrize(
    "path", ["/history/no-such/1/", "/history/allocation/x/", "/history/message/1/", f"/history/case/{10**30}/"]
)
def test_what_there_is_not_answers_404(path: str, world: World, cookies: dict[str, SimpleCookie]) -> None:
    assert get(cookies["officer"], path).status_code == 404
