"""How does a page of an allocation keep what is being written? By `sil.web.desk`, with its own draft."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from sil import clock
from sil.accounts.access import actor
from sil.framework.schema import Framework
from sil.web.desk import Desk, desk_of, too_late
from sil.web.desk import save as save_by

from ..grid.forms import NOT_APPLICABLE
from ..models import Allocation, Draft
from ..states import Party
from . import actions as drafts
from .actions import Writing, content_of
from .queries import draft_of, version_of


def desk(request: HttpRequest, found: Allocation, party: Party) -> Desk:
    """The desk as it stands."""
    draft = draft_of(found, party)
    return desk_of(request, draft, version_of(found, party, draft), partial(_in_words, found.framework))


def save(request: HttpRequest, found: Allocation, work: Desk, party: Party, writing: Writing) -> bool:
    """Save for the page; False where somebody else did so meanwhile, and the desk says how."""
    return save_by(
        request,
        work,
        partial(drafts.save_draft, found, party, by=actor(request), on=clock.today(), writing=writing),
        again=lambda: draft_of(found, party),
        holds=content_of,
        typed=writing.content(),
    )


def turned_away(request: HttpRequest, found: Allocation, sentence: str, writing: Writing | None) -> HttpResponse:
    """For somebody who cannot write here (any more): led to the allocation with the reason; who had
    written reads what happened, and everything they wrote, to be copied."""
    if request.method != "POST":
        messages.warning(request, sentence)
        return redirect("allocation", pk=found.pk)
    typed = _in_words(found.framework, writing.content()) if writing else {}
    return too_late(request, found, "The allocation", sentence, typed)


def writing_of(draft: Draft | None) -> Writing:
    """What a draft holds, to be changed by one step."""
    if draft is None:
        return Writing()
    return Writing(band=draft.band, reasons=draft.reasons, marks=draft.marks, extra_days=tuple(draft.extra_days))


def _in_words(framework: Framework, content: Mapping[str, Any]) -> dict[str, str]:
    words = {
        "Band": framework.names([content["band"]]) if content["band"] else "",
        "Reasons": content["reasons"],
        "Extra days": "; ".join(e.text for e in framework.extra_days if e.id in content["extra_days"]),
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
