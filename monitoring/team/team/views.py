"""The forms of a team, and what the pages of its parts share: who opens them, and the team they are about."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from allocations.allocation.holding import band_of
from schools.leaving.parts import holders
from schools.queries import visible
from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles
from sil.framework.queries import framework_on
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ..models import Member, Team
from . import actions
from .forms import EndForm, JoinForm, LeadForm, LeaveForm, ReopenForm, SetUpForm
from .permissions import KEEPERS, MEMBERS, may_keep, may_set_up
from .queries import asks_for_team, members_of, planned_meetings, readable, reads_money, team_before

ANY = ["GET", "HEAD", "POST"]
READERS = "members of the team, officers of the school, its headteacher and its chair"
KEEPERS_WORDS = "the team’s lead, the school’s partner and Principal Officers"
# Code of a refusal -> the field it stands beside.
_BESIDE = {
    "no_reason": "reason",
    "not_a_lead": "lead",
    "no_change": "lead",
    "not_an_officer": "user",
    "there": "user",
    "no_service": "service",
    "not_yet": "starts_on",
    "too_early": "starts_on",
}


def found_team(request: HttpRequest, pk: int) -> Team:
    """Return a team that the reader may read. Raises Http404."""
    return get_object_or_404(readable(user_roles(request)), pk=pk)


def found_to_keep(request: HttpRequest, pk: int) -> Team:
    """Return an open team that the reader keeps. Raises Http404."""
    found, who = found_team(request, pk), user_roles(request)
    if not found.is_open or not may_keep(found, by=who.user, on=who.on):
        raise Http404
    return found


def frame(team: Team, who: UserRoles) -> dict[str, Any]:
    """Return what the head of each page of a team needs: whether the reader opens the school's own page, and reads what
    financial support it asked for."""
    return {
        "team": team,
        "school": team.school,
        "opens_school": visible(who).filter(pk=team.school_id).exists(),
        "reads_support": reads_money(team, who),
    }


@require_http_methods(ANY)
@signed_in("the school’s partner and Principal Officers")
@once
def set_up(request: HttpRequest, urn: int) -> HttpResponse:
    """Set up a team for a school."""
    who = user_roles(request)
    school = get_object_or_404(visible(who), pk=urn)
    framework = framework_on(who.on)
    if framework is None or framework.team is None or not may_set_up(school, by=who.user, on=who.on):
        raise Http404
    asks, earlier = asks_for_team(school, who.on), team_before(school)
    initial = {"lead": earlier.lead_id if earlier else who.user.pk}
    form = SetUpForm(posted(request), leads=_leads(who.on), asks_why=not (asks or earlier), initial=initial)
    if found := suggest(request, form):
        return found
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.set_up(school, **form.cleaned_data, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(
                form, denied.sentence, _BESIDE.get(denied.code) if denied.code in ("no_reason", "not_a_lead") else None
            )
        else:
            messages.success(
                request,
                f"The team around {school.name} is set up. We will email the headteacher and the chair. "
                f"Next, {'check' if earlier else 'add'} its members.",
            )
            return redirect(made)
    wanted = framework.names(framework.team.bands)
    context = {"school": school, "form": form, "asks": asks, "band": band_of(school, who.on), "wanted": wanted}
    context["earlier"] = earlier
    return render(request, "team/set_up.html", context)


@require_http_methods(ANY)
@signed_in(KEEPERS_WORDS)
@once
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a member to a team."""
    team, on = found_to_keep(request, pk), clock.today()
    framework = framework_on(on)
    if framework is None or framework.team is None:
        raise Http404
    form = JoinForm(posted(request), people=holders(MEMBERS, on), rules=framework.team, initial={"starts_on": on})
    if found := suggest(request, form):
        return found
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.join(team, form.cleaned_data["user"], form.said, by=actor(request), on=on)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, f"{made.user.name} is in the team. We will email them.")
            return redirect(team)
    return render(request, "team/join.html", {"team": team, "school": team.school, "form": form})


@require_http_methods(ANY)
@signed_in(KEEPERS_WORDS)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's membership, with the reason."""
    member = get_object_or_404(Member.objects.select_related("user"), pk=pk, ends_on__isnull=True)
    team = found_to_keep(request, member.team_id)
    form = LeaveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave(member, **form.cleaned_data, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            said = f"{member.user.name} has left the team. We will email them. What they still had to do is now"
            messages.success(request, f"{said} with {team.lead.name}.")
            return redirect(team)
    heading = f"{member.user.name} leaves the team"
    changes = (
        f"From today {member.user.name} cannot read anything of this team.",
        f"What they still have to do is given to {team.lead.name}.",
    )
    context = {"heading": heading, "button": "End the membership", "changes": changes, "warns": True}
    return render(request, "team/act.html", {"team": team, "school": team.school, "form": form, **context})


@require_http_methods(ANY)
@signed_in(KEEPERS_WORDS)
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a team another lead."""
    team = found_to_keep(request, pk)
    form = LeadForm(posted(request), leads=_leads(clock.today()))
    if found := suggest(request, form):
        return found
    if request.method == "POST" and form.is_valid():
        try:
            team = actions.change_lead(team, **form.cleaned_data, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, f"{form.cleaned_data['lead'].name} leads the team now. We will email them.")
            return redirect(team)
    context = {
        "heading": "Change who leads the team",
        "button": "Change the lead",
        "changes": (f"{team.lead.name} leads it now. What they still have to do goes to the new lead.",),
    }
    return render(request, "team/act.html", {"team": team, "school": team.school, "form": form, **context})


@require_http_methods(ANY)
@signed_in(KEEPERS_WORDS)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a team, with the reason."""
    team = found_to_keep(request, pk)
    context = {
        "heading": "End the team",
        "button": "End the team",
        "warns": True,
        "planned": planned_meetings(team),
        "changes": (
            "Officers of other services can no longer read anything of this team. School Improvement, the headteacher "
            "and the chair can.",
            "Actions that are still to do no longer appear on anybody’s home page.",
            _emails(team, "that the team has ended, and why"),
        ),
    }
    return _act(request, team, EndForm(posted(request)), actions.end, "The team has ended.", context)


@require_http_methods(ANY)
@signed_in(KEEPERS_WORDS)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Reopen a team that has ended, with the reason."""
    team, who = found_team(request, pk), user_roles(request)
    if team.is_open or not may_keep(team, by=who.user, on=who.on):
        raise Http404
    context = {
        "heading": "Reopen the team",
        "button": "Reopen the team",
        "changes": (
            "The team has the members and the actions that it had when it ended.",
            _emails(team, "that the team is open again, and why"),
        ),
    }
    return _act(request, team, ReopenForm(posted(request)), actions.reopen, "The team is open again.", context)


def _act(
    request: HttpRequest, team: Team, form: Form, act: Callable[..., Team], said: str, context: Mapping[str, object]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act(team, reason=form.cleaned_data["reason"], by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, "reason" if denied.code == "no_reason" else None)
        else:
            messages.success(request, f"{said} We will email its members, the headteacher and the chair.")
            return redirect(team)
    return render(request, "team/act.html", {"team": team, "school": team.school, "form": form, **context})


def _emails(team: Team, what: str) -> str:
    number = len(members_of(team, clock.today()))
    members = f"its {number} members" if number != 1 else "its member"
    return f"We will email {members}, the headteacher and the chair {what}."


def _leads(on: date) -> QuerySet[User]:
    return holders(KEEPERS, on)
