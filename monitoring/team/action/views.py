"""The action list of a team, the page of one action, and the forms that add and update one."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.accounts.models import User
from sil.dates.sense import Known
from sil.submissions.once import once
from sil.web.forms import know, posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.timeline import entry_of
from sil.workflow import Denied

from ..models import Team, TeamAction
from ..team.permissions import may_keep
from ..team.queries import TO_DO, members_of
from ..team.views import KEEPERS_WORDS, READERS, found_team, found_to_keep, frame
from . import actions as acts
from .forms import TO_DO as STILL_TO_DO
from .forms import ActionsFilter, AddForm, ChangeForm, UpdateForm, initial_of
from .permissions import may_update
from .queries import actions_of, changes_of, is_late, readable

ANY = ["GET", "HEAD", "POST"]
_BESIDE = {"no_state": "state", "no_note": "note", "no_reason": "reason", "no_text": "text", "no_owner": "owner_name"}
COLUMNS = (
    Column(slug="action", label="Action", value=lambda a: a.text),
    Column(slug="owner", label="Owner", order=("owner_name",), value=lambda a: a.owner_name),
    # What is late comes first, then what is still to do, then the rest.
    Column(slug="due", label="Due", order=("done_with", "due_on"), value=lambda a: a.due_on),
    Column(slug="state", label="State", order=("progress",), value=lambda a: a.get_progress_display()),
    Column(slug="said", label="What was found", value=lambda a: a.progress_note, shown=False),
    Column(slug="added", label="Added", order=("added_on",), value=lambda a: a.added_on),
)


@require_safe
@signed_in(READERS)
def actions(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The actions of a team, what is late first."""
    team, who = found_team(request, pk), user_roles(request)
    listing = Listing(
        request,
        actions_of(team).annotate(done_with=_done_with()),
        columns=COLUMNS,
        sort="due",
        filters=ActionsFilter(request.GET),
        narrow=lambda rows, asked: _narrow(rows, asked, who.on),
    )
    if listing.wants_export:
        return listing.export("team-actions")
    context = {
        **frame(team, who),
        "listing": listing,
        "rows": [(action, is_late(action, who.on)) for action in listing.page],
        "keeps": team.is_open and may_keep(team, by=who.user, on=who.on),
        "tab": "actions",
    }
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"team/actions.html{part}", context)


@require_http_methods(ANY)
@signed_in(KEEPERS_WORDS)
@once
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an action to the list of a team."""
    team = found_to_keep(request, pk)
    form = AddForm(posted(request), people=_people(team, clock.today()))
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.add(team, form.said, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            told = f" We will email {made.owner.name}." if made.owner and made.owner != actor(request) else ""
            messages.success(request, f"The action is added.{told}")
            return redirect(made)
    return render(request, "team/action_add.html", {"team": team, "school": team.school, "form": form})


@require_http_methods(ANY)
@signed_in(KEEPERS_WORDS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is to be done, by whom or by when."""
    found, on = get_object_or_404(readable(user_roles(request)), pk=pk), clock.today()
    team = found_to_keep(request, found.team_id)
    people = _people(team, on)
    if found.owner and found.owner not in [user for user, _ in people]:
        people.append((found.owner, "no longer in the team"))
    form = ChangeForm(posted(request), people=people, initial=initial_of(found))
    know(form, "due_on", Known(recorded=found.due_on))
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.change(found, form.said, reason=form.cleaned_data["reason"], by=actor(request), on=on)
        except Denied as denied:
            refuse(form, denied.sentence, None if denied.code == "no_change" else _BESIDE.get(denied.code))
        else:
            owners = dict.fromkeys((made.owner, found.owner))
            told = " and ".join(each.name for each in owners if each and each != actor(request))
            messages.success(request, f"You changed the action.{f' We will email {told}.' if told else ''}")
            return redirect(made)
    return render(request, "team/action_change.html", {"action": found, "school": team.school, "form": form})


@require_safe
@signed_in(READERS)
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """One action, with everything that was said of it."""
    found, who = get_object_or_404(readable(user_roles(request)), pk=pk), user_roles(request)
    keeps = found.team.is_open and may_keep(found.team, by=who.user, on=who.on)
    changes = [entry_of(event) for event in changes_of(found)]
    return render(request, "team/action.html", {**_about(request, found), "keeps": keeps, "entries": changes})


@require_http_methods(ANY)
@signed_in("the owner of the action, the team’s lead, the school’s partner and Principal Officers")
@once
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of an action."""
    found, who = get_object_or_404(readable(user_roles(request)), pk=pk), user_roles(request)
    if not may_update(found, by=who.user, on=who.on):
        raise Http404
    form = UpdateForm(posted(request), initial={"state": found.progress or STILL_TO_DO})
    if request.method == "POST" and form.is_valid():
        said = {"progress": form.progress, "note": form.cleaned_data["note"]}
        try:
            acts.update(found, **said, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, "The update is saved. Everybody who reads the team can read it.")
            return redirect(found)
    return render(request, "team/action_update.html", {**_about(request, found), "form": form})


def _about(request: HttpRequest, found: TeamAction) -> dict[str, Any]:
    who = user_roles(request)
    return {
        "action": found,
        "team": found.team,
        "school": found.team.school,
        "late": is_late(found, who.on),
        "updates": found.updates.select_related("by"),
        "may_update": found.team.is_open and may_update(found, by=who.user, on=who.on),
    }


def _people(team: Team, on: date) -> list[tuple[User, str]]:
    """Who can own an action: the lead and the members, each with their service."""
    members = [(member.user, member.service_name) for member in members_of(team, on)]
    return [(team.lead, "leads the team"), *((user, name) for user, name in members if user != team.lead)]


def _done_with() -> Case:
    """0 for what is still to do, 1 for what is not."""
    to_do = When(progress__in=TO_DO, then=Value(0))
    return Case(to_do, default=Value(1), output_field=IntegerField())


def _narrow(rows: QuerySet[TeamAction], asked: dict[str, Any], on: date) -> QuerySet[TeamAction]:
    if text := asked.get("search"):
        rows = rows.filter(Q(text__icontains=text) | Q(owner_name__icontains=text))
    if state := asked.get("state"):
        wanted = {"open": TO_DO, STILL_TO_DO: ("",)}.get(state, (state,))
        rows = rows.filter(progress__in=wanted)
    if asked.get("late"):
        rows = rows.filter(progress__in=TO_DO, due_on__lt=on)
    return rows
