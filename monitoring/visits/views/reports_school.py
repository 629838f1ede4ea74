"""The school's half: what it wants to say before a visit, and whether the report is accurate."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, signed_in, standing
from sil.web.desk import Words, answer, is_autosave, save, sent
from sil.web.forms import number, posted, refuse
from sil.workflow import Denied, can

from ..actions.issuing import accept, ask_corrections
from ..actions.prompts import check_open, save_prompts, send_prompts
from ..actions.replies import Purpose
from ..forms_reports import AnswerForm, PromptsForm
from ..models import Prompts, Report, Visit
from ..permissions_reports import casework, check_prepare, may_answer
from ..queries_reports import period, preparable, prompts_of, unsent
from ..shown_reports import page_of
from ..states import ReportState
from .desk import desk, keep_reply, too_late
from .reports import found_for

LEADERS = "whoever leads the school"
_open = can(check_open)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in("whoever leads the school; its officers once it is sent")
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """What the school writes before a visit. Officers read it here once it was sent."""
    visit = preparable(standing(request)).filter(pk=pk).first()
    if visit is None:
        return _prepared(request, pk)
    prompts = prompts_of(visit)
    visits = visit.framework.visits
    if visits is None or not visits.prompts:
        raise Http404
    work = desk(request, prompts, partial(_words, visit))
    form = PromptsForm(posted(request), prompts=visits.prompts, initial=prompts.answers if prompts else {})
    if request.method == "POST":
        whole, answers = form.is_valid(), form.content()
        try:
            check_prepare(visit, by=actor(request), on=clock.today())
            saved = save(
                request,
                work,
                lambda **how: save_prompts(visit, by=actor(request), on=clock.today(), answers=answers, **how),
                again=lambda: prompts_of(visit),
                holds=lambda saved: saved.answers,
                typed=answers,
            )
            if is_autosave(request):
                return answer(work, saved=saved)
            if saved and whole:
                return _after_preparing(request, visit, work.version)
        except Denied as denied:
            if denied.code != "nothing_written":
                return too_late(request, visit, denied.sentence, work.words(answers))
            refuse(form, denied.sentence, visits.prompts[0].id)
    if request.method != "POST" and not _open(visit, prompts):
        return _read(request, visit, prompts)
    context = {"visit": visit, "school": visit.school, "form": form, "desk": work}
    return render(request, "visits/prepare.html", context)


def _prepared(request: HttpRequest, pk: int) -> HttpResponse:
    """For officers: what was sent. Before that there is nothing."""
    related = Visit.objects.select_related("school", "lead", "framework_version")
    sent = Q(prompts__sent_on__isnull=False)
    visit = related.filter(casework(standing(request), visit=""), sent, pk=pk).first()
    if visit is None or request.method == "POST":
        raise Http404
    return _read(request, visit, prompts_of(visit))


def _read(request: HttpRequest, visit: Visit, prompts: Prompts | None) -> HttpResponse:
    words = _words(visit, prompts.answers if prompts else {})
    context = {"visit": visit, "school": visit.school, "prompts": prompts, "words": words}
    return render(request, "visits/prepared.html", context)


def _after_preparing(request: HttpRequest, visit: Visit, version: int) -> HttpResponse:
    if request.POST.get("act") == "send":
        send_prompts(visit, by=actor(request), on=clock.today(), version=version)
        sent(request, f"Sent to {visit.lead.name}, who will read it before the visit.")
    else:
        messages.success(request, "Saved. Nobody outside the school can read it until you send it.")
    return redirect("visit_prepare", pk=visit.pk)


def _words(visit: Visit, answers: dict[str, str]) -> Words:
    visits = visit.framework.visits
    return {p.name: answers.get(p.id, "") for p in visits.prompts} if visits else {}


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
    page = page_of(found, standing(request))
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
