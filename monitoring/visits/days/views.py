"""Pages of a school's days of support: the ledger, and extra days."""

from collections.abc import Iterator

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from schools.models import School
from schools.queries import schools_in_post, visible
from sil import clock
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.framework.schema import days_in_words
from sil.framework.years import academic_year
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.export import file_of, files_of, wants_file
from sil.workflow import Denied

from ..models import ExtraDays, Visit
from . import actions
from .forms import ApproveForm, TakeBackForm
from .ledger import Ledger
from .over import open_requests
from .page import ledger_page
from .permissions import may_ask
from .policies import check_withdraw
from .queries import added, asked_by_school_in, charged, ledger_for, ledgers, line_of, lines_of, years

READERS = "those who read the school's band"
# Who reads what schools ask their partner for, beside those who lead the school.
_OFFICERS = (Permission.VISIT_RECORD, Permission.VISITS_READ_ALL)
# Code of a refusal -> the field that it is about.
_ABOUT = {"not_half_days": "days", "unknown_line": "line", "no_reason": "reason"}
_TELLS = "We will email the headteacher and the partner."
_COLUMNS = ("What", "Support", "Date", "Days", "State", "By", "Reason")


@require_safe
@signed_in(READERS)
def days(request: HttpRequest, urn: int) -> HttpResponseBase:
    who = user_roles(request)
    present = academic_year(who.on)
    school = get_object_or_404(School, pk=urn)
    known = years(school, present)
    # The lists of all schools lead to next year before a band is settled.
    year = _year(request, [present + 1, *known], present)
    found = ledger_for(school, year, who)
    if found is None:
        raise Http404
    visits = [(visit, line_of(visit)) for visit in charged(school, year)]
    more = list(added(school, year))
    words = {row.line: row.text for row in found.rows}
    leads = urn in schools_in_post(who.user, who.on, LEADS)
    asked_by_school = asked_by_school_in(school, year) if leads or who.may(*_OFFICERS) else []
    if wants_file(request):
        return file_of(request, f"days-{urn}-{year}", _COLUMNS, _rows(visits, more, words))
    context = {
        "school": school,
        "heading": "Days of support",
        "year": year,
        "years": known,
        "ledger": found,
        "shown": ledger_page(found, who.on),
        "behind": found.owed(who.on),
        "visits": [(visit, words.get(line, "")) for visit, line in visits],
        "more": [(extra, words.get(extra.line, "")) for extra in more],
        "approves": who.may(Permission.DAYS_APPROVE),
        "may_add": who.may(Permission.DAYS_APPROVE) and year == present,
        "may_ask": year == present and may_ask(school, who),
        "asked": open_requests().filter(school=school, academic_year=year).first()
        if who.may(Permission.VISIT_RECORD)
        else None,
        "asked_by_school": asked_by_school,
        "may_ask_partner": leads and year == present and not any(each.is_open for each in asked_by_school),
        "ours": who.holds(*LEADS, *GOVERNANCE),
        "files": files_of(request),
    }
    return render(request, "visits/ledger.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.DAYS_APPROVE)
@once
def approve(request: HttpRequest, urn: int) -> HttpResponse:
    """For the present academic year."""
    on = clock.today()
    school = get_object_or_404(visible(user_roles(request)), pk=urn)
    year = academic_year(on)
    found = ledgers(School.objects.filter(pk=urn), year)[urn]
    form = ApproveForm(posted(request), lines=lines_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            extra = actions.approve(school, year=year, by=actor(request), on=on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, _ABOUT.get(denied.code))
        else:
            messages.success(
                request,
                f"You approved {days_in_words(extra.days)} for {school.name}. {_TELLS}",
            )
            return redirect("days", urn=urn)
    return _form_page(request, form, school, found, "Approve extra days", "Approve the days")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.DAYS_APPROVE)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    extra = get_object_or_404(ExtraDays.objects.select_related("school", "approved_by"), pk=pk)
    school, address = extra.school, f"{reverse('days', kwargs={'urn': extra.school_id})}?year={extra.academic_year}"
    form = TakeBackForm(posted(request))
    try:
        check_withdraw(extra)
        if request.method == "POST" and form.is_valid():
            actions.withdraw(extra, reason=form.cleaned_data["reason"], by=actor(request), on=clock.today())
            messages.success(
                request,
                f"You withdrew {days_in_words(extra.days)} from {school.name}. {_TELLS}",
            )
            return redirect(address)
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect(address)
    found = ledgers(School.objects.filter(pk=school.pk), extra.academic_year)[school.pk]
    heading = f"Withdraw {days_in_words(extra.days)}"
    return _form_page(request, form, school, found, heading, "Withdraw the days", extra=extra)


def _rows(
    visits: list[tuple[Visit, str]], more: list[ExtraDays], words: dict[str, str]
) -> Iterator[tuple[object, ...]]:
    for visit, line in visits:
        by = visit.lead.name
        yield visit.kind_name, words.get(line, ""), visit.starts_on, visit.days, visit.get_status_display(), by, ""
    for extra in more:
        state = "Withdrawn" if extra.withdrawn_on else "Approved"
        support = words.get(extra.line, "")
        yield "Extra days", support, extra.approved_on, extra.days, state, extra.approved_by.name, extra.reason


def _year(request: HttpRequest, known: list[int], present: int) -> int:
    """The year that the address names, if it is one the school had a band in; the present one without."""
    asked = request.GET.get("year") or str(present)
    found = next((year for year in known if str(year) == asked), None)
    if found is None:
        raise Http404
    return found


def _form_page(
    request: HttpRequest,
    form: Form,
    school: School,
    ledger: Ledger,
    heading: str,
    button: str,
    extra: ExtraDays | None = None,
) -> HttpResponse:
    context = {"form": form, "school": school, "ledger": ledger, "heading": heading, "button": button, "extra": extra}
    return render(request, "visits/days_form.html", context)
