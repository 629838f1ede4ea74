"""Where the files of this project folder are, messages to the person, and locks."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

Command = list[str | Path]


class Trouble(Exception):
    """Foreseeable trouble: one sentence saying what is wrong and what to do. Ends with exit code 1."""


class Busy(Exception):
    """Another process holds the lock."""


@dataclass(frozen=True)
class Project:
    """The project folder. Everything the bootstrap writes is in .venv, .local and node_modules."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def manage(self) -> Path:
        return self.root / "manage.py"

    @property
    def local(self) -> Path:
        """The git-ignored folder for everything made here; it exists from the first look on.

        Raises Trouble when we may not write there.
        """
        folder = self.root / ".local"
        with suppress(PermissionError):
            folder.mkdir(exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise Trouble(
                f"{folder} cannot be written by this user: run this as the owner of {self.root}, or"
                " make it yours with chown -R."
            )
        return folder

    @property
    def digest(self) -> str:
        """Eight characters that stand for this folder's path in names outside it."""
        return hashlib.sha256(str(self.root).encode()).hexdigest()[:8]

    def runs_this_python(self) -> bool:
        """Is the Python at work the one of .venv?"""
        return self.venv.exists() and Path(sys.prefix).resolve() == self.venv.resolve()

    def log(self, name: str) -> Path:
        """The file for what an installer says, kept for when it fails."""
        folder = self.local / "logs"
        folder.mkdir(exist_ok=True)
        return folder / f"{name}.log"

    def site_packages(self, package: str) -> Path:
        """The folder in which `package` is installed, in .venv or for the Python at work.

        Raises Trouble when it is in neither.
        """
        for found in self.venv.glob(f"lib/python3*/site-packages/{package}"):
            return found.parent
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            raise Trouble(
                f"{package} is not installed here: set DATABASE_URL and BROKER_URL to use servers"
                " of your own, or run  python3 manage.py demo  in a checkout."
            )
        return Path(spec.origin).parent.parent


def is_named(name: str, environ: Mapping[str, str]) -> bool:
    """Does the environment have this variable, or the file that it is in (NAME_FILE)?"""
    return bool(environ.get(name) or environ.get(f"{name}_FILE"))


def here() -> Project:
    """The project this file is part of."""
    return Project(Path(__file__).resolve().parents[2])


def say(text: str) -> None:
    """Tell the person what goes on. On stderr: stdout belongs to the command that was asked for."""
    with suppress(BrokenPipeError):  # the reader may be gone; tidying up goes on
        print(text, file=sys.stderr, flush=True)


def fingerprint(*files: Path, also: str = "") -> str:
    """A stamp that changes when one of the files, or the text `also`, does."""
    contents = hashlib.sha256(also.encode())
    for file in files:
        contents.update(file.read_bytes())
    return contents.hexdigest()


def has_stamp(file: Path, stamp: str) -> bool:
    """Does the file hold exactly this stamp?"""
    return file.is_file() and file.read_text().strip() == stamp


@contextmanager
def locked(file: Path, *, wait: bool = True) -> Iterator[IO[str]]:
    """Hold the file's lock alone; the system lets it go even if this process is killed.

    Raises Busy when another process has it and `wait` is false.
    """
    with file.open("a+") as handle:
        lock(handle, wait=wait)
        yield handle


def lock(handle: IO[str], *, wait: bool = True) -> None:
    """Take the lock of an open file alone; raises Busy when it is taken and `wait` is false."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        raise Busy from None
