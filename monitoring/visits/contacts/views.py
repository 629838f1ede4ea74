"""The page that records a telephone call or an email with a school."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import allow, user_roles
from sil.accounts.roles import Permission
from sil.clock import weekday_in_words
from sil.framework.queries import framework_on
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.workflow import Denied

from ..visit import actions
from ..visit.policies import VisitDates
from ..visit.queries import plannable
from .forms import ContactForm

# Code of a refusal -> the field it stands beside.
_BESIDE = {"not_yet": "day", "no_visits": "day", "no_kind": "kind"}


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.VISIT_RECORD)
@once
def contact(request: HttpRequest, urn: int) -> HttpResponse:
    """Record a contact that takes no days: the day, with whom, and a line."""
    who, on = user_roles(request), clock.today()
    school = get_object_or_404(plannable(who), pk=urn)
    framework = framework_on(on)
    heading = "Record a telephone call or an email"
    if framework is None or framework.visits is None or not framework.visits.contacts:
        return render(request, "visits/none.html", {"school": school, "heading": heading, "day": on})
    form = ContactForm(posted(request), visits=framework.visits, initial={"day": on})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["day"]
        dates = VisitDates(starts_on=day, ends_on=day)
        try:
            made = actions.record(school, dates=dates, details=form.details(who.user), by=who.user, on=on)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            said = f"{made.kind_name} of {weekday_in_words(day)} with {school.name} recorded. It uses no days."
            messages.success(request, said)
            return redirect(school)
    context = {"school": school, "form": form, "heading": heading, "button": "Record the contact"}
    return render(request, "visits/form.html", context | {"back": school.get_absolute_url()})
