"""Add a letter from Ofsted, confirm what was read in it, set it aside or reopen it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.uploads.actions import store
from sil.uploads.formats import Document
from sil.workflow import Denied, find

from ..inspections import actions as inspections
from ..inspections.actions import Facts, Point
from ..models import AreaForImprovement, Inspection, OfstedLetter, School
from ..ofsted_letters.letter import Letter
from ..queries import scope
from .permissions import NOT_YOURS, check_send
from .queries import readable
from .transitions import ROWS
from .values import (
    ASKED,
    KIND_NAMES,
    KINDS,
    QUESTIONS,
    Values,
    changed,
    in_words,
    is_to_authority,
    points_of,
    sentence_of,
)

Status = OfstedLetter.Status
SOURCE = "Letter from Ofsted"
_HERE_ALREADY = "A copy of this letter is already here."


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """What a person confirmed. A letter about a school names it, and the inspection on record or `facts` for a
    new one; a letter to the authority has none of these."""

    values: Values
    school: School | None = None
    inspection: Inspection | None = None
    facts: Facts | None = None


def facts_of(values: Values, *, category: str = "", lifts_category: bool = False) -> Facts:
    """What a letter says of the inspection that it reports, for one that is not on record yet; its visit
    has a first day."""
    first, last = (date.fromisoformat(day) if (day := values[name]) else None for name in ("visit_start", "visit_end"))
    assert first is not None
    return Facts(
        kind=Inspection.Kind.UNGRADED.value,
        starts_on=first,
        ends_on=last,
        type_name=KINDS.get(values["kind"] or "", ""),
        category=category,
        lifts_category=lifts_category,
    )


def send_in(
    document: Document, *, text: str, letter: Letter, by: User, on: date, school: School | None = None
) -> OfstedLetter:
    """Keep a letter with what was read in it; nothing of it is on record before a person has confirmed it.

    Raises those of `check_send` and Denied("here_already").
    """
    reading = letter.as_json()
    check_send(school, to_authority=is_to_authority(reading), by=by, on=on)
    try:
        with transaction.atomic():
            kept = OfstedLetter.objects.create(
                upload=store(document, by=by, on=on),
                sha256=document.sha256,
                text=text,
                reading=reading,
                school=school,
                sent_in_by=by,
                sent_in_at=clock.now(),
            )
            _record("ofsted_letter.sent_in", kept, by=by, file=document.name)
    except IntegrityError as error:
        raise Denied("here_already", _HERE_ALREADY) from error
    return kept


@transaction.atomic
def confirm(letter: OfstedLetter, *, confirmed: Confirmed, by: User, on: date) -> OfstedLetter:
    """Put on record what a person confirmed: the inspection, what it found and what it asked.

    Raises those of `check_send`, of `inspections.record`, Denied("wrong_state") and Denied("other_school").
    """
    letter = _locked(letter, by=by, on=on)
    check_send(confirmed.school, to_authority=is_to_authority(letter.reading), by=by, on=on)
    event = _move(letter, "confirm", by=by, on=on)
    letter.values, letter.school = dict(confirmed.values), confirmed.school
    if confirmed.school:
        letter.inspection = _inspection(confirmed, by=by, on=on)
        _put_on_record(letter.inspection, confirmed.values, by=by, on=on)
    _finish(
        letter,
        event,
        by=by,
        day=in_words("letter_date", confirmed.values["letter_date"]),
        what=KIND_NAMES.get(confirmed.values["kind"], "Kind not stated"),
        corrected=changed(letter.reading, confirmed.values),
    )
    return letter


@transaction.atomic
def set_aside(letter: OfstedLetter, *, reason: str, by: User, on: date) -> OfstedLetter:
    """Leave a letter unconfirmed; nothing of it is on record. Raises Denied("wrong_state")."""
    letter = _locked(letter, by=by, on=on)
    check_send(letter.school, to_authority=is_to_authority(letter.reading), by=by, on=on)
    event = _move(letter, "set_aside", by=by, on=on)
    _finish(letter, event, by=by, reason=reason, file=letter.upload.name)
    return letter


@transaction.atomic
def take_up(letter: OfstedLetter, *, by: User, on: date) -> OfstedLetter:
    """Have a letter that was set aside wait to be confirmed again. Raises Denied("wrong_state")."""
    letter = _locked(letter, by=by, on=on)
    check_send(letter.school, to_authority=is_to_authority(letter.reading), by=by, on=on)
    event = _move(letter, "take_up", by=by, on=on)
    letter.settled_by = letter.settled_on = None
    _finish(letter, event, by=by, file=letter.upload.name)
    return letter


def _inspection(confirmed: Confirmed, *, by: User, on: date) -> Inspection:
    school, inspection = confirmed.school, confirmed.inspection
    assert school is not None
    if inspection is None:
        assert confirmed.facts is not None, "a letter without an inspection makes a new one"
        day = in_words("letter_date", confirmed.values["letter_date"])
        source = f"{SOURCE} of {day}" if confirmed.values["letter_date"] else SOURCE
        return inspections.record(school=school, facts=confirmed.facts, by=by, on=on, source=source)
    if inspection.school_id != school.pk or inspection.withdrawn_on:
        raise Denied("other_school", f"This inspection is not on the record of {school}.")
    return inspection


def _put_on_record(inspection: Inspection, values: Values, *, by: User, on: date) -> None:
    """Answers and points; what the inspection asks already, by hand or by another letter, is not added again."""
    answers = {name: (values[name]["value"], sentence_of(values[name])) for name in QUESTIONS if name in values}
    said = {name: answer for name, answer in answers.items() if answer[0] is not None}
    inspections.record_findings(inspection, said, by=by, on=on)
    asked = {kind: points_of(values[name]) for name, kind in ASKED.items()}
    asked[AreaForImprovement.Kind.REVIEW] = tuple(Point(text) for text in values["external_reviews"])
    held = set(inspection.areas.filter(parent=None).values_list("text", flat=True))
    for kind, points in asked.items():
        if new := _without(points, held):
            inspections.add_areas(inspection, new, by=by, on=on, kind=kind)


def _without(points: Sequence[Point], held: set[str]) -> list[Point]:
    known = {" ".join(text.casefold().split()) for text in held}
    return [point for point in points if " ".join(point.text.casefold().split()) not in known]


def _locked(letter: OfstedLetter, *, by: User, on: date) -> OfstedLetter:
    """The letter with its row locked, once the person may act on it."""
    if not readable(roles_of(by, on)).filter(pk=letter.pk).exists():
        raise Denied("not_the_record_keeper", NOT_YOURS)
    found = OfstedLetter.objects.select_for_update(of=("self",)).select_related("school", "settled_by")
    locked = found.prefetch_related("upload").get(pk=letter.pk)
    require_as_shown(locked)
    return locked


def _move(letter: OfstedLetter, action: str, *, by: User, on: date) -> tuple[str, tuple[str, str]]:
    """Change the status of the object in memory. Returns the event to record and the two statuses."""
    row = find(ROWS, action=action, source=letter.status, refusal=refusal(letter))
    letter.status, letter.settled_by, letter.settled_on = row.target, by, on
    return row.event, (row.source, row.target)


def refusal(letter: OfstedLetter) -> str:
    """Why a letter that is not waiting cannot be settled: who did it before."""
    if letter.settled_by is None:
        return "This letter is already waiting to be confirmed."
    done = "confirmed" if letter.status == Status.CONFIRMED else "set aside"
    assert letter.settled_on is not None
    return f"{letter.settled_by.name} already {done} this letter, on {clock.in_words(letter.settled_on)}."


def _finish(
    letter: OfstedLetter, event: tuple[str, tuple[str, str]], *, by: User, reason: str = "", **data: Any
) -> None:
    """Write the event, and then the row whose status it allows to change."""
    kind, status = event
    _record(kind, letter, by=by, reason=reason, status=status, **data)
    letter.save()


def _record(kind: str, letter: OfstedLetter, *, by: User, **data: Any) -> None:
    events.record(kind, subject=letter, by=by, scope=scope(letter.school) if letter.school else "", **data)
