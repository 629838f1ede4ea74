"""The page on which a school writes before a visit, and on which officers read it once it is sent."""

from functools import partial

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.web.desk import Words, answer, is_autosave, save, sent
from sil.web.forms import posted, refuse
from sil.workflow import Denied, can

from ..models import Prompts, Visit
from ..visit.permissions import casework
from ..visit.views.desk import desk, too_late
from .actions import save_prompts, send_prompts
from .forms import PromptsForm
from .permissions import check_prepare
from .policies import check_open
from .queries import preparable, prompts_of

_open = can(check_open)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in("those who lead the school; its officers once it is sent")
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """What the school writes before a visit. Officers read it here once it was sent."""
    visit = preparable(user_roles(request)).filter(pk=pk).first()
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
    visit = related.filter(casework(user_roles(request), visit=""), sent, pk=pk).first()
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
