"""Have a bundle made, and fetch its files."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.audit import events
from sil.uploads.downloads import disposition
from sil.uploads.intact import intact
from sil.workflow import Denied

from ..events import SCOPE
from ..log.queries import readable as readable_requests
from ..models import AnswerArchive, AnswerFile
from . import actions
from .queries import readable

MEDIA_TYPES = {"pdf": "application/pdf", "zip": "application/zip"}
_FILES: dict[str, Any] = {"pdf": AnswerFile, "zip": AnswerArchive}


@require_POST
@allow(Permission.INFORMATION_REQUESTS)
def make(request: HttpRequest, pk: int) -> HttpResponse:
    who = user_roles(request)
    asked = get_object_or_404(readable_requests(who), pk=pk)
    try:
        actions.ask(asked, by=actor(request), on=who.on)
    except Denied as denied:
        messages.warning(request, denied.sentence)
    return redirect(asked)


@require_safe
@allow(Permission.INFORMATION_REQUESTS)
def take(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The PDF or the ZIP. Who takes it is kept in the history of the request."""
    found = get_object_or_404(readable(user_roles(request)), pk=pk)
    if ending not in _FILES or not found.is_made:
        raise Http404
    file = _FILES[ending].objects.defer(None).get(bundle=found)
    content = intact(file.content, file.sha256, file)
    if request.method == "GET":
        said = {"number": found.request_id, "file": file.name}
        events.record("information_request.taken", subject=found.request, by=actor(request), scope=SCOPE, **said)
    response = HttpResponse(content, content_type=MEDIA_TYPES[ending])
    response["Content-Disposition"] = disposition(file.name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
