"""Read a PDF, a picture or a workbook that somebody uploaded, so that none takes the memory or time of all others."""

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from sil.workflow import Denied

from . import active, child
from .active import found_in_text
from .formats import TEXTS as TEXT_FORMATS
from .formats import Document

PDF, PICTURES = "application/pdf", frozenset({"image/png", "image/jpeg"})
TEXTS = frozenset(kind.media_type for kind in TEXT_FORMATS)
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

_ACTIVE = {
    active.JAVASCRIPT: "It runs a program (JavaScript) when it is opened.",
    active.LAUNCH: "It starts another program.",
    active.EMBEDDED: "It has other files inside it: upload each of them on its own.",
    active.MACROS: "It has macros.",
    active.REMOTE: "It loads a template or a part from another computer.",
    active.DATA: "It takes data from another program (DDE or OLE).",
    active.OBJECT: "It has an object of another program inside it.",
    active.UNUSUAL: "It is put together in a way that we cannot check.",
}
_INSTEAD = "Print it to a new PDF and select that."


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

    def active(self, source: Path, media_type: str) -> list[str] | None:
        """Return what is active in a PDF, an Office or an OpenDocument file; None where that takes too much."""
        said = self._ask(json.dumps({"kind": "active", "source": str(source), "target": "", "media_type": media_type}))
        found: list[str] | None = said.get("active")
        return found

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


def looked_at(document: Document) -> Document:
    """Return a document that somebody uploads, with the warning where it cannot be opened.

    Raises Denied("active") where it would run or fetch something once it is opened, and where that cannot be told."""
    if document.media_type in TEXTS:
        _refuse(found_in_text(document.content.decode("utf-8-sig", "replace")))
        return document
    with tempfile.TemporaryDirectory(prefix="upload-") as folder, reader(AT_UPLOAD) as here:
        path = Path(folder) / "file"
        path.write_bytes(document.content)
        if document.media_type in PICTURES:
            return replace(document, warning=_warning(here, path, document))
        if document.media_type != PDF:
            found = here.active(path, document.media_type)
            _refuse([active.UNUSUAL] if found is None else found)
            return document
        warning = _warning(here, path, document)
        # A PDF that takes too much to open is kept with its warning, and leaves as a download like all others.
        _refuse(here.active(path, PDF) or ())
        return replace(document, warning=warning)


def _warning(here: Reader, path: Path, document: Document) -> str:
    try:
        here.read(path, document.media_type)
    except Unreadable as why:
        return _KEPT.format(name=document.name, why=why)
    return ""


def _refuse(found: Iterable[str]) -> None:
    if said := " ".join(_ACTIVE[kind] for kind in found):
        raise Denied("active", f"The file is not accepted. {said} {_INSTEAD}")


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
