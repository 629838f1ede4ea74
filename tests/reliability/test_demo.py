"""Does a bare clone become a running service, and does it end without leaving anything behind?"""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sil.bootstrap import sharing
from sil.bootstrap.machine import Machine
from sil.bootstrap.project import Project

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("demo"),
    pytest.mark.skipif(sys.platform != "linux", reason="what is left running is read from /proc"),
]

ROOT = Path(__file__).resolve().parents[2]
ACCOUNTS = ("sip", "sip2", "head", "head2", "chair", "officer", "director", "dcs", "admin")
PASSWORD = "school-support-demo"
# What the test run sets for itself, or the person has for an installation.
NOT_CLEAN = re.compile(
    r"(DATABASE_URL|BROKER_URL|SECRET_KEY|SITE_URL|DJANGO_SETTINGS_MODULE|VIRTUAL_ENV|(SIL|PYTEST|PYTHON)_?.*)"
)
SIGNED_IN = """
from django.contrib.auth import get_user_model
people = get_user_model().objects.exclude(last_login=None).order_by("email")
print(*(f"{person.pk} {person.email} {person.last_login.timestamp()}" for person in people), sep="\\n")
"""


class Demo:
    """A demo in a clone of the project's HEAD, with nothing made yet."""

    def __init__(self, clone: Path, port: int) -> None:
        self.project = Project(clone)
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.log = clone.with_name("log")
        path = [folder for folder in os.environ["PATH"].split(os.pathsep) if Path(folder) != Path(sys.prefix) / "bin"]
        self.environ = {name: value for name, value in os.environ.items() if not NOT_CLEAN.fullmatch(name)}
        self.environ["PATH"] = os.pathsep.join(path)
        self.python = getattr(sys, "_base_executable", sys.executable)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float) -> str:
        """Start it and return what it printed until it was ready, and just after."""
        words = [self.python, "manage.py", "demo", "--port", str(self.port)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                words,
                cwd=self.project.root,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_for(lambda: f"Ready: {self.address}/" in self.log.read_text(errors="replace"), seconds)
        self.wait_for(lambda: ACCOUNTS[-1] + "@demo.example" in self.log.read_text(errors="replace"), 5)
        return self.log.read_text(errors="replace")

    def end(self, number: signal.Signals) -> int:
        """Send one signal to the one process a person started, and return its exit code."""
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(60)

    def wait_for(self, condition: Callable[[], object], seconds: float) -> None:
        assert self.process
        deadline = time.monotonic() + seconds
        while not condition():
            said = self.log.read_text(errors="replace")[-3000:]
            assert self.process.poll() is None or self.process.returncode == -signal.SIGKILL, said
            assert time.monotonic() < deadline, said
            time.sleep(0.1)

    def manage(self, *words: str) -> str:
        """What a Django command in the clone prints."""
        command = [self.python, "manage.py", *words]
        done = subprocess.run(command, cwd=self.project.root, env=self.environ, stdout=subprocess.PIPE, check=True)
        return done.stdout.decode()

    def processes(self) -> dict[int, str]:
        """The clone's processes that have not ended: {number: command line}."""
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                line, environment = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
                about = b"\n".join((line, environment, os.readlink(entry / "cwd").encode()))
            except OSError:  # it ended, or is another user's
                continue
            if line and any(sign.encode() in about for sign in (f"{self.project.root}/", self.project.digest)):
                found[int(entry.name)] = line.replace(b"\0", b" ").decode()
        return found

    def listens_on(self) -> set[tuple[str, int]]:
        """The addresses that the clone's processes accept connections on from the network."""
        sockets = set()
        for pid in self.processes():
            for descriptor in Path(f"/proc/{pid}/fd").iterdir():
                if inode := re.fullmatch(r"socket:\[(\d+)\]", os.readlink(descriptor)):
                    sockets.add(inode.group(1))
        addresses = set()
        for table, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
            for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
                _, local, _, state, *_, inode_number = line.split()[:10]
                if state == "0A" and inode_number in sockets:
                    host, port = local.split(":")
                    words = [int(host[i : i + 8], 16).to_bytes(4, sys.byteorder) for i in range(0, len(host), 8)]
                    addresses.add((socket.inet_ntop(family, b"".join(words)), int(port, 16)))
        return addresses

    def sign_in(self, account: str) -> str:
        """Sign in by the form, as a browser without JavaScript does; return the page one lands on."""
        cookies = http.cookiejar.CookieJar()
        browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(cookies)
        )
        form = f"{self.address}/accounts/login/"
        with browser.open(form, timeout=30) as page:
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
        assert token
        fields = {"csrfmiddlewaretoken": token.group(1), "login": f"{account}@demo.example", "password": PASSWORD}
        request = urllib.request.Request(form, urllib.parse.urlencode(fields).encode(), {"Referer": form})
        with browser.open(request, timeout=30) as page:
            text: str = page.read().decode()
            assert page.url == f"{self.address}/", f"{account} was sent to {page.url}"
        assert "Sign out" in text
        return text


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    demo = Demo(clone, port)
    yield demo
    if demo.process and demo.process.poll() is None:
        demo.end(signal.SIGTERM)
    sharing.reset(demo.project, Machine.here())


def test_a_bare_clone_runs_ends_and_finds_its_data_again(demo: Demo) -> None:
    said = demo.start(seconds=900)
    assert said.index("Ready: ") < said.index("sip@demo.example")
    after = said.partition("Ready: ")[2]
    assert "web    | " not in after and "worker | " not in after, "accounts stand last, requests go to the file"
    assert demo.listens_on() == {("127.0.0.1", demo.port)}
    for account in ACCOUNTS:
        demo.sign_in(account)
    signed_in = demo.manage("shell", "--no-imports", "-c", SIGNED_IN)
    assert signed_in.count("@demo.example") == len(ACCOUNTS)
    assert "web    | " in (demo.project.local / "demo.log").read_text()

    assert demo.end(signal.SIGINT) == 0
    assert demo.processes() == {}

    demo.start(seconds=60)
    assert demo.manage("shell", "--no-imports", "-c", SIGNED_IN) == signed_in
    demo.sign_in("head")

    # Killed, it cannot tidy up: only the two servers may outlive it, and the next start takes them over.
    assert demo.end(signal.SIGKILL) == -signal.SIGKILL
    demo.wait_for(lambda: not any("celery" in line or "gunicorn" in line for line in demo.processes().values()), 20)
    demo.start(seconds=60)
    demo.sign_in("director")
    assert demo.end(signal.SIGTERM) == 0
    assert demo.processes() == {}
