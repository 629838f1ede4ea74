"""The command `demo`: set everything up, run it, and leave nothing running."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from . import processes, ready, servers, sharing
from .machine import Machine
from .project import Busy, Project, Trouble, is_named, locked, say

HOST = "127.0.0.1"
START_SECONDS = 120
# In the project's own folder for what it makes (`Project.local`).
LOG = "demo.log"


def programs(project: Project, port: int) -> dict[str, str]:
    """The processes of the demo, by the name in front of their log lines: words for `python -m`."""
    return {
        "web": f"gunicorn --config python:sil.server sil.wsgi:application --bind {HOST}:{port}",
        "worker": "celery -A sil.celery worker --loglevel INFO --concurrency 2",
        "beat": "celery -A sil.celery beat --loglevel INFO --pidfile= --schedule .local/celerybeat-schedule",
    }


def run(project: Project, machine: Machine, port: int, reset: bool) -> int:
    """Set everything up, run the demo until somebody ends it, and leave nothing running.

    Returns 0 when it was asked to end. Raises Trouble when it cannot start, or a process ends.
    """
    if reset and is_named("DATABASE_URL", os.environ):
        raise Trouble("--reset deletes the demo's own data only: unset DATABASE_URL, or leave it out.")
    seals = project.local / "seals"
    settings = {"SIL_DEMO": "1", "SITE_URL": f"http://{HOST}:{port}", "SIL_SEAL_DIR": str(seals)}
    try:
        with _alone(project, port):
            ensure_free(port)
            if reset:
                _forget(project, machine)
            ready.ensure(project, machine, "demo")
            seals.mkdir(exist_ok=True)
            say("Starting PostgreSQL and Valkey…")

            def migrate(urls: Mapping[str, str]) -> None:
                manage(project, ready.variables(project, urls, **settings), "migrate", "--noinput", "-v0")

            with sharing.shared(project, machine, os.environ, fill=migrate) as urls:
                migrate(urls)
                served = _serve_by_role(project, urls, settings)
                _run(project, port, ready.variables(project, served, **settings))
    except KeyboardInterrupt:
        say("Everything is stopped.")
    return 0


def ensure_free(port: int) -> None:
    """Raise Trouble, naming a port that is free, if this one is not ours to have."""
    if _is_free(port):
        return
    other = next((near for near in range(max(port, 1023) + 1, 65536) if _is_free(near)), 8000)
    raise Trouble(
        f"Port {port} of {HOST} is taken or not allowed: run  python3 manage.py demo --port {other}  instead."
    )


def manage(project: Project, environment: Mapping[str, str], *words: str) -> str:
    """Run a Django command and return what it printed; raises Trouble when it fails."""
    done = subprocess.run(
        [project.python, project.manage, *words],
        cwd=project.root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        said = f"\n{done.stdout.rstrip()}" if done.stdout.strip() else ""
        raise Trouble(f"manage.py {words[0]} failed, for the reason above (exit code {done.returncode}).{said}")
    return done.stdout


def _serve_by_role(project: Project, urls: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """Give the role that serves its rights in a database of ours, and return the addresses with it in place of the
    owner (docs/adr/0152). An address from the environment stays as it is."""
    if "DATABASE_URL" not in urls:
        return dict(urls)
    served = {**urls, "DATABASE_URL": servers.serving_url(urls["DATABASE_URL"])}
    owner = {"SIL_OWNER_DATABASE_URL": urls["DATABASE_URL"]}
    manage(project, ready.variables(project, served, **settings, **owner), "grant_roles")
    return served


@contextmanager
def _alone(project: Project, port: int) -> Iterator[None]:
    lock = project.local / "demo.lock"
    try:
        with locked(lock, wait=False) as file:
            file.truncate(0)
            file.write(f"http://{HOST}:{port}/")
            file.flush()
            yield
    except Busy:
        raise Trouble(
            f"The demo is already running in this folder, at {lock.read_text()} : use it, or stop it first."
        ) from None


def _forget(project: Project, machine: Machine) -> None:
    sharing.reset(project, machine)
    for file in (*project.local.glob("celerybeat-schedule*"), *project.local.glob("seals/*")):
        file.unlink()


def _run(project: Project, port: int, environment: Mapping[str, str]) -> None:
    say("Preparing the static files and the made-up authority…")
    manage(project, environment, "collectstatic", "--noinput", "-v0")
    accounts = manage(project, environment, "seed_demo")
    say("Starting web, worker and beat…")
    output = sys.stdout.buffer
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    # Opened first: the last words of the processes, when they are ended, go into it too.
    log = (project.local / LOG).open("wb")
    with log, processes.Crew(project.root, environment, output, coloured) as crew:
        for name, words in programs(project, port).items():
            crew.start(name, [project.python, "-m", *words.split()])
        crew.follow(until=lambda: _is_healthy(port), seconds=START_SECONDS)
        # Whoever comes back to the terminal still sees where to go, and not a line for each request.
        crew.print_into(log, f" Its log is in .local/{LOG}.")
        print(f"\nReady: http://{HOST}:{port}/  (Ctrl-C stops everything)")
        print(f"What web, worker and beat print goes to .local/{LOG} now.\n\n{accounts}", flush=True)
        crew.follow(until=lambda: False)


def _is_free(port: int) -> bool:
    with socket.socket() as knocking:
        if knocking.connect_ex((HOST, port)) == 0:
            return False
    with socket.socket() as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind((HOST, port))
        except OSError:
            return False
    return True


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
