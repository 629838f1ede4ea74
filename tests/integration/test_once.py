"""A form that makes something is acted on once, whatever the browser does with it."""

import re
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.http import SimpleCookie
from django.test import Client
from django.urls import resolve

from allocations.states import State
from sil import clock
from sil.submissions.models import Submission
from sil.submissions.tasks import forget_old
from tests import databases
from tests.conftest import NOW
from tests.filling import found_first
from tests.forms_on_page import Form, forms_to_post
from tests.integration.test_access import patterns
from tests.once_table import FIRST, MAKINGS, NOT_ONCE, TICK, Making
from tests.world import World

AT_ONCE = 20
_FORM = re.compile(r"<form .*?</form>", re.DOTALL)
_ROUTE = re.compile(r"{% url '(\w+)'")
SAID = "You have already sent this form, on Friday 20 November at 10am. This is what it made."
# What a post may leave behind without making anything: the session it came in, and its own token.
# What is owed is counted again by who reads next.
BESIDE = {"django_session", "submissions_submission", "visits_visitdue", "visits_visitowed"}


@pytest.fixture(scope="module")
def built(inhabited: tuple[str, World], django_db_blocker: Any) -> Iterator[World]:
    source, made = inhabited
    with django_db_blocker.unblock(), databases.own(source):
        yield made


@pytest.fixture
def world(built: World) -> Iterator[World]:
    """The world as it was made: what a test does to it is undone."""
    with transaction.atomic():
        yield built
        transaction.set_rollback(True)


def test_every_act_is_known() -> None:
    """A new address that takes a post makes something once, or says why a second post changes nothing."""
    takes_posts = {pattern.name for pattern in patterns() if _takes_posts(pattern.callback)}
    once = {pattern.name for pattern in patterns() if getattr(pattern.callback, "once", False)}
    assert {making.route for making in MAKINGS} == once
    assert set(NOT_ONCE) == takes_posts - once


def test_every_template_gives_such_a_form_its_token() -> None:
    """Where a form names the address it is posted to; pages that post to themselves are opened by `MAKINGS`."""
    once = {pattern.name for pattern in patterns() if getattr(pattern.callback, "once", False)}
    bare, seen = [], set()
    for file in sorted((settings.BASE_DIR / "templates").rglob("*.html")):
        for form in _FORM.findall(file.read_text(encoding="utf-8")):
            routes = once.intersection(_ROUTE.findall(form.partition("\n")[0]))
            seen |= routes
            bare += [f"{file.name}: {route}" for route in routes if "{% csrf_token %}{% once %}" not in form]
    assert bare == []
    assert {"calendar_renew", "person_invite_again", "service_concern_answer"} <= seen


@pytest.mark.promise("once")
@pytest.mark.parametrize("making", MAKINGS, ids=lambda making: making.id)
def test_a_form_that_is_sent_twice_makes_one_record(making: Making, world: World) -> None:
    """A form that you send twice, by going back or by pressing its button again, is acted on once: the second time you
    are shown what the first one made."""
    making.before(world)
    client, page = _signed_in(making, world), making.page(world)
    form = _form(client, page, making)
    before = _rows()
    made = _send(client, making, form, world, number=0)
    after = _rows()
    assert made.status_code == 302 and after != before, _said(made)
    for number in (0, 1):
        again = _send(client, making, form, world, number=number)
        assert (again.status_code, again["Location"]) == (302, made["Location"])
        assert _rows() == after
    assert SAID in client.get("/account/").content.decode()


@pytest.mark.promise("once")
@pytest.mark.sample(every=12)
@pytest.mark.parametrize("making", MAKINGS, ids=lambda making: making.id)
def test_a_form_that_is_sent_many_times_at_once_makes_one_record(
    making: Making, inhabited: tuple[str, World], django_db_blocker: Any
) -> None:
    """A button that is pressed many times while the connection is slow acts once."""
    source, world = inhabited
    with django_db_blocker.unblock(), databases.own(source):
        making.before(world)
        client = _signed_in(making, world)
        form = _form(client, making.page(world), making)
        alone = _rows_of_one(client, making, form, world)
        answers = _at_once(making, form, world, {name: one.value for name, one in client.cookies.items()})
        assert {status for status, _ in answers} == {302}, answers
        assert len({location for _, location in answers}) == 1
        assert _rows() == alone


def _rows_of_one(client: Client, making: Making, form: Form, world: World) -> Mapping[str, object]:
    """How many rows there would be after one post, which is undone."""
    with transaction.atomic():
        assert _send(client, making, form, world, number=0).status_code == 302
        found = _rows()
        transaction.set_rollback(True)
    return found


def _at_once(making: Making, form: Form, world: World, cookies: Mapping[str, str]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    ready = threading.Barrier(AT_ONCE)

    def post() -> None:
        try:
            with clock.at(NOW):
                client = Client()
                client.cookies = SimpleCookie(dict(cookies))
                ready.wait(60)
                answer = _send(client, making, form, world, number=0)
                found.append((answer.status_code, answer.get("Location", "")))
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(found) == AT_ONCE
    return found


def _takes_posts(view: Any) -> bool:
    """Whether a view is one of ours and says that it takes a post: `require_POST` and its like hold their methods in a
    closure."""
    if view.__module__.startswith("allauth."):
        return False
    while view is not None:
        held = [cell.cell_contents for cell in view.__closure__ or ()]
        if methods := [each for each in held if isinstance(each, list) and "POST" in each]:
            return bool(methods)
        view = getattr(view, "__wrapped__", None)
    return False


def _signed_in(making: Making, world: World) -> Client:
    client = Client()
    client.force_login(world.people[making.who])
    return client


def _form(client: Client, page: str, making: Making) -> Form:
    """The form of the page that is posted to the making's address; it has its token."""
    shown = client.get(page)
    assert shown.status_code == 200, (page, shown.status_code, shown.get("Location"))
    return _form_in(shown, page, making)


def _form_in(shown: Any, page: str, making: Making) -> Form:
    found = [
        form
        for form in forms_to_post(shown.content.decode(), page)
        if resolve(urlsplit(form.action).path).url_name == making.route
    ]
    assert found, f"no form for {making.route} at {page}: {_said(shown)}"
    assert "once" in found[0].values, f"the form at {page} has no token"
    return found[0]


def _send(client: Client, making: Making, form: Form, world: World, *, number: int) -> Any:
    """Post a form as it is filled in. What is asked about first is confirmed, as the page offers it."""
    for _ in range(3):
        answer = client.post(form.action, _filled(client, making, form, world, number) | dict(making.files(number)))
        if answer.status_code == 302:
            break
        token = form.values["once"]
        form = _form_in(answer, form.action, making)
        assert form.values["once"] == token, "the token stays after a question"
        if "sure" in form.options:
            form.values["sure"] = form.options["sure"]
    return answer


def _filled(client: Client, making: Making, form: Form, world: World, number: int) -> dict[str, Any]:
    fill = dict(making.fill(world) if callable(making.fill) else making.fill) | dict(making.other if number else {})
    values: dict[str, Any] = dict(form.values)
    for asked, value in fill.items():
        for name in _names(form, asked):
            values[name] = _first(client, form, name) if value == FIRST else value
    return values


def _first(client: Client, form: Form, name: str) -> str:
    return found_first(client, form, name) if name in form.searches else form.options[name][0]


def _names(form: Form, asked: str) -> list[str]:
    """The controls of a form that an entry fills: one, all of a kind, or whichever can be ticked first."""
    if asked == TICK:
        return [sorted(form.options)[0]]
    if asked.endswith("*"):
        return [name for name in sorted(form.names) if name.startswith(asked[:-1])]
    return [asked] if asked in form.names or asked == "act" else []


def _rows() -> Mapping[str, object]:
    """How many rows each table has, and how far its history has come."""
    counted = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if (table := model._meta.db_table) not in BESIDE:
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                counted[table] = cursor.fetchone()[0]
    return counted


def _said(response: Any) -> str:
    text = response.content.decode()
    start = text.find("govuk-error-")
    return f"{response.status_code} {text[start : start + 900] if start > 0 else text[:300]}"


CONCERN = {"text": "The report came late."}


class TestToken:
    """One form, the concern about the service, and everything that can happen to its token."""

    @pytest.fixture
    def page(self, world: World) -> str:
        return f"/schools/{world.school.urn}/service-concerns/raise/"

    @pytest.fixture
    def head(self, world: World) -> Client:
        return _client(world, "head")

    def test_two_pages_are_two_forms(self, head: Client, page: str) -> None:
        made = [head.post(page, CONCERN | {"once": _token(head, page)})["Location"] for _ in range(2)]
        assert made[0] != made[1]

    def test_errors_are_corrected_under_the_same_token(self, head: Client, page: str) -> None:
        """An error makes nothing; the page before it and the one with it are then one form."""
        token = _token(head, page)
        shown = head.post(page, {"text": "", "once": token})
        assert shown.status_code == 200 and f'name="once" value="{token}"' in shown.content.decode()
        made = head.post(page, CONCERN | {"once": token})
        assert made.status_code == 302
        assert head.post(page, {"text": "Other words.", "once": token})["Location"] == made["Location"]

    def test_the_token_of_another_person_is_nothing(self, head: Client, page: str, world: World) -> None:
        token = _token(head, page)
        first = head.post(page, CONCERN | {"once": token})
        other = _client(world, "acting_head").post(page, CONCERN | {"once": token})
        assert other.status_code == 302 and other["Location"] != first["Location"]

    def test_the_same_token_at_another_address_is_nothing(self, head: Client, page: str, world: World) -> None:
        token = _token(head, page)
        assert head.post(page, CONCERN | {"once": token}).status_code == 302
        elsewhere = f"/schools/{world.allocation[State.AGREED].school_id}/service-concerns/raise/"
        assert head.post(elsewhere, CONCERN | {"once": token}).status_code == 302
        assert Submission.objects.filter(token=token).count() == 2

    @pytest.mark.parametrize("token", ["", "x", "\x00", "0" * 5000, "\N{SNOWMAN}"])
    def test_what_is_no_token_stops_nobody(self, head: Client, page: str, token: str) -> None:
        assert head.post(page, CONCERN | {"once": token}).status_code == 302
        assert not Submission.objects.exists()

    def test_somebody_who_may_not_leaves_no_trace(self, page: str, world: World) -> None:
        answer = _client(world, "officer").post(page, CONCERN | {"once": str(uuid4())})
        assert answer.status_code == 404 and not Submission.objects.exists()

    def test_a_refusal_that_leads_on_releases_the_token(self, world: World) -> None:
        """A bundle that is being made already: the second form made nothing, so it is not said to have."""
        officer, page = _client(world, "officer"), f"/cases/{world.case['open'].pk}/bundles/"
        first, second = _token(officer, page), _token(officer, page)
        made = officer.post(page, {"once": first})
        for _ in range(2):
            refused = officer.post(page, {"once": second}, follow=True).content.decode()
            assert "A bundle of this case is already being made." in refused and SAID not in refused
        assert officer.post(page, {"once": first})["Location"] == made["Location"]

    def test_what_breaks_makes_nothing(
        self, head: Client, page: str, monkeypatch: pytest.MonkeyPatch, world: World
    ) -> None:
        token = _token(head, page)
        concerns = world.school.service_concerns
        before = concerns.count()
        with monkeypatch.context() as broken:
            broken.setattr("monitoring.service.views.messages.success", _break)
            with pytest.raises(RuntimeError):
                head.post(page, CONCERN | {"once": token})
        assert not Submission.objects.exists() and concerns.count() == before
        assert head.post(page, CONCERN | {"once": token}).status_code == 302

    def test_a_form_that_arrives_after_signing_in_again_keeps_its_token(self, head: Client, page: str) -> None:
        token = _token(head, page)
        shown = Client().post(page, CONCERN | {"once": token})
        assert shown.status_code == 401
        (form,) = forms_to_post(shown.content.decode(), page)
        assert form.values["once"] == [token]

    def test_a_token_alone_is_no_text_to_keep(self, head: Client) -> None:
        answer = Client().post("/calendar/renew/", {"once": str(uuid4())})
        assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")

    def test_old_ones_are_forgotten(self, head: Client, page: str) -> None:
        head.post(page, CONCERN | {"once": _token(head, page)})
        with clock.at(NOW + timedelta(weeks=8)):
            forget_old()
        assert Submission.objects.count() == 1
        with clock.at(NOW + timedelta(weeks=8, minutes=1)):
            forget_old()
        assert not Submission.objects.exists()


def _client(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.people[who])
    return client


def _token(client: Client, page: str) -> str:
    (form,) = (form for form in forms_to_post(client.get(page).content.decode(), page) if "once" in form.names)
    return form.values["once"][0]


def _break(*args: object) -> None:
    raise RuntimeError("the machine stops here")
