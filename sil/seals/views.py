"""The page on which administrators see whether the history is as it was sealed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sil.accounts.access import allow
from sil.accounts.roles import Permission

from .queries import state


@require_safe
@allow(Permission.SETTINGS_MANAGE)
def seals(request: HttpRequest) -> HttpResponse:
    return render(request, "seals/seals.html", {"state": state()})
