"""Pages that prepare drafts for many schools: the template, the file or last year, what would change, and save."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schools.people.queries import partners_of_schools
from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.web.forms import posted, refuse
from sil.web.lists.export import FORMATS
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ..models import BulkDraft, Round
from . import actions
from .forms import FileForm, LastYearForm
from .queries import headings, lines_to_fill_in, may_prepare_for, prepared

A_PAGE, EARLIER = 25, 5
MAY = (Permission.ROUND_OPEN, Permission.ALLOCATION_PROPOSE)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*MAY)
def bulk_start(request: HttpRequest, year: int) -> HttpResponse:
    """Offer the template, and take it filled in, or start from last year."""
    who = user_roles(request)
    found = get_object_or_404(Round.objects.select_related("framework_version"), academic_year=year)
    runs_round = who.may(Permission.ROUND_OPEN)
    act = request.POST.get("act", "")
    from_file = FileForm(posted(request) if act == "file" else None, request.FILES or None)
    last_year = LastYearForm(
        posted(request) if act == "last_year" else None,
        title=found.framework.title("sip"),
        partners=partners_of_schools(who.on) if runs_round else None,
    )
    if matches := suggest(request, last_year):
        return matches
    form = last_year if act == "last_year" else from_file
    if form.is_valid():
        by: dict[str, Any] = {"by": actor(request), "on": clock.today()}
        try:
            if act == "file":
                made = actions.prepare_from_file(found, form.cleaned_data["document"], **by)
            else:
                made = actions.prepare_from_last_year(found, form.cleaned_data.get("partner") or by["by"], **by)
            return redirect("bulk_draft", pk=made.pk)
        except Denied as denied:
            refuse(form, denied.sentence)
    context = {
        "round": found,
        "from_file": from_file,
        "last_year": last_year,
        "form": form,
        "runs_round": runs_round,
        "waiting": may_prepare_for(who, found).count(),
        "earlier": BulkDraft.objects.filter(round=found, made_by=who.user).defer("entries", "problems")[:EARLIER],
        "most": actions.MOST_AT_ONCE,
    }
    return render(request, "allocations/bulk/start.html", context)


@require_safe
@allow(*MAY)
def bulk_template(request: HttpRequest, year: int, ending: str) -> HttpResponseBase:
    """The file to fill in, with a line for each school that waits for a proposal."""
    found = get_object_or_404(Round.objects.select_related("framework_version"), academic_year=year)
    if ending not in FORMATS:
        raise Http404
    rows = lines_to_fill_in(user_roles(request), found)
    return FORMATS[ending][1](f"drafts-{year}", headings(found.framework), rows)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*MAY)
def bulk_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a file or last year would change, school by school, and save it."""
    who = user_roles(request)
    found = get_object_or_404(BulkDraft.objects.select_related("round__framework_version"), pk=pk, made_by=who.user)
    sentence = ""
    if request.method == "POST":
        try:
            number = actions.save_drafts(found, by=actor(request), on=clock.today())
        except Denied as denied:
            sentence = denied.sentence
        else:
            messages.success(request, _saved(found, number))
            return redirect(found.round)
    page = Paginator(found.entries, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": found.round,
        "bulk": found,
        "sentence": sentence,
        "page": page,
        "schools": prepared(found, list(page.object_list), who),
    }
    return render(request, "allocations/bulk/draft.html", context)


def _saved(found: BulkDraft, number: int) -> str:
    schools = f"{number} school{'' if number == 1 else 's'}"
    title = found.round.framework.title("sip")
    return f"Drafts for {schools} were saved. A band is proposed only once the school’s {title} sends it."
