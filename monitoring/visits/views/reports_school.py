"""The school's half: what it wants to say before a visit, and whether the report is accurate."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, signed_in, standing
from sil.web.desk import Words, answer, is_autosave, save
from sil.web.forms import number, posted, refuse
from sil.workflow import Denied, can

from ..actions.issuing import accept, ask_corrections
from ..actions.prompts import check_open, save_prompts, send_prompts
from ..forms_reports import AnswerForm, PromptsForm
from ..models import Prompts, Visit
from ..permissions_reports import casework, check_prepare, may_answer
from ..queries_reports import period, preparable, prompts_of
from ..shown_reports import page_of
from ..states import ReportState
from .desk import desk, too_late
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
    work = desk(request, prompts)
    form = PromptsForm(posted(request), prompts=visits.prompts, initial=prompts.answers if prompts else {})
    if request.method == "POST":
        whole, answers = form.is_valid(), form.answers()
        typed = _words(visit, answers)
        try:
            check_prepare(visit, by=actor(request), on=clock.today())
            saved = save(
                request,
                work,
                lambda **how: save_prompts(visit, by=actor(request), on=clock.today(), answers=answers, **how),
                again=lambda: prompts_of(visit),
                words=lambda text: _words(visit, text.answers if text else {}),
                typed=typed,
            )
            if is_autosave(request):
                return answer(work, saved=saved)
            if saved and whole:
                return _after_preparing(request, visit, work.version)
        except Denied as denied:
            if denied.code != "nothing_written":
                return too_late(request, visit, denied.sentence, typed)
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
        messages.success(request, f"Sent to {visit.lead.name}, who reads it before the visit.")
    else:
        messages.success(request, "Saved. Nobody outside the school reads it until you send it.")
    return redirect("visit_prepare", pk=visit.pk)


def _words(visit: Visit, answers: dict[str, str]) -> Words:
    visits = visit.framework.visits
    return {p.name: answers.get(p.id, "") for p in visits.prompts} if visits else {}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(LEADERS)
def answer_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever leads the school says whether the report is accurate, and if not what should be corrected."""
    found, on = found_for(request, pk), clock.today()
    if not may_answer(found, by=actor(request), on=on):
        raise Http404
    if request.method != "POST" and found.status != ReportState.ISSUED:
        return redirect("report", pk=pk)
    page = page_of(found, standing(request))
    if not page["issued"]:
        raise Http404
    newest = page["issued"][0]
    form = AnswerForm(posted(request), sections=[(s["id"], s["name"]) for s in newest.content["sections"]])
    sentence = ""
    if request.method == "POST" and form.is_valid():
        read: dict[str, Any] = {"by": actor(request), "on": on, "version_id": number(request, "read")}
        try:
            if form.cleaned_data["answer"] == "yes":
                accept(found, **read)
                messages.success(request, f"You found the report accurate. {found.visit.lead.name} is told by e-mail.")
            else:
                ask_corrections(found, **read, corrections=form.corrections())
                messages.success(
                    request,
                    f"Corrections sent to {found.visit.lead.name}, who corrects the report and issues it again.",
                )
            return redirect("report", pk=pk)
        except Denied as denied:
            if denied.code == "nothing_said":
                refuse(form, denied.sentence, form.corrections_fields[0].name)
            else:
                sentence = denied.sentence
    context = page | {"form": form, "newest": newest, "sentence": sentence, "running": period(found, "report_answer")}
    return render(request, "visits/report_answer.html", context, status=409 if sentence else 200)
