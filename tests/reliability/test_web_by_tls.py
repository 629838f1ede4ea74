"""sil.server behind a proxy that asks it by TLS, and what Docker asks it: a real gunicorn."""

import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings

from sil.connections import secrets

pytestmark = [pytest.mark.slow, pytest.mark.all_only]
PROBE = ["sil/health/probe.py"]


@pytest.fixture
def web(own_database: str, tmp_path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Its port, and the environment of its container."""
    secrets.write(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": own_database,
        "SIL_TLS_CERTIFICATE": str(tmp_path / "web_certificate"),
        "SIL_TLS_KEY": str(tmp_path / "web_key"),
        "SIL_TRUSTED_CERTIFICATES": str(tmp_path / secrets.AUTHORITY),
        "ALLOWED_HOSTS": "support.example.org",
        "STATIC_ROOT": str(settings.STATIC_ROOT),
    }
    gunicorn = [Path(sys.executable).parent / "gunicorn", "--config", "python:sil.server", "sil.wsgi:application"]
    command = [*gunicorn, "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    with subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL) as process:
        for _ in range(200):
            with socket.socket() as knocking:
                if knocking.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, environment
        process.terminate()


def test_it_answers_by_tls_alone_and_the_probe_says_how_it_is(web: tuple[int, dict[str, str]], tmp_path: Path) -> None:
    port, environment = web

    def probed(*words: str, **more: str) -> tuple[int, str]:
        command = [sys.executable, *PROBE, *words]
        done = subprocess.run(
            command, env=environment | more, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=30
        )
        return done.returncode, done.stdout.strip()

    address = f"https://127.0.0.1:{port}"
    assert probed("", address) == (0, "200 ok")
    # Nothing was seen of beat, and the worker is not asked about.
    assert probed("beat", address)[0] == 1 and "beat" in probed("beat", address)[1]
    assert probed("nothing", address)[0] == 0
    assert probed("", f"http://127.0.0.1:{port}")[0] == 1
    other = tmp_path / "other"
    secrets.write(other)
    known_by_none = {"SIL_TRUSTED_CERTIFICATES": str(other / secrets.AUTHORITY)}
    assert probed("", address, **known_by_none) == (1, "the web process does not answer: SSLCertVerificationError")
    # A body that comes slowly, by TLS as without.
    trusted = ssl.create_default_context(cafile=environment["SIL_TRUSTED_CERTIFICATES"])
    plain = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection = HTTPConnection("127.0.0.1", port)
    with trusted.wrap_socket(plain, server_hostname="web") as connection.sock:
        connection.putrequest("POST", "/accounts/login/", skip_host=True)
        for name, value in (("Host", "support.example.org"), ("Content-Length", "100000")):
            connection.putheader(name, value)
        connection.endheaders()
        for _ in range(10):
            connection.send(b"x" * 10_000)
            time.sleep(0.02)
        assert connection.getresponse().status in (400, 403)
