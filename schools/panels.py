"""Which parts of a school's page come from this app?"""

from typing import Any

from django.db.models import Q

from sil.accounts.roles import Permission
from sil.accounts.standing import Standing
from sil.audit import events
from sil.web.panels import Panel

from .models import School
from .queries import latest_inspections, reads_casework, scope, with_people

TIMELINE_LENGTH = 10
INSPECTIONS = 6
FRAME = Q(kind__startswith="post.") | Q(kind__startswith="assignment.") | Q(kind__startswith="school.")


def facts(school: School, standing: Standing) -> dict[str, Any]:
    return {}


def people(school: School, standing: Standing) -> dict[str, Any]:
    found = with_people(School.objects.filter(pk=school.pk), standing.on).get()
    return {
        "posts": found.present_posts,  # type: ignore[attr-defined]
        "officers": found.present_officers,  # type: ignore[attr-defined]
        "manages": standing.may(Permission.PEOPLE_MANAGE),
    }


def inspections(school: School, standing: Standing) -> dict[str, Any]:
    return {"inspections": latest_inspections(school, INSPECTIONS)}


def timeline(school: School, standing: Standing) -> dict[str, Any] | None:
    """The history is the working record of the officers; an administrator sees its frame."""
    found = events.timeline(scope(school))
    if not reads_casework(school, standing):
        if not standing.may(Permission.PEOPLE_MANAGE):
            return None
        found = found.filter(FRAME)
    return {"events": [(event, events.sentence(event)) for event in found[:TIMELINE_LENGTH]]}


PANELS = (
    Panel(slug="inspections", order=30, template="schools/panels/inspections.html", content=inspections),
    Panel(slug="people", order=40, template="schools/panels/people.html", content=people),
    Panel(slug="facts", order=50, template="schools/panels/facts.html", content=facts),
    Panel(slug="timeline", order=90, template="schools/panels/timeline.html", content=timeline),
)
