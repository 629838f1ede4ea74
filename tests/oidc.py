"""A real OpenID Connect provider as a process, and what a browser does there. Its users say whatever a test tells them
to, also iss, aud and nonce, which stand in a token that is signed as it should be."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from django.test import Client

START, BACK = "/accounts/provider/", "/accounts/provider/return/"


@dataclass(frozen=True)
class Running:
    """A provider that runs at `url`."""

    url: str
    process: subprocess.Popen[bytes]

    def has(self, sub: str, **claims: Any) -> str:
        """Somebody has an account there, about whom tokens say `claims`; returns the name to sign in by."""
        requests.put(f"{self.url}/users/{sub}", json=claims, timeout=10).raise_for_status()
        return sub


@contextmanager
def running() -> Iterator[Running]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    there = Running(f"http://127.0.0.1:{port}", process)
    try:
        _wait(there)
        yield there
    finally:
        process.terminate()
        process.wait(10)


def _wait(there: Running) -> None:
    for _ in range(300):
        try:
            requests.get(there.url, timeout=1)
            return
        except requests.RequestException:
            assert there.process.poll() is None
            time.sleep(0.1)
    raise AssertionError("the provider did not start")


def leaves_to(answer: Any) -> str:
    """The address to which the page in between leads, without scripts and by a link alike."""
    page = answer.content.decode()
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    assert answer.status_code == 200 and found, page
    assert page.count(found[1]) == 2
    return unescape(found[1])


def asked(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def sign_in_there(address: str, sub: str) -> str:
    """Sign in at the provider, whose page is at `address`; return where it leads, from the path on."""
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    leads = urlsplit(answer.headers["Location"])
    assert leads.path == BACK
    return f"{leads.path}?{leads.query}"


def walk(browser: Client, sub: str, *, to: str = "") -> Any:
    """Press the button, sign in at the provider, and come back; the answer to that."""
    pressed = browser.post(START, {"next": to} if to else {})
    return browser.get(sign_in_there(leaves_to(pressed), sub))
