"""The page on which a school writes before a visit, and officers read it once it is sent."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.drafts import Content
from sil.web.drafts import DraftEditor, Words, sent
from sil.web.forms import posted, refuse
from sil.workflow import Denied, can

from ..models import Prompts, Visit
from ..visit.permissions import casework
from .actions import save_prompts, send_prompts
from .forms import PromptsForm
from .permissions import check_may_prepare
from .policies import check_can_prepare
from .queries import preparable, prompts_of

_open = can(check_can_prepare)


class PromptsEditor(DraftEditor[Prompts, PromptsForm]):
    """The editor of what a school writes before a visit."""

    called = "The visit"

    def __init__(self, request: HttpRequest, visit: Visit, prompts: Prompts | None) -> None:
        self.visit = visit
        super().__init__(request, visit, prompts if prompts and prompts.version else None)

    def load(self) -> Prompts | None:
        return prompts_of(self.visit)

    def holds(self, draft: Prompts) -> Content:
        return draft.answers

    def write(self, written: PromptsForm, *, version: int, over: bool) -> Prompts:
        by, on = actor(self.request), clock.today()
        return save_prompts(self.visit, by=by, on=on, answers=written.content(), version=version, over=over)

    def in_words(self, content: Content) -> Words:
        return _words(self.visit, content)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in("the school's headteacher; its officers once it is sent")
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the school writes before a visit, save it and send it. Officers read it once it is sent."""
    visit = preparable(user_roles(request)).filter(pk=pk).first()
    if visit is None:
        return _prepared(request, pk)
    prompts = prompts_of(visit)
    visits = visit.framework.visits
    if visits is None or not visits.prompts:
        raise Http404
    editor = PromptsEditor(request, visit, prompts)
    form = PromptsForm(posted(request), prompts=visits.prompts, initial=prompts.answers if prompts else {})
    if request.method == "POST":
        goes_on = form.goes_on(sends=request.POST.get("act") == "send")
        try:
            check_may_prepare(visit, by=actor(request), on=clock.today())
            saved = editor.store(form)
            if editor.is_autosave:
                return editor.answer()
            if saved and goes_on:
                return _after_preparing(request, visit, editor.version)
        except Denied as denied:
            if denied.code != "nothing_written":
                return editor.too_late(denied.sentence, form)
            refuse(form, denied.sentence, visits.prompts[0].id)
    if request.method != "POST" and not _open(visit, prompts):
        return _read(request, visit, prompts)
    context = {"visit": visit, "school": visit.school, "form": form, "editor": editor}
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


def _words(visit: Visit, answers: Content) -> Words:
    visits = visit.framework.visits
    return {p.name: answers.get(p.id, "") for p in visits.prompts} if visits else {}
