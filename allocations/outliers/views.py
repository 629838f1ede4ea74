"""Pages of bands that stand out: the list of a round, and to dismiss one with a reason."""

from collections.abc import Iterable, Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.web.forms import posted, refuse
from sil.web.lists.export import file_of, files_of, wants_file
from sil.web.shown.read import Read
from sil.workflow import Denied

from ..allocation.queries import readable
from ..models import Round
from .actions import dismiss
from .forms import DismissForm
from .marks import marks_by_partner
from .queries import Standing, of_allocation, of_round
from .similar import similar_schools

OUTLIER_LABELS = ("School", "URN", "State", "What stands out", "Why it is right", "Dismissed by", "Dismissed on")
SIMILAR_LABELS = ("School", "Pupils", "Free school meals", "Last overall grade", "Last year", "Band now")


@require_safe
@allow(Permission.ALLOCATIONS_READ_ALL)
def round_outliers(request: HttpRequest, year: int) -> HttpResponseBase:
    """The schools whose band stands out, each with the facts."""
    who = user_roles(request)
    found = get_object_or_404(Round.objects.select_related("framework_version"), academic_year=year)
    standing = of_round(found, who.on)
    if wants_file(request):
        return file_of(request, f"bands-that-stand-out-{year}", OUTLIER_LABELS, _outlier_rows(standing))
    context = {
        "round": found,
        "waiting": [each for each in standing if each.is_open],
        "dismissed": [each for each in standing if not each.is_open],
        "may_dismiss": who.may(Permission.ALLOCATION_DECIDE),
        "files": files_of(request),
    }
    return render(request, "allocations/outliers.html", context)


@require_safe
@allow(Permission.ALLOCATIONS_READ_ALL)
def round_marks(request: HttpRequest, year: int) -> HttpResponseBase:
    """How each partner marked one criterion in schools that Ofsted last judged alike."""
    who = user_roles(request)
    found = get_object_or_404(Round.objects.select_related("framework_version"), academic_year=year)
    criteria = {criterion.id: criterion for criterion in found.framework.criteria}
    chosen = criteria.get(request.GET.get("criterion", ""), found.framework.criteria[0])
    columns, rows = marks_by_partner(found, chosen, who.on)
    if wants_file(request):
        labels = ("Last overall grade", found.framework.title("sip"), *columns, "Schools")
        lines = [(row.grade_words, row.partner, *row.numbers, row.total) for row in rows]
        return file_of(request, f"marks-{year}-{chosen.id}", labels, lines)
    context = {
        "round": found,
        "criteria": criteria.values(),
        "chosen": chosen,
        "columns": columns,
        "rows": [(row, list(zip(columns, row.numbers, strict=True))) for row in rows],
        "files": files_of(request),
    }
    return render(request, "allocations/marks.html", context)


@require_safe
@allow(Permission.ALLOCATIONS_READ_ALL)
def allocation_similar(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bands of the schools that are most like one."""
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    own, others = similar_schools(found, who.on)
    if wants_file(request):
        lines = [
            (each.allocation.school.name, each.pupils, each.free_meals, each.judged, each.last, each.band)
            for each in (own, *others)
        ]
        return file_of(request, f"similar-schools-{found.school_id}", SIMILAR_LABELS, lines)
    context = {"allocation": found, "own": own, "others": others, "files": files_of(request)}
    return render(request, "allocations/similar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ALLOCATION_DECIDE)
def outlier_dismiss(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Say why a band is right although something speaks against it."""
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    outlier = next((each for each in of_allocation(found, who.on, with_marks=True) if each.kind == kind), None)
    if outlier is None:
        raise Http404
    form = DismissForm(posted(request))
    read = Read(request, {"What stands out": outlier.words})
    if request.method == "POST" and form.is_valid():
        try:
            read.require_same()
            reason = form.cleaned_data["reason"]
            dismiss(found, by=actor(request), on=clock.today(), kind=kind, facts=outlier.words, reason=reason)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, f"You dismissed what stands out about {found.school}.")
            return redirect("round_outliers", year=found.round.academic_year)
    context = {"allocation": found, "outlier": outlier, "form": form, "read": read}
    return render(request, "allocations/outlier_dismiss.html", context)


def _outlier_rows(standing: Iterable[Standing]) -> Iterator[tuple[object, ...]]:
    """A line for each thing that stands out."""
    for each in standing:
        school = each.allocation.school
        for outlier in each.outliers:
            dismissal = outlier.dismissal
            said = (dismissal.reason, dismissal.by.name, dismissal.on) if dismissal else ("", "", None)
            yield (school.name, school.pk, each.allocation.state_words, outlier.words, *said)
