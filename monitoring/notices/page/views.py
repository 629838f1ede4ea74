"""The page of a case."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sil.accounts.access import allow, user_roles

from ..case.permissions import READS
from . import page as shown
from .queries import for_page


@require_safe
@allow(*READS)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    who = user_roles(request)
    found = get_object_or_404(for_page(who), pk=pk)
    return render(request, "notices/case.html", shown.page(found, who))
