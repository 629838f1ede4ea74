"""The page on which an officer finds who will give support, and proposes them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sil.accounts.access import signed_in
from sil.dates.sense import Known
from sil.framework.schema import plain
from sil.submissions.once import once
from sil.web.forms import know, posted, refuse
from sil.workflow import Denied

from ...models import Support
from ...states import SupportState
from ..actions import agreeing
from ..forms import MatchForm, proposed_first
from ..matches import matches
from .acts import ANY, BESIDE, WHO, found_of, manages, refusal, who_acts


@require_http_methods(ANY)
@signed_in(WHO)
@once
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Who could give the support, with the facts why, and the form that proposes one of them."""
    found, who = found_of(request, pk), who_acts(request)
    if refused := refusal(request, found, manages("match"), who):
        return refused
    proposed = matches(found, who["on"])
    form = MatchForm(
        posted(request),
        support=found,
        on=who["on"],
        initial=_initial(found) | proposed_first(proposed, request.GET.get("giver", "")),
    )
    for name in ("starts_on", "ends_on"):
        know(form, name, Known(recorded=getattr(found, name)))
    if request.method == "POST" and form.is_valid():
        try:
            made = agreeing.match(found, form.proposal, **who)
        except Denied as denied:
            refuse(form, denied.sentence, BESIDE.get(denied.code))
        else:
            messages.success(
                request,
                f"You proposed {made.giver_name}. We will email the headteacher. The school and an officer agree next.",
            )
            return redirect(made)
    context = {"form": form, "support": found, "school": found.school, "matches": proposed}
    return render(request, "support/match.html", context | {"again": found.status != SupportState.ASKED})


def _initial(found: Support) -> dict[str, Any]:
    """What was proposed before; else what was asked for."""
    if not found.giver_key:
        return {"days": plain(found.days_wished)}
    return {
        "giver": found.giver_key,
        "days": plain(found.days or found.days_wished),
        "cost": found.cost,
        "budget": found.budget_id,
        "starts_on": found.starts_on,
        "ends_on": found.ends_on,
    }
