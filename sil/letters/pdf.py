"""Make PDFs of letters. The only place that uses the PDF engine.

PDF/UA-1 (ISO 14289-1): tagged, with a title and a language, so that it can be read aloud.
"""

import logging
import unicodedata
from pathlib import Path
from typing import Any

from sil.printable import without_hidden

STYLES = Path(__file__).parent / "letter.css"

# What has lines of its own, and so a direction of its own.
_BLOCKS = frozenset({"p", "li", "td", "th", "h1", "h2", "h3", "caption"})

logging.getLogger("fontTools").setLevel(logging.WARNING)


def make(html: str, *, tagged: bool = True, pictures: bool = False) -> bytes:
    """Return the PDF of a letter's stored HTML.

    Characters that nobody can see are left out, and what is written from right to left is set from right to left.
    Raises if the HTML refers to anything outside itself: a letter holds everything that it shows. `tagged=False` is
    for a PDF that is put into another document, which would lose the tags. `pictures` are those that stand in the HTML
    itself, as data URLs.
    """
    pdf: bytes = lay_out(html, pictures=pictures).write_pdf(pdf_variant="pdf/ua-1" if tagged else None)
    return pdf


def lay_out(html: str, *, pictures: bool = False) -> Any:
    """Return the pages of a letter as WeasyPrint's document, which `make` writes."""
    # Imported here: it loads system libraries that only a worker needs.
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    nothing = URLFetcher(allowed_protocols=("data",) if pictures else (), fail_on_errors=True)
    document = HTML(string=without_hidden(html), url_fetcher=nothing)
    _set_directions(document.etree_element)
    return document.render(stylesheets=[CSS(filename=STYLES)])


def engine_alone(html: str) -> bytes:
    """Return the PDF that the engine makes of the same HTML with the same styles, and nothing of ours beside it: what
    `make` is measured against."""
    from weasyprint import CSS, HTML

    pdf: bytes = HTML(string=html).write_pdf(stylesheets=[CSS(filename=STYLES)], pdf_variant="pdf/ua-1")
    return pdf


def _set_directions(root: Any) -> None:
    """Do what browsers do for `dir=auto` in each block: its first letter says how it is written."""
    for element in root.iter():
        if element.tag in _BLOCKS and "dir" not in element.attrib and _is_right_to_left("".join(element.itertext())):
            element.set("dir", "rtl")


def _is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction goes from right to left (Unicode Standard Annex 9, rule P2)."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"
