"""A school's inspections, its times in a category of concern, and what it was asked to improve."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from sil.accounts.user_roles import UserRoles

from ..models import AreaForImprovement, Finding, Inspection, School
from ..models.inspections import CATEGORIES, grade_in_words
from ..queries import visible
from ..succession import urns_with_predecessors, urns_with_successors
from .terms import in_order, terms_on

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

DATE_OF_GRADE = " - date of grade"


class AskedRow(TypedDict):
    """One thing that was asked, as the database gives it: `on` in ISO, `parent` the key of what it is part of."""

    pk: int
    kind: str
    text: str
    progress: str
    note: str
    by: str | None
    on: str | None
    parent: int | None


class RecordedColumns(TypedDict):
    """What `recorded` adds."""

    asked: list[AskedRow]
    may_appoint: bool | None


if TYPE_CHECKING:
    RecordedInspection = WithAnnotations[Inspection, RecordedColumns]


@dataclass(frozen=True)
class Spell:
    """A time in a category of concern. `ends_on` is the day of the inspection that ended it, or on
    which the school closed; None while it lasts."""

    category: str
    starts_on: date
    ends_on: date | None = None

    @property
    def name(self) -> str:
        return CATEGORIES.get(self.category, self.category)


@dataclass(frozen=True)
class Area:
    """A judgement as published, in words, with the day of its grade where that is another one."""

    name: str
    words: str
    graded_on: date | None = None


@dataclass(frozen=True)
class Asked:
    """One thing that was asked, what became of it and who says so, and the parts of it."""

    pk: int
    kind: str
    text: str
    progress: str
    on: date | None
    note: str
    by: str | None
    parts: tuple["Asked", ...]

    @property
    def progress_words(self) -> str:
        return str(AreaForImprovement.Progress(self.progress).label)

    @property
    def kind_words(self) -> str:
        """What it is, where it is not the usual area for improvement."""
        return "" if self.kind == AreaForImprovement.Kind.AREA else str(AreaForImprovement.Kind(self.kind).label)


def may_read(school: School, who: UserRoles) -> bool:
    """Whether a person may open the school, or one that took its place: history follows the school."""
    return visible(who).filter(pk__in=urns_with_successors(school)).exists()


def of_school(school: School) -> "list[RecordedInspection]":
    """Every inspection of a school and of those it follows, as `recorded` has them, the latest first. One query."""
    return list(recorded(Inspection.objects.filter(school__in=urns_with_predecessors(school)).select_related("school")))


def recorded(inspections: QuerySet[Inspection]) -> "QuerySet[RecordedInspection]":
    """Inspections with what they asked, which `asked_of` reads, and `may_appoint`: whether a letter about
    one lets the school appoint early career teachers, None where none says."""
    said = JSONObject(
        **{name: name for name in ("pk", "kind", "text", "progress", "note", "on")},
        parent=F("parent_id"),
        by=F("progress_by__name"),
    )
    areas = AreaForImprovement.objects.filter(inspection=OuterRef("pk")).order_by("place")
    named = areas.annotate(note=F("progress_note"), on=F("progress_on")).values(said=said)
    may = Finding.objects.filter(inspection=OuterRef("pk"), question=Finding.Question.MAY_APPOINT)
    return inspections.annotate(asked=ArraySubquery(named), may_appoint=Subquery(may.values("value")[:1]))


def restriction(inspections: "Iterable[RecordedInspection]") -> Inspection | None:
    """The inspection by whose letter the school may not appoint early career teachers, of inspections as
    `of_school` has them. A later letter that lets it ends that, and so does an inspection that took the
    school out of its category: the rule is one of special measures."""
    for each in inspections:
        if each.may_appoint is not None:
            return None if each.may_appoint else each
        if each.ends_category:
            return None
    return None


def spells(inspections: Iterable[Inspection]) -> list[Spell]:
    """The times in a category of concern, the earliest first. Of schools in one line, each ends with its school."""
    found: list[Spell] = []
    held: Inspection | None = None

    def end(on: date) -> None:
        found[-1] = replace(found[-1], ends_on=on)

    for inspection in sorted(inspections, key=lambda each: (each.starts_on, each.pk)):
        if held and _closed_before(held.school, inspection.starts_on):
            end(held.school.close_date or inspection.starts_on)
            held = None
        if inspection.category and held and held.category == inspection.category:
            held = inspection
        elif inspection.category:
            if held:
                end(inspection.starts_on)
            found.append(Spell(inspection.category, inspection.starts_on))
            held = inspection
        elif held and inspection.ends_category:
            end(inspection.starts_on)
            held = None
    if held and held.school.close_date:
        end(held.school.close_date)
    return found


def judgements_of(inspection: Inspection) -> list[Area]:
    """What was judged, in the order of the framework of the day."""
    terms = terms_on(inspection.starts_on, full=inspection.kind in Inspection.FULL)
    said = inspection.judgements
    return [
        Area(name, words, _day(said.get(f"{name}{DATE_OF_GRADE}")))
        for name in in_order(said, terms)
        if not name.endswith(DATE_OF_GRADE) and (words := grade_in_words(said[name], inspection.starts_on))
    ]


def asked_of(inspection: "RecordedInspection", parent: int | None = None) -> tuple[Asked, ...]:
    """What an inspection asked, as `recorded` found it: in its order, each with its parts below it."""
    return tuple(
        Asked(
            pk=row["pk"],
            kind=row["kind"],
            text=row["text"],
            progress=row["progress"],
            note=row["note"],
            by=row["by"],
            on=_day(row["on"]),
            parts=asked_of(inspection, row["pk"]),
        )
        for row in inspection.asked
        if row["parent"] == parent
    )


def _closed_before(school: School, day: date) -> bool:
    return school.close_date is not None and school.close_date < day


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
