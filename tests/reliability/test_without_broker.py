"""What still works while the broker is stopped, and what happens once it is there again."""

import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from sil.outbox.models import Message
from tests.conftest import NOW, load_liverpool
from tests.factories import people
from tests.site import OwnBroker, running


class Browser:
    def __init__(self, url: str) -> None:
        self.url, self.jar = url, CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> str:
        text: str = self.opener.open(f"{self.url}{path}", timeout=20).read().decode()
        return text

    def post(self, path: str, **data: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        assert token
        body = urlencode({**data, "csrfmiddlewaretoken": token[1]}).encode()
        text: str = self.opener.open(f"{self.url}{path}", body, timeout=20).read().decode()
        return text


def health(url: str) -> str:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=20) as answer:
            found: str = answer.read().decode()
    except urllib.error.HTTPError as error:
        found = error.read().decode()
    return found


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.3)


@pytest.mark.slow
@pytest.mark.promise("up")
@pytest.mark.feature("T12")
def test_without_the_broker_people_sign_in_and_no_email_is_lost(own_database: str, tmp_path: Path) -> None:
    """You can sign in and work while the queue of background work is down. Emails and letters of that time go out once
    it is back, and whoever runs the service can see what is down."""
    load_liverpool()
    person = people.person("Ada Example", email="ada@test.example", password=people.PASSWORD)
    broker = OwnBroker(tmp_path)
    broker.start()
    try:
        with running(own_database, tmp_path, NOW, beats=1, broker=broker.url) as site:
            wait_until(lambda: health(site.url) == "ok\n")
            broker.stop()
            wait_until(lambda: "broker" in health(site.url))
            site.answers()
            browser, started = Browser(site.url), time.monotonic()
            assert "Ada Example" in browser.post("/accounts/login/", login=person.email, password=people.PASSWORD)
            Browser(site.url).post("/accounts/password/reset/", email=person.email)
            assert time.monotonic() - started < 15
            assert Message.objects.get().attempts == 0
            broker.start()
            # There is no mail server here: that it was tried shows that the sweep found it.
            wait_until(lambda: Message.objects.get().attempts == 1)
            wait_until(lambda: health(site.url) == "ok\n")
    finally:
        broker.stop()
