"""Record an answer to a letter about an academy, and read its document."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.dates.sense import Known, Limit
from sil.submissions.once import once
from sil.uploads.responses import attachment, warn_of_unreadable
from sil.web.forms import know, posted
from sil.workflow import Denied

from ..case.permissions import OPENS
from ..case.views import ANY, beside
from ..letters.views import KEEPERS, kept_by
from .actions import record_answer
from .forms import AnswerForm
from .policies import check_answerable
from .queries import readable_answers

BESIDE = {
    "not_addressed": "party",
    "nobody": "who",
    "before_the_letter": "answered_on",
    "not_yet": "answered_on",
    "no_words": "text",
}


@require_http_methods(ANY)
@signed_in(KEEPERS)
@once
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an answer to a letter."""
    found = kept_by(request, pk)
    try:
        check_answerable(found)
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect(found)
    assert found.letter is not None, "it was given"
    form = AnswerForm(posted(request), request.FILES or None, letter=found)
    know(form, "answered_on", Known(first=Limit(found.letter.dated, "the date of the letter")))
    context: dict[str, Any] = {
        "letter": found,
        "case": found.case,
        "school": found.case.school,
        "form": form,
        "answers": found.answers.all(),
    }
    if request.method == "POST" and form.is_valid():
        document = form.cleaned_data["document"]
        try:
            record_answer(found, answered=form.answered, document=document, by=actor(request), on=clock.today())
        except Denied as denied:
            beside(form, denied, BESIDE)
        else:
            messages.success(request, "The answer is on the case.")
            warn_of_unreadable(request, document)
            return redirect(f"{found.case.get_absolute_url()}#letters")
    return render(request, "notices/answer.html", context)


@require_safe
@allow(*OPENS)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of an answer on a case that the person may read."""
    answer = get_object_or_404(readable_answers(user_roles(request)).select_related("document"), pk=pk)
    if answer.document is None:
        raise Http404
    return attachment(answer.document)
