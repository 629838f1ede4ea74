"""The page on which a partner plans a term: what each school is owed, and the weeks with the visits in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from schools.models import School
from schools.queries import receivers
from sil.accounts.access import allow, user_roles
from sil.accounts.models import User
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.dates.asking import ASKED, ask_of
from sil.framework.queries import framework_on
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.search.fields import suggest as suggest_people
from sil.workflow import Denied

from ..models import Leave, OfferedTime, Term, Visit
from ..terms.queries import AllTerms
from ..visit.permissions import may_plan, records_every_school
from ..visit.policies import VisitDetails, dates_of
from ..visit.queries import readable
from . import actions, queries
from .forms import ChooseForm, TermForm, weekday_of
from .suggesting import Wanted, suggest

# Code of a refusal -> the control of the row that it stands beside; the others stand beside the day.
_BESIDE = {"length": "days"}
_NOT_SAVED = "Nothing is saved yet: change what you like, then save the plan."
# What is shown after the last day of a term.
_AFTER = queries.WEEK * (queries.WEEKS_AFTER + 1)


@dataclass(kw_only=True)
class _Page:
    """Whose term is planned, and what is known of it."""

    who: UserRoles
    partner: User
    terms: Sequence[Term]
    term: Term
    schools: Sequence[School]
    visits: Sequence[Visit]
    leave: Sequence[Leave]
    offered: Sequence[OfferedTime]
    owed: Sequence[queries.OwedVisit]
    weeks: Sequence[queries.Week]

    def form(self, data: Any = None, typed: dict[str, Any] | None = None) -> TermForm:
        framework = framework_on(self.term.starts_on)
        planned = [each for week in self.weeks for each in week.visits]
        visits = framework.visits if framework else None
        return TermForm(data, owed=self.owed, planned=planned, visits=visits, typed=typed)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.VISIT_RECORD)
@once
def term(request: HttpRequest) -> HttpResponseBase:
    """A partner plans their own term; who records visits of every school chooses whose."""
    who = user_roles(request)
    terms = queries.terms_to_plan(who.on)
    everybody = queries.partners(who.on) if records_every_school(who) else None
    choice = ChooseForm(request.GET, terms=terms, partners=everybody)
    if found := suggest_people(request, choice):
        return found
    chosen = choice.cleaned_data if choice.is_valid() else {}
    shown = next((each for each in terms if str(each.pk) == chosen.get("term")), queries.term_to_plan(terms, who.on))
    partner = chosen.get("partner") or who.user
    choice = _choice(choice, shown, chosen.get("partner"), terms, everybody)
    if shown is None:
        return render(request, "visits/term.html", {"choice": choice, "page": None})
    page = _page(who, partner, terms, shown)
    if request.POST.get("act") == "suggest":
        return _suggested(request, page, choice)
    form = page.form(posted(request))
    if request.method == "POST" and (done := _saved(request, page, form)):
        return done
    return _shown(request, page, choice, form)


@require_POST
@allow(Permission.VISIT_RECORD)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a visit that did not take place again, on the next free day."""
    who = user_roles(request)
    missed = get_object_or_404(readable(who), pk=pk)
    if not may_plan(missed.school, who):
        raise Http404
    try:
        made = actions.plan_again(missed, by=who.user, on=who.on)
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect(missed)
    said = f"The visit is planned again for {dates_of(made).words}, the next free day of {made.lead.name}."
    messages.success(request, f"{said} {_told([made], who.on)} If the day does not suit, move the visit.")
    return redirect(made)


def _choice(
    asked: ChooseForm, shown: Term | None, partner: User | None, terms: Sequence[Term], everybody: Any
) -> ChooseForm:
    """What is shown is what is chosen, unless what was asked for has an error."""
    if asked.errors:
        return asked
    return ChooseForm(terms=terms, partners=everybody, initial={"term": shown.pk if shown else "", "partner": partner})


def _page(who: UserRoles, partner: User, terms: Sequence[Term], shown: Term) -> _Page:
    schools = queries.schools_of(partner, who.on)
    visits = queries.visits_of(partner, schools, queries.monday_of(shown.starts_on), shown.ends_on + _AFTER)
    leave = queries.leave_between(partner, shown.starts_on, shown.ends_on + _AFTER)
    offered = queries.offered_times(partner, schools)
    every = records_every_school(who)
    mine = {school.pk for school in schools} if partner == who.user else set()
    may_act = {v.pk for v in visits if every or v.school_id in mine or (v.is_planned and v.lead_id == who.user.pk)}
    return _Page(
        who=who,
        partner=partner,
        terms=terms,
        term=shown,
        schools=schools,
        visits=visits,
        leave=leave,
        offered=offered,
        owed=queries.with_offers(queries.owed_visits(schools, shown), offered),
        weeks=queries.weeks_of(shown, terms, visits, leave=leave, offered=offered, may_act=may_act, on=who.on),
    )


def _suggested(request: HttpRequest, page: _Page, choice: ChooseForm) -> HttpResponse:
    """Fill the empty boxes with days; nothing is saved, and what was typed stays."""
    typed: dict[str, Any] = {name: str(value) for name, value in request.POST.items() if not name.startswith(ASKED)}
    form = page.form(typed=typed)
    wanted = []
    taken: set[date | None] = {each.day for each in page.offered if each.offer.lead_id == page.partner.pk}
    free = queries.free_days(page.term, page.visits, after=page.who.on, lead=page.partner, leave=page.leave)
    terms = AllTerms()
    for each in form.owed:
        if typed.get(f"{each.name}-day", "").strip():
            taken.add(weekday_of(form[f"{each.name}-day"]))
            continue
        if each.offer:
            continue
        closed = queries.closed_among(free, each.school, terms)
        wanted.append(Wanted(name=each.name, school=each.school.pk, town=each.school.town, closed=closed))
    taken |= {weekday_of(form[f"{row.name}-day"]) for row in form.planned}
    days = suggest(wanted, [day for day in free if day not in taken])
    form = page.form(typed=typed | {f"{name}-day": day for name, day in days.items()})
    return _shown(request, page, choice, form, says=_in_words(len(days), len(wanted)))


def _in_words(found: int, wanted: int) -> str:
    if not wanted:
        return "Every visit has a day already."
    said = f"{found} {'day is' if found == 1 else 'days are'} suggested below. {_NOT_SAVED}"
    if found == wanted:
        return said
    return f"{said} For {wanted - found} of the visits there is no free working day left in the term."


def _saved(request: HttpRequest, page: _Page, form: TermForm) -> HttpResponse | None:
    """Plan and move what was typed; None where something is wrong or has to be confirmed first."""
    valid = form.is_valid()
    new = [_new(page, form, *row) for row in form.to_plan()]
    moved = [actions.MovedVisit(name=row.name, visit=row.visit, dates=dates) for row, dates in form.to_move()]
    if not new and not moved:
        if valid:
            refuse(form, "Enter a day for at least one visit, or another day for one that is planned.")
        return None
    confirmed = [value for name, values in request.POST.lists() if name.startswith(ASKED) for value in values]
    by, on = page.who.user, page.who.on
    try:
        saved = actions.save_term(new, moved, confirmed=confirmed, by=by, on=on, complete=valid)
    except actions.RowsRefused as refused:
        _refuse(form, refused)
        return None
    done = [_counted(len(new), "planned"), _counted(len(moved), "moved")]
    messages.success(request, f"{' '.join(filter(None, done))} {_told(saved, on)}")
    return redirect(request.get_full_path())


def _new(page: _Page, form: TermForm, each: queries.OwedVisit, dates: Any, days: Any) -> actions.NewVisit:
    details = VisitDetails(kind=each.kind, mode=form.cleaned_data.get("mode", ""), days=days, lead=page.partner)
    return actions.NewVisit(name=each.name, school=each.school, dates=dates, details=details)


def _counted(number: int, what: str) -> str:
    return f"{number} visit{'s are' if number != 1 else ' is'} {what}." if number else ""


def _told(saved: Sequence[Visit], on: date) -> str:
    """Say who is emailed, and which schools have nobody who can be."""
    schools = {visit.school_id: visit.school for visit in saved}.values()
    nobody = [school.name for school in schools if not receivers(school, on, LEADS)]
    emails = "We will email the headteachers." if len(nobody) < len(schools) else ""
    if not nobody:
        return emails
    return f"{emails} Nobody can be emailed at {', '.join(nobody)}: tell them yourself.".strip()


def _refuse(form: TermForm, refused: actions.RowsRefused) -> None:
    for name, denied in refused.denied.items():
        field = f"{name}-{_BESIDE.get(denied.code, 'day')}"
        refuse(form, denied.sentence, field if field in form.fields else f"{name}-day")
    for name, asks in refused.asks.items():
        ask_of(form, f"{name}-day", asks)
    for name, asks in refused.over.items():
        ask_of(form, f"{name}-days", asks)


def _shown(request: HttpRequest, page: _Page, choice: ChooseForm, form: TermForm, *, says: str = "") -> HttpResponse:
    owed_at = {each.school.pk for each in page.owed}
    context = {
        "page": page,
        "choice": choice,
        "form": form,
        "says": says,
        "owed": [(each, _boxes(form, each.name) if each.kind else None) for each in page.owed],
        "plannable": bool(form.owed),
        "nothing_owed": [school for school in page.schools if school.pk not in owed_at],
        "weeks": [
            (week, [(row, _boxes(form, row.name) if row.moves else None) for row in week.visits]) for week in page.weeks
        ],
        "own": page.partner == page.who.user,
    }
    return render(request, "visits/term.html", context)


def _boxes(form: TermForm, name: str) -> dict[str, forms.BoundField | date | None]:
    """Return the controls of a row, and the day in its box."""
    names = {part: f"{name}-{part}" for part in ("day", "at", "days")}
    found: dict[str, Any] = {part: form[field] for part, field in names.items() if field in form.fields}
    return found | {"is_on": weekday_of(found["day"])}
