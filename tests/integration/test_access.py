"""Every address, tried by everybody, with their own and with others' objects."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.http import SimpleCookie
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from allocations.states import State
from monitoring.notices.delegations.actions import delegate, end_delegation
from schools.assistants import actions as assistants
from schools.casework_access import actions as casework_access
from schools.covers import actions as cover_actions
from schools.models import School
from schools.people import actions as people
from schools.queries import assigned_schools
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.access import Access
from sil.accounts.roles import ROLES
from sil.audit.models import Event
from tests import databases, pressing
from tests.access_table import CONFIRMED_FIRST, EVERYONE, ROWS, Row
from tests.conftest import NOW, TODAY
from tests.factories import covers
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


@pytest.mark.feature("T1")
@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.route in CONFIRMED_FIRST and row.method == "POST"], ids=lambda r: r.id
)
def test_who_may_act_is_asked_who_they_are_first(
    row: Row, world: World, cookies: dict[str, dict[str, str]], settings: Any
) -> None:
    """Nobody of the table has signed in by a password: whoever may do this is asked for it, and nothing is done."""
    settings.CONFIRM_FIRST = True
    path, before = row.path(world), Event.objects.count()
    for actor in sorted(row.who):
        client = Client()
        client.cookies.load(cookies[actor])
        assert b"Confirm that it is you" in client.post(path, row.data).content
    assert Event.objects.count() == before


# Short cuts that a person made for themselves, which no role gave: what they lead to is asked of again.
OWN = {"saved_filter", "saved_filter_delete"}


@pytest.mark.feature("T12")
@pytest.mark.promise("read")
@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor not in ("anonymous", "nobody")])
def test_the_end_of_a_role_ends_what_it_gave(actor: str, world: World, cookies: dict[str, dict[str, str]]) -> None:
    """When a role or a post ends, so does everything it gave: each page and each act answers as it does to somebody who
    never had it, also for what a person led, wrote, sent or owned themselves."""
    user, yesterday = world.people[actor], TODAY - timedelta(days=1)
    accounts.give_role(world.people["nobody"], by=None, on=TODAY, role="administrator", starts_on=TODAY + timedelta(1))
    for grant in user.grants.all():
        accounts.end_role(grant, by=None, on=TODAY, ends_on=yesterday)
    for post in user.posts.all():
        people.end_post(post, by=None, on=TODAY, ends_on=yesterday)
    for each in user.assistances.filter(ended_on=None):
        assistants.end(each, by=world.people["admin"], on=TODAY)
    wrong = {}
    for row in ROWS:
        if actor in row.who | row.led_on and "nobody" not in row.who and row.route not in OWN:
            status, _ = answer(row, row.path(world), cookies[actor])
            if status != expected(row)["nobody"]:
                wrong[row.id] = status
    assert wrong == {}


# What administrators open though its page asks for no permission: nothing of it is casework.
FRAME = {
    *("appointment_days", "appointment_mistake", "appointment_put_right", "assistant_end", "history", "inspection"),
    *("message", "messages", "school", "school_results", "school_timeline"),
}
# What an administrator reads of a school once they were let read its casework.
GRANTED = {
    "action_plan",
    "action_plan_document",
    "allocation",
    "allocation_grid",
    "bundle",
    "bundle_file",
    "case",
    "case_bundle",
    "case_chronology",
    "case_evidence_document",
    "case_letter",
    "case_letter_answer_document",
    "days",
    "evidence_document",
    "history",
    "letter",
    "letter_document",
    "more_days",
    "more_time",
    "note",
    "notice_judgement",
    "partnership_plan",
    "partnership_plan_paper",
    "partnership_plan_version",
    "plan_paper_file",
    "plan_progress",
    "plan_review",
    "plan_review_document",
    "report",
    "school_document",
    "school_document_file",
    "school_documents",
    "state_notification_document",
    "statement",
    "statement_document",
    "visit",
}


def _opened(by: str, rows: list[Row]) -> set[str]:
    views = {pattern.name: pattern.callback for pattern in patterns()}
    own = ROLES["administrator"].permissions
    found = {row.route for row in rows if by in row.who and "nobody" not in row.who}
    return {route for route in found if own.isdisjoint(getattr(views[route], "access", Access("")).permissions)}


@pytest.mark.feature("T1")
@pytest.mark.promise("read")
def test_an_administrator_opens_no_casework() -> None:
    """Every page that an administrator opens asks for a permission of theirs, is open to everybody who signs in, or
    stands in a list in which no page is casework; and everything they do asks for a permission of theirs."""
    assert _opened("admin", [row for row in ROWS if row.method == "GET"]) == FRAME
    assert _opened("admin", [row for row in ROWS if row.method == "POST"]) <= FRAME


@pytest.mark.feature("T1")
@pytest.mark.promise("read")
def test_an_administrator_reads_what_was_granted_and_changes_nothing(
    world: World, cookies: dict[str, dict[str, str]]
) -> None:
    """Let read the casework of every school of the partner, an administrator opens the records of those schools and
    nothing else, no restricted case and no list of all schools; each act answers as before, and each page is
    recorded."""
    admin, officer = world.people["admin"], world.people["officer"]
    theirs = School.objects.filter(pk__in=assigned_schools(world.people["sip"], TODAY))
    casework_access.end(world.casework_access, by=admin, on=TODAY)
    made = casework_access.ask(schools=theirs, reason="A fault.", ends_on=TODAY, by=admin, on=TODAY)
    casework_access.grant(made, schools=theirs, ends_on=TODAY, by=officer, on=TODAY)
    read, wrong = set(), {}
    for row in ROWS:
        if "admin" in row.who | row.led_on:
            continue
        status, _ = answer(row, row.path(world), cookies["admin"])
        if row.method == "GET" and status == 200 and not row.who.isdisjoint({"sip", "officer"}):
            read.add(row.route)
        elif status != expected(row)["admin"] and not (row.method == "GET" and status == 302):
            wrong[row.id] = status
    assert wrong == {}
    assert read == GRANTED
    path = f"/allocations/{world.allocation[State.PROPOSED].pk}/"
    client = Client()
    client.cookies = SimpleCookie(cookies["admin"])
    page = client.get(path).content.decode()
    assert "Access granted" in page and f"granted by {officer.name}" in page
    other = School.objects.get(name="Example Other School")
    for elsewhere in ("/people/", "/", "/help/", f"/schools/{other.pk}/"):
        client.get(elsewhere)
    recorded = Event.objects.filter(kind="casework_access.read", subject_id=str(made.pk))
    assert [(e.actor_id, e.data["path"], e.data["urn"]) for e in recorded] == [
        (str(admin.pk), path, world.allocation[State.PROPOSED].school_id)
    ]
    casework_access.end(made, by=officer, on=TODAY)
    assert client.get(path).status_code == 404


def test_the_end_of_cover_ends_what_it_gave(world: World, cookies: dict[str, dict[str, str]]) -> None:
    """Somebody who covers for a partner opens what the partner does; from the day after the cover, only their own."""
    away, covering = world.people["sip"], world.people["other_sip"]
    assert world.cover is not None
    cover_actions.end(world.cover, by=None, on=TODAY)
    made = covers.arranged(away, covering, TODAY - timedelta(days=3), TODAY)
    opened, wrong = 0, {}
    rows = [row for row in ROWS if "sip" in row.who and "other_sip" not in row.who | row.led_on]
    for row in rows[::4]:
        opened += answer(row, row.path(world), cookies["other_sip"])[0] == row.status
    cover_actions.end(made, by=None, on=TODAY)
    for row in rows:
        status, _ = answer(row, row.path(world), cookies["other_sip"])
        if status != expected(row)["other_sip"]:
            wrong[row.id] = status
    assert opened > len(rows[::4]) / 2
    assert wrong == {}


@pytest.mark.parametrize("by", ["end", "role"])
def test_the_end_of_a_delegation_ends_what_it_gave(by: str, world: World, cookies: dict[str, dict[str, str]]) -> None:
    """Whoever signs in a director's place does so until the delegation ends, or the role of the one who gave it."""
    dcs, director = world.people["dcs"], world.people["director"]
    how: dict[str, Any] = {
        "role": "director_of_childrens_services",
        "reason": "Leave.",
        "authority": "Scheme, part 3",
        "by": dcs,
        "on": TODAY,
    }
    made = delegate(to=director, starts_on=TODAY, ends_on=TODAY + timedelta(days=5), **how)
    rows = [row for row in ROWS if row.route.startswith("case_letter") and row.who == {"dcs"}]
    assert rows

    def answers() -> list[int | str]:
        return [answer(row, row.path(world), cookies["director"])[0] for row in rows]

    assert answers() == [row.status for row in rows]
    if by == "end":
        # Its last day counts, as that of a role does.
        end_delegation(made, by=dcs, on=TODAY)
    else:
        accounts.end_role(dcs.grants.get(), by=None, on=TODAY, ends_on=TODAY)
    with clock.at(NOW + timedelta(days=1)):
        assert answers() == [expected(row)["director"] for row in rows]


@pytest.mark.promise("read")
def test_the_address_of_a_calendar_ends_with_the_last_role(world: World) -> None:
    """The secret address of a person's calendar works as long as they hold a role or a post. With another role left, it
    shows only what that one gives."""
    assert world.feed is not None
    user, path = world.people["sip"], f"/calendar/{world.feed.token}.ics"
    assert b"BEGIN:VEVENT" in Client().get(path).content
    accounts.give_role(user, by=None, on=TODAY, role="administrator", starts_on=TODAY)
    accounts.end_role(user.grants.get(role="sip"), by=None, on=TODAY, ends_on=TODAY - timedelta(days=1))
    left = Client().get(path)
    assert left.status_code == 200 and b"BEGIN:VEVENT" not in left.content
    accounts.end_role(user.grants.get(role="administrator"), by=None, on=TODAY, ends_on=TODAY)
    with clock.at(TODAY + timedelta(days=1)):
        assert Client().get(path).status_code == 404


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
