"""Where static/drafts/unsent.js keeps what is typed in a form without a draft of its own, and asks what was kept."""

import json
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, JsonResponse
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, signed_in

from .actions import Content, discard, keep
from .models import UnsentText
from .queries import unsent

_LONGEST_PATH = UnsentText._meta.get_field("path").max_length or 0
_MOST_FORMS = 100
# Controls whose value is never kept, by a part of their name.
_SECRET = ("password", "csrfmiddlewaretoken")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in("everyone: their own")
def unsent_text(request: HttpRequest) -> JsonResponse:
    """Return {"texts": [{"path", "place", "content": [[name, value]], "at": milliseconds, "when": words}]}: what the
    person typed in the forms that post to the addresses `path`. A POST keeps the text of one form and returns
    {"saved": time}; with `act=discard` it deletes it."""
    user, said = actor(request), request.POST
    if request.method != "POST":
        paths = [_path(text) for text in request.GET.getlist("path")[:_MOST_FORMS]]
        return JsonResponse({"texts": [_shown(found) for found in unsent(user, paths)]})
    path, place = _path(said.get("path", "")), _place(said.get("place", ""))
    if said.get("act") == "discard":
        discard(user, path, place)
        return JsonResponse({})
    kept = keep(user, path, place, _content(said.get("content", "")), at=clock.now())
    return JsonResponse({"saved": f"{clock.local(kept.saved_at):%H:%M}"})


def _shown(found: UnsentText) -> dict[str, Any]:
    at = clock.local(found.saved_at)
    when = f"on {clock.weekday_in_words(at.date())} at {clock.time_in_words(at.time())}"
    about = {"path": found.path, "place": found.place}
    return {**about, "content": found.content, "at": int(at.timestamp() * 1000), "when": when}


def _path(text: str) -> str:
    """Return the path of one of our addresses. Raises BadRequest."""
    try:
        resolve(text)
    except Resolver404 as error:
        raise BadRequest from error
    if len(text) > _LONGEST_PATH or "\x00" in text:
        raise BadRequest
    return text


def _place(text: str) -> int:
    if not text.isdecimal() or len(text) > 3 or int(text) >= _MOST_FORMS:
        raise BadRequest
    return int(text)


def _content(text: str) -> Content:
    """Return the pairs of name and value that were posted as JSON. Raises BadRequest for anything else."""
    try:
        pairs = json.loads(text)
        found = [(_storable(name), _storable(value)) for name, value in pairs]
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadRequest from error
    return [(name, value) for name, value in found if not any(part in name.lower() for part in _SECRET)]


def _storable(text: str) -> str:
    """Return a text as PostgreSQL can hold it: without NUL, and without halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
