"""The school says whether the report is accurate, and what should be corrected."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.web.desk import sent
from sil.web.forms import number, posted, refuse
from sil.workflow import Denied

from ...models import Report
from ...states import ReportState
from ...visit.views.desk import desk, too_late
from ..actions.issuing import accept, ask_corrections
from ..actions.replies import Purpose
from ..forms import AnswerForm
from ..page import page_of
from ..permissions import may_answer
from ..queries import period, unsent
from .replies import keep_reply
from .writing import found_for

LEADERS = "those who lead the school"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(LEADERS)
def answer_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever leads the school says whether the report is accurate, and if not what should be corrected.
    It is kept as it is written, and read by nobody else before it is sent."""
    found, on = found_for(request, pk), clock.today()
    if not may_answer(found, by=actor(request), on=on):
        raise Http404
    if request.method != "POST" and found.status != ReportState.ISSUED:
        return redirect("report", pk=pk)
    page = page_of(found, user_roles(request))
    if not page["issued"]:
        raise Http404
    newest, draft, sentence = page["issued"][0], unsent(found, Purpose.ANSWER), ""
    form = AnswerForm(
        posted(request),
        sections=newest.content["sections"],
        sends=request.POST.get("act") == "send",
        initial=draft.content if draft else {},
    )
    work = desk(request, draft, form.in_words)
    if request.method == "POST":
        try:
            if reply := keep_reply(request, found, Purpose.ANSWER, form, work):
                return reply
            if form.is_valid() and not work.sentence:
                return _after_answering(request, found, form, work.version)
        except Denied as denied:
            if denied.code == "nothing_said":
                refuse(form, denied.sentence, form.parts[0][1].name)
            elif denied.code == "changed":
                sentence = denied.sentence
            else:
                return too_late(request, found.visit, denied.sentence, form.in_words(form.content()))
    context = page | {
        "form": form,
        "desk": work,
        "newest": newest,
        "sentence": sentence,
        "running": period(found, "report_answer"),
    }
    return render(request, "visits/report_answer.html", context, status=409 if sentence else 200)


def _after_answering(request: HttpRequest, found: Report, form: AnswerForm, version: int) -> HttpResponse:
    if not form.sends:
        messages.success(request, "Saved, not sent yet. Nobody outside the school can read it until you send it.")
        return redirect("report_answer", pk=found.visit_id)
    read: dict[str, Any] = {"by": actor(request), "on": clock.today(), "version_id": number(request, "read")}
    author = found.owed_by.name
    if form.cleaned_data["answer"] == "yes":
        accept(found, **read, reply=version)
        sent(request, f"You said that the report is accurate. We will email {author}.")
    else:
        ask_corrections(found, **read, corrections=form.corrections(), reply=version)
        sent(request, f"Corrections sent to {author}, who will correct the report and issue it again.")
    return redirect("report", pk=found.visit_id)
