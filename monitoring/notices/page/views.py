"""The page of a case, and its chronology."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sil.accounts.access import allow, user_roles

from ..case.permissions import OPENS
from ..case.queries import readable
from . import page as shown
from .queries import RECORD, for_page
from .queries import chronology as happened


@require_safe
@allow(*OPENS)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    who = user_roles(request)
    found = get_object_or_404(for_page(who), pk=pk)
    return render(request, "notices/case.html", shown.page(found, who))


@require_safe
@allow(*OPENS)
def chronology(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened on a case and at its school, one after the other."""
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    entries = happened(found, who)
    context = {"case": found, "school": found.school, "entries": entries, "is_cut": len(entries) >= RECORD}
    return render(request, "notices/chronology.html", context)
