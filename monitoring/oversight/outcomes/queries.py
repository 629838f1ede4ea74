"""The inspections of the authority's schools, with those of the schools that they took the place of."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import QuerySet

from schools.inspections.queries import spells
from schools.models import Inspection, RegisterRun, School
from schools.queries import IN_SCOPE
from schools.succession import predecessors_of_all
from sil.framework.queries import framework_on

from .standings import History, Seen

_COLUMNS = ("pk", "kind", "starts_on", "overall", "judgements")


def schools(on: date, asked: dict[str, Any]) -> QuerySet[School]:
    """Return the maintained schools and academies of the authority, closed ones too, narrowed to a phase, a sector or a
    type as the register has them now."""
    framework = framework_on(on)
    if framework is None:
        return School.objects.none()
    found = School.objects.filter(la_code=framework.authority.code, sector__in=IN_SCOPE)
    narrow = {name: asked[name] for name in ("phase", "sector", "type_name") if asked.get(name)}
    return found.filter(**narrow)


def histories(found: QuerySet[School]) -> list[History]:
    """Return the history of each school. Four queries, however many there are."""
    facts = list(found.order_by().values_list("urn", "open_date", "close_date", "is_open"))
    earlier = predecessors_of_all()
    lines = {urn: (urn, *earlier.get(urn, ())) for urn, *_ in facts}
    wanted = {urn for line in lines.values() for urn in line}
    seen: dict[int, list[Seen]] = defaultdict(list)
    for urn, *columns in Inspection.objects.filter(school__in=wanted).order_by().values_list("school", *_COLUMNS):
        seen[urn].append(Seen(*columns))
    troubled = set(Inspection.objects.exclude(category="").order_by().values_list("school", flat=True))
    named = {urn for line in lines.values() if troubled & set(line) for urn in line}
    of_school: dict[int, list[Inspection]] = defaultdict(list)
    for inspection in Inspection.objects.filter(school__in=named).select_related("school"):
        of_school[inspection.school_id].append(inspection)
    return [
        History(
            urn,
            opens,
            closes if closes or is_open else date.min,
            sorted((each for one in lines[urn] for each in seen[one]), key=lambda each: (each.starts_on, each.pk)),
            spells(each for one in lines[urn] for each in of_school[one]),
        )
        for urn, opens, closes, is_open in facts
    ]


def last_file() -> RegisterRun | None:
    """Return the last file of Ofsted's that was read in, or None."""
    return RegisterRun.objects.filter(register="ofsted").first()
