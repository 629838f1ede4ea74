"""What a file would run, or fetch from elsewhere, once somebody opens it.

Read in the process of `sil/uploads/child.py`, since what is opened here was made by anybody. Nothing of the product is
imported, and there are no settings. What is looked for: ISO 32000-2, 12.6 (actions) and 7.11 (embedded files);
ECMA-376, parts 1 and 2 (relationships, fields, links); OpenDocument 1.3, part 3 (links, objects, scripts).
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote
from xml.parsers import expat
from zipfile import ZipFile

JAVASCRIPT, LAUNCH, EMBEDDED, MACROS = "javascript", "launch", "embedded", "macros"
REMOTE, DATA, OBJECT, UNUSUAL = "remote", "data", "object", "unusual"

_ACTIONS = {
    "/JavaScript": JAVASCRIPT,
    "/Launch": LAUNCH,
    "/GoToE": EMBEDDED,
    "/RichMedia": OBJECT,
    "/Rendition": OBJECT,
    "/Movie": OBJECT,
    "/3D": OBJECT,
}
# The same in the bytes of a PDF that nobody can open without its password; a name may spell letters as #4A.
_RAW = ((re.compile(rb"/JavaScript\b"), JAVASCRIPT), (re.compile(rb"/Launch\b"), LAUNCH))
_RAW_LETTER = re.compile(rb"#([0-9a-fA-F]{2})")

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INSIDE = re.compile(r"(^|/)embeddings/[^/]+$")
# Of a part inside a file, unpacked.
_MOST_INSIDE = 50 * 2**20
_DEEPEST = 2
# Kinds of relationship by which an Office program opens what stands elsewhere; links and pictures are not among them.
_OPENED = {
    "attachedtemplate": REMOTE,
    "frame": REMOTE,
    "subdocument": REMOTE,
    "oleobject": OBJECT,
    "control": OBJECT,
    "package": OBJECT,
}
_FIELD = re.compile(r"\b(DDE|DDEAUTO)\b|\bQUOTE(\s+\d+){2}", re.IGNORECASE)
_CELL = re.compile(r"""(^|[,;\t"])\s*[=+@-][^,;\t"\n]*\|[^,;\t\n]*!""", re.MULTILINE)
_LOCAL = re.compile(r"(file:)?/{0,3}[a-z]:[/\\]", re.IGNORECASE)
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*:|//|\\\\|/\\|\\/)", re.IGNORECASE)
# Elements of OpenDocument by their local names.
_OPEN_ELEMENTS = {
    "event-listener": MACROS,
    "script": MACROS,
    "dde-source": DATA,
    "dde-connection-decl": DATA,
    "dde-link": DATA,
    "object-ole": OBJECT,
    "applet": OBJECT,
    "plugin": OBJECT,
}
_OPEN_LINKS = {"template": REMOTE, "section-source": REMOTE, "table-source": REMOTE, "cell-range-source": REMOTE}
_OPEN_OBJECTS = {"object": OBJECT, "floating-frame": OBJECT}


def found_in(source: Path, media_type: str) -> list[str]:
    """Return what is active in a PDF, an Office or an OpenDocument file, each kind once."""
    if media_type == "application/pdf":
        return sorted(_in_pdf(source))
    with ZipFile(source) as archive:
        return sorted(set(_in_archive(archive, 0)))


def found_in_text(text: str) -> list[str]:
    """Return what a spreadsheet program would run of a table that is text."""
    return [DATA] if _CELL.search(text) else []


def _in_pdf(source: Path) -> set[str]:
    import pikepdf

    try:
        with pikepdf.open(source) as file:
            return {kind for each in file.objects for kind in _in_object(each)}
    except (pikepdf.PdfError, pikepdf.PasswordError):  # or damaged
        content = _RAW_LETTER.sub(lambda found: bytes([int(found[1], 16)]), source.read_bytes())
        return {kind for pattern, kind in _RAW if pattern.search(content)}


def _in_object(top: Any) -> Iterator[str]:
    """What one object of a PDF says, with the objects that stand in it; others have their own turn."""
    import pikepdf

    waiting = [top]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Array):
            values = list(each)
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            entries = dict(each.items())
            yield from _in_entries(entries)
            values = list(entries.values())
        else:
            continue
        waiting += [value for value in values if isinstance(value, pikepdf.Object) and not value.is_indirect]


def _in_entries(entries: dict[str, Any]) -> Iterator[str]:
    if "/JS" in entries:
        yield JAVASCRIPT
    if "/EF" in entries:
        yield EMBEDDED
    for key in ("/S", "/Subtype"):
        if kind := _ACTIONS.get(str(entries.get(key, ""))):
            yield kind
    if "/XFA" in entries and b"<script" in _forms(entries["/XFA"]):
        yield JAVASCRIPT


def _forms(found: Any) -> bytes:
    """The XML of a form that a PDF brings with it."""
    import pikepdf

    parts = list(found) if isinstance(found, pikepdf.Array) else [found]
    return b"".join(part.read_bytes() for part in parts if isinstance(part, pikepdf.Stream))


def _in_archive(archive: ZipFile, depth: int) -> Iterator[str]:
    is_open_document = "mimetype" in archive.namelist()
    for name in archive.namelist():
        lower = name.lower()
        if lower.endswith("vbaproject.bin"):
            yield MACROS
        elif "activex/" in lower:
            yield OBJECT
        elif _INSIDE.search(lower):
            yield from _in_part(archive, name, depth)
        elif lower.endswith(".rels"):
            yield from _in_xml(archive, name, _Relations())
        elif lower.endswith(".xml"):
            yield from _in_xml(archive, name, _OpenDocument() if is_open_document else _Office())


def _in_part(archive: ZipFile, name: str, depth: int) -> Iterator[str]:
    """What a file inside a file says: a workbook behind a chart is common, an object of another program is not."""
    with archive.open(name) as part:
        content = part.read(_MOST_INSIDE + 1)
    if content.startswith(_OLD_OFFICE) or not content.startswith(b"PK"):
        yield OBJECT
    elif depth >= _DEEPEST or len(content) > _MOST_INSIDE:
        yield UNUSUAL
    else:
        with ZipFile(BytesIO(content)) as inner:
            yield from _in_archive(inner, depth + 1)


class _Reading:
    """What is heard while a part is read; `found` is what is active in it."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def start(self, name: str, values: dict[str, str]) -> None:
        """An element begins; names are local, without their namespace."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, words: str) -> None:
        """Some of the text of an element."""


class _Relations(_Reading):
    def start(self, name: str, values: dict[str, str]) -> None:
        kind = _OPENED.get(values.get("Type", "").rpartition("/")[2].lower())
        if kind and values.get("TargetMode", "").lower() == "external" and _is_elsewhere(values.get("Target", "")):
            self.found.add(kind)


class _Office(_Reading):
    """The fields of a document, which may be in many pieces, the links of a workbook and the actions of a slide."""

    def __init__(self) -> None:
        super().__init__()
        self._is_field, self._field = False, ""

    def start(self, name: str, values: dict[str, str]) -> None:
        self._is_field = name == "instrText"
        if name in ("ddeLink", "oleLink"):
            self.found.add(DATA)
        if name == "fldSimple" and _FIELD.search(values.get("instr", "")):
            self.found.add(DATA)
        action = values.get("action", "")
        if action.startswith(("ppaction://program", "ppaction://ole")):
            self.found.add(LAUNCH)
        if action.startswith("ppaction://macro"):
            self.found.add(MACROS)

    def text(self, words: str) -> None:
        if self._is_field:
            self._field += words

    def end(self, name: str) -> None:
        self._is_field = False
        # A field is over with its paragraph at the latest.
        if name == "p" and self._field:
            if _FIELD.search(self._field):
                self.found.add(DATA)
            self._field = ""


class _OpenDocument(_Reading):
    def start(self, name: str, values: dict[str, str]) -> None:
        if kind := _OPEN_ELEMENTS.get(name):
            self.found.add(kind)
        kind = _OPEN_LINKS.get(name) or _OPEN_OBJECTS.get(name)
        if kind and _is_elsewhere(values.get("href", "")):
            self.found.add(kind)


def _is_elsewhere(target: str) -> bool:
    """Return whether an address leads out of the file, but to no disk of the computer on which it is opened: templates
    of an office's own computers are named so in most of its letters, and lead nowhere on others."""
    plain = unquote(target).strip()
    return bool(_ADDRESS.match(plain)) and not _LOCAL.match(plain)


def _in_xml(archive: ZipFile, name: str, reading: _Reading) -> set[str]:
    """What a part says. One with a document type is none that an office program wrote."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(element: str, values: dict[str, str]) -> None:
        reading.start(_local(element), {_local(key): value for key, value in values.items()})

    def refuse(*_: object) -> None:
        raise ValueError("document type")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda element: reading.end(_local(element))
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = refuse
    try:
        with archive.open(name) as part:
            _parse(parser, part)
    except (ValueError, expat.ExpatError):
        return {UNUSUAL}
    return reading.found


def _parse(parser: Any, part: IO[bytes]) -> None:
    while piece := part.read(2**16):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
