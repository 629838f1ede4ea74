"""The list of teams, and the page of one."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools.leaving.parts import holders
from schools.queries import by_name_or_urn
from sil.accounts.access import signed_in, user_roles
from sil.accounts.roles import Permission
from sil.audit.events import history
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.web.timeline import entry_of

from ..meeting.queries import readable as readable_meetings
from ..models import Team
from ..team.forms import TeamsFilter
from ..team.permissions import KEEPERS, in_service, may_keep
from ..team.queries import has_teams, members_of, past_members_of, readable, with_counts
from ..team.views import READERS, found_team, frame

SHOWN_MEETINGS = 20
COLUMNS = (
    Column(slug="school", label="School", order=("school__name",), value=lambda t: t.school.name),
    Column(slug="urn", label="URN", value=lambda t: t.school_id, shown=False),
    Column(slug="lead", label="Led by", order=("lead__name",), value=lambda t: t.lead.name),
    Column(slug="set_up", label="Set up", order=("set_up_on",), value=lambda t: t.set_up_on),
    Column(slug="members", label="Members", value=lambda t: t.members_now, numeric=True),
    Column(slug="to_do", label="Actions to do", order=("to_do",), value=lambda t: t.to_do, numeric=True),
    Column(slug="late", label="Late", order=("late",), value=lambda t: t.late, numeric=True),
    Column(slug="state", label="State", order=("status",), value=lambda t: t.get_status_display()),
)


@require_safe
@signed_in("officers: the teams of their schools, and those that they are a member of")
def teams(request: HttpRequest) -> HttpResponseBase:
    """The teams that an officer may read."""
    who = user_roles(request)
    if not who.may(Permission.TEAM_JOIN, Permission.VISIT_RECORD, Permission.VISITS_READ_ALL):
        raise Http404
    filters = TeamsFilter(request.GET, leads=holders(KEEPERS, who.on))
    if found := suggest(request, filters):
        return found
    listing = Listing(
        request,
        with_counts(readable(who), who.on),
        columns=COLUMNS,
        sort="school",
        filters=filters,
        narrow=_narrow,
    )
    if listing.wants_export:
        return listing.export("teams-around-the-school")
    context = {"listing": listing, "in_service": who.may(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL)}
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"team/teams.html{part}", context)


@require_safe
@signed_in(READERS)
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """One team: its members, its meetings and, for School Improvement, its history."""
    found, who = found_team(request, pk), user_roles(request)
    service = Team.objects.filter(in_service(who), pk=found.pk).exists()
    context = {
        **frame(found, who),
        "members": members_of(found, who.on),
        "past_members": past_members_of(found, who.on) if service else (),
        "meetings": readable_meetings(who).filter(team=found)[:SHOWN_MEETINGS],
        "keeps": may_keep(found, by=who.user, on=who.on),
        "in_service": service,
        "can_join": has_teams(who.on),
        "entries": [entry_of(event) for event in history(found)] if service else (),
        "tab": "team",
    }
    return render(request, "team/team.html", context)


def _narrow(rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    if text := asked.get("search"):
        rows = rows.filter(by_name_or_urn(text, school="school__"))
    state = asked.get("state") or Team.Status.OPEN
    if state != "all":
        rows = rows.filter(status=state)
    if lead := asked.get("lead"):
        rows = rows.filter(lead__in=lead.keys)
    return rows.filter(late__gt=0) if asked.get("late") else rows
