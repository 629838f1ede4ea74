"""Pages on which a text is written over some time: save it by a button or as it is typed, and lose nothing.

The script (static/drafts.js) saves with `act=autosave` and reads JSON; a button saves and leads on. If somebody else
saved meanwhile, the page comes back with everything that was typed and with what the other person wrote.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar, cast

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from sil import clock
from sil.accounts.access import actor
from sil.accounts.models import User
from sil.drafts import Content, Saved
from sil.workflow import Denied

from .forms import number

AUTOSAVE, OVER = "autosave", "over"
# A text in words, by what each part of it is about.
Words = dict[str, str]


class Written(Protocol):
    """What was typed, such as a form; `content` returns it in the shape in which a draft holds it."""

    def content(self) -> Content: ...


class Record(Protocol):
    """What a text is written about."""

    @property
    def school(self) -> object: ...

    def get_absolute_url(self) -> str: ...


# A model that is `Saved`: mypy compares a bound before it knows the types of a model's fields.
S = TypeVar("S", bound=Model)
W = TypeVar("W", bound=Written)


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


class DraftEditor(ABC, Generic[S, W]):
    """The editor of one draft on one page. A subclass says how its draft is loaded, stored and put into words.

    `draft` is what is stored, or None if nothing is; `version` the save that the page shows. After a refused save,
    `sentence` says why, `differences` how the two texts differ, and `version` stays that of the page.
    Templates draw it as `editor` (templates/web/_draft_*.html).
    """

    # What the link back to the record is called on the page for somebody who comes too late.
    called: str

    def name_of(self, saver: User, day: date) -> str:
        """Return the name under which somebody saved it on a day."""
        return saver.name

    @property
    def saved_by(self) -> str:
        """Return who saved what is stored, or ""."""
        saved = cast("Saved | None", self.draft)
        if saved is None or saved.saved_by is None or saved.saved_at is None:
            return ""
        return self.name_of(saved.saved_by, clock.local(saved.saved_at).date())

    def __init__(self, request: HttpRequest, record: Record, draft: S | None, version: int | None = None) -> None:
        self.request, self.record, self.draft = request, record, draft
        self.version = self._saved_version if version is None else version
        self.sentence = ""
        self.differences: list[Difference] = []

    @abstractmethod
    def load(self) -> S | None:
        """Return the draft as it is stored now."""

    @abstractmethod
    def holds(self, draft: S) -> Content:
        """Return the text that a draft holds."""

    @abstractmethod
    def write(self, written: W, *, version: int, over: bool) -> S:
        """Store what was typed by the noun's own action. Raises as `sil.drafts.stage_save` and the action do."""

    @abstractmethod
    def in_words(self, content: Content) -> Words:
        """Return a text that a draft holds in words, to be compared or copied."""

    @property
    def saved(self) -> Saved | None:
        """The draft as a row that is saved as it is written."""
        return cast(Saved | None, self.draft)

    @property
    def key(self) -> str:
        """The key under which the browser keeps what it could not save."""
        return key_of(self.request, self.request.path)

    @property
    def is_autosave(self) -> bool:
        return is_autosave(self.request)

    @property
    def files(self) -> list[str]:
        """The names of the files that were posted: a page that comes back cannot hold them."""
        return [file.name or "" for _, files in self.request.FILES.lists() for file in files]

    @property
    def replaced(self) -> list[Replaced]:
        """The texts that were saved over, the latest first."""
        kept = self.saved.replaced if self.saved else []
        return [Replaced(old["by"], datetime.fromisoformat(old["at"]), self.in_words(old["content"])) for old in kept]

    def store(self, written: W) -> bool:
        """Save what was typed; False if somebody else saved meanwhile. Raises any other refusal of `write`."""
        self.version = number(self.request, "version")
        try:
            self.draft = self.write(written, version=self.version, over=self.request.POST.get("act") == OVER)
        except Denied as denied:
            if denied.code != "saved_meanwhile":
                raise
            self.sentence, self.draft = denied.sentence, self.load()
            saved = self.in_words(self.holds(self.draft)) if self.draft else {}
            self.differences = compared(saved, self.in_words(written.content()))
            return False
        self.show(self.draft)
        return True

    def show(self, draft: S | None) -> None:
        """Show this as what is stored."""
        self.draft = draft
        self.version = self._saved_version

    def answer(self) -> HttpResponse:
        """Return what the script reads: the version and time of the save, or with status 409 why nothing was saved."""
        if self.sentence:
            return JsonResponse({"sentence": self.sentence, "version": self._saved_version}, status=409)
        assert self.saved is not None and self.saved.saved_at is not None, "it was saved"
        return JsonResponse({"version": self._saved_version, "saved": f"{clock.local(self.saved.saved_at):%H:%M}"})

    def too_late(self, sentence: str, written: W) -> HttpResponse:
        """Return the page for somebody who wrote this and can no longer save it; see `too_late`."""
        return too_late(self.request, self.record, self.called, sentence, self.in_words(written.content()))

    @property
    def _saved_version(self) -> int:
        return self.saved.version if self.saved else 0


def key_of(request: HttpRequest, path: str) -> str:
    return f"{actor(request).pk}:{path}"


def is_autosave(request: HttpRequest) -> bool:
    return request.POST.get("act") == AUTOSAVE


def compared(saved: Mapping[str, str], typed: Mapping[str, str]) -> list[Difference]:
    """Return what two texts say differently, by what they are about."""
    return [
        Difference(what, saved.get(what, ""), typed.get(what, ""))
        for what in dict.fromkeys([*saved, *typed])
        if saved.get(what, "") != typed.get(what, "")
    ]


def sent(request: HttpRequest, words: str, *, path: str = "") -> None:
    """Say that what was written on this page, or at `path`, was sent, and that the browser may forget its copies."""
    messages.success(request, words, extra_tags=key_of(request, path or request.path))


def too_late(request: HttpRequest, record: Record, called: str, sentence: str, typed: Words) -> HttpResponse:
    """Return, with status 409, the page for somebody who wrote and can no longer save: what happened, and everything
    that they wrote, to be copied. `called` is the text of the link back to the record. The script reads JSON."""
    if is_autosave(request):
        return JsonResponse({"sentence": sentence, "version": 0}, status=409)
    context = {"record": record, "called": called, "sentence": sentence}
    context |= {"school": record.school, "typed": {k: v for k, v in typed.items() if v}}
    context["files"] = [file.name for _, files in request.FILES.lists() for file in files]
    return render(request, "web/too_late.html", context, status=409)
