"""The PDF of a report, as it is kept."""

import hashlib
from typing import Any

from sil import clock
from sil.letters import pdf


def laid_out(html: str) -> dict[str, Any]:
    """Return what is kept of some HTML as a tagged PDF (PDF/UA-1), by the columns of `models.MadeFile` but its name."""
    document = pdf.lay_out(html)
    content: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return {
        "made_at": clock.now(),
        "pages": len(document.pages),
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": content,
    }
