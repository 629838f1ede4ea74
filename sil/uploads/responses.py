"""Send an attached file as a download, never as a page; and warn of one that nobody will be able to open."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from sil.uploads.downloads import disposition

from .formats import Document
from .intact import intact
from .models import Upload


def attachment(upload: Upload) -> HttpResponse:
    """The file as a download under its name. The view that calls this has asked who may read it. Raises Altered."""
    return HttpResponse(
        intact(upload.content, upload.sha256, upload),
        content_type=upload.media_type,
        headers={
            "Content-Disposition": disposition(upload.name),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
            # In place of the policy of our pages: if a browser shows it all the same, nothing in it runs.
            "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
        },
    )


def warn_of_unreadable(request: HttpRequest, document: Document | None) -> None:
    """Tell the person who attached a file at once if it cannot be opened. It is kept all the same."""
    if document and document.warning:
        messages.warning(request, document.warning)
