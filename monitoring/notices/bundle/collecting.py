"""Collect the documents of a case for its bundle, by day.

Only what names a document is read here; its bytes are read one at a time, when it is joined.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import PurePath
from uuid import UUID

from django.db.models import F

from sil import clock
from sil.clock import in_london
from sil.letters.models import Delivery, Letter, ProofCorrection
from sil.letters.models import Document as LetterDocument
from sil.uploads.intact import intact
from sil.uploads.models import Upload

from ..case.in_use import ends_in
from ..case.resting import rests_in
from ..models import (
    Case,
    CaseEvidence,
    CaseLetter,
    LetterAnswer,
    PlanVersion,
    StatementDocument,
    StateNotification,
)

PDF = "application/pdf"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One document: what it is, who says so, the day it is from, and how its bytes are read.

    `number` counts from 1 in the bundle; `name` is what it is called in the ZIP. `note`: what the PDF does not show.
    """

    title: str
    source: str
    dated: date
    ending: str
    media_type: str
    sha256: str
    read: Callable[[], bytes]
    number: int = 0
    note: str = ""

    @property
    def name(self) -> str:
        words = re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")
        return f"documents/{self.number:03d}-{words[:60]}{self.ending}"


def collect(line: list[Case]) -> list[Item]:
    """Return every letter that was issued, proof of service, piece of evidence, plan, answer and thing that the school
    sent in of some cases, numbered by day. A few queries, whatever their number."""
    parts = (_letters, _proofs, _evidence, _plans, _statements, _notifications, _answers)
    found = chain.from_iterable(part(line) for part in parts)
    ordered = sorted(found, key=lambda item: (item.dated, item.title))
    return [replace(item, number=number) for number, item in enumerate(ordered, 1)]


def signed_in_words(signed_as: str) -> str:
    """Return "Signed by the Director of Education", or "Signed for the Director of Education" where the words under
    the signature are those of somebody who signs for them."""
    return (
        f"Signed for {signed_as.removeprefix('For ')}" if signed_as.startswith("For ") else f"Signed by the {signed_as}"
    )


def _issued(line: list[Case]) -> dict[str, Letter]:
    keys = CaseLetter.objects.filter(case__in=line).values_list("pk", flat=True)
    letters = Letter.objects.filter(about_table=CaseLetter._meta.db_table, about_id__in=keys, issued_at__isnull=False)
    return {letter.reference: letter for letter in letters.defer("html", "context").select_related("withdrawal")}


def _letters(line: list[Case]) -> Iterator[Item]:
    issued = _issued(line)
    prints = LetterDocument.objects.filter(letter__in=issued.values()).values_list("letter_id", "sha256")
    sha256 = dict(prints)
    rests = {key: rest for case in line for key, rest in rests_in(case).items()}
    ends = ends_in([case.pk for case in line], clock.today())
    for letter in issued.values():
        withdrawn = ", withdrawn" if hasattr(letter, "withdrawal") else ""
        if rest := rests.get(letter.about_id):
            withdrawn += f", {rest}"
        if end := ends.get(letter.about_id):
            withdrawn += f", {end.words[0].lower()}{end.words[1:]}"
        yield Item(
            title=f"{letter.subject} ({letter.reference}{withdrawn})",
            source=signed_in_words(letter.signed_as),
            dated=letter.dated,
            ending=".pdf",
            media_type=PDF,
            sha256=sha256[letter.pk],
            read=partial(_pdf_of, letter.pk),
        )


def _proofs(line: list[Case]) -> Iterator[Item]:
    issued = _issued(line)
    found = Delivery.objects.filter(recipient__letter__in=issued.values(), document__isnull=False)
    for each in found.select_related("recipient__letter").prefetch_related("document"):
        title = f"Proof of service on {each.recipient.name}: {each.recipient.letter.reference}"
        yield _of_upload(each.document, title, "Proof of service", each.given_on)
    put_right = ProofCorrection.objects.filter(
        delivery__recipient__letter__in=issued.values(), document__isnull=False
    ).exclude(document=F("delivery__document"))
    for correction in put_right.select_related("delivery__recipient__letter").prefetch_related("document"):
        to = correction.delivery.recipient
        title = f"Proof of service on {to.name}, corrected: {to.letter.reference}"
        yield _of_upload(correction.document, title, "Proof of service", in_london(correction.recorded_at))


def _evidence(line: list[Case]) -> Iterator[Item]:
    found = CaseEvidence.objects.filter(case__in=line, document__isnull=False, removed_on__isnull=True)
    for each in found.prefetch_related("document"):
        yield _of_upload(each.document, each.text[:120], each.source, each.dated or each.added_on)


def _plans(line: list[Case]) -> Iterator[Item]:
    found = PlanVersion.objects.filter(plan__notice__case__in=line, document__isnull=False)
    for each in found.prefetch_related("document"):
        title = f"Action plan of the governing body, version {each.number}"
        yield _of_upload(each.document, title, each.sent_as, each.sent_on)


def _statements(line: list[Case]) -> Iterator[Item]:
    """What the school sent in after a notice."""
    found = StatementDocument.objects.filter(statement__notice__case__in=line, entry__isnull=False)
    for each in found.select_related("statement__notice", "entry__sent_by").prefetch_related("upload"):
        entry = each.entry
        assert entry is not None, "the query asked for one"
        title = f"{each.statement.get_purpose_display()}, entry {entry.number}: {each.upload.name}"
        yield _of_upload(each.upload, title, entry.on_behalf_of or entry.sent_as, entry.sent_on)


def _notifications(line: list[Case]) -> Iterator[Item]:
    found = StateNotification.objects.filter(case__in=line, document__isnull=False)
    for each in found.select_related("recorded_by").prefetch_related("document"):
        title = f"Notification of the Secretary of State: {each.get_power_display()}"
        yield _of_upload(each.document, title, each.recorded_by.name, each.notified_on)


def _answers(line: list[Case]) -> Iterator[Item]:
    found = LetterAnswer.objects.filter(letter__case__in=line, document__isnull=False)
    for each in found.select_related("letter").prefetch_related("document"):
        yield _of_upload(each.document, f"Answer of {each.who} to: {each.letter.name}", each.who, each.answered_on)


def _of_upload(upload: Upload | None, title: str, source: str, dated: date) -> Item:
    assert upload is not None, "the query asked for one"
    return Item(
        title=title,
        source=source,
        dated=dated,
        ending=PurePath(upload.name).suffix.lower() or ".txt",
        media_type=upload.media_type,
        sha256=upload.sha256,
        read=partial(_content_of, upload.pk),
    )


def _pdf_of(letter: int) -> bytes:
    found = LetterDocument.objects.get(letter=letter)
    return intact(found.pdf, found.sha256, found, "letter")


def _content_of(upload: UUID) -> bytes:
    found = Upload.objects.defer(None).get(pk=upload)
    return intact(found.content, found.sha256, found)
