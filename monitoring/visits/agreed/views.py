"""The list of the actions that were agreed on visits, the page of one, and the forms on which somebody says what became
of it."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schools.models import AssignmentRole
from schools.queries import by_name_or_urn, schools_in_post, with_able_officer
from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ..models import AgreedAction
from . import actions as actions_of
from .forms import EVERY, NOBODY, PARTNER, ActionsFilter, TellForm, UpdateForm
from .permissions import may_tell, may_update, updatable
from .queries import (
    OPEN_PROGRESS,
    is_late,
    next_reports,
    owned_by_partner,
    readable_actions,
    statements_of,
    without_partner,
)

if TYPE_CHECKING:
    from .queries import ActionRow

_COLUMNS = (
    Column(slug="school", label="School", order=("school__name",), value=lambda a: a.school.name),
    Column(slug="urn", label="URN", value=lambda a: a.school_id, shown=False),
    Column(slug="action", label="Action", value=lambda a: a.text),
    Column(slug="owner", label="Owner", order=("owner",), value=lambda a: a.owner),
    Column(slug="due", label="Due", order=("due_on",), value=lambda a: a.due_on),
    Column(slug="state", label="State", order=("progress",), value=lambda a: a.state_words),
    Column(slug="said", label="What was said last", value=lambda a: a.progress_note, shown=False),
    Column(slug="school_says", label="The school says", value=lambda a: _school_says(a), shown=False),
    Column(slug="agreed", label="Agreed", order=("visit__starts_on",), value=lambda a: a.visit.starts_on),
)
_PARTNER = Column(slug="partner", label="Partner", value=lambda a: a.sip_name)

ANY = ["GET", "HEAD", "POST"]
READERS = "officers: the actions of visits they may read; headteachers: those of their schools"
# Beside which field a refusal stands.
_BESIDE = {
    "no_state": "state",
    "not_yet": "day",
    "too_early": "day",
    "no_note": "note",
    "no_change": "note",
    "no_reason": "reason",
}
UPDATED = "The headteacher can read this, and the next report starts from it."
TOLD = "The school’s partner can read what the school has done, and we have emailed you a receipt."


@dataclass(frozen=True)
class Row:
    """An action on the list: whether it is late, the visit in whose report it can be followed up now, and who may say
    what became of it."""

    action: "ActionRow"
    late: bool
    follow: Any
    may_update: bool
    may_tell: bool


@require_safe
@signed_in(READERS)
def actions(request: HttpRequest) -> HttpResponseBase:
    """What was agreed and is still to do, the earliest day first, so that what is late comes first."""
    who = user_roles(request)
    officer = who.may(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL)
    if not (officer or who.holds(*LEADS)):
        raise Http404
    filters = ActionsFilter(request.GET, officer=officer, on=who.on)
    if found := suggest(request, filters):
        return found
    listing = Listing(
        request,
        readable_actions(who),
        columns=(*_COLUMNS, _PARTNER) if officer else _COLUMNS,
        sort="due",
        filters=filters,
        narrow=lambda rows, asked: _narrow(rows, asked, who),
    )
    if listing.wants_export:
        return listing.export("agreed-actions")
    writing = next_reports({action.school_id for action in listing.page}) if who.may(Permission.VISIT_RECORD) else {}
    there = {action.school_id for action in listing.page}
    mine, led = updatable(who, there), there & set(schools_in_post(who.user, who.on, LEADS))
    rows = [
        Row(
            action,
            is_late(action, who.on),
            _followed_up_in(action, writing),
            action.school_id in mine and not action.is_off_report,
            action.school_id in led and not action.is_off_report,
        )
        for action in listing.page
    ]
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"visits/actions.html{part}", {"listing": listing, "rows": rows, "officer": officer})


@require_safe
@signed_in(READERS)
def agreed_action(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreed action, with everything that was said of it."""
    return render(request, "visits/action.html", _about(request, _found(request, pk)))


@require_http_methods(ANY)
@signed_in("the school’s partner and Principal Officers")
@once
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of an action, apart from a report."""
    found, who = _found(request, pk), user_roles(request)
    if found.is_off_report or not may_update(found.school, by=who.user, on=who.on):
        raise Http404
    form = UpdateForm(posted(request), action=found, initial={"day": who.on})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions_of.update(found, form.said, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            state = made.get_progress_display().lower() if made.progress else "to do"
            messages.success(request, f"The action is recorded as {state}. {UPDATED}")
            return redirect(made)
    return render(request, "visits/action_update.html", {**_about(request, found), "form": form})


@require_http_methods(ANY)
@signed_in("those who lead the school")
@once
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Say for the school how far it is with an action."""
    found, who = _found(request, pk), user_roles(request)
    if found.is_off_report or not may_tell(found.school, by=who.user, on=who.on):
        raise Http404
    form = TellForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions_of.tell(found, **form.cleaned_data, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, TOLD)
            return redirect(made)
    return render(request, "visits/action_tell.html", {**_about(request, found), "form": form})


def _found(request: HttpRequest, pk: int) -> "ActionRow":
    who = user_roles(request)
    if not (who.may(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL) or who.holds(*LEADS)):
        raise Http404
    return get_object_or_404(readable_actions(who), pk=pk)


def _about(request: HttpRequest, found: "ActionRow") -> dict[str, Any]:
    who = user_roles(request)
    return {
        "action": found,
        "school": found.school,
        "late": is_late(found, who.on),
        "statements": statements_of(found),
        "may_update": not found.is_off_report and may_update(found.school, by=who.user, on=who.on),
        "may_tell": not found.is_off_report and may_tell(found.school, by=who.user, on=who.on),
    }


def _school_says(action: AgreedAction) -> str:
    said = (action.get_school_progress_display(), action.school_note) if action.school_said_on else ()
    return ". ".join(said)


def _followed_up_in(action: "ActionRow", writing: Any) -> Any:
    """The later visit in whose report an action can be followed up now, or None."""
    visit = writing.get(action.school_id)
    later = visit and visit.pk != action.visit_id and visit.starts_on >= action.visit.starts_on
    return visit if later and action.progress in OPEN_PROGRESS and not action.is_off_report else None


def _narrow(rows: "QuerySet[ActionRow]", asked: dict[str, Any], who: UserRoles) -> "QuerySet[ActionRow]":
    if text := asked.get("search"):
        rows = rows.filter(by_name_or_urn(text, school="school__") | Q(text__icontains=text))
    if owner := asked.get("owner"):
        rows = rows.filter(owner__icontains=owner)
    if whose := asked.get("whose"):
        rows = _of_owner(rows, whose, who.on)
    state = asked.get("state")
    if state != EVERY:
        rows = rows.filter(progress__in=[state] if state else OPEN_PROGRESS, place__lt=AgreedAction.OFF_REPORT)
    if asked.get("late"):
        rows = rows.filter(due_on__lt=who.on, progress__in=OPEN_PROGRESS, place__lt=AgreedAction.OFF_REPORT)
    partner = asked.get("sip")
    if partner and partner.nobody:
        rows = rows.filter(without_partner(who.on))
    elif partner:
        rows = rows.filter(with_able_officer(partner.keys, AssignmentRole.SIP, who.on))
    return rows


def _of_owner(rows: "QuerySet[ActionRow]", whose: str, on: date) -> "QuerySet[ActionRow]":
    if whose == NOBODY:
        return rows.filter(owner="")
    if whose == PARTNER:
        return rows.filter(owned_by_partner(on))
    theirs = Case(When(owned_by_partner(on), then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.alias(of_partner=theirs).filter(of_partner=False).exclude(owner="")
