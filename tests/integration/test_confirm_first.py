"""Who signs a notice or changes who may do what is asked who they are, and what they entered is then acted on."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from sil import clock
from sil.accounts.models import RoleGrant, User
from sil.second_factor import actions
from sil.second_factor.confirm import CONFIRMED
from tests.access_table import CONFIRMED_FIRST
from tests.conftest import TODAY
from tests.factories import people
from tests.integration import test_second_factor as second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]


@pytest.fixture(autouse=True)
def _asked(settings: Any) -> None:
    settings.CONFIRM_FIRST = True


@pytest.fixture
def admin() -> User:
    return people.person("Addie Example", role="administrator", password=people.PASSWORD)


@pytest.fixture
def browser(admin: User) -> Iterator[Client]:
    """Of an administrator who signed in longer ago than that counts. The library asks the machine for the time."""
    client, now = Client(), datetime.now(clock.LONDON)
    with clock.at(now):
        client.post("/accounts/login/", {"login": admin.email, "password": people.PASSWORD})
    with clock.at(now + timedelta(seconds=CONFIRMED + 5)):
        yield client


def test_these_ask_first() -> None:
    found = {name for name, view in _views() if getattr(view, "confirms_first", False)}
    assert found == CONFIRMED_FIRST


def test_what_was_entered_is_kept_and_acted_on(browser: Client) -> None:
    sam = people.person("Sam Sample")
    said = {"role": "sip", "starts_on_day": TODAY.day, "starts_on_month": TODAY.month, "starts_on_year": TODAY.year}
    path = f"/people/{sam.pk}/roles/give/"
    here = f"http://testserver{path}?from=a+list"
    page: Any = browser.post(path, said, HTTP_REFERER=here)
    text = page.content.decode()
    assert "Confirm that it is you" in text and f'href="{here}">Cancel' in text
    assert not RoleGrant.objects.filter(user=sam).exists()
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))
    assert {name: kept.get(name) for name in said} == {name: str(value) for name, value in said.items()}

    wrong: Any = browser.post(path, kept | {"password": "not this one"})
    text = wrong.content.decode()
    assert "The password is not correct." in text and f'href="{here}">Cancel' in text
    assert dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))["role"] == "sip"
    assert not RoleGrant.objects.filter(user=sam).exists()

    assert browser.post(path, kept | {"password": people.PASSWORD}).status_code == 302
    assert RoleGrant.objects.get(user=sam).role == "sip"
    records = browser.session["account_authentication_methods"]
    assert records[-1]["reauthenticated"], "it counts for the next ones, too"


def test_who_has_just_signed_in_is_not_asked(admin: User) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": admin.email, "password": people.PASSWORD})
    sam = people.person("Sam Sample")
    assert client.post(f"/people/{sam.pk}/edit/", {"name": "Sam Sampler", "email": sam.email}).status_code == 302


def test_who_has_no_password_confirms_by_a_code(admin: User, client: Client) -> None:
    actions.set_up_app(admin, second_factor.SECRET, replaces=False)
    sam, path = without_password(admin, client)
    said = {"name": "Sam Sampler", "email": sam.email}
    page = client.post(path, said).content.decode()
    assert "Code from your authenticator app" in page and 'type="password"' not in page
    kept = said | {"confirms": "1"}
    assert "The code is not correct" in client.post(path, kept | {"code": second_factor.wrong()}).content.decode()
    assert client.post(path, kept | {"code": second_factor.code()}).status_code == 302
    sam.refresh_from_db()
    assert sam.name == "Sam Sampler"


def test_who_has_neither_is_told_what_to_do(admin: User, client: Client) -> None:
    sam, path = without_password(admin, client)
    page = client.post(path, {"name": "Sam Sampler", "email": sam.email, "confirms": "1"}).content.decode()
    assert "Sign out, sign in again, then do it within 15 minutes." in page
    sam.refresh_from_db()
    assert sam.name == "Sam Sample"


def without_password(admin: User, client: Client) -> tuple[User, str]:
    """Somebody to be changed by an administrator who has no password, and the address."""
    admin.set_unusable_password()
    admin.save()
    client.force_login(admin)
    sam = people.person("Sam Sample")
    return sam, f"/people/{sam.pk}/edit/"


def test_cancel_leads_nowhere_else(browser: Client) -> None:
    sam = people.person("Sam Sample")
    for back in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        page = browser.post(f"/people/{sam.pk}/edit/", {"name": "Sam", "confirms_back": back}).content.decode()
        assert 'href="/">Cancel' in page and "elsewhere" not in page


def _views() -> list[tuple[str, Any]]:
    def walk(patterns: Any) -> Any:
        for each in patterns:
            if hasattr(each, "url_patterns"):
                yield from walk(each.url_patterns)
            elif each.name:
                yield each.name, each.callback

    return list(walk(get_resolver().url_patterns))
