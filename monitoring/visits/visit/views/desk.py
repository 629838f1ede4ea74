"""How does a page about a visit keep what is being written, and give it back where it cannot be kept any more?"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from sil.web import desk as desks
from sil.web.desk import Desk, Saved, Words

from ...models import Visit


def desk(request: HttpRequest, saved: Saved | None, words: Callable[[Any], Words]) -> Desk:
    """What nobody has written on has no version yet."""
    draft = saved if saved is not None and saved.version else None
    return desks.desk_of(request, draft, draft.version if draft else 0, words)


def too_late(request: HttpRequest, visit: Visit, sentence: str, typed: Words) -> HttpResponse:
    return desks.too_late(request, visit, "The visit", sentence, typed)
