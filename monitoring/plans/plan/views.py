"""Pages of partnership plans: the list, a plan, its versions, and the acts on a plan as a whole."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from monitoring.conversations.page import section_of
from schools.lacking import lacks_officer
from schools.models import AssignmentRole, School
from schools.queries import by_name_or_urn, with_able_officer
from schools.receipts.queries import receipts_of
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words, weekday_in_words
from sil.framework.models import read_version
from sil.submissions.once import once
from sil.web.forms import number, posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.web.timeline import entry_of
from sil.workflow import Denied
from sil.workflow.corrections import Effects

from ..draft.policies import gaps
from ..draft.queries import all_written, objectives_of
from ..models import PartnershipPlan
from ..reviews.queries import agreed_of, plans_not_moving
from ..sides.permissions import side_of
from ..sides.queries import emailed, readable
from ..states import OPEN, WRITABLE, PlanState
from . import actions
from .conversation import subject_of
from .forms import EVERY, LATE, WAITS_HEAD, WAITS_PARTNER, ChangeForm, EndForm, PlansFilter, ReopenForm
from .forms import OPEN as TO_BE_AGREED
from .page import about, page_of, shown_as_agreed, shown_as_written
from .policies import can_move, may_end
from .queries import changes, history, listed

if TYPE_CHECKING:
    from .queries import PlanRow

READERS = "officers of the school, those who lead it, and its chair and clerk once the plan is agreed"
SIDES = "those who lead the school, and its partner"
ENDERS = "the partner of the school and Principal Officers"


def _band(row: "PlanRow") -> str:
    return read_version(row.band_version).names([row.band]) if row.band and row.band_version else ""


COLUMNS = (
    Column(slug="school", label="School", order=("school__name",), value=lambda p: p.school.name),
    Column(slug="urn", label="URN", value=lambda p: p.school_id, shown=False),
    Column(slug="band", label="Band", order=("band",), value=_band),
    Column(slug="state", label="State", order=("status",), value=lambda p: p.state_words),
    Column(slug="partner", label="Partner", order=("sip_name",), value=lambda p: p.sip_name),
    Column(slug="due", label="To be agreed by", order=("due_on",), value=lambda p: p.due_on),
    Column(slug="agreed", label="Agreed", order=("agreed_on",), value=lambda p: p.agreed_on),
    Column(
        slug="objectives",
        label="Objectives",
        order=("objectives_count",),
        value=lambda p: p.objectives_count or 0,
        numeric=True,
    ),
    Column(slug="reviewed", label="Last review", order=("reviewed_on",), value=lambda p: p.reviewed_on),
    Column(slug="review_due", label="Review due by", order=("review_due",), value=lambda p: p.review_due),
    Column(
        slug="moving",
        label="Not moving",
        value=lambda p: "An objective has not moved" if p.is_stuck else "",
        shown=False,
    ),
)


@require_safe
@allow(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL)
def plans(request: HttpRequest) -> HttpResponseBase:
    """The plans of the schools that a person reads as an officer."""
    who = user_roles(request)
    filters = PlansFilter(request.GET, officer=who.may(Permission.VISITS_READ_ALL), on=who.on)
    if found := suggest(request, filters):
        return found
    listing = Listing(
        request,
        listed(who),
        columns=COLUMNS,
        sort="-due",
        filters=filters,
        narrow=partial(_narrow, who=who),
    )
    if listing.wants_export:
        return listing.export("improvement-plans")
    part = "#results" if request.headers.get("HX-Request") else ""
    rows = [
        (row, _band(row), _is_late(row, who), row.review_due is not None and row.review_due < who.on)
        for row in listing.page
    ]
    return render(request, f"plans/plans.html{part}", {"listing": listing, "rows": rows})


def _is_late(plan: PartnershipPlan, who: UserRoles) -> bool:
    return plan.status in OPEN and not plan.number and plan.due_on is not None and plan.due_on < who.on


def _narrow(rows: "QuerySet[PlanRow]", asked: dict[str, Any], *, who: UserRoles) -> "QuerySet[PlanRow]":
    if text := asked.get("search"):
        rows = rows.filter(by_name_or_urn(text, school="school__"))
    rows = rows.filter(_in_state(asked.get("state", "")))
    if asked.get(LATE):
        rows = rows.filter(status__in=OPEN, number=0, due_on__lt=who.on)
    if asked.get("review_late"):
        rows = rows.filter(review_due__lt=who.on)
    if asked.get("stuck"):
        rows = rows.filter(pk__in=plans_not_moving())
    partner = asked.get("sip")
    if partner and partner.nobody:
        rows = rows.filter(school__in=School.objects.filter(lacks_officer(AssignmentRole.SIP, who.on)))
    elif partner:
        rows = rows.filter(with_able_officer(partner.keys, AssignmentRole.SIP, who.on))
    return rows


def _in_state(state: str) -> Q:
    writing = Q(status__in=WRITABLE)
    found = {
        "": ~Q(status=PlanState.ENDED),
        EVERY: Q(),
        TO_BE_AGREED: Q(status__in=OPEN),
        WAITS_HEAD: writing & Q(head_agreement=None, partner_agreement__isnull=False),
        WAITS_PARTNER: writing & Q(partner_agreement=None, head_agreement__isnull=False),
    }
    return found.get(state, Q(status=state))


@require_safe
@signed_in(READERS)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The text that is written, to those who write and read it; the version in force to everybody else."""
    found, who = found_for(request, pk), user_roles(request)
    context = page_of(found, who)
    if context["reads_draft"] and not context["assists"]:
        context["entries"] = [entry_of(event) for event in history(found)[:50]]
    keys = {f"partnership-plan-{each.pk}": each for each in context["agreements"]}
    context["receipts"] = list(receipts_of(keys).values()) if keys else []
    context |= section_of(subject_of(found), who)
    return render(request, "plans/plan.html", context)


@require_safe
@signed_in(READERS)
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A version as both sides agreed it, and what it says otherwise than the one before."""
    found, who = found_for(request, pk), user_roles(request)
    wanted = found.versions.select_related("partner_agreement__by", "head_agreement__by")
    of = get_object_or_404(wanted, number=number)
    said = agreed_of(found, number)
    context = about(found, who) | {
        "version": of,
        "objectives": shown_as_agreed(found, said),
        "changes": changes(found, agreed_of(found, number - 1), said) if number > 1 else [],
        "holds": found.is_in_force and number == found.number,
    }
    return render(request, "plans/version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(SIDES)
@once
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole text, what it lacks, and the button that agrees it for one's side."""
    found, who, sentence = _of_side(request, pk), user_roles(request), ""
    if request.method == "POST":
        try:
            made = actions.agree(found, by=actor(request), on=who.on, text_version=number(request, "version"))
        except Denied as denied:
            sentence, found = denied.sentence, _of_side(request, pk)
        else:
            messages.success(request, _after_agreeing(found, who, made.number if made else 0))
            return redirect(found)
    if not found.is_writable and not sentence:
        return redirect(found)
    written = all_written(objectives_of(found))
    context = about(found, who)
    mine = found.agreement_of(context["side"])
    context |= {
        "objectives": shown_as_written(found, written),
        "gaps": gaps(written),
        "sentence": sentence,
        "mine": mine,
        "other": context["titles"][context["side"].other],
        "other_agreed": found.agreement_of(context["side"].other),
        "may_agree": found.is_writable and not mine and not gaps(written),
    }
    return render(request, "plans/agree.html", context, status=409 if sentence else 200)


def _after_agreeing(found: PartnershipPlan, who: UserRoles, made: int) -> str:
    if made:
        return f"Both sides have agreed: version {made} of the plan is in force. We have emailed the governing body."
    side = side_of(found, who.user, who.on)
    assert side is not None, "only a side agrees"
    return f"You agreed the text. It now waits for the {found.title_of(side.other)}. {emailed(found, side.other, who)}"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(SIDES)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what follows, and take the agreement of one's side back."""
    found, who = _of_side(request, pk), user_roles(request)
    side = side_of(found, who.user, who.on)
    assert side is not None, "only a side comes here"
    if request.method != "POST" and not (found.is_writable and found.agreement_of(side)):
        return redirect(found)
    other = found.title_of(side.other)
    effects = Effects(
        changes=("Your side no longer agrees the text. The text itself stays as it is.",),
        told=(f"The {other} was asked to agree the same text.",),
        tells=(f"We will email the {other}.",),
        stays=("The history keeps that you agreed, and that you took it back. You can agree again at any time.",),
    )
    done = f"You took your agreement back. {emailed(found, side.other, who)}"
    return _act(request, found, Form(posted(request)), actions.take_back, "Take your agreement back", effects, done)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(SIDES)
@once
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why, and open the text of the version in force to be changed."""
    found = _of_side(request, pk)
    if request.method != "POST" and not can_move(found, "change"):
        return redirect(found)
    other = about(found, user_roles(request))
    effects = Effects(
        changes=(
            "The text can be changed again by both of you.",
            f"Version {found.number} stays in force until both of you have agreed the new text.",
        ),
        tells=(f"We will email the {other['titles'][other['side'].other]}, with your reason.",),
        stays=(f"Version {found.number} stays on record as it was agreed.",),
    )
    done = "You can change the plan now. Both of you have to agree the new text."
    return _act(request, found, ChangeForm(posted(request)), actions.change, "Change the plan", effects, done)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(SIDES)
@once
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what follows, and give the change up."""
    found = _of_side(request, pk)
    if request.method != "POST" and not can_move(found, "give_up"):
        return redirect(found)
    other = about(found, user_roles(request))
    effects = Effects(
        changes=(
            f"The text is again that of version {found.number}, which has been in force all the time.",
            "Objectives that were added since are removed.",
        ),
        tells=(f"We will email the {other['titles'][other['side'].other]}.",),
        stays=("What was typed is kept with each objective, under “Texts that were replaced”.",),
    )
    done = f"You cancelled the change. Version {found.number} stays in force."
    return _act(request, found, Form(posted(request)), actions.give_up, "Cancel the change", effects, done)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(ENDERS)
@once
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why the plan ends and what follows, and end it."""
    found = _of_enders(request, pk)
    if request.method != "POST" and not can_move(found, "end"):
        return redirect(found)
    told = "We will email those who lead the school and its partner"
    effects = Effects(
        changes=("The plan can no longer be changed, agreed or reviewed.",),
        told=(f"Both sides were asked for the plan on {in_words(found.asked_on)}.",),
        tells=(f"{told}, and the chair and the clerk." if found.number else f"{told}.",),
        stays=("What was written and agreed stays on record. If this was a mistake, you can reopen the plan.",),
    )
    done = "You ended the plan. We have emailed the school."
    return _act(request, found, EndForm(posted(request)), actions.end, "End the plan", effects, done)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(ENDERS)
@once
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a plan that was ended goes on, and let it go on where it was."""
    found = _of_enders(request, pk)
    if request.method != "POST" and not found.is_ended:
        return redirect(found)
    due = weekday_in_words(found.due_on) if found.due_on else ""
    state = str(PlanState(found.ended_from).label).lower() if found.ended_from else ""
    effects = Effects(
        changes=(
            f"The plan is again as it was before it ended: {state}.",
            *((f"It is to be agreed by {due}, as before.",) if due and not found.number else ()),
        ),
        told=(f"They were told that it ended on {in_words(found.ended_on)}.",) if found.ended_on else (),
        tells=("We will email everybody who was told that it ended, with your reason.",),
        stays=("The history keeps that it was ended, by whom and why.",),
    )
    done = "You reopened the plan. We have emailed the school."
    return _act(request, found, ReopenForm(posted(request)), actions.reopen, "Reopen the plan", effects, done)


def _act(
    request: HttpRequest, found: PartnershipPlan, form: Form, act: Any, name: str, effects: Effects, done: str
) -> HttpResponse:
    """The page of an act on a plan: what it does and its form; or what came of it."""
    who, sentence = user_roles(request), ""
    if request.method == "POST" and form.is_valid():
        try:
            act(found, by=actor(request), on=who.on, **form.cleaned_data)
        except Denied as denied:
            sentence = denied.sentence
            if form.fields:
                refuse(form, denied.sentence)
        else:
            messages.success(request, done)
            return redirect(found)
    context = about(found, who) | {"form": form, "act": name, "effects": effects, "sentence": sentence}
    return render(request, "plans/act.html", context, status=409 if sentence and not form.fields else 200)


def found_for(request: HttpRequest, pk: int) -> PartnershipPlan:
    return get_object_or_404(readable(user_roles(request)), pk=pk)


def _of_side(request: HttpRequest, pk: int) -> PartnershipPlan:
    found, who = found_for(request, pk), user_roles(request)
    if side_of(found, who.user, who.on) is None:
        raise Http404
    return found


def _of_enders(request: HttpRequest, pk: int) -> PartnershipPlan:
    found, who = found_for(request, pk), user_roles(request)
    if not may_end(found, by=who.user, on=who.on):
        raise Http404
    return found
