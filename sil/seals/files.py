"""The files of seals, outside the database: `seal-00000017.txt` in the folder SIL_SEAL_DIR."""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

_NAME = re.compile(r"seal-(\d{8,})\.txt")
_PREVIOUS = re.compile(r'"previous": "([0-9a-f]{64})"')
_LINE = re.compile(r"([0-9a-f]{64})  (\w+) (-?\d+)")


class Different(Exception):
    """A file of that name is there already, with other contents."""


def path_of(folder: Path, number: int) -> Path:
    """Return where the file of a seal is."""
    return folder / f"seal-{number:08d}.txt"


def numbers(folder: Path) -> list[int]:
    """Return the numbers of the seals that have a file, in order."""
    found = (_NAME.fullmatch(path.name) for path in folder.iterdir())
    return sorted(int(name[1]) for name in found if name)


def write(folder: Path, number: int, text: str) -> None:
    """Write the file of a seal whole or not at all. The same file may be there; raises Different for another one, which
    stays, and OSError where the folder cannot be written."""
    path, content = path_of(folder, number), text.encode()
    if path.exists():
        if path.read_bytes() != content:
            raise Different(f"{path.name} is there already, with other contents.")
        return
    part = folder / f".{path.name}.{os.getpid()}"
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o444)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    # The name itself is on disk only when its folder is.
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, as sha256sum prints it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def previous_of(path: Path) -> str:
    """Return the SHA-256 that a file names as that of the file before it; blank where it names none."""
    with path.open(encoding="utf-8", errors="replace") as file:
        found = _PREVIOUS.search(file.readline(1_000))
    return found[1] if found else ""


def rows_of(path: Path) -> Iterator[tuple[str, int, bytes]]:
    """Yield the table, key and digest of each row that a file says was sealed. Lines that say nothing are passed by."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if (found := _LINE.fullmatch(line.rstrip("\n"))) and len(found[3]) < 19:
                yield found[2], int(found[3]), bytes.fromhex(found[1])
