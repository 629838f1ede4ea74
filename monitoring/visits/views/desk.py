"""How does a page of a report, or of what a school writes before a visit, keep what is being written?"""

from django.http import HttpRequest, HttpResponse

from sil.web import desk as desks
from sil.web.desk import Desk, Saved, Words

from ..models import Visit


def desk(request: HttpRequest, saved: Saved | None) -> Desk:
    """A report that nobody has written on has no version yet."""
    draft = saved if saved is not None and saved.version else None
    return desks.desk_of(request, draft, draft.version if draft else 0)


def too_late(request: HttpRequest, visit: Visit, sentence: str, typed: Words) -> HttpResponse:
    return desks.too_late(request, "visits/report_too_late.html", sentence, typed, visit=visit)
