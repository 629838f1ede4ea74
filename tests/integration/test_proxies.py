"""sil.web.incoming.proxies: who a visitor is behind proxies, and what nobody else may claim."""

from ipaddress import ip_network
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from sil.logs import reference
from sil.sign_in.models import FailedAttempt
from sil.web.incoming.proxies import TrustedProxiesMiddleware
from sil.web.incoming.reference import RequestIdMiddleware


@pytest.fixture(autouse=True)
def proxies(settings: Any) -> None:
    settings.TRUSTED_PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


# Peer, X-Forwarded-For -> visitor
FORWARDED = [
    ("192.0.2.7", "", "192.0.2.7"),
    ("192.0.2.7", "203.0.113.9", "192.0.2.7"),
    ("10.0.0.1", "", "10.0.0.1"),
    ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
    ("10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
    ("10.0.0.1", "6.6.6.6, 203.0.113.9,10.0.0.2", "203.0.113.9"),
    ("10.0.0.1", "10.0.0.9, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
    ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
    ("10.0.0.1", "203.0.113.9, nonsense", "10.0.0.1"),
    ("10.0.0.1", "203.0.113.9, nonsense, 10.0.0.2", "10.0.0.2"),
    ("10.0.0.1", ",", "10.0.0.1"),
    ("10.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
    ("fd00::1", "2001:db8::5", "2001:db8::5"),
    ("fd00::1", "[2001:db8::5]:4711, fd00::2", "2001:db8::5"),
    ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
    ("2001:db8::1", "203.0.113.9", "2001:db8::1"),
    ("", "203.0.113.9", ""),
]


def seen(**meta: str) -> HttpRequest:
    request = RequestFactory().get("/", **meta)  # type: ignore[arg-type]
    TrustedProxiesMiddleware(lambda _: HttpResponse())(request)
    return request


@pytest.mark.parametrize(("peer", "forwarded", "visitor"), FORWARDED)
def test_the_visitor_is_the_first_from_the_right_that_is_no_proxy(peer: str, forwarded: str, visitor: str) -> None:
    request = seen(REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert request.META["REMOTE_ADDR"] == visitor
    assert "HTTP_X_FORWARDED_FOR" not in request.META


@pytest.mark.parametrize(
    ("peer", "proto", "is_secure"),
    [
        ("10.0.0.1", "https", True),
        ("10.0.0.1", "http", False),
        ("10.0.0.1", "http, https", True),
        ("10.0.0.1", "https, http", False),
        ("10.0.0.1", "", False),
        ("192.0.2.7", "https", False),
    ],
)
def test_https_is_believed_of_proxies_alone(peer: str, proto: str, is_secure: bool) -> None:
    assert seen(REMOTE_ADDR=peer, HTTP_X_FORWARDED_PROTO=proto).is_secure() is is_secure


@pytest.mark.django_db
def test_signing_in_counts_the_visitor_and_not_the_proxy() -> None:
    for visitor in ("203.0.113.9", "203.0.113.10"):
        Client().post(
            "/accounts/login/",
            {"login": "a@test.example", "password": "wrong"},
            REMOTE_ADDR="10.0.0.1",
            HTTP_X_FORWARDED_FOR=f"6.6.6.6, {visitor}",
        )
    assert set(FailedAttempt.objects.values_list("network", flat=True)) == {"203.0.113.9", "203.0.113.10"}


@pytest.mark.feature("T7")
@pytest.mark.parametrize(
    ("peer", "sent", "taken"),
    [
        ("10.0.0.1", "a-reference-of-nginx", True),
        ("10.0.0.1", "forged\tline of a log", False),
        ("10.0.0.1", "", False),
        ("192.0.2.7", "a-reference-of-nginx", False),
    ],
)
def test_a_reference_is_taken_from_a_proxy_alone(peer: str, sent: str, taken: bool) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_REQUEST_ID=sent)
    named: list[str] = []

    def answer(_: HttpRequest) -> HttpResponse:
        named.append(reference.current())
        return HttpResponse()

    response = RequestIdMiddleware(answer)(request)
    assert (response["X-Request-ID"] == sent) is taken
    assert named == [response["X-Request-ID"]]
    assert len(response["X-Request-ID"]) >= 8
    reference.begin("")
