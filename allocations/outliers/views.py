"""Pages of bands that stand out: the list of a round, and to dismiss one with a reason."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schools.queries import by_name_or_urn
from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.clock import in_words
from sil.web.forms import posted, refuse
from sil.web.lists.export import file_of, files_of, wants_file
from sil.web.lists.listing import Column, Listing
from sil.web.shown.read import Read
from sil.workflow import Denied

from ..allocation.queries import readable
from ..models import Allocation, Round
from .actions import dismiss
from .forms import DISMISSED, MARK, DismissForm, OutlierFilter
from .marks import KIND, marks_by_partner
from .queries import Facts, Standing, facts_of_round, of_allocation, shown, standing_of
from .similar import similar_schools

SIMILAR_LABELS = ("School", "Pupils", "Free school meals", "Last overall grade", "Last year", "Band now")


@require_safe
@allow(Permission.ALLOCATIONS_READ_ALL)
def round_outliers(request: HttpRequest, year: int) -> HttpResponseBase:
    """The schools whose band stands out, each with the facts."""
    who = user_roles(request)
    found = get_object_or_404(Round.objects.select_related("framework_version"), academic_year=year)
    is_dismissed = request.GET.get("state") == DISMISSED
    facts = facts_of_round(found, who.on)
    chosen = shown(facts, are_open=not is_dismissed)
    listing = Listing(
        request,
        Allocation.objects.filter(pk__in=list(chosen)).select_related("school", "round__framework_version"),
        columns=_columns(cache(lambda: _by_key(Allocation.objects.filter(pk__in=list(chosen)), chosen))),
        sort="school",
        filters=OutlierFilter(request.GET),
        narrow=lambda rows, asked: _narrow(rows, asked, chosen),
    )
    if listing.wants_export:
        return listing.export(f"bands-that-stand-out-{year}")
    context = {
        "round": found,
        "listing": listing,
        "rows": standing_of(listing.page, chosen),
        "is_dismissed": is_dismissed,
        "others": len(facts) - len(chosen),
        "may_dismiss": who.may(Permission.ALLOCATION_DECIDE),
    }
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"allocations/outliers.html{part}", context)


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


def _narrow(rows: QuerySet[Allocation], asked: dict[str, Any], facts: Facts) -> QuerySet[Allocation]:
    if text := asked.get("search"):
        rows = rows.filter(by_name_or_urn(text, school="school__"))
    if about := asked.get("about"):
        is_mark = about == MARK
        of_kind = [pk for pk, said in facts.items() if any(kind.startswith(KIND) is is_mark for kind, _ in said)]
        rows = rows.filter(pk__in=of_kind)
    return rows


def _by_key(rows: Iterable[Allocation], facts: Facts) -> dict[int, Standing]:
    return {each.allocation.pk: each for each in standing_of(rows, facts)}


def _columns(standing: Callable[[], Mapping[int, Standing]]) -> tuple[Column, ...]:
    """`standing` is asked for by a file, of all schools."""
    return (
        Column(slug="school", label="School", order=("school__name",), value=lambda a: a.school.name),
        Column(slug="urn", label="URN", order=("school",), value=lambda a: a.school_id, shown=False),
        Column(slug="state", label="State", order=("status",), value=lambda a: a.state_words),
        Column(slug="facts", label="What stands out", value=lambda a: "\n".join(_lines(standing()[a.pk]))),
    )


def _lines(standing: Standing) -> Iterator[str]:
    """What stands out about a school, each in a line, with who dismissed it and why."""
    for each in standing.outliers:
        said = each.dismissal
        yield f"{each.words} Dismissed by {said.by.name} on {in_words(said.on)}: {said.reason}" if said else each.words
