"""Read a PDF, a picture or a workbook that somebody uploaded, so that none takes the memory or time of all others."""

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from . import child
from .formats import Document

PDF, PICTURES = "application/pdf", frozenset({"image/png", "image/jpeg"})
# How long one file may take: in a worker, and while somebody waits for the page.
SECONDS, AT_UPLOAD = 60, 10
_KEPT = (
    "We kept {name}, but could not open it. {why} An evidence bundle can hold it only as a separate file. "
    "If you can, upload a copy that opens."
)
_WORDS = {
    child.PASSWORD: "It has a password.",
    child.BROKEN: "It is damaged, or it is not what its name says.",
    child.TOO_LONG: "It has more than {pages} pages.",
    child.TOO_LARGE: "It takes too much memory or time to open.",
    child.TOO_MANY: "It has more than {pages} rows.",
}


class Unreadable(Exception):
    """A file that cannot be taken in; says why, in a sentence."""


@dataclass(frozen=True)
class Contents:
    """What is in a file: its pages, and the files inside a PDF."""

    pages: int
    attached: int


class Reader:
    """Reads files one after the other in one process, and starts another where a file ends it."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[str] | None = None

    def read(self, source: Path, media_type: str, target: Path | None = None) -> Contents:
        """Return what is in a PDF or a picture, and write its bare pages, or the picture as a JPEG, to `target`.
        Raises Unreadable."""
        kind = "pdf" if media_type == PDF else "picture"
        said = self._read(kind, source, target, most=settings.DOCUMENT_MOST_PAGES)
        return Contents(int(said["pages"]), int(said["attached"]))

    def rows(self, source: Path, target: Path, *, most: int) -> None:
        """Write the rows of the first sheet of a workbook to `target`, as JSON: a list of rows, which are lists of
        text. Raises Unreadable, also where there are more than `most` rows."""
        self._read("workbook", source, target, most=most)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _read(self, kind: str, source: Path, target: Path | None, *, most: int) -> dict[str, Any]:
        asked = {"kind": kind, "source": str(source), "target": str(target) if target else "", "most": most}
        said = self._ask(json.dumps(asked))
        if refused := said.get("refused"):
            raise Unreadable(_WORDS[str(refused)].format(pages=f"{most:,}"))
        return said

    def _ask(self, line: str) -> dict[str, Any]:
        process = self._process = self._process or _start()
        assert process.stdin and process.stdout
        try:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            if select.select([process.stdout], [], [], self._seconds)[0] and (answer := process.stdout.readline()):
                said: dict[str, Any] = json.loads(answer)
                return said
        except BrokenPipeError:
            pass
        # It took too long, or the file ended the process.
        self.close()
        return {"refused": child.TOO_LARGE}


@contextmanager
def reader(seconds: float = SECONDS) -> Iterator[Reader]:
    """Give a reader, whose process ends with the block. Each file may take so many seconds."""
    found = Reader(seconds)
    try:
        yield found
    finally:
        found.close()


def warning_of(document: Document) -> str:
    """Return what to tell somebody who uploads a PDF or a picture that cannot be opened, or nothing."""
    if document.media_type != PDF and document.media_type not in PICTURES:
        return ""
    with tempfile.TemporaryDirectory(prefix="upload-") as folder, reader(AT_UPLOAD) as here:
        path = Path(folder) / "file"
        path.write_bytes(document.content)
        try:
            here.read(path, document.media_type)
        except Unreadable as why:
            return _KEPT.format(name=document.name, why=why)
    return ""


def _start() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", child.__name__, str(settings.DOCUMENT_MEMORY)]
    # None of our settings and secrets go with it.
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
    return subprocess.Popen(  # noqa: S603 - our own program, nothing from outside in its arguments
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
        cwd=settings.BASE_DIR,
    )
