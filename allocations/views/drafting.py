"""How does a page save what is being written, by a button or as it is typed, and lose nothing?

The script saves with `act=autosave` and reads JSON; a button saves and leads on. Where somebody
saved meanwhile, the page comes back with everything typed and with what the other one wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from sil import clock
from sil.accounts.access import actor
from sil.framework.schema import Framework
from sil.web.forms import number
from sil.workflow import Denied

from .. import actions
from ..actions.drafts import Writing, content_of
from ..forms.grid import NOT_APPLICABLE
from ..models import Allocation, Draft
from ..queries import draft_of, version_of
from ..states import Party

AUTOSAVE, OVER = "autosave", "over"


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
    draft: Draft | None
    version: int
    sentence: str = ""
    differences: list[Difference] = field(default_factory=list)


def desk(request: HttpRequest, found: Allocation, party: Party) -> Desk:
    """The desk as it stands; after a refused save it keeps the version that was read."""
    draft = draft_of(found, party)
    return Desk(key_of(request, request.path), draft, version_of(found, party, draft))


def key_of(request: HttpRequest, path: str) -> str:
    return f"{actor(request).pk}:{path}"


def save(request: HttpRequest, found: Allocation, desk: Desk, party: Party, writing: Writing) -> bool:
    """Save for the page; False where somebody else did so meanwhile, and the desk says how."""
    read = number(request, "version")
    try:
        desk.draft = actions.save_draft(
            found,
            party,
            by=actor(request),
            on=clock.today(),
            writing=writing,
            version=read,
            over=request.POST.get("act") == OVER,
        )
    except Denied as denied:
        if denied.code != "saved_meanwhile":
            raise
        desk.sentence = denied.sentence
        desk.draft = draft_of(found, party)
        desk.version = read
        desk.differences = differences(found.framework, desk.draft, writing)
        return False
    desk.version = desk.draft.version
    return True


def turned_away(request: HttpRequest, found: Allocation, sentence: str, writing: Writing | None) -> HttpResponse:
    """For somebody who cannot write here (any more): led to the allocation with the reason; who had
    written reads what happened, and everything they wrote, to be copied."""
    if request.method != "POST":
        messages.warning(request, sentence)
        return redirect("allocation", pk=found.pk)
    if is_autosave(request):
        return JsonResponse({"sentence": sentence, "version": 0}, status=409)
    typed = _in_words(found.framework, writing.content()) if writing else {}
    context = {"allocation": found, "sentence": sentence, "typed": {k: v for k, v in typed.items() if v}}
    return render(request, "allocations/too_late.html", context, status=409)


def is_autosave(request: HttpRequest) -> bool:
    return request.POST.get("act") == AUTOSAVE


def answer(desk: Desk, *, saved: bool) -> HttpResponse:
    """What the script reads."""
    if not saved:
        return JsonResponse({"sentence": desk.sentence, "version": desk.draft.version if desk.draft else 0}, status=409)
    assert desk.draft is not None, "it was saved"
    return JsonResponse({"version": desk.version, "saved": f"{clock.local(desk.draft.saved_at):%H:%M}"})


def writing_of(draft: Draft | None) -> Writing:
    """What a draft holds, to be changed by one step."""
    if draft is None:
        return Writing()
    return Writing(band=draft.band, reasons=draft.reasons, marks=draft.marks, extra_days=tuple(draft.extra_days))


def differences(framework: Framework, draft: Draft | None, writing: Writing) -> list[Difference]:
    """What the saved draft and what was typed say differently, in words."""
    saved = _in_words(framework, content_of(draft)) if draft else {}
    typed = _in_words(framework, writing.content())
    return [
        Difference(what, saved.get(what, ""), typed.get(what, ""))
        for what in dict.fromkeys([*saved, *typed])
        if saved.get(what, "") != typed.get(what, "")
    ]


def _in_words(framework: Framework, content: Mapping[str, Any]) -> dict[str, str]:
    words = {
        "Band": framework.names([content["band"]]) if content["band"] else "",
        "Reasons": content["reasons"],
        "Days beyond the band": "; ".join(e.text for e in framework.extra_days if e.id in content["extra_days"]),
    }
    for criterion in framework.criteria:
        mark = content["marks"].get(criterion.id, {})
        reading = mark.get("reading", "")
        if reading:
            bands = () if reading == NOT_APPLICABLE else criterion.readings[int(reading)].bands
            words[criterion.name] = framework.names(bands)
        for what in ("reason", "evidence"):
            if mark.get(what):
                words[f"{criterion.name}, {what}"] = mark[what]
    return words
