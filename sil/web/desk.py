"""How does a page save what is being written, by a button or as it is typed, and lose nothing?

The script saves with `act=autosave` and reads JSON; a button saves and leads on. Where somebody saved
meanwhile, the page comes back with everything typed and with what the other one wrote.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from sil import clock
from sil.accounts.access import actor
from sil.workflow import Denied

from .forms import number

AUTOSAVE, OVER = "autosave", "over"

# What has `version`, `saved_by` and `saved_at`.
Saved = Any
Words = dict[str, str]


@dataclass(frozen=True)
class Difference:
    """One thing that two people wrote differently."""

    what: str
    saved: str
    typed: str


@dataclass
class Desk:
    """What a page needs to draw a form whose text is kept: its key, its version, what went wrong."""

    key: str
    draft: Saved | None
    version: int
    sentence: str = ""
    differences: list[Difference] = field(default_factory=list)


def desk_of(request: HttpRequest, draft: Saved | None, version: int) -> Desk:
    """The desk as it stands; after a refused save it keeps the version that was read."""
    return Desk(key_of(request, request.path), draft, version)


def key_of(request: HttpRequest, path: str) -> str:
    return f"{actor(request).pk}:{path}"


def is_autosave(request: HttpRequest) -> bool:
    return request.POST.get("act") == AUTOSAVE


def save(
    request: HttpRequest,
    work: Desk,
    do: Callable[..., Saved],
    *,
    again: Callable[[], Saved | None],
    words: Callable[[Saved | None], Words],
    typed: Words,
) -> bool:
    """Save by `do(version=, over=)`; False where somebody else did so meanwhile, and the desk says how.
    `again` reads what is stored, `words` says it in words to be compared with `typed`."""
    read = number(request, "version")
    try:
        work.draft = do(version=read, over=request.POST.get("act") == OVER)
    except Denied as denied:
        if denied.code != "saved_meanwhile":
            raise
        work.sentence, work.draft, work.version = denied.sentence, again(), read
        work.differences = compared(words(work.draft), typed)
        return False
    work.version = work.draft.version
    return True


def compared(saved: Mapping[str, str], typed: Mapping[str, str]) -> list[Difference]:
    """What two texts say differently, by what they are about."""
    return [
        Difference(what, saved.get(what, ""), typed.get(what, ""))
        for what in dict.fromkeys([*saved, *typed])
        if saved.get(what, "") != typed.get(what, "")
    ]


def answer(work: Desk, *, saved: bool) -> HttpResponse:
    """What the script reads."""
    version = work.draft.version if work.draft else 0
    if not saved:
        return JsonResponse({"sentence": work.sentence, "version": version}, status=409)
    assert work.draft is not None, "it was saved"
    return JsonResponse({"version": version, "saved": f"{clock.local(work.draft.saved_at):%H:%M}"})


def too_late(request: HttpRequest, template: str, sentence: str, typed: Words, **context: Any) -> HttpResponse:
    """For somebody who wrote and cannot any more: what happened, and everything they wrote, to be copied."""
    if is_autosave(request):
        return JsonResponse({"sentence": sentence, "version": 0}, status=409)
    context |= {"sentence": sentence, "typed": {k: v for k, v in typed.items() if v}}
    return render(request, template, context, status=409)
