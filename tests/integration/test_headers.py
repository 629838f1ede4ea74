"""What every answer says to a browser, whatever was asked for: a page, a file, or something that there is not."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
# By hand: what every policy forbids.
FORBIDDEN = ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 302),
        ("GET", "/accounts/login/", {}, 200),
        ("GET", "/static/app.css", {}, 200),
        ("GET", "/static/nothing.css", {}, 404),
        ("GET", "/nowhere/", {}, 404),
        ("GET", "/", {"host": "evil.example"}, 400),
        ("POST", "/healthz", {}, 405),
    ],
)
def test_every_answer_has_the_policy_and_is_for_no_other_site(
    method: str, path: str, headers: dict[str, str], status: int
) -> None:
    response: Any = Client(headers={"origin": "https://evil.example", **headers}).generic(method, path)
    b"".join(response)  # read to its end, so that no file stays open
    assert response.status_code == status
    policy = response["Content-Security-Policy"].split("; ")
    assert [each for each in FORBIDDEN if each not in policy] == []
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert [name for name in response.headers if name.startswith("Access-Control-")] == []


@pytest.mark.parametrize(
    ("path", "by_http", "by_https"),
    [
        ("/", 301, 302),
        ("/accounts/login/", 301, 200),
        # For the load balancer, inside.
        ("/healthz", 200, 200),
        ("/calendar/nobodys-key.ics", 403, 404),
        ("/notify/receipts/", 403, 405),
    ],
)
def test_pages_lead_to_https_and_what_programs_ask_does_not(
    path: str, by_http: int, by_https: int, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECURE_REDIRECT_EXEMPT = True, [r"^healthz?$"]
    found: Any = Client().get(path)
    assert found.status_code == by_http and "Strict-Transport-Security" not in found
    found = Client().get(path, secure=True)
    assert found.status_code == by_https
    assert found["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains")


@pytest.mark.parametrize("path", ["/", "/schools/", "/account/", "/accounts/login/", "/healthz", "/static/app.css"])
def test_what_was_sent_is_never_sent_back_by_trace(client: Client, path: str) -> None:
    client.force_login(people.person(role="principal_officer"))
    response: Any = client.trace(path, headers={"X-Secret": "marked"})
    assert response.status_code in (302, 404, 405)
    assert b"marked" not in b"".join(response)
