"""Who uses the servers just now, and who stops them?

The demo and ordinary commands share one lasting pair of servers: each holds a shared lock while it
uses them, and the last one out stops them. A killed process loses its lock with its life. Tests have
a pair of their own in a temporary folder.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from . import home, processes
from .machine import Machine
from .project import Busy, Project, Trouble, is_named, lock, locked
from .servers import SERVERS

Urls = dict[str, str]


@contextmanager
def shared(
    project: Project,
    machine: Machine,
    environ: Mapping[str, str],
    fill: Callable[[Urls], None] | None = None,
) -> Iterator[Urls]:
    """Have the lasting servers run during the block; gives the addresses `environ` does not set.

    fill(urls) puts the tables into a new database while other commands wait; None leaves that to a
    later command. Raises Trouble when a server does not start.
    """
    wanted = [name for name in SERVERS if not is_named(name, environ)]
    if not wanted:
        yield {}
        return
    with _users(project).open("a") as users:
        try:
            with _gate(project):
                fcntl.flock(users, fcntl.LOCK_SH)
                urls = _start_lasting(project, machine, wanted, fill)
            yield urls
        finally:
            with processes.handling(processes.not_now), _gate(project), suppress(Busy):
                lock(users, wait=False)  # Busy: others go on using the servers
                _stop(home.lasting_folder(project, machine))
                shutil.rmtree(home.lasting_sockets(project), ignore_errors=True)


@contextmanager
def throwaway(project: Project, machine: Machine, environ: Mapping[str, str]) -> Iterator[Urls]:
    """Have fast, empty servers of one's own during the block; gives what `environ` does not set."""
    wanted = [name for name in SERVERS if not is_named(name, environ)]
    if not wanted:
        yield {}
        return
    name = f"school-support-test-{project.digest}-"
    base = home.base_for(f"{name}12345678/sockets", tempfile.gettempdir(), "/tmp")  # nosec
    with ExitStack() as stack:
        with locked(project.local / "throwaway.gate"):
            _sweep(base.glob(f"{name}*"), machine)
            folder = Path(tempfile.mkdtemp(prefix=name, dir=base))
            stack.callback(_remove, folder)
            stack.enter_context(locked(folder / "users"))
        yield _start(home.throwaway(project, machine, folder), wanted)


def reset(project: Project, machine: Machine) -> None:
    """Delete the lasting servers' data; raises Trouble while somebody uses them."""
    with _users(project).open("a") as users, _gate(project):
        try:
            lock(users, wait=False)
        except Busy:
            raise Trouble(
                "Another command in this folder is using the demo's database: stop it, and run this command again."
            ) from None
        _remove(home.lasting_folder(project, machine))


def _gate(project: Project) -> AbstractContextManager[IO[str]]:
    """Nobody else comes or goes while this is held."""
    return locked(project.local / "servers.gate")


def _users(project: Project) -> Path:
    """The file on which every user of the lasting servers holds a shared lock."""
    return project.local / "servers.users"


def _start_lasting(
    project: Project, machine: Machine, wanted: Iterable[str], fill: Callable[[Urls], None] | None
) -> Urls:
    folder = home.lasting_folder(project, machine)
    if home.is_orphan(folder, project):
        _remove(folder)
    lasting = home.lasting(project, machine)
    urls = _start(lasting, wanted)
    if fill and "DATABASE_URL" in urls and lasting.empty.exists():
        fill(urls)
        lasting.empty.unlink()
    return urls


def _start(where: home.Home, wanted: Iterable[str]) -> Urls:
    servers = {name: SERVERS[name](where) for name in wanted}
    for server in servers.values():
        server.ensure()
    return {name: server.url() for name, server in servers.items()}


def _stop(folder: Path) -> None:
    # Stopping takes no more than the data: programs and sockets may be gone.
    for server in SERVERS.values():
        server(home.Home(folder, folder, folder)).stop()


def _remove(folder: Path) -> None:
    with processes.handling(processes.not_now):
        _stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(folders: Iterable[Path], machine: Machine) -> None:
    """Remove what killed test runs left behind: nobody holds its lock any more."""
    owner, _ = home.account_for_servers(machine.root) or (os.geteuid(), None)
    for folder in folders:
        # Anybody may put a folder of this name into a temporary folder.
        if folder.lstat().st_uid == owner and not folder.is_symlink():
            with suppress(Busy), locked(folder / "users", wait=False):
                _remove(folder)
