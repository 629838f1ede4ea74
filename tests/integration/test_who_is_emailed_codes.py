"""sil.second_factor.emailed: who is emailed a code, and which browsers are known so that they need none."""

from typing import Any

import environ
import pytest
from django.conf import settings as configured
from django.http import HttpRequest
from django.test import Client

from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.adapter import invitation_link
from sil.accounts.models import RoleGrant, User
from sil.second_factor import actions as steps
from sil.second_factor import config
from sil.second_factor.emailed import browsers, queries
from sil.sign_in import sessions
from sil.sign_in.devices import COOKIE as DEVICE
from tests.conftest import NOW, TODAY
from tests.factories import assistants, people, schools
from tests.integration.test_emailed_codes import (
    AGAIN,
    DAY,
    EMAILED,
    MINUTE,
    allow,
    code_of,
    enter,
    head_of,
    know,
    not_,
    password,
    written,
)
from tests.integration.test_second_factor import ENTER, SECRET, SET_UP, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T2")]


@pytest.fixture(autouse=True)
def allowed(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(settings, monkeypatch)


@pytest.fixture
def head() -> User:
    return head_of("ada@school.example")


def person(who: str) -> User:
    """Somebody with the posts and roles that a word of the matrix stands for."""
    if who == "assistant":
        post = people.post(schools.school(), "headteacher")
        user = assistants.given(post.school, post.user).user
        user.set_password(people.PASSWORD)
        user.save()
        return user
    role = {"sip": "sip", "officer": "principal_officer", "both": "sip"}.get(who, "")
    user = people.person(role=role, password=people.PASSWORD)
    if who == "both":
        people.comes_to_hold(schools.school(), "headteacher", user)
    elif who in ("headteacher", "clerk"):
        people.post(schools.school(), who, user)
    return user


# By hand: where a right password leads.
MATRIX = """
setting own   known | headteacher clerk   assistant | sip    officer both   nobody
off     none  no    | setup       setup   setup     | setup  setup   setup  setup
off     none  yes   | setup       setup   setup     | setup  setup   setup  setup
off     step  no    | step        step    step      | step   step    step   step
off     step  yes   | step        step    step      | step   step    step   step
on      none  no    | email       email   email     | setup  setup   setup  setup
on      none  yes   | in          in      in        | setup  setup   setup  setup
on      step  no    | step        step    step      | step   step    step   step
on      step  yes   | step        step    step      | step   step    step   step
"""
_HEAD, *_ROWS = [line.replace("|", "").split() for line in MATRIX.strip().splitlines()]
LEADS = {"setup": SET_UP, "step": ENTER, "email": EMAILED, "in": "/"}


@pytest.mark.parametrize("who", _HEAD[3:])
def test_who_is_asked_for_what(who: str, settings: Any) -> None:
    """People who hold posts at schools alone are emailed a code where it is allowed; everybody else sets up a second
    step, and whoever has one is asked for it, in a browser that is known as in any other."""
    user = person(who)
    for own in ("none", "step"):
        if own == "step":
            steps.set_up_app(user, SECRET, replaces=False)
        for row in (dict(zip(_HEAD, cells, strict=True)) for cells in _ROWS if cells[1] == own):
            settings.EMAIL_CODES = row["setting"] == "on"
            browser, before = Client(), len(written(user))
            if row["known"] == "yes":
                know(browser, user)
            assert password(browser, user) == LEADS[row[who]], row
            assert signed_in(browser) is (row[who] == "in"), row
            assert len(written(user)) - before == (row[who] == "email"), row


@pytest.mark.parametrize(
    ("said", "is_on"), [(None, False), ("", False), ("0", False), ("no", False), ("1", True), ("true", True)]
)
def test_off_unless_the_installation_says_so(monkeypatch: pytest.MonkeyPatch, said: str | None, is_on: bool) -> None:
    monkeypatch.delenv("SIL_EMAIL_CODES", raising=False)
    if said is not None:
        monkeypatch.setenv("SIL_EMAIL_CODES", said)
    assert config.email_codes(environ.Env()) is is_on


@pytest.mark.parametrize(
    ("starts", "ends", "leads"),
    [
        (-30, None, SET_UP),
        (0, None, SET_UP),
        (-30, 0, SET_UP),
        (-30, -1, EMAILED),
        (1, None, EMAILED),
        (1, 0, EMAILED),  # entered by mistake: never held
    ],
)
def test_a_role_of_the_authority_counts_by_the_day(head: User, starts: int, ends: int | None, leads: str) -> None:
    RoleGrant.objects.create(
        user=head,
        role="service_officer",
        starts_on=TODAY + starts * DAY,
        ends_on=None if ends is None else TODAY + ends * DAY,
    )
    browser = Client()
    assert password(browser, head) == leads
    assert not signed_in(browser)


@pytest.mark.parametrize(("ends", "leads"), [(0, EMAILED), (-1, SET_UP)])
def test_a_post_counts_by_the_day(head: User, ends: int, leads: str) -> None:
    head.posts.update(ends_on=TODAY + ends * DAY)
    assert password(Client(), head) == leads


def test_having_signed_in_is_not_having_entered_a_code(head: User, client: Client, settings: Any) -> None:
    """The cookie of a device, which everybody gets who signs in, does not stand in for a code."""
    settings.SECOND_FACTOR_REQUIRED = False
    assert password(client, head) == "/" and DEVICE in client.cookies
    client.post("/accounts/logout/")
    settings.SECOND_FACTOR_REQUIRED = True
    assert password(client, head) == EMAILED


def test_a_browser_is_known_for_its_person_alone(head: User, client: Client) -> None:
    other = head_of("bo@school.example")
    know(client, head)
    assert password(client, other) == EMAILED
    enter(client, code_of(other))
    client.post("/accounts/logout/")
    for user in (other, head):
        assert password(client, user) == "/"
        client.post("/accounts/logout/")


def test_a_cookie_that_was_changed_opens_nothing(head: User, client: Client) -> None:
    know(client, head)
    value = str(client.cookies[browsers.COOKIE].value)
    for changed in (value[:-1] + ("A" if value[-1] != "A" else "B"), "x" + value, "", "a:b:c", DEVICE):
        client.cookies[browsers.COOKIE] = changed
        assert not browsers.is_confirmed(asking(client), head), changed
    client.cookies[browsers.COOKIE] = value
    assert browsers.is_confirmed(asking(client), head)


def asking(browser: Client) -> HttpRequest:
    request = HttpRequest()
    request.COOKIES = {name: morsel.value for name, morsel in browser.cookies.items()}
    return request


def change_password(user: User, admin: User) -> None:
    user.set_password("three unrelated words")
    user.save()


def change_address(user: User, admin: User) -> None:
    accounts.edit(user, by=admin, on=TODAY, email="elsewhere@school.example", name=user.name)


def end_sessions(user: User, admin: User) -> None:
    browser = Client()
    know(browser, user)
    assert password(browser, user) == "/"
    with clock.at(NOW + MINUTE):
        assert sessions.end(user, by=admin) == 1


def lose_a_step(user: User, admin: User) -> None:
    steps.set_up_app(user, SECRET, replaces=False)
    assert steps.reset(user, by=admin)


@pytest.mark.parametrize("change", [change_password, change_address, end_sessions, lose_a_step])
def test_what_ends_a_browser(head: User, client: Client, change: Any) -> None:
    """A browser counts no longer once the password or the address is changed, the person is signed out elsewhere, or a
    second step was lost."""
    know(client, head)
    change(head, people.person(role="administrator"))
    head.refresh_from_db()
    typed = "three unrelated words" if change is change_password else people.PASSWORD
    assert password(client, head, typed=typed) == EMAILED


def becomes_an_officer(user: User, settings: Any) -> None:
    accounts.give_role(user, by=None, on=TODAY, role="service_officer", starts_on=TODAY)


def is_switched_off(user: User, settings: Any) -> None:
    settings.EMAIL_CODES = False


@pytest.mark.parametrize("change", [becomes_an_officer, is_switched_off])
@pytest.mark.parametrize("typed", ["right", "wrong", "none", "again"])
def test_who_gets_no_code_any_more_sets_up_a_step(
    head: User, client: Client, settings: Any, change: Any, typed: str
) -> None:
    """From the next sign-in on, and in one that has begun: neither its code nor a known browser lets them in."""
    password(client, head)
    code = code_of(head)
    change(head, settings)
    answer: Any = {
        "right": lambda: enter(client, code),
        "wrong": lambda: enter(client, not_(code)),
        "none": lambda: client.get(EMAILED),
        "again": lambda: client.post(AGAIN),
    }[typed]()
    assert answer["Location"] == SET_UP and not signed_in(client) and len(written(head)) == 1
    known = Client()
    know(known, head)
    assert password(known, head) == SET_UP


def test_a_link_of_an_email_is_not_enough(head: User, client: Client) -> None:
    """Setting a password by a link leads to the code, like a password does, also in a browser that was known."""
    know(client, head)
    page: Any = client.get(invitation_link(head).removeprefix(configured.SITE_URL), follow=True)
    words = {"password1": "three unrelated words", "password2": "three unrelated words"}
    answer: Any = client.post(page.redirect_chain[-1][0], words)
    assert answer["Location"] == EMAILED and not signed_in(client)


def test_without_a_password_there_is_no_code(head: User) -> None:
    """Whoever signs in by the account of their organisation alone sets up a second step."""
    assert queries.gets_codes(head)
    head.set_unusable_password()
    assert not queries.gets_codes(head)
