"""Pages that bring in bands of the years before: the template, what a file would bring in, correct, take back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow
from sil.accounts.roles import Permission
from sil.framework.years import academic_year
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.export import FORMATS
from sil.workflow import Denied

from ..models import Allocation
from ..states import State
from . import actions
from .forms import CorrectForm, FileForm, TakeBackForm
from .queries import brought_in, files, lines_to_fill_in, standing_on
from .reading import HEADINGS

ANY = ["GET", "HEAD", "POST"]
A_PAGE, EARLIER = 50, 20
# Beside which field a refusal of a correction stands.
_BESIDE = {"no_reason": "reason", "not_of_year": "day"}


@require_http_methods(ANY)
@allow(Permission.ROUND_OPEN)
def bands_before(request: HttpRequest) -> HttpResponse:
    """Offer the template, and take it filled in; list the files that were brought in."""
    form = FileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.prepare(form.cleaned_data["document"], by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, "document")
        else:
            return redirect("bands_file", pk=made.pk)
    year = academic_year(clock.today())
    found = files()
    context = {
        "form": form,
        "year": year,
        "most": actions.MOST_LINES,
        "earlier": (found.exclude(done_on=None) | found.filter(made_by=actor(request)))[:EARLIER],
    }
    return render(request, "allocations/brought_in/start.html", context)


@require_safe
@allow(Permission.ROUND_OPEN)
def bands_template(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The file to fill in, with a line for each school and the year before."""
    if ending not in FORMATS:
        raise Http404
    on = clock.today()
    return FORMATS[ending][1](f"bands-before-{academic_year(on)}", HEADINGS, list(lines_to_fill_in(on)))


@require_http_methods(ANY)
@allow(Permission.ROUND_OPEN)
@once
def bands_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a file would bring in, or has brought in, and bring it in."""
    found = get_object_or_404(files().defer(None), pk=pk)
    if not found.done_on and found.made_by != actor(request):
        raise Http404
    sentence = ""
    if request.method == "POST":
        try:
            done = actions.bring_in(found, by=actor(request), on=clock.today())
        except Denied as denied:
            sentence = denied.sentence
        else:
            bands = f"{done.number} band{'' if done.number == 1 else 's'}"
            messages.success(request, f"{bands} of earlier years {'is' if done.number == 1 else 'are'} brought in.")
            return redirect("bands_file", pk=pk)
    rows = brought_in(found) if found.done_on else found.entries
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"file": found, "sentence": sentence, "page": page}
    return render(request, "allocations/brought_in/file.html", context)


@require_http_methods(ANY)
@allow(Permission.ROUND_OPEN)
def bands_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back everything that a file brought in."""
    found = get_object_or_404(files().exclude(done_on=None), pk=pk, taken_back_on=None)
    form = TakeBackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back(found, by=actor(request), on=clock.today(), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, "reason" if denied.code == "no_reason" else None)
        else:
            messages.success(request, f"What {found} had brought in is taken back.")
            return redirect("bands_file", pk=pk)
    standing = list(standing_on(found)[: actions.NAMED])
    context = {"form": form, "file": found, "standing": standing}
    return render(request, "allocations/brought_in/take_back.html", context)


@require_http_methods(ANY)
@allow(Permission.ROUND_OPEN)
def band_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct one band that was brought in."""
    there = Allocation.objects.select_related("school", "round__framework_version", "brought_in__made_by")
    found = get_object_or_404(there, pk=pk, status=State.BROUGHT_IN)
    form = CorrectForm(posted(request), allocation=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(found, by=actor(request), on=clock.today(), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, "The band has been corrected.")
            return redirect(found)
    return render(request, "allocations/brought_in/correct.html", {"form": form, "allocation": found})
