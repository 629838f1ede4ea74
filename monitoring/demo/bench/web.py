"""How many requests a second does the web server answer, and how much memory does each of its processes take?"""

import os
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path
from time import monotonic, sleep

from django.conf import settings
from django.test import Client

from .figures import Figure
from .measuring import EMPTY

APPLICATION = "monitoring.demo.bench.wsgi:application"
HOST, PROCESSES = "127.0.0.1", (1, 2, 4)
# So many ask at a time, for so many seconds; a server may take so long to start.
ASKING, SECONDS, PATIENCE = 8, 5.0, 60.0


def measured(client: Client, who: str) -> Iterator[Figure]:
    """The first page of a person and the empty page, with each number of web processes."""
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    for processes in PROCESSES:
        with _served(processes) as (server, port):
            # What every process reads once is not measured.
            _asked(port, "/", cookie, SECONDS / 5)
            empty, page = (_asked(port, path, cookie, SECONDS) for path in (EMPTY, "/"))
            memory = max(_memory(server), default=0.0)
        more = f"the empty page {empty:.0f} a second, {empty / max(page, 0.01):.1f} times as many"
        yield Figure("web", f"first page of {who}, {processes} web processes", page, "req/s", None, more)
        yield Figure("web", f"the largest of {processes} web processes", memory, "MB", "web process", "after that")


@contextmanager
def _served(processes: int) -> Iterator[tuple[int, int]]:
    """The web server as it is run, with so many processes; gives the key of its first process and its port."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    options = ["--bind", f"{HOST}:{port}", "--workers", str(processes)]
    server = get_context("spawn").Process(target=_serve, args=(options,))
    server.start()
    try:
        _wait_for(port)
        yield server.pid or 0, port
    finally:
        server.terminate()
        server.join(PATIENCE)


def _serve(options: list[str]) -> None:
    """Run gunicorn as its command would."""
    from gunicorn.app.wsgiapp import run

    quiet = ["--access-logfile", os.devnull, "--error-logfile", os.devnull]
    sys.argv = ["gunicorn", "--config", "python:sil.server", APPLICATION, *options, *quiet]
    run()


def _wait_for(port: int) -> None:
    until = monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection((HOST, port), 1).close()
            return
        except OSError:
            if monotonic() > until:
                raise
            sleep(0.2)


def _asked(port: int, path: str, cookie: str, seconds: float) -> float:
    """Answers a second. Raises RuntimeError where one is no page."""
    until = monotonic() + seconds
    with ThreadPoolExecutor(ASKING) as pool:
        return sum(pool.map(lambda _: _answers(port, path, cookie, until), range(ASKING))) / seconds


def _answers(port: int, path: str, cookie: str, until: float) -> int:
    connection, found = HTTPConnection(HOST, port, timeout=PATIENCE), 0
    while monotonic() < until:
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        found += 1
    connection.close()
    return found


def _memory(parent: int) -> list[float]:
    """MB of each child of a process; nothing where a system does not say."""
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
        return [_resident(int(child)) for child in children]
    except OSError:
        return []


def _resident(process: int) -> float:
    said = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return float(said.partition("VmRSS:")[2].split()[0]) / 1000
