"""Pages of those who are asked: answer, check, and what became of the survey."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil.accounts.access import actor, signed_in, user_roles
from sil.clock import weekday_in_words
from sil.web.forms import posted, refuse
from sil.workflow import Denied, can

from ..models import Cycle, Invitation
from ..questions import SCALE, asked_of
from ..results.queries import figures_of
from . import actions
from .forms import AnswerForm
from .policies import check_takes_answers
from .queries import given_by_name, in_words, last_answer, of_person

WHO = "headteachers and chairs of governors who are asked"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(WHO)
def survey_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer on one page, check, and send. Nothing is kept before it is sent."""
    who = user_roles(request)
    found = get_object_or_404(of_person(who), pk=pk)
    cycle = found.cycle
    takes = can(check_takes_answers)(found, who.on)
    edits = takes and (not found.is_answered or request.GET.get("change") == "yes" or request.method == "POST")
    form = AnswerForm(
        posted(request),
        questions=asked_of(found.is_good),
        in_confidence=cycle.in_confidence,
        initial=given_by_name(found),
    )
    checks = False
    if request.method == "POST" and form.is_valid() and request.POST.get("act") != "change":
        if request.POST.get("act") == "send":
            try:
                actions.answer(found, form.given, by=actor(request), on=who.on)
            except Denied as denied:
                refuse(form, denied.sentence)
            else:
                messages.success(request, _thanks(found))
                return redirect(found)
        checks = not form.errors
    context = {
        "invitation": found,
        "cycle": cycle,
        "school": found.school,
        "form": form,
        "edits": edits or bool(form.errors),
        "takes": takes,
        "checks": checks,
        "given": [(each.words, form[each.slug].value(), form[f"{each.slug}_comment"].value()) for each in form.asked]
        if checks
        else [],
        "scale": {str(score): words for score, words in SCALE},
        "answered": [] if cycle.in_confidence else in_words(found),
        "last": None if cycle.in_confidence else last_answer(found),
    }
    return render(request, "surveys/answer.html", context)


@require_safe
@signed_in(WHO)
def survey_told(request: HttpRequest, pk: int) -> HttpResponse:
    """What a survey said and what will be done, for those who were asked, once it is shared."""
    who = user_roles(request)
    cycle = get_object_or_404(Cycle, pk=pk, shared_on__isnull=False)
    if not Invitation.objects.filter(cycle=cycle, pk__in=of_person(who).values("pk")).exists():
        raise Http404
    themes = cycle.themes.select_related("owner")
    context = {"cycle": cycle, "figures": figures_of(cycle, names=False), "themes": themes}
    return render(request, "surveys/told.html", context)


def _thanks(found: Invitation) -> str:
    if found.cycle.in_confidence:
        return "Thank you. We have your answer, without your name. There is nothing more to do."
    return f"Thank you. We have your answer. You can change it until {weekday_in_words(found.cycle.closes_on)}."
