"""The page on which the school says whether a report is accurate, and what should be corrected."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.web.drafts import sent
from sil.web.forms import number, posted, refuse
from sil.workflow import Denied

from ...models import Report
from ...states import ReportState
from ..actions.issuing import accept, ask_corrections
from ..actions.replies import Purpose
from ..forms import AnswerForm
from ..page import page_of
from ..permissions import may_answer
from ..queries import period
from .replies import ReplyEditor
from .writing import found_for

LEADERS = "the school's headteacher"


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
    newest, sentence = page["issued"][0], ""
    editor = ReplyEditor(request, found, Purpose.ANSWER)
    editor.form = form = AnswerForm(
        posted(request),
        sections=newest.content["sections"],
        sends=request.POST.get("act") == "send",
        initial=editor.content,
    )
    if request.method == "POST":
        try:
            saved = editor.store(form)
            if editor.is_autosave:
                return editor.answer()
            if form.goes_on(sends=form.sends) and saved:
                return _after_answering(request, found, form, editor.version)
        except Denied as denied:
            if denied.code == "nothing_said":
                refuse(form, denied.sentence, form.parts[0][1].name)
            elif denied.code == "changed":
                sentence = denied.sentence
            else:
                return editor.too_late(denied.sentence, form)
    context = page | {
        "form": form,
        "editor": editor,
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
