"""How does a page save what is being written, by a button or as it is typed, and lose nothing?

The script saves with `act=autosave` and reads JSON; a button saves and leads on. Where somebody saved
meanwhile, the page comes back with everything typed and with what the other one wrote.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
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


@dataclass(frozen=True)
class Replaced:
    """A text that somebody saved over on purpose."""

    by: str
    at: datetime
    words: Words


@dataclass
class Desk:
    """What a page needs to draw a form whose text is kept: its key, its version, what went wrong, and
    how its text reads in words."""

    key: str
    draft: Saved | None
    version: int
    words: Callable[[Any], Words]
    sentence: str = ""
    differences: list[Difference] = field(default_factory=list)

    @property
    def replaced(self) -> list[Replaced]:
        """The texts that gave way, the latest first."""
        kept = self.draft.replaced if self.draft else []
        return [Replaced(old["by"], datetime.fromisoformat(old["at"]), self.words(old["content"])) for old in kept]


def desk_of(request: HttpRequest, draft: Saved | None, version: int, words: Callable[[Any], Words]) -> Desk:
    """The desk as it stands; after a refused save it keeps the version that was read. `words` says a text
    as it is stored in words, by what each part is about."""
    return Desk(key_of(request, request.path), draft, version, words)


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
    holds: Callable[[Saved], Any],
    typed: Any,
) -> bool:
    """Save by `do(version=, over=)`; False where somebody else did so meanwhile, and the desk says how.
    `again` reads what is stored and `holds` takes the text from it, to be compared with what was `typed`."""
    work.version = number(request, "version")
    try:
        work.draft = do(version=work.version, over=request.POST.get("act") == OVER)
    except Denied as denied:
        if denied.code != "saved_meanwhile":
            raise
        work.sentence, work.draft = denied.sentence, again()
        saved = work.words(holds(work.draft)) if work.draft else {}
        work.differences = compared(saved, work.words(typed))
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


def sent(request: HttpRequest, words: str, *, path: str = "") -> None:
    """Say that what was written on this page, or at `path`, is sent, and that the browser may forget its copies."""
    messages.success(request, words, extra_tags=key_of(request, path or request.path))


def too_late(request: HttpRequest, record: Any, called: str, sentence: str, typed: Words) -> HttpResponse:
    """For somebody who wrote and cannot any more: what happened, and everything they wrote, to be copied.
    `record` has a school and an address, by which it is `called` there."""
    if is_autosave(request):
        return JsonResponse({"sentence": sentence, "version": 0}, status=409)
    context = {"record": record, "called": called, "sentence": sentence}
    context |= {"school": record.school, "typed": {k: v for k, v in typed.items() if v}}
    return render(request, "web/too_late.html", context, status=409)
