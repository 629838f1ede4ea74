"""sil/nginx.conf: whose requests are counted together. What nginx does with the counts is nginx's own."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DjangoStore
from django.utils.crypto import get_random_string

from sil.sign_in.store import SessionStore

ROOT = Path(__file__).parent.parent.parent
CONF = (ROOT / "sil" / "nginx.conf").read_text(encoding="utf-8")
KEY, OTHER, ODD = "a1" * 16, "b2" * 16, "odd $visitor"
_ROW = re.compile(r'\s*(?:"~(?P<any_case>\*?)(?P<pattern>.*)"|default) "?(?P<made>[^"]*)"?;')


def mapped(name: str, value: str) -> str:
    """What a map of the file makes of a value, as nginx does: the first pattern that fits, or else the default."""
    block = re.search(rf"map \$\w+ \${name} {{\n(.*?)\n  }}", CONF, re.DOTALL)
    assert block
    rows = [found for found in map(_ROW.fullmatch, block[1].splitlines()) if found]
    assert len(rows) == len(block[1].splitlines())
    for row in rows:
        if row["pattern"] is not None:
            pattern = re.compile(row["pattern"].replace("(?<", "(?P<"), re.IGNORECASE if row["any_case"] else 0)
            if found := pattern.search(value):
                return found[row["made"][1:]] if row["made"].startswith("$") else row["made"]
    return next(row["made"] for row in rows if row["pattern"] is None)


@pytest.mark.parametrize(
    ("cookie", "counted"),
    [
        ("", ""),
        ("__Host-csrftoken=x; __Host-device=y", ""),
        (f"sessionid={KEY}", KEY),
        (f"__Host-sessionid={KEY}", KEY),
        (f"__Host-csrftoken=x; __Host-sessionid={KEY}; __Host-device=y", KEY),
        # One session that is written in many ways, or behind another one, has no count of its own.
        (f"sessionid={OTHER}; __Host-sessionid={KEY}", ODD),
        (f"sessionid={OTHER}; SESSIONID={KEY}", ODD),
        (f'sessionid="{KEY}"', ODD),
        (f"sessionid ={KEY}", ODD),
        (f"sessionid={KEY}x", ODD),
        ("sessionid=" + "\\141" * 32, ODD),
        ("__Host-sessionid=", ODD),
    ],
)
def test_each_session_has_a_count_of_its_own(cookie: str, counted: str) -> None:
    assert mapped("session", cookie) == counted


def test_the_cookie_is_the_one_of_the_service() -> None:
    source = (ROOT / "sil" / "settings.py").read_text(encoding="utf-8")
    names = {settings.SESSION_COOKIE_NAME, *re.findall(r'SESSION_COOKIE_NAME\b.* = "([^"]+)"', source)}
    assert names == {"sessionid", "__Host-sessionid"}
    assert SessionStore._get_new_session_key is DjangoStore._get_new_session_key
    for name in names:
        key = get_random_string(32, VALID_KEY_CHARS)
        assert mapped("session", f"{name}={key}") == key


@pytest.mark.parametrize(
    ("forwarded", "counted"),
    [
        ("", "$binary_remote_addr"),
        ("192.0.2.7", "192.0.2.7"),
        # What a visitor wrote stands to the left of what the proxy adds.
        ("1.2.3.4, 192.0.2.7", "192.0.2.7"),
        ("1.2.3.4,2001:db8::1", "2001:db8::1"),
    ],
)
def test_an_address_is_the_one_that_the_proxy_saw(forwarded: str, counted: str) -> None:
    assert mapped("visitor", forwarded) == counted


def test_both_limits_are_kept_and_refuse_with_a_page() -> None:
    for zone in ("session", "visitor"):
        assert re.search(rf"limit_req_zone \${zone} zone={zone}:\d+m rate=\d+r/s;", CONF)
        assert re.search(rf"    limit_req zone={zone} burst=\d+ nodelay;", CONF)
    assert "limit_req_status 429;" in CONF and "error_page 429 @often;" in CONF
    [page] = re.findall(r"return 429 '(.*)';", CONF)
    assert page.startswith("<!DOCTYPE html>") and "Wait a minute, then go back and try again." in page
