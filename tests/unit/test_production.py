"""sil.health.production: what a server is not started with."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

from sil.health.production import refusals

FIT: dict[str, Any] = {
    "DEBUG": False,
    "SECRET_KEY": "0123456789abcdefghij" * 3,
    "SITE_URL": "https://support.example.org",
    "ALLOWED_HOSTS": ["support.example.org", "10.0.0.1"],
    "EMAIL_USE_TLS": True,
    "EMAIL_USE_SSL": False,
    "EMAIL_HOST": "mail.example.org",
    "PLAIN_MAIL": False,
    "SECOND_FACTOR_REQUIRED": True,
    "PASSWORD_ALONE": False,
}
PLAIN = {"EMAIL_USE_TLS": False}


@pytest.mark.parametrize(
    ("changed", "begins"),
    [
        ({}, None),
        ({"DEBUG": True}, "DEBUG is on"),
        ({"SECRET_KEY": FIT["SECRET_KEY"][:49]}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": FIT["SECRET_KEY"][:50]}, None),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY can be guessed"),
        ({"SITE_URL": "http://support.example.org"}, "SITE_URL begins with http"),
        ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS has *"),
        ({"ALLOWED_HOSTS": []}, "ALLOWED_HOSTS does not have support.example.org"),
        (PLAIN, "MAIL_URL sends emails without TLS"),
        (PLAIN | {"EMAIL_USE_SSL": True}, None),
        (PLAIN | {"EMAIL_HOST": "127.0.0.1"}, None),
        (PLAIN | {"PLAIN_MAIL": True}, None),
        ({"SECOND_FACTOR_REQUIRED": False}, "SIL_SECOND_FACTOR is off"),
        ({"SECOND_FACTOR_REQUIRED": False, "PASSWORD_ALONE": True}, None),
    ],
)
def test_each_rule(changed: dict[str, Any], begins: str | None) -> None:
    said = list(refusals(FIT | changed))
    assert [each.startswith(str(begins)) for each in said] == ([True] if begins else [])


def started(**variables: str) -> str:
    """What a server says that is started with these variables alone."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(settings.BASE_DIR), **variables}
    done = subprocess.run(
        [sys.executable, "-c", "import sil.settings as s; print(s.SESSION_COOKIE_NAME)"],
        env=environment,
        capture_output=True,
        text=True,
    )
    return done.stdout or done.stderr


def test_a_server_does_not_start_with_them() -> None:
    fit = {
        "SECRET_KEY": FIT["SECRET_KEY"],
        "SITE_URL": FIT["SITE_URL"],
        "ALLOWED_HOSTS": "support.example.org",
        "MAIL_URL": "smtp+tls://mail.example.org",
    }
    assert started(**fit) == "__Host-sessionid\n"
    assert "ALLOWED_HOSTS has *" in started(**fit | {"ALLOWED_HOSTS": "*", "DEBUG": "1"})
    assert "SIL_SECOND_FACTOR is off" in started(**fit, SIL_SECOND_FACTOR="0")
    assert started(**fit, SIL_SECOND_FACTOR="0", SIL_PASSWORD_ALONE="1") == "__Host-sessionid\n"
    assert "for this machine alone" in started(**fit, SIL_TESTING="1")
    assert "for this machine alone" in started(**fit, SIL_DEMO="1")
