"""Requests that are sent by halves, slowly or never to the end, and whoever else is asking meanwhile."""

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from sil import server
from tests.conftest import NOW, load_liverpool
from tests.factories import people
from tests.reliability.test_without_broker import Browser
from tests.site import Site, running

pytestmark = pytest.mark.slow

POST = (
    b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 1000\r\n\r\nlogin=somebody"
)
UPLOAD = POST.replace(b"1000", b"90000000")
HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "


def half_sent(site: Site, what: bytes) -> socket.socket:
    host, _, port = site.url.removeprefix("http://").partition(":")
    found = socket.create_connection((host, int(port)), timeout=30)
    found.sendall(what)
    return found


@pytest.fixture
def site(own_database: str, tmp_path: Path) -> Iterator[Site]:
    load_liverpool()
    with running(own_database, tmp_path, NOW) as found:
        yield found


@pytest.mark.promise("up")
@pytest.mark.feature("T12")
def test_half_sent_requests_stop_nobody(site: Site) -> None:
    """A slow or broken connection of somebody else never keeps you waiting: what is sent by halves is put aside, and
    cut off after a while."""
    person = people.person("Ada Example", email="ada@test.example", password=people.PASSWORD)
    with ExitStack() as stack:
        begun = time.monotonic()
        open_ = [stack.enter_context(half_sent(site, what)) for what in (POST, UPLOAD, HEAD) for _ in range(64)]
        assert len(open_) < server.RECEIVING
        for _ in range(3):
            started = time.monotonic()
            page = Browser(site.url).post("/accounts/login/", login=person.email, password=people.PASSWORD)
            assert "Ada Example" in page
            assert time.monotonic() - started < 10
        assert open_[-1].recv(100) == b"" or b"HTTP/1.1 4" in open_[-1].recv(100)
        assert time.monotonic() - begun < server.HEAD_SECONDS + 10


def test_what_is_sent_in_any_proper_way_arrives(site: Site) -> None:
    """In pieces, in chunks, after asking, one after another; and a body that ends too early is not acted on."""
    address = site.url.removeprefix("http://")
    with closing(http.client.HTTPConnection(address, timeout=20)) as browser:
        for _ in range(3):
            browser.request("POST", "/accounts/login/", b"login=somebody&password=x")
            answer = browser.getresponse()
            assert (answer.status, b"</html>" in answer.read()) == (403, True)
        browser.request("POST", "/accounts/login/", iter([b"login=", b"somebody"]), encode_chunked=True)
        assert browser.getresponse().read()
    with half_sent(site, POST) as slow:
        for _ in range(2):
            time.sleep(0.2)
            slow.sendall(b"x" * 493)
        assert slow.recv(12) == b"HTTP/1.1 403"
    with half_sent(
        site, POST.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")[: -len(b"login=somebody")]
    ) as asks:
        assert asks.recv(100).startswith(b"HTTP/1.1 100")
        asks.sendall(b"x" * 1000)
        assert asks.recv(12) == b"HTTP/1.1 403"
    with half_sent(site, POST) as cut:
        cut.shutdown(socket.SHUT_WR)
        assert cut.recv(100) == b""
    too_large = POST.replace(b"1000", str(server.MOST_BYTES + 1).encode())
    with half_sent(site, too_large) as large:
        assert large.recv(10) == b"HTTP/1.1 4"


START = b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
# By hand: requests of which a proxy and a web process could tell the end in two ways, each with another one inside.
INSIDE = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
CLEAR = b"Content-Length: 5\r\n\r\n"
IN_DOUBT = {
    "a length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
    "two lengths": b"Content-Length: 4\r\nContent-Length: 5\r\n\r\n",
    "a length with a sign": b"Content-Length: +4\r\n\r\n",
    "two encodings": b"Transfer-Encoding: chunked, identity\r\n\r\n",
    "an encoding that is none": b"Transfer-Encoding: xchunked\r\n\r\n",
    "a name with a space": b"Content-Length: 5\r\nTransfer-Encoding : chunked\r\n\r\n",
    "a line that goes on": b"Content-Length: 5\r\nTransfer-Encoding:\r\n chunked\r\n\r\n",
}


def test_a_request_whose_end_is_in_doubt_is_not_answered_twice(site: Site) -> None:
    """What follows it on the same connection is never taken for another request."""
    assert answers(site, CLEAR).count(b"HTTP/1.1 ") == 2, "there is another request inside"
    for name, head in IN_DOUBT.items():
        said = answers(site, head)
        assert said.count(b"HTTP/1.1 ") <= 1 and b"ok\n" not in said, name
        assert not said or said.startswith((b"HTTP/1.1 4", b"HTTP/1.1 501")), name


def answers(site: Site, head: bytes) -> bytes:
    """Send a request with INSIDE behind its head, and return all that comes back until the end."""
    said = b""
    with half_sent(site, START + head + INSIDE) as sent:
        while piece := sent.recv(65_536):
            said += piece
    return said
