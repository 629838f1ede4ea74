"""Entries of this app in a school's timeline, with those of the schools it follows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.audit.models import Event
from sil.letters.models import Letter, Status
from sil.letters.queries import readable as readable_letters
from sil.web.timeline import Entry, Group, Source, dated, entry_of_event, of_events, reserved

from ..models import Inspection, School, TypeSpell
from ..queries import reads_casework
from ..succession import scopes_of, urns_with_predecessors

INSPECTIONS, REGISTER, PEOPLE = "inspections", "register", "people"
GROUPS = (
    Group(INSPECTIONS, "Inspections and letters from Ofsted", ("inspection.", "area.", "ofsted_letter.")),
    Group(REGISTER, "National register", ("school.",)),
    Group(PEOPLE, "People", ("post.", "assignment.", "cover.", "handover.")),
)
# Beginnings of kinds of events that tell of a school's frame and not of casework.
FRAME = tuple(prefix for group in GROUPS if group.slug in (REGISTER, PEOPLE) for prefix in group.prefixes)
_REGISTER = "National register"


def _events(school: School, who: UserRoles) -> QuerySet[Event] | None:
    """The history is the working record of the officers; an administrator sees its frame."""
    found = Event.objects.filter(scope__in=scopes_of(school)).exclude(reserved(who))
    if not reads_casework(school, who):
        if not who.may(Permission.PEOPLE_MANAGE):
            return None
        frame = Q()
        for beginning in FRAME:
            frame |= Q(kind__startswith=beginning)
        found = found.filter(frame)
    return of_events(found, source="events")


def _inspections(school: School, who: UserRoles) -> QuerySet[Inspection]:
    found, said = (
        Inspection.objects.filter(school__in=urns_with_predecessors(school)),
        ("overall", "category", "outcome", "kind", "judgements"),
    )
    return dated(found, "starts_on", *said, "type_name", group=INSPECTIONS, source="inspections")


def _inspected(day: date, values: Mapping[str, Any]) -> Entry:
    found = Inspection(starts_on=day, **values)
    return Entry(
        day=day,
        title=f"Inspected by Ofsted: {found.headline}",
        by=found.type_name or found.get_kind_display(),
        href=reverse("inspection", kwargs={"pk": found.pk}),
    )


def _letters(school: School, who: UserRoles) -> QuerySet[Letter] | None:
    """The letters that were issued, to readers who do not read the events that tell of them."""
    if reads_casework(school, who):
        return None
    found = readable_letters(who).filter(urn__in=urns_with_predecessors(school), status=Status.ISSUED)
    found = found.annotate(no_longer=F("withdrawal__on"))
    return dated(found, "dated", "subject", "reference", "no_longer", group="letters", source="letters")


def _written(day: date, values: Mapping[str, Any]) -> Entry:
    withdrawn = " (withdrawn: it no longer applies)" if values["no_longer"] else ""
    return Entry(
        day=day,
        title=f"Letter from the authority: {values['subject']}{withdrawn}",
        href=reverse("letter", kwargs={"reference": values["reference"]}),
    )


def _opened(school: School, who: UserRoles) -> QuerySet[School]:
    found = School.objects.filter(pk__in=urns_with_predecessors(school), open_date__isnull=False)
    return dated(found, "open_date", "name", group=REGISTER, source="opened")


def _closed(school: School, who: UserRoles) -> QuerySet[School]:
    found = School.objects.filter(pk__in=urns_with_predecessors(school), close_date__isnull=False)
    return dated(found, "close_date", "name", group=REGISTER, source="closed")


def _types(school: School, who: UserRoles) -> QuerySet[TypeSpell]:
    """Changes of type only: the first type of a school comes with its opening."""
    found = TypeSpell.objects.filter(school__in=urns_with_predecessors(school), starts_on__isnull=False)
    later = found.exclude(starts_on=F("school__open_date"))
    return dated(later, "starts_on", "type_name", group=REGISTER, source="types")


SOURCES = (
    Source(slug="events", rows=_events, entry=entry_of_event),
    Source(slug="inspections", rows=_inspections, entry=_inspected),
    Source(slug="letters", rows=_letters, entry=_written),
    Source(
        slug="opened",
        rows=_opened,
        entry=lambda day, of: Entry(day=day, title=f"Opened as {of['name']} (URN {of['pk']})", by=_REGISTER),
    ),
    Source(
        slug="closed",
        rows=_closed,
        entry=lambda day, of: Entry(day=day, title=f"{of['name']} (URN {of['pk']}) closed", by=_REGISTER),
    ),
    Source(
        slug="types",
        rows=_types,
        entry=lambda day, of: Entry(day=day, title=f"Type became {of['type_name']}", by=_REGISTER),
    ),
)
