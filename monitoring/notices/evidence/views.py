"""Take evidence onto a case, by hand or from the school's record; read a document; take something off."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.submissions.once import once
from sil.uploads.responses import attachment, warn_of_unreadable
from sil.web.forms import posted
from sil.web.lists.paging import PAGE_SIZE
from sil.workflow import Denied

from ..case.acts import mine
from ..case.forms import ReasonForm
from ..case.permissions import OPENS
from ..case.policies import check_open_still
from ..case.queries import readable
from ..case.views import ANY, beside
from ..models import Case, CaseEvidence
from . import actions
from .forms import EvidenceForm, RecordFilter, choices_of, picked
from .queries import on_record

BESIDE = {
    "no_text": "text",
    "no_evidence_source": "source",
    "bears_on": "bears_on",
    "not_yet": "held_on",
    "nobody": "head_present",
    "no_absence": "absence",
    "no_words": "said",
    "not_the_director": "director",
}


@require_http_methods(ANY)
@allow(Permission.CONCERN_RECORD)
@once
def add(request: HttpRequest, pk: int) -> HttpResponse:
    found = mine(request, pk)
    if ended := _ended(request, found):
        return ended
    form = EvidenceForm(posted(request), request.FILES or None)
    context: dict[str, Any] = {"case": found, "school": found.school, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_evidence(
                found,
                taken=form.taken,
                document=form.cleaned_data["document"],
                by=actor(request),
                on=clock.today(),
            )
        except Denied as denied:
            beside(form, denied, BESIDE)
        else:
            messages.success(request, "The evidence has been added to the case.")
            warn_of_unreadable(request, form.cleaned_data["document"])
            return redirect(f"{found.get_absolute_url()}#evidence")
    return render(request, "notices/evidence_add.html", context)


@require_http_methods(ANY)
@allow(Permission.CONCERN_RECORD)
@once
def pick(request: HttpRequest, pk: int) -> HttpResponse:
    """What is on the school's record, to be ticked for what it bears on. Filter and pages are sent with the form, so
    that what is ticked on one page is still ticked on the next."""
    found = mine(request, pk)
    if ended := _ended(request, found):
        return ended
    narrow = RecordFilter(posted(request) or request.GET)
    there = found.evidence.filter(removed_on__isnull=True)
    choices = choices_of(on_record(found, user_roles(request)), there, request.POST)
    fitting = [choice for choice in choices if narrow.fits(choice.item)]
    page = Paginator(fitting, PAGE_SIZE).get_page(request.POST.get("page"))
    sentence = ""
    if request.method == "POST" and not request.POST.keys() & {"page", "show"}:
        try:
            taken = actions.pick_evidence(found, picked=picked(choices), by=actor(request), on=clock.today())
        except Denied as denied:
            sentence = denied.sentence
        else:
            number = f"{len(taken)} items have been" if len(taken) > 1 else "1 item has been"
            messages.success(request, f"{number} added to the case, with today's wording.")
            return redirect(f"{found.get_absolute_url()}#evidence")
    shown = set(page.object_list)
    context = {
        "case": found,
        "school": found.school,
        "filter": narrow,
        "page": page,
        "elsewhere": [name for choice in choices if choice not in shown for name in choice.ticked],
        "ticked": sum(len(choice.ticked) for choice in choices),
        "sentence": sentence,
    }
    return render(request, "notices/evidence_pick.html", context)


@require_http_methods(ANY)
@allow(Permission.CONCERN_RECORD)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    evidence = _evidence(request, pk)
    found = mine(request, evidence.case_id)
    if ended := _ended(request, found):
        return ended
    form = ReasonForm(posted(request))
    context: dict[str, Any] = {"case": found, "school": found.school, "form": form, "evidence": evidence}
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_evidence(evidence, **form.cleaned_data, by=actor(request), on=clock.today())
        except Denied as denied:
            messages.warning(request, denied.sentence)
        else:
            messages.success(request, "The evidence has been removed. It stays on record with your reason.")
        return redirect(f"{found.get_absolute_url()}#evidence")
    return render(request, "notices/evidence_remove.html", context)


@require_safe
@allow(*OPENS)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    evidence = _evidence(request, pk)
    if evidence.document is None:
        raise Http404
    return attachment(evidence.document)


def _evidence(request: HttpRequest, pk: int) -> CaseEvidence:
    """Evidence of a case that the person may read; 404 for anybody else."""
    cases = readable(user_roles(request)).order_by().values("pk")
    return get_object_or_404(CaseEvidence.objects.filter(case__in=cases), pk=pk)


def _ended(request: HttpRequest, case: Case) -> HttpResponse | None:
    try:
        check_open_still(case)
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect(case)
    return None
