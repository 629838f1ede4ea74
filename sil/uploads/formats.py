"""Recognise the format of a file by its content, and refuse what may not be attached.

The content alone decides, never what the sender or the name says. Accepted is what a browser or an
office program opens as a document and what runs nothing: design.md, "Uploads: allow-list by content".
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sil.workflow import Denied

from . import names


@dataclass(frozen=True)
class Format:
    """A kind of file; a name that fits none of `extensions` is given the first."""

    media_type: str
    extensions: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """A file that was examined and may be kept. `content` is as it was sent, `sha256` its hex digest, and `warning`
    what to tell whoever uploads it where nobody will be able to open it."""

    name: str
    media_type: str
    content: bytes
    sha256: str
    warning: str = ""


TEXTS = (Format("text/plain", (".txt",)), Format("text/csv", (".csv",)))
SIGNED = (
    (re.compile(rb"%PDF-\d\.\d"), Format("application/pdf", (".pdf",))),
    (re.compile(rb"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Format("image/png", (".png",))),
    (re.compile(rb"\xff\xd8\xff"), Format("image/jpeg", (".jpg", ".jpeg"))),
)
# ECMA-376: the main part of such a file is of this type with ".main+xml" after it.
OFFICE = (
    Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",)),
    Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",)),
    Format("application/vnd.openxmlformats-officedocument.presentationml.presentation", (".pptx",)),
)
# OpenDocument 1.2, part 3, 3.3: the first entry says it, uncompressed.
OPEN_DOCUMENT = (
    Format("application/vnd.oasis.opendocument.text", (".odt",)),
    Format("application/vnd.oasis.opendocument.spreadsheet", (".ods",)),
    Format("application/vnd.oasis.opendocument.presentation", (".odp",)),
)
FORMATS = (*(accepted for _, accepted in SIGNED), *OFFICE, *OPEN_DOCUMENT, *TEXTS)

ACCEPTED = (
    "a PDF, Word, Excel, PowerPoint or OpenDocument file without macros or a password, "
    "a PNG or JPEG picture, or plain text"
)
REFUSAL = f"The file must be {ACCEPTED}. To attach an older Word file, save it as .docx or PDF first."

# Far more than a document has, far less than a bomb.
_MOST_ENTRIES = 5_000
_MOST_UNPACKED = 250 * 2**20
_MOST_READ = 2**20
_ENCRYPTED = 0x41
# In lower case, in the names of the entries or in the list of their types. An entity could spell
# such a word in another way; a list of types has no use for one.
_OFFICE_REFUSED = (b"macroenabled", b"vbaproject", b"macrosheet", b"&")
_OPEN_DOCUMENT_REFUSED = (b"\nbasic/", b"\nscripts/", b"encryption-data")

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
# HTML, SVG and XML; RTF and PostScript, which are text to a machine only; scripts that name their reader.
_CODE = re.compile(r"[\s\ufeff]*(<[!?/a-z]|\{\\rtf|%!|#!)", re.IGNORECASE)


def examine(name: str, content: bytes) -> Document:
    """A file as it may be kept, under a safe name that fits its content.

    Raises Denied("format") where the content is of no accepted kind.
    """
    fitting = _recognised(content)
    if not fitting:
        raise Denied("format", REFUSAL)
    # A table without its extension reads as text: only the name can tell the two apart.
    chosen = next((kind for kind in fitting if name.lower().endswith(kind.extensions)), fitting[0])
    return Document(
        names.clean(name, chosen.extensions), chosen.media_type, content, hashlib.sha256(content).hexdigest()
    )


def _recognised(content: bytes) -> Sequence[Format]:
    """The formats that the content may be of; none where it is not accepted."""
    if signed := [accepted for signature, accepted in SIGNED if signature.match(content)]:
        return signed
    if content.startswith(b"PK"):
        return _packaged(content)
    return TEXTS if _is_text(content) else ()


def _packaged(content: bytes) -> Sequence[Format]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            if not _is_sound(archive.infolist()):
                return ()
            return _office(archive) if "[Content_Types].xml" in archive.namelist() else _open_document(archive)
    except Exception:
        # A broken archive makes zipfile raise far more than it promises: of struct, zlib, codecs and others.
        return ()


def _is_sound(entries: Sequence[ZipInfo]) -> bool:
    """An archive with nothing before it, nothing twice, nothing encrypted, and of a size that can be unpacked."""
    return (
        len({entry.filename.lower() for entry in entries}) == len(entries) <= _MOST_ENTRIES
        and min(entry.header_offset for entry in entries) == 0
        and sum(entry.file_size for entry in entries) <= _MOST_UNPACKED
        and all(entry.compress_type in {ZIP_STORED, ZIP_DEFLATED} for entry in entries)
        and not any(entry.flag_bits & _ENCRYPTED for entry in entries)
    )


def _office(archive: ZipFile) -> Sequence[Format]:
    types = _part(archive, "[Content_Types].xml")
    fitting = [kind for kind in OFFICE if f"{kind.media_type}.main+xml".encode() in types]
    return fitting if len(fitting) == 1 and not _holds(archive, types, _OFFICE_REFUSED) else ()


def _open_document(archive: ZipFile) -> Sequence[Format]:
    first = archive.getinfo("mimetype")
    if first.header_offset or first.compress_type != ZIP_STORED:
        return ()
    media_type = _part(archive, "mimetype").decode("ascii")
    if _holds(archive, _part(archive, "META-INF/manifest.xml"), _OPEN_DOCUMENT_REFUSED):
        return ()
    return [kind for kind in OPEN_DOCUMENT if kind.media_type == media_type]


def _holds(archive: ZipFile, part: bytes, words: Iterable[bytes]) -> bool:
    text = ("\n".join(["", *archive.namelist(), ""]).encode() + part).lower()
    return any(word in text for word in words)


def _part(archive: ZipFile, name: str) -> bytes:
    """An entry, unpacked no further than _MOST_READ whatever size it claims to have."""
    with archive.open(name) as part:
        content = part.read(_MOST_READ + 1)
    if len(content) > _MOST_READ:
        raise ValueError(name)
    return content


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not _CONTROL.search(text) and not _CODE.match(text)
    return False
