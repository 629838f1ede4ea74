"""The page on which a director records what becomes of a power whose notice was withdrawn."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, signed_in
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.workflow import Denied, can

from ..act import POWERS
from ..case.resting import rests_in
from ..letters.views import ANY, found_for
from ..signing.permissions import check_withdraw
from . import actions
from .forms import PowerReviewForm
from .queries import reviews_of

_BESIDE = {
    "no_outcome": "outcome",
    "no_day": "ended_on",
    "to_come": "ended_on",
    "too_early": "ended_on",
    "no_reason": "reason",
}


@require_http_methods(ANY)
@signed_in("those who sign such letters")
@once
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what becomes of a power."""
    found, on = found_for(request, pk), clock.today()
    if not found.kind_of.power or not can(check_withdraw)(found, by=actor(request), on=on):
        raise Http404
    try:
        actions.check_resting(found, on)
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect(found)
    form = PowerReviewForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.review_power(found, by=actor(request), on=on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, f"Recorded: {made.get_outcome_display().lower()}.")
            return redirect(found)
    context = {
        "letter": found,
        "case": found.case,
        "school": found.case.school,
        "power": POWERS[found.powers[0]],
        "rest": rests_in(found.case_id).get(found.pk),
        "reviews": reviews_of(found),
        "form": form,
    }
    return render(request, "notices/power_review.html", context)
