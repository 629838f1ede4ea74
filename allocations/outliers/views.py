"""Pages of bands that stand out: the list of a round, and to dismiss one with a reason."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.web.forms import posted, refuse
from sil.web.shown.read import Read
from sil.workflow import Denied

from ..allocation.queries import readable
from ..models import Round
from .actions import dismiss
from .forms import DismissForm
from .marks import marks_by_partner
from .queries import of_allocation, of_round
from .similar import similar_schools


@require_safe
@allow(Permission.ALLOCATIONS_READ_ALL)
def round_outliers(request: HttpRequest, year: int) -> HttpResponse:
    """The schools whose band stands out, each with the facts."""
    who = user_roles(request)
    found = get_object_or_404(Round.objects.select_related("framework_version"), academic_year=year)
    standing = of_round(found, who.on)
    context = {
        "round": found,
        "waiting": [each for each in standing if each.is_open],
        "dismissed": [each for each in standing if not each.is_open],
        "may_dismiss": who.may(Permission.ALLOCATION_DECIDE),
    }
    return render(request, "allocations/outliers.html", context)


@require_safe
@allow(Permission.ALLOCATIONS_READ_ALL)
def round_marks(request: HttpRequest, year: int) -> HttpResponse:
    """How each partner marked one criterion in schools that Ofsted last judged alike."""
    who = user_roles(request)
    found = get_object_or_404(Round.objects.select_related("framework_version"), academic_year=year)
    criteria = {criterion.id: criterion for criterion in found.framework.criteria}
    chosen = criteria.get(request.GET.get("criterion", ""), found.framework.criteria[0])
    columns, rows = marks_by_partner(found, chosen, who.on)
    context = {
        "round": found,
        "criteria": criteria.values(),
        "chosen": chosen,
        "columns": columns,
        "rows": [(row, list(zip(columns, row.numbers, strict=True))) for row in rows],
    }
    return render(request, "allocations/marks.html", context)


@require_safe
@allow(Permission.ALLOCATIONS_READ_ALL)
def allocation_similar(request: HttpRequest, pk: int) -> HttpResponse:
    """The bands of the schools that are most like one."""
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    own, others = similar_schools(found, who.on)
    return render(request, "allocations/similar.html", {"allocation": found, "own": own, "others": others})


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
