"""sil.uploads.active: what a file would run or fetch once somebody opens it, and what is common and harmless."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pytest

from sil.uploads.active import (
    DATA,
    EMBEDDED,
    JAVASCRIPT,
    LAUNCH,
    MACROS,
    OBJECT,
    REMOTE,
    UNUSUAL,
    found_in,
    found_in_text,
)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN = "application/vnd.oasis.opendocument.text"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
O_NS = (
    'xmlns:office="urn:o" xmlns:text="urn:t" xmlns:draw="urn:d" xmlns:script="urn:s" xmlns:meta="urn:m"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def pdf(*, password: str = "", **entries: object) -> bytes:
    """A PDF of one page; each entry is an object of its own, so that what is found is not only in the root."""
    made = pikepdf.new()
    made.add_blank_page()
    for name, value in entries.items():
        made.Root[f"/{name}"] = made.make_indirect(value)
    file = io.BytesIO()
    if password:
        streams = pikepdf.ObjectStreamMode.disable
        made.save(file, encryption=pikepdf.Encryption(owner=password, user=password), object_stream_mode=streams)
    else:
        made.save(file)
    return file.getvalue()


def dictionary(**values: object) -> pikepdf.Dictionary:
    return pikepdf.Dictionary({f"/{name}": value for name, value in values.items()})


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def relation(kind: str, target: str, mode: str = "External") -> dict[str, str | bytes]:
    one = f'<Relationship Id="a" Type="{REL}{kind}" Target="{target}" TargetMode="{mode}"/>'
    return {"word/_rels/document.xml.rels": f'<Relationships xmlns="r">{one}</Relationships>'}


def fields(*pieces: str) -> dict[str, str | bytes]:
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return {"word/document.xml": f"<w:document {W}><w:p>{runs}</w:p></w:document>"}


def in_file(tmp_path: Path, content: bytes, media_type: str) -> list[str]:
    file = tmp_path / "file"
    file.write_bytes(content)
    return found_in(file, media_type)


def js() -> pikepdf.Dictionary:
    return dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


PDFS = [
    (pdf(), []),
    (pdf(Names=dictionary(Dests=dictionary(Names=pikepdf.Array()))), []),
    (pdf(OpenAction=dictionary(S=pikepdf.Name.GoTo)), []),
    (pdf(Names=dictionary(EmbeddedFiles=dictionary(Names=pikepdf.Array()))), []),
    (pdf(OpenAction=js()), [JAVASCRIPT]),
    (pdf(AcroForm=dictionary(Fields=pikepdf.Array([dictionary(AA=dictionary(K=js()))]))), [JAVASCRIPT]),
    (pdf(OpenAction=dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))), [LAUNCH]),
    (pdf(Odd=dictionary(Type=pikepdf.Name.Filespec, EF=dictionary(F=1))), [EMBEDDED]),
    (pdf(Odd=dictionary(Subtype=pikepdf.Name.RichMedia)), [OBJECT]),
    (pdf(OpenAction=js(), password="secret"), [JAVASCRIPT]),
    (pdf(password="secret"), []),
    (b"%PDF-1.7\n/S /J#61vaScript\n%%EOF", [JAVASCRIPT]),
    (b"%PDF-1.7\nno more than damaged\n%%EOF", []),
]


@pytest.mark.parametrize(("content", "found"), PDFS)
def test_of_a_pdf(tmp_path: Path, content: bytes, found: list[str]) -> None:
    assert in_file(tmp_path, content, "application/pdf") == found


def test_of_a_form_within_a_pdf(tmp_path: Path) -> None:
    for words, found in ((b"<xdp><field/></xdp>", []), (b"<xdp><script>x()</script></xdp>", [JAVASCRIPT])):
        made = pikepdf.new()
        made.add_blank_page()
        made.Root.AcroForm = dictionary(XFA=pikepdf.Array([pikepdf.String("datasets"), made.make_stream(words)]))
        file = io.BytesIO()
        made.save(file)
        assert in_file(tmp_path, file.getvalue(), "application/pdf") == found


CHART = archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})
MACRO = archive({"xl/vbaProject.bin": b"\0"})
OFFICE_FILES: list[tuple[dict[str, str | bytes], list[str]]] = [
    ({"word/document.xml": f"<w:document {W}><w:p>DDE is a word here</w:p></w:document>"}, []),
    (relation("hyperlink", "https://example.org/"), []),
    (relation("image", "https://example.org/logo.png"), []),
    (relation("attachedTemplate", "file:///C:\\Users\\A\\Normal.dotm"), []),
    (relation("attachedTemplate", "Normal.dotm"), []),
    (relation("attachedTemplate", "https://evil.example/t.dotm"), [REMOTE]),
    (relation("attachedTemplate", "file://server/share/t.dotm"), [REMOTE]),
    (relation("attachedTemplate", "file:///\\\\server\\t.dotm"), [REMOTE]),
    (relation("attachedTemplate", "\\\\server\\share\\t.dotm"), [REMOTE]),
    (relation("attachedTemplate", "%68ttps://evil.example/t.dotm"), [REMOTE]),
    (relation("frame", "http://evil.example/"), [REMOTE]),
    (relation("oleObject", "mhtml:http://evil.example/!x"), [OBJECT]),
    (relation("oleObject", "embeddings/object.bin", mode="Internal"), []),
    (fields("PAGE"), []),
    (fields("DDEAUTO c:\\windows\\system32\\cmd.exe"), [DATA]),
    (fields("D", "D", "E", " excel"), [DATA]),
    (fields("QUOTE 68 68 69 65"), [DATA]),
    ({"word/header1.xml": f'<w:hdr {W}><w:fldSimple w:instr="dde cmd"/></w:hdr>'}, [DATA]),
    ({"xl/externalLinks/externalLink1.xml": '<externalLink xmlns="x"><externalBook/></externalLink>'}, []),
    ({"xl/externalLinks/externalLink1.xml": '<externalLink xmlns="x"><ddeLink/></externalLink>'}, [DATA]),
    ({"ppt/slides/slide1.xml": '<s><c action="ppaction://hlinksldjump"/></s>'}, []),
    ({"ppt/slides/slide1.xml": '<s><c action="ppaction://program"/></s>'}, [LAUNCH]),
    ({"ppt/slides/slide1.xml": '<s><c action="ppaction://macro?name=A"/></s>'}, [MACROS]),
    ({"word/embeddings/chart.xlsx": CHART}, []),
    ({"word/embeddings/sheet.xlsm": MACRO}, [MACROS]),
    ({"word/embeddings/a.xlsx": archive({"x/embeddings/b.xlsx": archive({"x/embeddings/c.xlsx": CHART})})}, [UNUSUAL]),
    ({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}, [OBJECT]),
    ({"word/activeX/activeX1.xml": "<ocx/>"}, [OBJECT]),
    ({"word/document.xml": '<!DOCTYPE a [<!ENTITY d "D">]><a>&d;DE</a>'}, [UNUSUAL]),
    ({"word/document.xml": "not well <formed"}, [UNUSUAL]),
    ({"word/document.xml": str(fields("DDE x")["word/document.xml"]).encode("utf-16")}, [DATA]),
]


@pytest.mark.parametrize(("parts", "found"), OFFICE_FILES)
def test_of_an_office_file(tmp_path: Path, parts: dict[str, str | bytes], found: list[str]) -> None:
    assert in_file(tmp_path, archive(parts), WORD) == found


def content(inside: str) -> dict[str, str | bytes]:
    return {"mimetype": OPEN, "content.xml": f"<office:document-content {O_NS}>{inside}</office:document-content>"}


OPEN_FILES: list[tuple[str, list[str]]] = [
    ("<office:scripts/><text:p>Visit</text:p>", []),
    ('<draw:object xlink:href="./Object 1"/>', []),
    ('<text:a xlink:href="https://example.org/"/>', []),
    ('<draw:object xlink:href="http://evil.example/x.odt"/>', [OBJECT]),
    ('<draw:object-ole xlink:href="./Object 1"/>', [OBJECT]),
    ('<script:event-listener xlink:href="vnd.sun.star.script:a"/>', [MACROS]),
    ('<meta:template xlink:href="http://evil.example/t.ott"/>', [REMOTE]),
    ('<text:section-source xlink:href="//server/a.odt"/>', [REMOTE]),
    ("<text:dde-connection-decl/>", [DATA]),
]


@pytest.mark.parametrize(("inside", "found"), OPEN_FILES)
def test_of_an_open_document(tmp_path: Path, inside: str, found: list[str]) -> None:
    assert in_file(tmp_path, archive(content(inside)), OPEN) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("School,Days\r\nElmfield,-2\r\n=SUM(A1),+3", []),
        ("Name\r\n=cmd|'/c calc'!A0", [DATA]),
        ('Name;"@x|y!z"', [DATA]),
        ("Visit = good | seen! books", []),
    ],
)
def test_of_a_table_in_text(text: str, found: list[str]) -> None:
    assert found_in_text(text) == found
