"""sil.uploads: what a file is by its content, and what it is called."""

import hashlib
import io
import re
import struct
import tracemalloc
import unicodedata
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sil.uploads import formats, names
from sil.uploads.formats import FORMATS, Document, examine
from sil.workflow import Denied

OFFICE = "application/vnd.openxmlformats-officedocument."
WORD, EXCEL, POWERPOINT = (
    f"{OFFICE}{kind}" for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)
ODF = "application/vnd.oasis.opendocument."
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
EXE = b"MZ\x90\0\x03\0\0\0" + bytes(120)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xd9"


def archive(*entries: tuple[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of (name, content) in this order."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for name, content in entries:
            made.writestr(name, content)
    return file.getvalue()


def types(*found: str) -> str:
    overrides = "".join(f'<Override PartName="/part{n}.xml" ContentType="{kind}"/>' for n, kind in enumerate(found))
    return f'<?xml version="1.0" encoding="UTF-8"?><Types>{overrides}</Types>'


def office(*found: str, extra: tuple[tuple[str, bytes | str], ...] = ()) -> bytes:
    return archive(("[Content_Types].xml", types(*found)), ("_rels/.rels", "<Relationships/>"), *extra)


def open_document(kind: str, manifest: str = "<manifest/>", extra: tuple[tuple[str, bytes | str], ...] = ()) -> bytes:
    return archive(("mimetype", kind), ("META-INF/manifest.xml", manifest), *extra, method=zipfile.ZIP_STORED)


def png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


DOCX = office(f"{WORD}.main+xml", "application/xml", extra=(("word/document.xml", "<document/>"),))
ODT = open_document(f"{ODF}text", extra=(("content.xml", "<content/>"),))
GOOD = {
    "application/pdf": (".pdf", PDF),
    "image/png": (".png", png()),
    "image/jpeg": (".jpg", JPEG),
    WORD: (".docx", DOCX),
    EXCEL: (".xlsx", office(f"{EXCEL}.main+xml", extra=(("xl/workbook.xml", "<workbook/>"),))),
    POWERPOINT: (".pptx", office(f"{POWERPOINT}.main+xml", extra=(("ppt/presentation.xml", "<presentation/>"),))),
    f"{ODF}text": (".odt", ODT),
    f"{ODF}spreadsheet": (".ods", open_document(f"{ODF}spreadsheet")),
    f"{ODF}presentation": (".odp", open_document(f"{ODF}presentation")),
    "text/plain": (".txt", "Visit on 3 May: “good” – £20.\r\n\tSeen: books.".encode()),
    "text/csv": (".csv", b"\xef\xbb\xbfYear;Pupils\r\n2026;<30\r\n"),
}


def accepted(content: bytes, name: str = "file") -> Document | None:
    try:
        return examine(name, content)
    except Denied as refused:
        if (refused.code, refused.sentence) == ("format", formats.REFUSAL):
            return None
        raise


class TestWhatIsAccepted:
    def test_there_is_an_example_of_every_format(self) -> None:
        assert {kind.media_type for kind in FORMATS} == set(GOOD)

    @pytest.mark.parametrize("media_type", GOOD)
    def test_each_kind_is_told_by_its_content_and_kept_as_it_is(self, media_type: str) -> None:
        ending, content = GOOD[media_type]
        found = examine(f"Plan 2026{ending.upper()}", content)
        assert found == Document(f"Plan 2026{ending}", media_type, content, hashlib.sha256(content).hexdigest())

    @pytest.mark.parametrize("media_type", sorted(set(GOOD) - {"text/csv"}))
    def test_a_wrong_extension_gives_way_to_the_right_one(self, media_type: str) -> None:
        ending, content = GOOD[media_type]
        for wrong in (".exe", ".html", ".bin", ""):
            assert examine(f"minutes{wrong}", content) == examine(f"minutes{ending}", content)

    def test_a_table_is_one_by_its_name(self) -> None:
        assert examine("results.csv", b"a,b\r\n1,2\r\n").media_type == "text/csv"
        assert examine("results.tab", b"a,b\r\n1,2\r\n").media_type == "text/plain"

    @pytest.mark.parametrize("content", ["£5 – “yes”".encode("cp1252"), b"5 < 6 <3", b"\x0cPage 2", b"~"])
    def test_plain_text_of_an_older_kind(self, content: bytes) -> None:
        assert examine("a.txt", content).media_type == "text/plain"

    def test_a_document_may_hold_another(self) -> None:
        inside = (("word/embeddings/sheet.xlsx", GOOD[EXCEL][1]), ("word/media/image1.png", png()))
        assert examine("a.docx", office(f"{WORD}.main+xml", EXCEL, extra=inside)).media_type == WORD


def with_flag(content: bytes, flag: int) -> bytes:
    """The archive with a flag set on its last entry, in both places that say it."""
    changed = bytearray(content)
    changed[changed.rindex(b"PK\x03\x04") + 6] |= flag
    changed[changed.rindex(b"PK\x01\x02") + 8] |= flag
    return bytes(changed)


def many_files() -> bytes:
    return office(f"{WORD}.main+xml", extra=tuple((f"word/{n}.xml", b"") for n in range(5_000)))


def twice(name: str, first: str, second: str) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return archive((name, first), (name, second))


def claiming(size: int) -> bytes:
    """A Word file whose one further entry says that it unpacks to `size` bytes."""
    made = office(f"{WORD}.main+xml", extra=(("word/media/image.png", b"x"),))
    last = made.rindex(b"PK\x01\x02")
    return made[: last + 24] + struct.pack("<I", size) + made[last + 28 :]


REFUSED: dict[str, Callable[[], bytes]] = {
    "a program": lambda: EXE,
    "a Unix program": lambda: b"\x7fELF\x02\x01\x01" + bytes(60),
    "an old Word or Excel file, or one with a password": lambda: OLD_OFFICE,
    "a GIF": lambda: b"GIF89a\x01\0\x01\0\0\0\0;",
    "HTML": lambda: b"<!DOCTYPE html><script>alert(1)</script>",
    "HTML after spaces and a mark": lambda: b"\xef\xbb\xbf \r\n\t<HTML>",
    "HTML after a comment": lambda: b"<!-- minutes --><script>",
    "SVG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "XML": lambda: b'<?xml version="1.0"?><a/>',
    "HTML of 16 bits": lambda: "\ufeff<html>".encode("utf-16-le"),
    "RTF": lambda: rb"{\rtf1\ansi Minutes}",
    "PostScript": lambda: b"%!PS-Adobe-3.0",
    "a script": lambda: b"#!/bin/sh\necho hello",
    "text with a zero": lambda: b"plain\0text",
    "text with an escape": lambda: b"plain \x1b[2J text",
    "text with a hidden control": lambda: "plain \x9b text".encode(),
    "text of no known encoding": lambda: b"plain \x81 text",
    "a signature that only begins": lambda: b"\x89PNG\r\n\x1a\nnothing",
    "a plain zip": lambda: archive(("notes.txt", "hello")),
    "an empty zip": lambda: archive(),
    "a zip cut short": lambda: DOCX[:-30],
    "a Java program": lambda: archive(("META-INF/MANIFEST.MF", "Main-Class: A"), ("A.class", b"\xca\xfe\xba\xbe")),
    "Word by its parts alone": lambda: archive(("word/document.xml", "<document/>")),
    "Office that is nothing": lambda: office("application/xml"),
    "a Word template": lambda: office(f"{OFFICE}wordprocessingml.template.main+xml"),
    "Word and Excel at once": lambda: office(f"{WORD}.main+xml", f"{EXCEL}.main+xml"),
    "macros by their type": lambda: office("application/vnd.ms-word.document.macroEnabled.main+xml"),
    "macros beside a harmless type": lambda: office(
        f"{WORD}.main+xml", "application/vnd.ms-word.document.MACROENABLED.main+xml"
    ),
    "macros by their part": lambda: office(f"{WORD}.main+xml", extra=(("word/VBAProject.bin", OLD_OFFICE),)),
    "macros of another name": lambda: office(f"{WORD}.main+xml", "application/vnd.ms-office.vbaProject"),
    "macros spelt otherwise": lambda: office(f"{WORD}.main+xml", "application/vnd.ms-office.vba&#80;roject"),
    "macros of the oldest kind": lambda: office(f"{EXCEL}.main+xml", extra=(("xl/macrosheets/sheet1.xml", "<a/>"),)),
    "types said twice": lambda: twice("[Content_Types].xml", types("application/xml"), types(f"{WORD}.main+xml")),
    "a zip with a password": lambda: with_flag(DOCX, 0x01),
    "a zip with strong encryption": lambda: with_flag(DOCX, 0x40),
    "a program before Word": lambda: EXE + DOCX,
    "HTML before Word": lambda: b"<html>" + DOCX,
    "another zip before Word": lambda: archive(("run.exe", EXE)) + DOCX,
    "too many files": many_files,
    "a bomb by what it claims": lambda: claiming(300 * 2**20),
    "a bomb in what is read": lambda: archive(("[Content_Types].xml", types(f"{WORD}.main+xml") + " " * 2**21)),
    "a zip of another method": lambda: archive(
        ("[Content_Types].xml", types(f"{WORD}.main+xml")), method=zipfile.ZIP_LZMA
    ),
    "OpenDocument said later": lambda: archive(
        ("META-INF/manifest.xml", ""), ("mimetype", f"{ODF}text"), method=zipfile.ZIP_STORED
    ),
    "OpenDocument said compressed": lambda: archive(("mimetype", f"{ODF}text"), ("META-INF/manifest.xml", "")),
    "OpenDocument without a list": lambda: archive(("mimetype", f"{ODF}text"), method=zipfile.ZIP_STORED),
    "an OpenDocument drawing": lambda: open_document(f"{ODF}graphics"),
    "an e-book": lambda: open_document("application/epub+zip"),
    "OpenDocument with Basic": lambda: open_document(f"{ODF}text", extra=(("Basic/Standard/Module1.xml", "<a/>"),)),
    "OpenDocument with Python": lambda: open_document(f"{ODF}text", extra=(("Scripts/python/a.py", "print()"),)),
    "OpenDocument with a password": lambda: open_document(f"{ODF}text", "<m:encryption-data/>"),
}


class TestWhatIsRefused:
    @pytest.mark.parametrize("kind", REFUSED)
    def test_whatever_it_is_called(self, kind: str) -> None:
        content = REFUSED[kind]()
        for name in ("a.pdf", "a.txt", "a.docx", "a.png", "a.csv", "a.odt"):
            assert accepted(content, name) is None

    def test_the_sentence_names_every_family(self) -> None:
        for family in ("PDF", "Word", "Excel", "PowerPoint", "OpenDocument", "PNG", "JPEG", "plain text", ".docx"):
            assert family in formats.REFUSAL

    def test_a_bomb_that_hides_its_size_is_never_unpacked(self) -> None:
        bomb = bytearray(archive(("[Content_Types].xml", bytes(100 * 2**20))))
        for place, size in ((bomb.index(b"PK\x03\x04"), 22), (bomb.rindex(b"PK\x01\x02"), 24)):
            bomb[place + size : place + size + 4] = struct.pack("<I", 100)
        content = bytes(bomb)
        tracemalloc.start()
        try:
            assert accepted(content) is None
            assert tracemalloc.get_traced_memory()[1] < 10 * 2**20
        finally:
            tracemalloc.stop()


class TestTwoKindsAtOnce:
    """A file that two programs read differently is kept as what its first bytes say, under that name."""

    @pytest.mark.parametrize(
        ("content", "media_type", "name"),
        [
            (PDF + archive(("A.class", b"\xca\xfe\xba\xbe")), "application/pdf", "run.pdf"),
            (PDF + b"<script>alert(1)</script>", "application/pdf", "run.pdf"),
            (JPEG + b"<html><script>alert(1)</script>", "image/jpeg", "run.jpg"),
            (png() + DOCX, "image/png", "run.png"),
            (DOCX + b"<script>alert(1)</script>", WORD, "run.docx"),
        ],
    )
    def test_never_as_what_it_pretends(self, content: bytes, media_type: str, name: str) -> None:
        for pretended in ("run.html", "run.jar", "run.exe", "run.svg"):
            found = examine(pretended, content)
            assert (found.media_type, found.name) == (media_type, name)


ENDINGS = {kind.media_type: kind.extensions for kind in FORMATS}
OPENINGS = re.compile(rb"^(%PDF-|\x89PNG|\xff\xd8\xff|PK\x03\x04)")
LIVE = re.compile(rb"^\s*(<[!?/a-z]|#!|\{\\rtf)|[\0-\x08\x0e-\x1f]", re.IGNORECASE)
STARTS = (b"", b"MZ", b"\x7fELF", b"<html>", b" <svg>", b"PK\x03\x04", b"%PDF-1.4", b"\xff\xd8\xff", b"#!")


def is_harmless(found: Document) -> bool:
    """By other means than the code's own: it looks like what it is kept as."""
    fits = found.name.endswith(ENDINGS[found.media_type])
    if found.media_type.startswith("text/"):
        return fits and not LIVE.search(found.content.removeprefix(b"\xef\xbb\xbf"))
    return fits and OPENINGS.match(found.content) is not None


@given(st.sampled_from(STARTS), st.binary(max_size=200) | st.text(max_size=80).map(str.encode), st.text(max_size=30))
def test_no_content_fails_otherwise_or_passes_as_something_live(start: bytes, rest: bytes, name: str) -> None:
    found = accepted(start + rest, name)
    assert found is None or is_harmless(found)


@given(st.sampled_from([DOCX, ODT]), st.lists(st.tuples(st.integers(0), st.integers(0, 255)), min_size=1, max_size=6))
def test_no_broken_archive_fails_otherwise(content: bytes, changes: list[tuple[int, int]]) -> None:
    broken = bytearray(content)
    for place, value in changes:
        broken[place % len(broken)] = value
    found = accepted(bytes(broken), "a.zip")
    assert found is None or is_harmless(found)


class TestNames:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("Minutes 3.12.2025", "Minutes 3.12.2025.pdf"),
            ("Ada Example's plan (final).PDF", "Ada Example's plan (final).pdf"),
            ("Cynllun gwella â ŵ – 2026.pdf", "Cynllun gwella â ŵ – 2026.pdf"),
            ("/etc/passwd", "passwd.pdf"),
            ("C:\\fakepath\\..\\plan.pdf", "plan.pdf"),
            ("../../plan.pdf", "plan.pdf"),
            ("plan.pdf/", "document.pdf"),
            (".htaccess", "htaccess.pdf"),
            ("...", "document.pdf"),
            (".pdf", "document.pdf"),
            ("", "document.pdf"),
            (" \t\r\n", "document.pdf"),
            ("plan.docx", "plan.pdf"),
            ("plan.pdf.exe", "plan.pdf"),
            ("plan ..exe", "plan.pdf"),
            ("plan.exe.pdf", "plan.exe.pdf"),
            ("invoice_\u202efdp.exe", "invoice_fdp.pdf"),
            ("a\r\nSet-Cookie: b.pdf", "a Set-Cookie- b.pdf"),
            ('a"; filename="b.exe', "a-; filename=-b.pdf"),
            ("a\0.pdf", "a.pdf"),
            ("a\u200b\u2066b\ufeff.pdf", "ab.pdf"),
            ("e\u0301t\u00e9.pdf", "\u00e9t\u00e9.pdf"),
            ("\udc80lone.pdf", "lone.pdf"),
            ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ],
    )
    def test_readable_and_harmless(self, typed: str, kept: str) -> None:
        assert names.clean(typed, (".pdf",)) == kept

    def test_either_of_two_extensions_fits(self) -> None:
        assert [names.clean(n, (".jpg", ".jpeg")) for n in ("a.JPEG", "a.jpg", "a.png")] == ["a.jpeg", "a.jpg", "a.jpg"]

    @given(st.text(max_size=400), st.sampled_from([kind.extensions for kind in FORMATS]))
    @example("." * 160 + "pdf", (".pdf",))
    @example("a" * 145 + ". .b.pdf", (".pdf",))
    def test_any_name_comes_out_safe(self, typed: str, extensions: tuple[str, ...]) -> None:
        kept = names.clean(typed, extensions)
        assert kept.endswith(extensions)
        assert len(extensions[0]) < len(kept) <= names.MOST_CHARACTERS
        assert not kept.startswith((".", " "))
        assert not set(kept) & set('/\\:*?"<>|')
        assert all(c == " " or unicodedata.category(c)[0] not in "CZ" for c in kept)
        assert kept == names.clean(kept, extensions)
        kept.encode()
