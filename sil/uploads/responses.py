"""Send an attached file as a download, never as a page."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from .models import Upload


def attachment(upload: Upload) -> HttpResponse:
    """The file as a download under its name. The view that calls this has asked who may read it."""
    return HttpResponse(
        bytes(upload.content),
        content_type=upload.media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, upload.name),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
            # In place of the policy of our pages: if a browser shows it all the same, nothing in it runs.
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
