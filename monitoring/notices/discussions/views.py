"""Record the discussion with the headteacher and the chair."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, allow
from sil.accounts.roles import Permission
from sil.dates.sense import Known, Limit
from sil.submissions.once import once
from sil.web.forms import know, posted
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ..case.acts import mine
from ..case.policies import case_row, check_branch, check_open_still
from ..case.views import ANY, beside
from ..evidence.views import BESIDE
from .actions import record_discussion
from .forms import DiscussionForm
from .queries import directors


@require_http_methods(ANY)
@allow(Permission.CONCERN_RECORD)
@once
def discuss(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the discussion with the headteacher and the chair."""
    found = mine(request, pk)
    try:
        check_open_still(found)
        check_branch(found, clock.today())
        case_row(found, "record_discussion")
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect(found)
    form = DiscussionForm(posted(request), directors=directors(found))
    if matches := suggest(request, form):
        return matches
    know(form, "held_on", Known(first=Limit(found.since, "the day the concern arose")))
    context: dict[str, Any] = {"case": found, "school": found.school, "form": form, "last": found.discussions.first()}
    if request.method == "POST" and form.is_valid():
        try:
            record_discussion(found, held=form.held, by=actor(request), on=clock.today())
        except Denied as denied:
            beside(form, denied, BESIDE)
        else:
            messages.success(request, "The discussion has been recorded. This page shows what comes next.")
            return redirect(found)
    return render(request, "notices/discussion.html", context)
