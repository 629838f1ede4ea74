"""The page on which a school writes before a visit, and officers read it once it is sent."""

from datetime import date

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from schools.assistants.queries import name_then
from schools.receipts.queries import receipts_of
from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.accounts.models import User
from sil.clock import in_words
from sil.drafts import Content
from sil.web.drafts import DraftEditor, Words, sent
from sil.web.forms import number, posted, refuse
from sil.workflow import Denied, can
from sil.workflow.corrections import Effects

from ..models import Prompts, Visit
from ..visit.permissions import casework
from .actions import save_prompts, send_prompts, withdraw_prompts
from .forms import PromptsForm, WithdrawForm
from .notifications import receipt_key
from .permissions import check_may_prepare, check_may_write
from .policies import check_can_prepare, check_can_withdraw
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

    def name_of(self, saver: User, day: date) -> str:
        return name_then(saver, self.visit.school, day)

    def in_words(self, content: Content) -> Words:
        return _words(self.visit, content)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in("the school's headteacher and assistants who prepare this; its officers once it is sent")
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
            check_may_write(visit, by=actor(request), on=clock.today())
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
    withdrawn = [(each, _words(visit, each["answers"])) for each in prompts.withdrawn] if prompts else []
    context = {
        "visit": visit,
        "school": visit.school,
        "form": form,
        "editor": editor,
        "withdrawn": withdrawn,
        "sends": can(check_may_prepare)(visit, by=actor(request), on=clock.today()),
    }
    return render(request, "visits/prepare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in("the school's headteacher")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what follows when what was sent before a visit is withdrawn, and withdraw it."""
    visit = get_object_or_404(preparable(user_roles(request)), pk=pk)
    if not can(check_may_prepare)(visit, by=actor(request), on=clock.today()):
        raise Http404
    prompts = prompts_of(visit)
    if not can(check_can_withdraw)(visit, prompts) or prompts is None or prompts.sent_on is None:
        messages.warning(request, "There is nothing here that you can withdraw.")
        return redirect("visit_prepare", pk=pk)
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        read = number(request, "version")
        try:
            withdraw_prompts(visit, by=actor(request), on=clock.today(), version=read, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, "You withdrew it. What you wrote is your draft again.")
            return redirect("visit_prepare", pk=pk)
    lead, day = visit.lead.name, in_words(prompts.sent_on)
    effects = Effects(
        changes=("What you wrote is your draft again, so that you can change it and send it again.",),
        told=(f"{lead} was told on {day} that you had sent it.",),
        tells=(f"We will tell {lead} that you withdrew it, and send you a receipt.",),
        stays=("What you had sent stays on record as withdrawn, with your name, the day and your reason.",),
    )
    context = {"visit": visit, "school": visit.school, "prompts": prompts, "form": form, "effects": effects}
    return render(request, "visits/prepare_withdraw.html", context)


def _prepared(request: HttpRequest, pk: int) -> HttpResponse:
    """For officers: what was sent. Before that there is nothing."""
    related = Visit.objects.select_related("school", "lead", "framework_version")
    sent = Q(prompts__sent_on__isnull=False) | ~Q(prompts__withdrawn=[]) & Q(prompts__isnull=False)
    visit = related.filter(casework(user_roles(request), visit=""), sent, pk=pk).first()
    if visit is None or request.method == "POST":
        raise Http404
    return _read(request, visit, prompts_of(visit))


def _read(request: HttpRequest, visit: Visit, prompts: Prompts | None) -> HttpResponse:
    may_read = prompts and (prompts.sent_on or preparable(user_roles(request)).filter(pk=visit.pk).exists())
    key = receipt_key(visit, prompts.version, "sent") if prompts else ""
    context = {
        "visit": visit,
        "school": visit.school,
        "prompts": prompts,
        "words": _words(visit, prompts.answers if prompts and may_read else {}),
        "withdrawn": [(each, _words(visit, each["answers"])) for each in prompts.withdrawn] if prompts else [],
        "may_withdraw": can(check_may_prepare)(visit, by=actor(request), on=clock.today())
        and can(check_can_withdraw)(visit, prompts),
        "receipt": receipts_of([key]).get(key),
    }
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
