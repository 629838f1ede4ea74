"""The page that shows a round at a glance."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sil.accounts.access import allow, user_roles
from sil.accounts.roles import Permission
from sil.web.lists.export import file_among, files_of, wants_file

from ..models import Round
from .drawing import draw
from .files import tables_of
from .queries import BY, bands_of_years, board

WORDS = {"partner": "partner", "phase": "phase", "type": "type of school"}


@require_safe
@allow(Permission.ALLOCATIONS_READ_ALL)
def round_board(request: HttpRequest, year: int) -> HttpResponseBase:
    """How far the round is by partner, phase or type; moves from last year; bands over the years. The numbers are read
    again each minute while the page is open."""
    found = get_object_or_404(Round.objects.select_related("framework_version"), academic_year=year)
    asked = request.GET.get("by", "")
    by = asked if asked in BY else "partner"
    numbers = board(found, by, user_roles(request).on)
    tables = tables_of(found, by, numbers)
    if wants_file(request):
        return file_among(request, tables)
    files = {slug: files_of(request, slug) for slug in tables}
    context = {"round": found, "by": by, "board": numbers, "ways": WORDS, "files": files}
    if request.headers.get("HX-Request"):
        return render(request, "allocations/board.html#numbers", context)
    years = bands_of_years(found)
    context |= {"years": years, "bars": draw(years) if len(years) > 1 else None}
    return render(request, "allocations/board.html", context)
