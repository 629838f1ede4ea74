"""Pages of brokered support: the list, ask, and one piece of it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from allocations.allocation.holding import band_of
from monitoring.conversations.page import section_of
from schools.models import AssignmentRole
from schools.people.queries import partners_of_schools
from schools.queries import by_name_or_urn, visible, with_officer
from schools.receipts.queries import receipts_of
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.roles import Permission
from sil.audit.events import history
from sil.framework.queries import framework_on
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.web.timeline import Entry, entry_of
from sil.workflow import Denied

from ...budgets.queries import years
from ...models import Support
from ...permissions import READS_BUDGETS, leads, may_speak
from ...sent import AGREED, ASKED, CONFLICT, EVALUATED, WITHDRAWN
from ...years import first_day, last_day
from ..actions import asking
from ..conversation import subject_of
from ..forms import AskForm, SupportFilter
from ..notifications import receipts_key, reference, times_proposed
from ..page import acts_of, is_primary, nobody_agrees, turn_of
from ..policies import band_warning
from ..queries import readable, with_given

ANY = ["GET", "HEAD", "POST"]
WHO = "those who lead the school, its officers and oversight"
_BESIDE = {"kind": "kind", "band": "kind", "topic": "topic", "no_days": "days", "no_need": "need"}
_COLUMNS = (
    Column(slug="school", label="School", order=("school__name",), value=lambda s: s.school.name),
    Column(slug="topic", label="About", order=("topic",), value=lambda s: s.topic_name),
    Column(slug="state", label="State", order=("status",), value=lambda s: s.get_status_display()),
    Column(slug="giver", label="Given by", value=lambda s: s.giver_name),
    Column(slug="from", label="From", order=("starts_on",), value=lambda s: s.starts_on),
    Column(slug="days", label="Days", order=("days",), value=lambda s: s.days, numeric=True),
    Column(slug="given", label="Given", order=("given",), value=lambda s: s.given or None, numeric=True),
    Column(slug="cost", label="Cost", order=("cost",), value=lambda s: s.cost, numeric=True),
    Column(slug="kind", label="Kind", value=lambda s: s.kind_name, shown=False),
    Column(slug="what", label="What gives it", value=lambda s: s.giver_kind, shown=False),
    Column(slug="to", label="To", value=lambda s: s.ends_on, shown=False),
    Column(slug="budget", label="Budget", value=lambda s: s.budget or "", shown=False),
    Column(slug="asked", label="Asked for", value=lambda s: s.asked_on, shown=False),
)


# What the school does not read of an entry: why money was approved, and who declared an interest.
_KEPT_BACK: dict[str, Callable[[Entry], Entry]] = {
    "support.approved": lambda entry: replace(entry, why=""),
    "support.lapsed": lambda entry: replace(entry, by=""),
}


@require_safe
@allow(Permission.SUPPORT_READ)
def all_support(request: HttpRequest) -> HttpResponseBase:
    who = user_roles(request)
    filters = SupportFilter(request.GET, years=years(), partners=partners_of_schools(who.on))
    if asked := suggest(request, filters):
        return asked
    listing = Listing(
        request,
        with_given(readable(who)),
        columns=_COLUMNS,
        sort="-from",
        filters=filters,
        narrow=partial(_narrow, on=who.on),
    )
    if listing.wants_export:
        return listing.export("support-from-others")
    part = "#results" if request.headers.get("HX-Request") else ""
    budgets = who.may(*READS_BUDGETS)
    return render(request, f"support/all.html{part}", {"listing": listing, "here": "support", "reads_budgets": budgets})


@require_http_methods(ANY)
@signed_in("those who lead the school, and its officers")
@once
def support_ask(request: HttpRequest, urn: int) -> HttpResponse:
    who = user_roles(request)
    school = get_object_or_404(visible(who), pk=urn)
    framework = framework_on(who.on)
    if framework is None or not may_speak(school, by=who.user, on=who.on):
        raise Http404
    form, warned = AskForm(posted(request), framework=framework), ""
    if request.method == "POST" and form.is_valid():
        need = asking.Need(**form.cleaned_data, read=request.POST.get("sure", ""))
        try:
            made = asking.ask(school, need, by=actor(request), on=who.on)
        except Denied as denied:
            if denied.code == "sure":
                warned = denied.sentence
            else:
                refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, "You asked for support. Next, an officer proposes who could give it.")
            return redirect(made)
    context = {
        "form": form,
        "school": school,
        "warned": warned,
        "sure_question": "Do you want to ask for it all the same?",
        "leads": leads(school, who),
    }
    return render(request, "support/ask.html", context)


@require_safe
@signed_in(WHO)
def support(request: HttpRequest, pk: int) -> HttpResponse:
    who = user_roles(request)
    found = get_object_or_404(
        with_given(readable(who)).prefetch_related("conflicts__user", "evaluations__by", "deliveries__replaces"), pk=pk
    )
    acts = acts_of(found, who.user, who.on)
    officer = not leads(found.school, who)
    context = {
        "support": found,
        "school": found.school,
        "heading": f"Support with {found.topic_name}",
        "reference": reference(found),
        "acts": acts,
        "primary": is_primary(acts),
        "turn": turn_of(found),
        "nobody_agrees": nobody_agrees(found, who.user, who.on),
        "deliveries": _shown_deliveries(found),
        "corrects": any(act.label == "Record days" for act in acts),
        "conflicts": found.conflicts.all() if officer else [],
        "officer": officer,
        "warning": _warning(found, request) if officer else "",
        "receipts": _receipts(found),
        "entries": _entries(found, officer=officer),
    }
    context |= section_of(subject_of(found), who)
    return render(request, "support/support.html", context)


def _entries(found: Support, *, officer: bool) -> list[Entry]:
    """What happened, the latest first. The school does not read all of it."""
    if officer:
        return [entry_of(event) for event in history(found)]
    there = history(found).exclude(kind="support.conflict_declared")
    return [_KEPT_BACK.get(event.kind, lambda entry: entry)(entry_of(event)) for event in there]


def _shown_deliveries(found: Support) -> list[Any]:
    """The entries that count, with the one that each replaces."""
    there = list(found.deliveries.all())
    replaced = {each.replaces_id for each in there}
    return [each for each in there if each.pk not in replaced]


def _warning(found: Support, request: HttpRequest) -> str:
    on = user_roles(request).on
    try:
        return band_warning(found.framework_version.framework, found.kind, band_of(found.school, on))
    except Denied:
        return ""


def _receipts(found: Support) -> list[tuple[str, Any]]:
    """What the school sent, with the receipt of each. Two queries."""
    kinds = {
        receipts_key(kind, found): words
        for kind, words in (
            (ASKED, "Request"),
            (EVALUATED, "Evaluation"),
            (WITHDRAWN, "Withdrawal"),
        )
    }
    kinds |= {receipts_key(CONFLICT, found, each.pk): "Interest" for each in found.conflicts.all()}
    kinds[receipts_key(AGREED, found, times_proposed(found))] = "Agreement"
    there = receipts_of(kinds)
    return [(words, there[key]) for key, words in kinds.items() if key in there]


def _narrow(rows: QuerySet[Any], asked: dict[str, Any], *, on: Any) -> QuerySet[Any]:
    if asked.get("search"):
        rows = rows.filter(by_name_or_urn(asked["search"], school="school__"))
    if asked.get("state"):
        rows = rows.filter(status=asked["state"])
    if asked.get("giver"):
        rows = rows.filter(**{f"{asked['giver']}__isnull": False})
    if asked.get("year"):
        year = int(asked["year"])
        rows = rows.filter(starts_on__range=(first_day(year), last_day(year)))
    if asked.get("partner"):
        rows = rows.filter(with_officer(asked["partner"].keys, AssignmentRole.SIP, on))
    return rows.exclude(over_reason="") if asked.get("over") else rows
