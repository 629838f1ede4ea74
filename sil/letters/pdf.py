"""Make PDFs of letters. The only place that uses the PDF engine.

PDF/UA-1 (ISO 14289-1): tagged, with a title and a language, so that it can be read aloud.
"""

import logging
from pathlib import Path

STYLES = Path(__file__).parent / "letter.css"

logging.getLogger("fontTools").setLevel(logging.WARNING)


def make(html: str, *, tagged: bool = True, pictures: bool = False) -> bytes:
    """Return the PDF of a letter's stored HTML.

    Raises if the HTML refers to anything outside itself: a letter holds everything that it shows. `tagged=False` is
    for a PDF that is put into another document, which would lose the tags. `pictures` are those that stand in the HTML
    itself, as data URLs.
    """
    # Imported here: it loads system libraries that only a worker needs.
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    nothing = URLFetcher(allowed_protocols=("data",) if pictures else (), fail_on_errors=True)
    document = HTML(string=html, url_fetcher=nothing)
    styles, variant = [CSS(filename=STYLES)], "pdf/ua-1" if tagged else None
    pdf: bytes = document.write_pdf(stylesheets=styles, pdf_variant=variant)
    return pdf
