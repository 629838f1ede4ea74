"""Parts of a school's page that this app declares."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, CharField, DateField, F, Value

from sil.accounts.roles import LEADS, ROLES, Permission
from sil.accounts.user_roles import UserRoles
from sil.web.panels import Panel
from sil.web.timeline import latest

from .covers.queries import with_cover
from .indicators.queries import stages
from .inspections.drawing import line
from .inspections.permissions import may_edit_record
from .inspections.queries import asked_of, of_school, restriction, spells
from .models import School
from .queries import reads_casework, schools_in_post, visible
from .succession import lineage

TIMELINE_LENGTH = 8


@dataclass(frozen=True)
class Held:
    """Who held a post at a school or worked with it, from when to when; `post` is None for an officer."""

    role: str
    name: str
    starts_on: date
    ends_on: date | None
    first_headship: bool
    post: int | None
    assignment: int | None
    # Of an officer who is away: who covers for them, and the last day of it.
    covered_by: str | None
    covered_until: date | None

    @property
    def was_never(self) -> bool:
        """Whether it was entered by mistake: it ends before it begins."""
        return self.ends_on is not None and self.ends_on < self.starts_on

    def ended(self, on: date) -> bool:
        return self.was_never or (self.ends_on is not None and self.ends_on < on)


def _by_role(held: Held) -> tuple[int, date]:
    return list(ROLES).index(held.role), held.starts_on


def facts(school: School, who: UserRoles) -> dict[str, Any]:
    """The schools before and after this one; `readable` holds the URNs of those the person may open."""
    found = lineage(school)
    others = {step.urn for step in (*found.earlier, *found.later)}
    readable = set(visible(who).filter(pk__in=others).values_list("pk", flat=True)) if others else set()
    return {"lineage": found, "readable": readable}


def indicators(school: School, who: UserRoles) -> dict[str, Any]:
    """Published figures by stage."""
    return {"stages": stages(school, who.on)}


def people(school: School, who: UserRoles) -> dict[str, Any]:
    """Who is there and who was, the present first, and who covers for whom. One query."""
    columns = (
        "role",
        "user__name",
        "starts_on",
        "ends_on",
        "first",
        "post",
        "assignment",
        "covered_by",
        "covered_until",
    )
    posts = school.posts.order_by().annotate(
        first=F("first_headship"),
        post=F("pk"),
        assignment=Value(None, BigIntegerField()),
        covered_by=Value(None, CharField()),
        covered_until=Value(None, DateField()),
    )
    officers = with_cover(school.assignments.order_by(), who.on).annotate(
        first=Value(False), post=Value(None, BigIntegerField()), assignment=F("pk")
    )
    found = [Held(*row) for row in officers.values_list(*columns).union(posts.values_list(*columns), all=True)]
    return {
        "present": sorted((each for each in found if not each.ended(who.on)), key=_by_role),
        "earlier": sorted(
            (each for each in found if each.ended(who.on)), key=lambda each: each.starts_on, reverse=True
        ),
        "on": who.on,
        "manages": who.may(Permission.PEOPLE_MANAGE),
        "leads": who.holds(*LEADS) and school.pk in schools_in_post(who.user, who.on, LEADS),
        "assigns": who.may(Permission.ASSIGN_OFFICERS),
    }


def inspections(school: School, who: UserRoles) -> dict[str, Any]:
    """The inspections as a line and as a table, and what they asked."""
    found = of_school(school)
    return {
        "line": line(found, spells(found), who.on),
        "asked": [(each, asked_of(each)) for each in found if each.asked],
        "restriction": restriction(found),
        "keeps": may_edit_record(school, who),
        "reads": reads_casework(school, who),
    }


def timeline(school: School, who: UserRoles) -> dict[str, Any]:
    """The latest entries of the timeline."""
    return {"entries": latest(school, who, TIMELINE_LENGTH)}


PEOPLE = Panel(slug="people", title="People", order=40, template="schools/panels/people.html", content=people)
PANELS = (
    Panel(
        slug="inspections",
        title="Inspections by Ofsted",
        order=30,
        template="schools/panels/inspections.html",
        content=inspections,
    ),
    Panel(
        slug="indicators",
        title="Results and attendance",
        order=35,
        template="schools/panels/indicators.html",
        content=indicators,
    ),
    PEOPLE,
    Panel(slug="facts", title="National register", order=50, template="schools/panels/facts.html", content=facts),
    Panel(slug="timeline", title="What happened", order=90, template="schools/panels/timeline.html", content=timeline),
)
