"""sil.web.kept: what was typed outlives the session it was typed in, and tells nobody else's page."""

import html
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sil.accounts.models import User
from tests.factories import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]

INVITE = "/people/invite/"
HERE = {"Origin": "http://testserver"}
LONG = "Ada Example, who came in September.\nShe works on Mondays, and <b>never</b> on \"Fridays\" & 'Sundays'."
TYPED = {
    "name": LONG,
    "email": "ada@test.example",
    "role": "sip",
    "starts_on_day": "1",
    "starts_on_month": "9",
    "starts_on_year": "2026",
}


@pytest.fixture
def admin() -> User:
    return people.person(
        "Addie Makebelieve", role="administrator", email="admin@test.example", password=people.PASSWORD
    )


@pytest.fixture
def client() -> Client:
    """A browser that sends tokens back, or forgets to, like any other."""
    return Client(enforce_csrf_checks=True)


def token(response: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.content.decode())
    assert found, response.content.decode()
    return found.group(1)


def repeated(response: Any) -> dict[str, str]:
    """What the form in a page's main part would send, as a browser reads it."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    inputs = dict(re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)"', main))
    boxes = dict(re.findall(r'<textarea[^>]* name="(.*?)"[^>]* readonly>\n(.*?)</textarea>', main, re.DOTALL))
    return {name: html.unescape(value).replace("\r\n", "\n") for name, value in {**inputs, **boxes}.items()}


def sign_in(client: Client) -> None:
    data = {"login": "admin@test.example", "password": people.PASSWORD}
    answer: Any = client.post(
        "/accounts/login/", data | {"csrfmiddlewaretoken": token(client.get("/accounts/login/"))}, headers=HERE
    )
    assert answer.status_code == 302


@pytest.mark.feature("T5")
@pytest.mark.usefixtures("admin")
def test_from_a_session_that_ended_to_the_record(client: Client) -> None:
    """Signed out while writing: the text comes back, again after signing in, and then is taken."""
    sign_in(client)
    form = client.get(INVITE)
    typed = TYPED | {"name": "Ada Example of the place where the long names come from"}
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    first: Any = client.post(INVITE, typed | {"csrfmiddlewaretoken": token(form)}, headers=HERE)
    assert first.status_code == 401
    assert "You have been signed out" in first.content.decode()
    assert f'<form method="post" action="{INVITE}">' in first.content.decode()
    sent = repeated(first)
    assert {name: sent[name] for name in typed} == typed
    sign_in(client)
    second: Any = client.post(INVITE, sent, headers=HERE)
    assert second.status_code == 403, "signing in gave a new token"
    assert (
        "You signed in again after you opened this page. Nothing was lost. Select ‘Send again’."
        in second.content.decode()
    )
    assert "It will be sent as Addie Makebelieve." in second.content.decode()
    third: Any = client.post(INVITE, repeated(second), headers=HERE)
    assert third.status_code == 302
    assert User.objects.get(email="ada@test.example").name == typed["name"]


class TestSignedOut:
    def post(self, client: Client, data: dict[str, Any], path: str = INVITE) -> Any:
        good = token(client.get("/accounts/login/"))
        return client.post(path, data | {"csrfmiddlewaretoken": good}, headers=HERE)

    def test_long_text_can_be_read_and_copied_and_runs_nothing(self, client: Client) -> None:
        response = self.post(client, TYPED | {'"><script>x()</script>': "<script>y()</script>"})
        text = response.content.decode()
        assert "<b>" not in text
        assert text.count("<script") == 3, "those of the page itself"
        assert "&lt;b&gt;never&lt;/b&gt; on &quot;Fridays&quot; &amp; &#x27;Sundays&#x27;.</textarea>" in text
        assert repeated(response)["name"] == LONG
        assert 'type="hidden" name="email" value="ada@test.example"' in text

    def test_every_value_of_a_name_is_repeated(self, client: Client) -> None:
        text = self.post(client, {"schools": ["900001", "900002"]}).content.decode()
        assert re.findall(r'name="schools" value="(\d+)"', text) == ["900001", "900002"]

    def test_the_query_stays_in_the_address(self, client: Client) -> None:
        text = self.post(client, TYPED, f"{INVITE}?school=900001&role=sip").content.decode()
        assert f'action="{INVITE}?school=900001&amp;role=sip"' in text

    def test_no_cache_keeps_it(self, client: Client) -> None:
        assert "no-store" in self.post(client, TYPED)["Cache-Control"]

    def test_a_password_is_never_repeated(self, client: Client) -> None:
        response = self.post(client, TYPED | {"new_Password2": "three unrelated words"})
        assert response.status_code == 401
        assert "three unrelated words" not in response.content.decode()

    def test_pages_of_sign_in_keep_nothing(self, client: Client) -> None:
        response = self.post(client, {"note": "typed"}, "/accounts/password/change/")
        assert (response.status_code, response.content) == (302, b"")

    def test_a_file_has_to_be_added_again(self, client: Client) -> None:
        response = self.post(client, TYPED | {"plan": SimpleUploadedFile("my-plan.pdf", b"%PDF")})
        assert "We cannot keep files. Add my-plan.pdf again afterwards." in response.content.decode()

    @pytest.mark.parametrize("data", [{}, {"name": "  "}])
    def test_with_nothing_typed_it_leads_to_the_sign_in_page(self, client: Client, data: dict[str, str]) -> None:
        response = self.post(client, data)
        assert response["Location"] == f"/accounts/login/?next={INVITE}"


class TestOldToken:
    @pytest.fixture(autouse=True)
    def signed_in(self, client: Client, admin: User) -> None:
        client.force_login(admin)

    @pytest.mark.parametrize(
        "headers",
        [
            HERE,
            {"Referer": f"http://testserver{INVITE}"},
            {"Origin": settings.SITE_URL},
        ],
        ids=["origin", "referer", "behind a proxy"],
    )
    def test_a_page_of_this_service_gets_its_text_back(self, client: Client, headers: dict[str, str]) -> None:
        response: Any = client.post(INVITE, TYPED | {"csrfmiddlewaretoken": "x" * 64}, headers=headers)
        assert response.status_code == 403
        assert repeated(response)["name"] == LONG

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://example.org"},
            {"Origin": "https://example.org", "Referer": f"http://testserver{INVITE}"},
            {"Origin": "null"},
            {"Origin": "http://testserver.example.org"},
            {"Referer": "https://example.org/?http://testserver/"},
            {},
        ],
        ids=["foreign", "foreign with our referer", "hidden", "alike", "foreign referer", "unknown"],
    )
    def test_what_another_site_made_up_is_not_repeated(self, client: Client, headers: dict[str, str]) -> None:
        response: Any = client.post(INVITE, TYPED, headers=headers)
        text = response.content.decode()
        assert response.status_code == 403
        assert "We could not accept this form" in text
        assert "Send again" not in text
        assert "ada@test.example" not in text

    def test_a_password_is_never_repeated(self, client: Client) -> None:
        data = {"oldpassword": people.PASSWORD, "password1": "x", "other": "typed"}
        response: Any = client.post("/accounts/password/change/", data, headers=HERE)
        assert response.status_code == 403
        assert "We could not accept this form" in response.content.decode()


def test_only_a_signed_in_person_owns_drafts(client: Client, admin: User) -> None:
    assert b"data-drafts-owner" not in client.get("/accounts/login/").content
    client.force_login(admin)
    assert f'data-drafts-owner="{admin.pk}"'.encode() in client.get("/").content
