"""Letters as PDFs, in the layouts in which people get them; made from plain text when a test runs."""

import re
from dataclasses import dataclass
from html import escape
from io import BytesIO

import pypdfium2
from weasyprint import HTML

from schools.ofsted_letters.layout import HEADINGS

_BULLET = re.compile(r"^( *)([•●▪■◦○·*–-]|o|[0-9]{1,2}[.)]|\(?[a-z]\)) +(?=\S)")
_FURNITURE = re.compile(r"\s*(?:[Pp]age )?[0-9]{1,3}(?: of [0-9]{1,3})?\s*")


@dataclass(frozen=True)
class Layout:
    """`lists` makes bullets list items; `split` sets a letterhead of Ofsted to the right of the address."""

    name: str
    style: str
    lists: bool = False
    split: bool = False


LAYOUTS = (
    Layout(
        "plain serif, numbers at the foot",
        "@page{size:A4;margin:2.5cm;@bottom-center{content:counter(page)}} body{font:11pt/1.3 'DejaVu Serif',serif}",
    ),
    Layout(
        "two fonts, header and footer on each page, list items",
        "@page{size:A4;margin:3cm 2cm 3.5cm;@top-left{content:'Monitoring letter';font:9pt sans-serif}"
        "@bottom-left{content:'Example House, 1 Sample Street, Sampleton SA1 1AA';font:8pt sans-serif}"
        "@bottom-right{content:'Page ' counter(page) ' of ' counter(pages);font:8pt sans-serif}}"
        "body{font:12pt/1.45 'DejaVu Sans',sans-serif} .head{font:10pt/1.2 'DejaVu Serif',serif} li{margin:4pt 0}",
        lists=True,
    ),
    Layout(
        "narrow, justified and hyphenated, large type, letterhead at the right",
        "@page{size:A5;margin:1.5cm;@bottom-right{content:counter(page) ' | Page'}}"
        "body{font:13pt/1.2 'DejaVu Serif',serif;text-align:justify;hyphens:auto} p{margin:.6em 0}"
        "ul{padding-left:1.5em}"
        ".ofsted{position:absolute;right:0;top:0;text-align:right;font:8pt/1.4 'DejaVu Sans',sans-serif}",
        lists=True,
        split=True,
    ),
)


def pdf(text: str, layout: Layout) -> bytes:
    """A letter's text set as a page sets it: its lines above “Dear” kept, its paragraphs flowing."""
    made: bytes = HTML(string=f'<html lang="en"><style>{layout.style}</style><body>{_body(text, layout)}').write_pdf()
    return made


def picture(pages: int = 1) -> bytes:
    """A PDF that is nothing but pictures of pages, as a scanner makes it."""
    document, out = pypdfium2.PdfDocument.new(), BytesIO()
    source = pypdfium2.PdfDocument(pdf("Dear Mr Example\n\nWords.", LAYOUTS[0]))
    bitmap = source[0].render(scale=1)
    for _ in range(pages):
        page = document.new_page(595, 842)
        image = pypdfium2.PdfImage.new(document)
        image.set_bitmap(bitmap)
        image.set_matrix(pypdfium2.PdfMatrix().scale(595, 842))
        page.insert_obj(image)
        page.gen_content()
    document.save(out)
    return out.getvalue()


def _body(text: str, layout: Layout) -> str:
    lines = [line for line in re.split(r"\r?\n|\f", text.replace("\f", "\n\f")) if not _is_number(line)]
    dear = next((place for place, line in enumerate(lines) if re.match(r"\s*Dear \S", line)), 0)
    head, body = lines[:dear], lines[dear:]
    said = [_head(head, layout)]
    yours = next((place for place, line in enumerate(body) if line.startswith("Yours ")), len(body))
    annex = next((place for place in range(yours + 1, len(body)) if body[place].startswith("Annex")), len(body))
    said += [_flow(body[:yours], layout), "".join(f"<div>{escape(x) or '&nbsp;'}</div>" for x in body[yours:annex])]
    said.append(_flow(body[annex:], layout))
    return "".join(said)


def _is_number(line: str) -> bool:
    return bool(line.strip()) and bool(_FURNITURE.fullmatch(line))


def _head(lines: list[str], layout: Layout) -> str:
    kept = [line for line in lines if line.strip()]
    ofsted = kept[:2] if layout.split and kept[:1] == ["Ofsted"] else []
    beside = "".join(f"<div>{escape(line)}</div>" for line in ofsted)
    rest = "".join(f"<div>{escape(line)}</div>" for line in kept[len(ofsted) :])
    return f'<div class="ofsted">{beside}</div><div class="head">{rest}</div><p></p>'


def _flow(lines: list[str], layout: Layout) -> str:
    """Paragraphs and bullets; a line that goes on belongs to what stands above it."""
    parts: list[tuple[int, str, str]] = []
    gap = True
    for line in lines:
        bullet = _BULLET.match(line)
        if not line.strip():
            gap = True
        elif bullet and (bullet[2] != "-" or gap or parts[-1][1] or parts[-1][2].rstrip().endswith((":", ".", ","))):
            parts.append((len(bullet[1]), bullet[2], line[bullet.end() :]))
            gap = False
        elif gap or not parts or _alone(line) or _alone(parts[-1][2]):
            parts.append((0, "", line))
            gap = False
        else:
            depth, marker, words = parts[-1]
            parts[-1] = (depth, marker, f"{words}\n{line.strip()}")
    return "".join(_part(depth, marker, words, layout) for depth, marker, words in parts)


def _alone(line: str) -> bool:
    return bool(re.fullmatch(rf"(?:{'|'.join(HEADINGS)}):?|Dear .{{1,60}}", line.strip()))


def _part(depth: int, marker: str, words: str, layout: Layout) -> str:
    shown = escape(re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", words))
    if not marker:
        return f"<p>{shown}</p>"
    inset = 14 + depth * 8
    if layout.lists and not marker[0].isalnum() and marker[0] != "(":
        kind = {"-": "'- '", "–": "'– '", "◦": "circle", "○": "circle"}.get(marker, "disc")
        return f'<ul style="margin:2pt 0 2pt {inset}pt;list-style-type:{kind}"><li>{shown}</li></ul>'
    return f'<p style="margin:2pt 0 2pt {inset + 14}pt;text-indent:-14pt">{escape(marker)} {shown}</p>'
