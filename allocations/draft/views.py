"""The editor of what one side of an allocation writes, for the pages of proposal, answer and decision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from sil import clock
from sil.accounts.access import actor
from sil.drafts import Content
from sil.framework.schema import Framework
from sil.web.drafts import DraftEditor, Words, too_late

from ..grid.forms import bands_of
from ..models import Allocation, Draft
from ..position.queries import documents_of
from ..states import Party
from .actions import Writing, content_of, save_draft
from .queries import draft_of, version_of, writers

CALLED = "The allocation"


class PositionEditor(DraftEditor[Draft, Writing]):
    """The editor of the position that a side writes."""

    called = CALLED

    def __init__(self, request: HttpRequest, found: Allocation, party: Party) -> None:
        self.allocation, self.party = found, party
        draft = self.load()
        super().__init__(request, found, draft, version_of(found, party, draft))

    def load(self) -> Draft | None:
        return draft_of(self.allocation, self.party)

    def holds(self, draft: Draft) -> Content:
        return content_of(draft)

    def write(self, written: Writing, *, version: int, over: bool) -> Draft:
        by, on = actor(self.request), clock.today()
        return save_draft(self.allocation, self.party, by=by, on=on, writing=written, version=version, over=over)

    def in_words(self, content: Content) -> Words:
        return _in_words(self.allocation.framework, content)


def turned_away(request: HttpRequest, found: Allocation, sentence: str, writing: Writing | None) -> HttpResponse:
    """Return the answer to somebody who cannot write here (any more): the allocation with the reason, or, if they have
    written something, the page that says what happened and shows everything they wrote, to be copied."""
    if request.method != "POST":
        messages.warning(request, sentence)
        return redirect("allocation", pk=found.pk)
    typed = _in_words(found.framework, writing.content()) if writing else {}
    return too_late(request, found, CALLED, sentence, typed)


def writing_of(draft: Draft | None) -> Writing:
    """Return what a draft holds, to be changed by one step."""
    if draft is None:
        return Writing()
    return Writing(band=draft.band, reasons=draft.reasons, marks=draft.marks, extra_days=tuple(draft.extra_days))


def words_of(found: Allocation, draft: Draft) -> Words:
    """Return in words what a check page shows of a draft, with the documents that go with it."""
    documents = "\n".join(item.title for item in documents_of(draft))
    return {**_in_words(found.framework, content_of(draft)), "Documents and links": documents}


def after_saving(found: Allocation, party: Party, request: HttpRequest) -> str:
    """Return the sentence about a draft that was saved: who else can read and change it until it is sent."""
    others = names_of_others(found, party, request)
    if not others:
        return "Draft saved. Nobody else can read it until you send it."
    return f"Draft saved. {others} can read and change it too, until one of you sends it."


def names_of_others(found: Allocation, party: Party, request: HttpRequest) -> str:
    """Return who else writes the draft of a party now, or blank: "Ada Example and Ben Bell"."""
    *most, last = [person.name for person in writers(found, party, but=actor(request), on=clock.today())] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _in_words(framework: Framework, content: Content) -> Words:
    bands = {band.id: band.name for band in framework.bands}
    extra_days = {extra.id: extra.text for extra in framework.extra_days}
    words = {
        "Band": bands.get(content["band"], content["band"]),
        "Reasons": content["reasons"],
        "Extra days": "; ".join(extra_days.get(each, each) for each in content["extra_days"]),
    }
    for criterion in framework.criteria:
        mark = content["marks"].get(criterion.id, {})
        reading = mark.get("reading", "")
        if reading:
            fits = bands_of(criterion, reading)
            said = reading if fits is None else framework.names(fits)
            words[criterion.name] = f"{said}, to be confirmed" if mark.get("carried") else said
        for what in ("reason", "evidence"):
            if mark.get(what):
                words[f"{criterion.name}, {what}"] = mark[what]
    return words
