"""sil.health.production: what a server is not started with."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from sil.health.production import refusals

FIT: dict[str, Any] = {
    "DEBUG": False,
    "SECRET_KEY": "0123456789abcdefghij" * 3,
    "SECRET_KEY_FALLBACKS": [],
    "SITE_URL": "https://support.example.org",
    "ALLOWED_HOSTS": ["support.example.org", "10.0.0.1"],
    "EMAIL_USE_TLS": True,
    "EMAIL_USE_SSL": False,
    "EMAIL_HOST": "mail.example.org",
    "PLAIN_MAIL": False,
    "SESSION_IDLE": 3600,
    "SESSION_COOKIE_AGE": 43_200,
    "SECOND_FACTOR_REQUIRED": True,
    "PASSWORD_ALONE": False,
    "BREACHED_PASSWORDS": None,
    "METRICS_TOKEN": "",
}
PLAIN = {"EMAIL_USE_TLS": False}
VARIABLES = {
    "SECRET_KEY": FIT["SECRET_KEY"],
    "SITE_URL": FIT["SITE_URL"],
    "ALLOWED_HOSTS": "support.example.org",
    "MAIL_URL": "smtp+tls://mail.example.org",
}
# By hand: what a server that people reach by https has to have.
HTTPS: dict[str, Any] = {
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
    "DEVICE_COOKIE_NAME": "__Host-device",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "CSRF_COOKIE_SAMESITE": "Lax",
    # A cookie __Host- is for one host and all its paths.
    "SESSION_COOKIE_DOMAIN": None,
    "SESSION_COOKIE_PATH": "/",
    "CSRF_COOKIE_DOMAIN": None,
    "CSRF_COOKIE_PATH": "/",
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SESSION_ENGINE": "sil.sign_in.store",
    "SESSION_IDLE": 3600,
    "SESSION_SERIALIZER": "django.contrib.sessions.serializers.JSONSerializer",
    "PASSWORD_HASHERS": "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "SECRET_KEY_FALLBACKS": ["zyxwvutsrq9876543210" * 3, "abcdefghij9876543210" * 3],
}


@pytest.mark.parametrize(
    ("changed", "begins"),
    [
        ({}, None),
        ({"DEBUG": True}, "DEBUG is on"),
        ({"SECRET_KEY": FIT["SECRET_KEY"][:49]}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": FIT["SECRET_KEY"][:50]}, None),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY_FALLBACKS": ["9876543210abcdefghij" * 3]}, None),
        ({"SECRET_KEY_FALLBACKS": ["9876543210abcdefghij" * 3, "demonstration"]}, "SIL_EARLIER_SECRET_KEYS has one"),
        ({"SITE_URL": "http://support.example.org"}, "SITE_URL begins with http"),
        ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS has *"),
        ({"ALLOWED_HOSTS": []}, "ALLOWED_HOSTS does not have support.example.org"),
        (PLAIN, "MAIL_URL sends emails without TLS"),
        (PLAIN | {"EMAIL_USE_SSL": True}, None),
        (PLAIN | {"EMAIL_HOST": "127.0.0.1"}, None),
        (PLAIN | {"PLAIN_MAIL": True}, None),
        ({"METRICS_TOKEN": "0123456789abcdef" * 2}, None),
        ({"METRICS_TOKEN": "0123456789abcdef01234567890abcd"}, "SIL_METRICS_TOKEN can be guessed"),
        ({"SESSION_IDLE": 599}, "SIL_IDLE_MINUTES is not between"),
        ({"SESSION_IDLE": 721 * 60}, "SIL_IDLE_MINUTES is not between"),
        ({"BREACHED_PASSWORDS": Path("/nowhere/passwords")}, "SIL_BREACHED_PASSWORDS names /nowhere/passwords"),
        ({"BREACHED_PASSWORDS": Path(__file__)}, "SIL_BREACHED_PASSWORDS names"),
        ({"SECOND_FACTOR_REQUIRED": False}, "SIL_SECOND_FACTOR is off"),
        ({"SECOND_FACTOR_REQUIRED": False, "PASSWORD_ALONE": True}, None),
    ],
)
def test_each_rule(changed: dict[str, Any], begins: str | None) -> None:
    said = list(refusals(FIT | changed))
    assert [each.startswith(str(begins)) for each in said] == ([True] if begins else [])


def started(program: str = "import sil.settings as s; print(s.SESSION_COOKIE_NAME)", **variables: str) -> str:
    """What a server says that is started with these variables alone."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(settings.BASE_DIR), **variables}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
    )
    return done.stdout or done.stderr


def test_a_server_does_not_start_with_them() -> None:
    fit = VARIABLES
    assert started(**fit) == "__Host-sessionid\n"
    assert "ALLOWED_HOSTS has *" in started(**fit | {"ALLOWED_HOSTS": "*", "DEBUG": "1"})
    assert "SIL_SECOND_FACTOR is off" in started(**fit, SIL_SECOND_FACTOR="0")
    assert started(**fit, SIL_SECOND_FACTOR="0", SIL_PASSWORD_ALONE="1") == "__Host-sessionid\n"
    assert "for this machine alone" in started(**fit, SIL_TESTING="1")
    assert "for this machine alone" in started(**fit, SIL_DEMO="1")


def test_a_secret_can_be_in_a_file(tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    kept.write_text(VARIABLES["SECRET_KEY"])
    others = {name: value for name, value in VARIABLES.items() if name != "SECRET_KEY"}
    program = "import sil.settings as s; print(s.SECRET_KEY)"
    assert started(program, **others, SECRET_KEY_FILE=str(kept)) == f"{VARIABLES['SECRET_KEY']}\n"
    assert "Set the environment variable SECRET_KEY" in started(program, **others)


def test_over_https_cookies_and_passwords_are_kept_as_they_have_to_be() -> None:
    program = f"""
import json
from django.conf import settings
found = {{name: getattr(settings, name) for name in {[*HTTPS]}}}
print(json.dumps(found | {{"PASSWORD_HASHERS": found["PASSWORD_HASHERS"][0]}}))
"""
    variables = VARIABLES | {"SIL_EARLIER_SECRET_KEYS": ",".join(HTTPS["SECRET_KEY_FALLBACKS"])}
    assert json.loads(started(program, DJANGO_SETTINGS_MODULE="sil.settings", **variables)) == HTTPS
