"""Pages of what the authority does about Ofsted's letters to it: the list, and an action with its acts."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.audit.events import history
from sil.dates.sense import Known
from sil.submissions.once import once
from sil.web.forms import know, posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.web.timeline import entry_of
from sil.workflow import Denied
from sil.workflow.corrections import Effects

from ...models import ActionStatus, AuthorityAction, OfstedLetter
from ..queries import readable as readable_letters
from ..values import is_to_authority
from . import actions
from .forms import OPEN, ActionForm, ActionsFilter, CorrectForm, ProgressForm, WithdrawForm
from .passages import Passage, passages_of
from .permissions import may_read
from .policies import has_ended, is_late
from .queries import is_open, late, listed, owners_of, possible_owners, readable

ANY = ["GET", "HEAD", "POST"]
# Code of a refusal -> the field it stands beside.
_BESIDE = {
    "no_passage": "passage",
    "no_text": "text",
    "no_owner": "owner",
    "two_owners": "owner_name",
    "cannot_open": "owner",
    "no_state": "status",
    "no_outcome": "outcome",
    "no_reason": "reason",
}
COLUMNS = (
    Column(slug="action", label="Action", value=lambda a: a.text),
    Column(slug="kind", label="About", order=("kind", "due_on"), value=lambda a: a.get_kind_display()),
    Column(slug="passage", label="Words of the letter", value=lambda a: a.passage, shown=False),
    Column(slug="owner", label="Owner", order=("owned",), value=lambda a: a.owned_by),
    Column(slug="due", label="Due", order=("due_on",), value=lambda a: a.due_on),
    Column(slug="state", label="State", order=("status", "due_on"), value=lambda a: a.get_status_display()),
    Column(slug="found", label="What was found", value=lambda a: a.outcome, shown=False),
    Column(slug="letter", label="Letter of", order=("dated",), value=lambda a: a.dated or ""),
    Column(slug="added", label="Added", value=lambda a: a.added_on, shown=False),
)


@require_safe
@allow(Permission.RECORD_KEEP)
def authority_actions(request: HttpRequest) -> HttpResponseBase:
    """What the authority does about all letters to it, the earliest day first."""
    who = user_roles(request)
    if not may_read(who):
        raise Http404
    rows = readable(who)
    filters = ActionsFilter(request.GET, owners=owners_of(rows))
    if found := suggest(request, filters):
        return found
    narrow = partial(_narrow, on=who.on)
    listing = Listing(request, listed(rows), columns=COLUMNS, sort="due", filters=filters, narrow=narrow)
    if listing.wants_export:
        return listing.export("actions-after-letters-to-the-authority")
    shown = [(each, is_late(each, who.on), _day_of(each.dated)) for each in listing.page]
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"schools/authority_actions/actions.html{part}", {"listing": listing, "rows": shown})


@require_http_methods(ANY)
@allow(Permission.RECORD_KEEP)
@once
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an action to a confirmed letter to the authority."""
    who = user_roles(request)
    letter = get_object_or_404(readable_letters(who), pk=pk, status=OfstedLetter.Status.CONFIRMED)
    if not (may_read(who) and is_to_authority(letter.held)):
        raise Http404
    about = {"passage": request.GET.get("about", "")}
    form = ActionForm(posted(request), passages=passages_of(letter.held), owners=possible_owners(who.on), initial=about)
    if found := suggest(request, form):
        return found
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add(letter, form.said, by=actor(request), on=who.on)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, f"The action is added. {_told(made)}")
            return redirect(letter)
    return render(request, "schools/authority_actions/add.html", {"form": form, "letter": letter})


@require_safe
@allow(Permission.RECORD_KEEP)
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """One action, with what it said before and what happened."""
    found = _found(request, pk)
    context = {
        "action": found,
        "late": is_late(found, clock.today()),
        "is_withdrawn": found.status == ActionStatus.WITHDRAWN,
        "letter_day": _letter_day(found),
        "versions": list(found.versions.select_related("by", "owner")),
        "entries": [entry_of(event) for event in history(found)],
    }
    return render(request, "schools/authority_actions/action.html", context)


@require_http_methods(ANY)
@allow(Permission.RECORD_KEEP)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how far an action is and what was found."""
    found = _to_change(request, pk)
    now = {"status": found.status, "outcome": found.outcome}
    form = ProgressForm(posted(request), has_ended=has_ended(found), initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.record_progress(found, by=actor(request), on=clock.today(), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, f"You recorded the progress of the action: {done.get_status_display().lower()}.")
            return redirect(found)
    return render(request, "schools/authority_actions/progress.html", {"form": form, "action": found})


@require_http_methods(ANY)
@allow(Permission.RECORD_KEEP)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what an action says, with the reason."""
    found = _to_change(request, pk)
    form = _form_to_correct(request, found)
    if matches := suggest(request, form):
        return matches
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.correct(found, form.said, reason=reason, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, "The action is corrected. What it said before is kept below.")
            return redirect(found)
    effects = Effects(changes=("The action will say what you enter here.",))
    context = {"heading": "Correct the action", "button": "Correct the action", "form": form, "action": found}
    return render(request, "schools/authority_actions/act.html", context | {"effects": effects})


@require_http_methods(ANY)
@allow(Permission.RECORD_KEEP)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an action that was entered by mistake, with the reason."""
    found = _to_change(request, pk)
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(found, reason=form.cleaned_data["reason"], by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, "The action is withdrawn. It stays on this page.")
            return redirect(found)
    changes = ["The action is no longer counted on the page of the letter. It cannot be changed after this."]
    if found.owner:
        changes.append(f"It is no longer on the home page of {found.owner.name}.")
    context = {"heading": "Withdraw the action", "button": "Withdraw the action", "form": form, "action": found}
    context |= {"warns": True, "effects": Effects(changes=changes)}
    return render(request, "schools/authority_actions/act.html", context)


def _found(request: HttpRequest, pk: int) -> AuthorityAction:
    return get_object_or_404(readable(user_roles(request)).select_related("owner", "letter", "added_by"), pk=pk)


def _to_change(request: HttpRequest, pk: int) -> AuthorityAction:
    found = _found(request, pk)
    if found.status == ActionStatus.WITHDRAWN:
        raise Http404
    return found


def _form_to_correct(request: HttpRequest, found: AuthorityAction) -> CorrectForm:
    """The form with the passages of the letter; what the action is about is among them, or comes first where the letter
    no longer has it."""
    there, held = passages_of(found.letter.held), Passage(found.kind, found.passage)
    if held.key not in {each.key for each in there}:
        there.insert(0, held)
    initial = {
        "passage": held.key,
        "text": found.text,
        "owner": found.owner,
        "owner_name": found.owner_name,
        "due_on": found.due_on,
    }
    owners = possible_owners(clock.today(), found)
    form = CorrectForm(posted(request), passages=there, owners=owners, initial=initial)
    know(form, "due_on", Known(recorded=found.due_on))
    return form


def _told(made: AuthorityAction) -> str:
    if made.owner:
        return f"{made.owner.name} sees it on their home page, and records its progress."
    return f"{made.owner_name} does not see it here: tell them yourself."


def _letter_day(found: AuthorityAction) -> date | None:
    return _day_of(found.letter.held["letter_date"])


def _day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _narrow(rows: QuerySet[Any], asked: dict[str, Any], *, on: date) -> QuerySet[Any]:
    if text := asked.get("search"):
        rows = rows.filter(Q(text__icontains=text) | Q(passage__icontains=text) | Q(owned__icontains=text))
    if kind := asked.get("kind"):
        rows = rows.filter(kind=kind)
    if state := asked.get("state"):
        rows = rows.filter(is_open() if state == OPEN else Q(status=state))
    if owner := asked.get("owner"):
        rows = rows.filter(owner__isnull=True) if owner.nobody else rows.filter(owner__in=owner.keys)
    return rows.filter(late(on)) if asked.get("late") else rows
