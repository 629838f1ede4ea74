"""sil/nginx.conf in a real nginx, where this machine has one: what web is told, what never reaches it, and whom nginx
believes to be web. Everywhere: that the file still has the lines in whose place the test puts addresses of its own."""

import json
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings

from sil.connections import secrets

pytestmark = [pytest.mark.slow, pytest.mark.all_only]
CONF = (settings.BASE_DIR / "sil" / "nginx.conf").read_text(encoding="utf-8")
HOST = "127.0.0.1"
PLACES = ("listen 8000;", "resolver 127.0.0.11 valid=10s;", "https://web:8000", "/run/secrets/authority", "http {")


class Web(BaseHTTPRequestHandler):
    """A stand-in for the web process, which answers with what it was sent."""

    def do_POST(self) -> None:
        began = time.monotonic()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        said = {name.lower(): value for name, value in self.headers.items()}
        answer = json.dumps({**said, "path": self.path, "size": len(body), "took": time.monotonic() - began}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@contextmanager
def web(folder: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "web_certificate", folder / "web_key")
    with ThreadingHTTPServer((HOST, 0), Web) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


@contextmanager
def nginx(program: str, folder: Path, upstream: int, authority: Path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    instead = (f"listen {HOST}:{port};", "", f"https://{HOST}:{upstream}", str(authority), f"http {{\n{temporary}")
    text = CONF
    for place, own in zip(PLACES, instead, strict=True):
        text = text.replace(place, own)
    conf = folder / f"{port}.conf"
    conf.write_text(text)
    # Those who answer would otherwise be an account that may not enter the folder.
    told = f"daemon off; pid {folder}/{port}.pid;{' user root;' if os.geteuid() == 0 else ''}"
    command = [program, "-c", conf, "-p", folder, "-e", "stderr", "-g", told]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            for _ in range(100):
                with socket.socket() as knocking:
                    if knocking.connect_ex((HOST, port)) == 0:
                        break
                assert process.poll() is None, process.stderr and process.stderr.read()
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()


def asked(port: int, path: str = "/", body: bytes | None = None, **headers: str) -> tuple[int, str]:
    connection = HTTPConnection(HOST, port, timeout=20)
    try:
        words = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("POST" if body else "GET", path, body, {"Host": "support.example.org"} | words)
        answer: HTTPResponse = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_what_web_is_told_and_what_it_never_sees(tmp_path: Path) -> None:
    assert [place for place in PLACES if place not in CONF] == []
    if not (program := shutil.which("nginx")):
        return
    secrets.write(tmp_path / "ours")
    secrets.write(tmp_path / "others")
    with web(tmp_path / "ours") as upstream:
        with nginx(program, tmp_path, upstream, tmp_path / "ours" / "authority") as port:
            _is_passed_on(port)
            _waits_for_the_whole(port)
            _is_refused(port)
        # Somebody else answers in the place of web: nothing is passed on.
        with nginx(program, tmp_path, upstream, tmp_path / "others" / "authority") as port:
            assert asked(port)[0] == 502


def _is_passed_on(port: int) -> None:
    assert asked(port, "/proxy-health") == (200, "ok\n")
    status, text = asked(
        port, "/a%20b?q=%26", X_Forwarded_For="6.6.6.6", X_Forwarded_Proto="https", X_Request_ID="mine"
    )
    said = json.loads(text)
    assert status == 200 and said["path"] == "/a%20b?q=%26"
    assert said["host"] == "support.example.org"
    assert said["x-forwarded-for"] == f"6.6.6.6, {HOST}" and said["x-forwarded-proto"] == "https"
    assert len(said["x-request-id"]) == 32
    assert json.loads(asked(port)[1])["x-forwarded-proto"] == "http"
    assert json.loads(asked(port, body=b"x" * 3_000_000)[1])["size"] == 3_000_000


def _waits_for_the_whole(port: int) -> None:
    """A body that comes slowly reaches web at once."""
    connection = HTTPConnection(HOST, port, timeout=20)
    connection.putrequest("POST", "/slow")
    connection.putheader("Content-Length", "5000")
    connection.endheaders()
    for _ in range(5):
        time.sleep(0.1)
        connection.send(b"x" * 1000)
    said = json.loads(connection.getresponse().read())
    connection.close()
    assert said["size"] == 5000 and said["took"] < 0.3


def _is_refused(port: int) -> None:
    connection = HTTPConnection(HOST, port, timeout=20)
    connection.putrequest("POST", "/")
    connection.putheader("Content-Length", str(401 * 1024 * 1024))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
    # One session asks more often than anybody reads; another one goes on.
    session, other = (f"__Host-sessionid={letter * 32}" for letter in "ab")
    statuses = [asked(port, Cookie=session) for _ in range(340)]
    often = [text for status, text in statuses if status == 429]
    assert often and all("Wait a minute" in text for text in often)
    assert asked(port, Cookie=other)[0] == 200
