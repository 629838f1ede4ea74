"""Buttons that remind a school of its answer, or all schools of a round."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.workflow import Denied

from ..allocation.queries import readable
from ..models import Round
from .actions import remind_school, remind_schools


@require_POST
@allow(Permission.ALLOCATION_PROPOSE, Permission.ALLOCATION_DECIDE)
def allocation_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind whoever leads the school, once a day."""
    found = get_object_or_404(readable(user_roles(request)), pk=pk)
    try:
        remind_school(found, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, f"We will email the headteacher of {found.school} to remind them of their answer.")
    return redirect("allocation", pk=pk)


@require_POST
@allow(Permission.ROUND_OPEN)
def round_remind(request: HttpRequest, year: int) -> HttpResponse:
    """Remind every school of the round that owes an answer, once a day each."""
    found = get_object_or_404(Round.objects.select_related("framework_version"), academic_year=year)
    try:
        number = remind_schools(found, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, f"We will email the headteachers of {number} school{'' if number == 1 else 's'}.")
    return redirect("round_dates", year=year)
