"""Store a file that a person attached."""

from datetime import date

from sil import clock
from sil.accounts.models import User

from .formats import Document
from .models import Upload


def store(document: Document, *, by: User, on: date) -> Upload:
    """Store a document that was examined. A copy of one that is stored already is stored again.

    The caller holds a transaction, asked whether the person may do this, and writes the audit event:
    `on` is the day of that act, and an upload has no day apart from it.
    """
    return Upload.objects.create(
        name=document.name,
        media_type=document.media_type,
        size=len(document.content),
        sha256=document.sha256,
        content=document.content,
        stored_by=by,
        stored_at=clock.now(),
    )
