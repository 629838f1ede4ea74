"""Record, correct and withdraw inspections, and record progress on what Ofsted asked."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import in_words
from sil.workflow import Denied

from ..models import AreaForImprovement, Finding, Inspection, School
from ..queries import scope
from .permissions import check_edit_record

BY_HAND = "Recorded by {name}"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What an inspection says, under the names of its columns; see `models.Inspection`."""

    kind: str
    starts_on: date
    ends_on: date | None = None
    published_on: date | None = None
    type_name: str = ""
    overall: str = ""
    category: str = ""
    lifts_category: bool = False
    outcome: str = ""
    judgements: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Point:
    """One thing that was asked, and what is a part of it."""

    text: str
    children: tuple["Point", ...] = ()


def facts_of(inspection: Inspection) -> Facts:
    """What an inspection on record says."""
    return Facts(**{each.name: getattr(inspection, each.name) for each in fields(Facts)})


def check_facts(facts: Facts, *, on: date) -> None:
    """Raises Denied("not_yet") and Denied("ends_before")."""
    if facts.starts_on > on:
        raise Denied("not_yet", "The inspection has not started yet. Record it when it has.")
    if facts.ends_on and facts.ends_on < facts.starts_on:
        raise Denied("ends_before", "The last day must be on or after the first day.")


@transaction.atomic
def record(*, school: School, facts: Facts, by: User, on: date, source: str = "") -> Inspection:
    """Record an inspection that no file has brought yet; a file that brings it later takes it over.

    Raises Denied("not_the_record_keeper"), those of `check_facts`, and Denied("there_already") for a
    second one of a kind on a day.
    """
    check_edit_record(school, by=by, on=on)
    check_facts(facts, on=on)
    School.objects.select_for_update().get(pk=school.pk)
    _check_first(school, facts)
    made = Inspection.objects.create(school=school, source=source or BY_HAND.format(name=by.name), **asdict(facts))
    events.record(
        "inspection.recorded",
        subject=made,
        by=by,
        scope=scope(school),
        what=made.get_kind_display().lower(),
        day=in_words(made.starts_on),
        headline=made.headline,
    )
    return made


@transaction.atomic
def correct(inspection: Inspection, *, facts: Facts, reason: str, by: User, on: date) -> Inspection:
    """Correct what is on record. Earlier values stay in the history; files no longer overwrite the corrected ones.

    Raises those of `record` and Denied("no_change").
    """
    inspection = _locked(inspection, by=by, on=on)
    check_facts(facts, on=on)
    before, after = asdict(facts_of(inspection)), asdict(facts)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        raise Denied("no_change", "You have not changed anything.")
    if {"kind", "starts_on"} & set(changed):
        _check_first(inspection.school, facts, but=inspection)
    for name in changed:
        setattr(inspection, name, after[name])
    inspection.corrected = sorted({*inspection.corrected, *changed})
    inspection.save()
    events.record(
        "inspection.corrected",
        subject=inspection,
        by=by,
        scope=scope(inspection.school),
        reason=reason,
        day=in_words(inspection.starts_on),
        old={name: _plain(before[name]) for name in changed},
        new={name: _plain(after[name]) for name in changed},
    )
    return inspection


@transaction.atomic
def withdraw(inspection: Inspection, *, reason: str, by: User, on: date) -> None:
    """Take an inspection that was recorded by mistake out of the record; it stays in the history."""
    inspection = _locked(inspection, by=by, on=on)
    inspection.withdrawn_on = on
    inspection.save(update_fields=["withdrawn_on"])
    events.record(
        "inspection.withdrawn",
        subject=inspection,
        by=by,
        scope=scope(inspection.school),
        reason=reason,
        day=in_words(inspection.starts_on),
    )


@transaction.atomic
def add_areas(
    inspection: Inspection,
    points: Sequence[Point],
    *,
    by: User,
    on: date,
    kind: str = AreaForImprovement.Kind.AREA,
) -> list[AreaForImprovement]:
    """Add what an inspection asked the school to improve, in its order, after what is there."""
    inspection = _locked(inspection, by=by, on=on)
    last = inspection.areas.aggregate(last=Max("place"))["last"] or 0
    made: list[AreaForImprovement] = []
    _add(inspection, points, kind, None, last, made)
    if made:
        events.record(
            "area.asked",
            subject=inspection,
            by=by,
            scope=scope(inspection.school),
            count=len(made),
            day=in_words(inspection.starts_on),
        )
    return made


@transaction.atomic
def record_findings(
    inspection: Inspection, answers: Mapping[str, tuple[bool | None, str]], *, by: User, on: date
) -> None:
    """Record what a letter answers: question -> (yes or no, the sentence). None removes an answer."""
    inspection = _locked(inspection, by=by, on=on)
    for question, (value, sentence) in answers.items():
        held = inspection.findings.filter(question=question)
        if value is None:
            held.delete()
        else:
            Finding.objects.update_or_create(
                inspection=inspection, question=question, defaults={"value": value, "sentence": sentence}
            )


@transaction.atomic
def record_progress(area: AreaForImprovement, *, progress: str, note: str, by: User, on: date) -> AreaForImprovement:
    """Record the progress on one thing that was asked. Raises Denied("no_change")."""
    area = _locked_area(area, by=by, on=on)
    if (area.progress, area.progress_note) == (progress, note):
        raise Denied("no_change", "This is already on record.")
    before = area.get_progress_display()
    area.progress, area.progress_note, area.progress_on, area.progress_by = progress, note, on, by
    area.save()
    _record_of(area, "area.judged", by=by, reason=note, old=before, progress=area.get_progress_display())
    return area


@transaction.atomic
def correct_area(area: AreaForImprovement, *, text: str, by: User, on: date) -> AreaForImprovement:
    """Correct the words of what was asked. Raises Denied("no_change")."""
    area = _locked_area(area, by=by, on=on)
    if area.text == text:
        raise Denied("no_change", "These words are already on record.")
    before, area.text = area.text, text
    area.save(update_fields=["text"])
    _record_of(area, "area.reworded", by=by, old=before, new=text)
    return area


@transaction.atomic
def remove_area(area: AreaForImprovement, *, reason: str, by: User, on: date) -> None:
    """Remove something that was never asked, with its parts; its words stay in the history."""
    area = _locked_area(area, by=by, on=on)
    _record_of(area, "area.removed", by=by, reason=reason)
    area.delete()


def _check_first(school: School, facts: Facts, *, but: Inspection | None = None) -> None:
    same = Inspection.objects.filter(school=school, kind=facts.kind, starts_on=facts.starts_on)
    if (same.exclude(pk=but.pk) if but else same).exists():
        day = in_words(facts.starts_on)
        raise Denied("there_already", f"An inspection of this kind that started on {day} is already on record.")


def _add(
    inspection: Inspection,
    points: Sequence[Point],
    kind: str,
    parent: AreaForImprovement | None,
    last: int,
    made: list[AreaForImprovement],
) -> None:
    for point in points:
        place = last + len(made) + 1
        area = AreaForImprovement.objects.create(
            inspection=inspection, parent=parent, kind=kind, place=place, text=point.text
        )
        made.append(area)
        _add(inspection, point.children, kind, area, last, made)


def _locked(inspection: Inspection, *, by: User, on: date) -> Inspection:
    """The inspection with its row locked, once the person may change it."""
    found = Inspection.objects.select_for_update(of=("self",)).select_related("school").get(pk=inspection.pk)
    check_edit_record(found.school, by=by, on=on)
    require_as_shown(found)
    return found


def _locked_area(area: AreaForImprovement, *, by: User, on: date) -> AreaForImprovement:
    related = AreaForImprovement.objects.select_related("inspection__school")
    found = related.select_for_update(of=("self",)).get(pk=area.pk)
    check_edit_record(found.inspection.school, by=by, on=on)
    require_as_shown(found)
    return found


def _record_of(area: AreaForImprovement, kind: str, *, by: User, reason: str = "", **data: Any) -> None:
    events.record(
        kind,
        subject=area,
        by=by,
        scope=scope(area.inspection.school),
        reason=reason,
        day=in_words(area.inspection.starts_on),
        text=area.text,
        **data,
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
