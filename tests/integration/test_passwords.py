"""The pages on which a password is typed: what they ask for, and that a password is taken exactly as it was typed."""

import re
from typing import Any

import pytest
from django.test import Client

from sil.accounts.models import User
from tests.factories import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
LOGIN, CHANGE = "/accounts/login/", "/accounts/password/change/"
NEW = "three odd kettles at noon"


def signs_in(user: User, password: str) -> bool:
    response: Any = Client().post(LOGIN, {"login": user.email, "password": password})
    return bool(response.status_code == 302)


def test_changing_a_password_asks_for_the_current_one() -> None:
    user, client = people.person(password=people.PASSWORD), Client()
    client.force_login(user)
    new = {"password1": NEW, "password2": NEW}
    for old in ("", "not the current one"):
        assert client.post(CHANGE, new | {"oldpassword": old}).status_code == 200
        assert signs_in(user, people.PASSWORD) and not signs_in(user, NEW)
    assert client.post(CHANGE, new | {"oldpassword": people.PASSWORD}).status_code == 302
    assert signs_in(user, NEW) and not signs_in(user, people.PASSWORD)


# By hand: a password with spaces around it, capital letters, a letter beyond ASCII, and more than any box would cut.
EXACT = "  Élan Kettle Noon " + "x7 Harbour " * 20
CHANGED = [EXACT.strip(), EXACT.lower(), EXACT[:128], EXACT.replace("É", "E"), f"{EXACT}x"]


def test_a_password_is_taken_exactly_as_it_was_typed() -> None:
    user = people.person(password=people.PASSWORD)
    client = Client()
    client.force_login(user)
    typed = {"oldpassword": people.PASSWORD, "password1": EXACT, "password2": EXACT}
    assert client.post(CHANGE, typed).status_code == 302
    assert signs_in(user, EXACT)
    assert [each for each in CHANGED if signs_in(user, each)] == []


@pytest.mark.parametrize(
    ("path", "filled_in"),
    [(LOGIN, ["current-password"]), (CHANGE, ["current-password", "new-password", "new-password"])],
)
def test_boxes_hide_what_is_typed_and_password_managers_fill_them_in(path: str, filled_in: list[str]) -> None:
    client = Client()
    if path == CHANGE:
        client.force_login(people.person(password=people.PASSWORD))
    boxes = re.findall(r"<input[^>]*name=\"[^\"]*password[^>]*>", client.get(path).content.decode())
    assert ["".join(re.findall(r'autocomplete="([^"]*)"', box)) for box in boxes] == filled_in
    assert all('type="password"' in box and "maxlength" not in box and "onpaste" not in box for box in boxes)
