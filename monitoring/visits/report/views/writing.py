"""The page of a report: read it, write it, send it to be checked, issue it."""

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from schools.queries import receivers
from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.accounts.roles import LEADS
from sil.clock import weekday_in_words
from sil.drafts import Content
from sil.web.drafts import DraftEditor, Words, sent
from sil.web.forms import number, posted, refuse
from sil.workflow import Denied

from ...agreed.typed import typed_actions
from ...follow_ups.sources import AskedQuestion, asked_on
from ...models import Report
from ...prompts.queries import prompts_of
from ...states import ReportState
from ..actions.checking import send_to_check
from ..actions.checking import take_back as take_back_report
from ..actions.issuing import issue as issue_report
from ..actions.issuing import issued_content, reissue
from ..actions.writing import Writing, content_of, save_report
from ..forms import MOST_ROWS, LateForm, ReportForm, initial_of, rows_of
from ..letters import recipients
from ..notifications import checkers
from ..page import in_words_of, page_of, readable_content
from ..permissions import may_read, may_withdraw, may_write
from ..policies import missing, needs_check
from ..queries import period, readable

READERS = "officers of the school, and the school's leads and chair once it is issued"
WRITERS = "the person who led the visit, and the school's partner"


def found_for(request: HttpRequest, pk: int, within: Q | None = None) -> Report:
    """Return the report of a visit. Raises Http404 for people who may not read it."""
    who = user_roles(request)
    found = get_object_or_404(readable(who).filter(within or Q()), visit_id=pk)
    if not may_read(found, who):
        raise Http404
    return found


def _written_by(request: HttpRequest, pk: int) -> Report:
    found = found_for(request, pk)
    if not may_write(found, by=actor(request), on=clock.today()):
        raise Http404
    return found


class ReportEditor(DraftEditor[Report, Writing]):
    """The editor of the report of a visit."""

    called = "The visit"

    def __init__(self, request: HttpRequest, found: Report, asked: Sequence[AskedQuestion]) -> None:
        self.report, self.asked = found, asked
        super().__init__(request, found.visit, found if found.version else None)

    def load(self) -> Report:
        return readable(user_roles(self.request)).get(pk=self.report.pk)

    def holds(self, draft: Report) -> Content:
        return content_of(draft)

    def write(self, written: Writing, *, version: int, over: bool) -> Report:
        by, on = actor(self.request), clock.today()
        return save_report(self.report, by=by, on=on, writing=written, version=version, over=over)

    def in_words(self, content: Content) -> Words:
        return in_words_of(self.report, content, asked=self.asked)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(READERS)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form to whoever writes the report, while it can be written; everybody else reads what they may."""
    found = found_for(request, pk)
    writes = may_write(found, by=actor(request), on=clock.today())
    if request.method == "POST" and not writes:
        raise Http404
    if not writes or (not found.is_writable and request.method != "POST"):
        context = page_of(found, user_roles(request)) | {
            "writes": writes,
            "checks": _checks(request, found),
            "withdraws": may_withdraw(found, by=actor(request), on=clock.today()),
        }
        return render(request, "visits/report.html", context)
    return _write(request, found)


def _checks(request: HttpRequest, found: Report) -> bool:
    return found.status == ReportState.IN_REVIEW and actor(request) in checkers(found, clock.today())


def _write(request: HttpRequest, found: Report) -> HttpResponse:
    visits = found.visit.framework.visits
    assert visits is not None, "a report is of a visit under a framework with visits"
    asked = asked_on(found.visit)
    editor = ReportEditor(request, found, asked)
    sent = sum(f"action-{n}-text" in request.POST for n in range(MOST_ROWS))
    rows = max(rows_of(found, request.GET.get("rows", "")), sent)
    form = ReportForm(posted(request), visits=visits, asked=asked, rows=rows, initial=initial_of(found))
    lacks = missing(found, typed_actions(found)) if request.GET.get("lacks") else []
    if request.method == "POST":
        sends = request.POST.get("act") == "go"
        if sends:
            form.ask_for_owners()
        goes_on, writing = form.goes_on(sends=sends), form.writing()
        try:
            saved = editor.store(writing)
        except Denied as denied:
            return editor.too_late(denied.sentence, writing)
        if editor.is_autosave:
            return editor.answer()
        if saved and goes_on:
            return _after_saving(request, found.visit_id, editor.draft)
    context = page_of(found, user_roles(request)) | {
        "form": form,
        "editor": editor,
        "lacks": lacks,
        "prompts": prompts_of(found.visit),
        "more": rows + 1,
    }
    return render(request, "visits/report_write.html", context)


def _after_saving(request: HttpRequest, pk: int, saved: Report | None) -> HttpResponse:
    assert saved is not None, "it was saved"
    act = request.POST.get("act")
    here = redirect("report", pk=pk)
    if act == "more":
        here["Location"] += f"?rows={rows_of(saved, '') + 1}#agreed"
        return here
    if act == "go":
        if missing(saved, typed_actions(saved)):
            here["Location"] += "?lacks=1"
            return here
        return redirect("report_issue", pk=pk)
    messages.success(request, "Report saved. The school cannot read it until you issue it.")
    return here


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(WRITERS)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what will happen, to whom and until when, and issue the report or send it to be checked."""
    found, on = _written_by(request, pk), clock.today()
    if found.is_suspended or not (found.is_writable or found.status == ReportState.APPROVED):
        if not found.is_suspended:
            messages.warning(request, f"You cannot issue this report now: {found.get_status_display().lower()}.")
        return redirect("report", pk=pk)
    owed = period(found.visit, "visit_report")
    is_first = not found.versions.exists()
    is_late = owed is not None and not owed.met_on and on > owed.due_on
    checked_first = needs_check(found)
    asks = is_late and not checked_first
    form = LateForm(posted(request)) if asks else None
    sentence = ""
    if request.method == "POST" and (form is None or form.is_valid() or not asks):
        try:
            return _issue(request, found, form.cleaned_data["late_reason"] if form else "")
        except Denied as denied:
            if form and denied.code == "reason_missing":
                refuse(form, denied.sentence, "late_reason")
            else:
                sentence = denied.sentence
                found = _written_by(request, pk)
    actions = typed_actions(found)
    context = {
        "report": found,
        "visit": found.visit,
        "school": found.visit.school,
        "form": form,
        "sentence": sentence,
        "lacks": missing(found, actions),
        "owed": owed,
        "is_late": is_late,
        "is_first": is_first,
        "checked_first": checked_first,
        "content": readable_content(issued_content(found, actions)),
        "to": recipients(found.visit, on),
        "checkers": checkers(found, on) if checked_first else (),
        "answer": found.visit.framework.periods.report_answer,
        "check": found.visit.framework.periods.report_check,
    }
    return render(request, "visits/report_issue.html", context)


def _issue(request: HttpRequest, found: Report, late_reason: str) -> HttpResponse:
    by, on, read = actor(request), clock.today(), number(request, "version")
    page = reverse("report", kwargs={"pk": found.visit_id})
    if needs_check(found):
        send_to_check(found, by=by, on=on)
        sent(request, "Report sent to be checked. We will email you when it is approved or returned.", path=page)
    elif found.status == ReportState.CORRECTIONS_ASKED:
        made = reissue(found, by=by, on=on, version=read)
        sent(request, f"Version {made.number} issued. We will email the school once its letter is made.", path=page)
    else:
        issue_report(found, by=by, on=on, version=read, late_reason=late_reason)
        running = period(found, "report_answer")
        until = f", who has until {weekday_in_words(running.due_on)} to say whether it is accurate" if running else ""
        leads = receivers(found.visit.school, on, LEADS)
        done = f"Report issued to the headteacher{until}." if leads else f"Report issued to {_names(found, on)}."
        sent(request, done, path=page)
    return redirect("report", pk=found.visit_id)


def _names(found: Report, on: date) -> str:
    return ", ".join(post.user.name for post in recipients(found.visit, on))


@require_POST
@signed_in(WRITERS)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = _written_by(request, pk)
    try:
        take_back_report(found, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(
            request, "Report withdrawn from checking. When you have finished it, send it to be checked again."
        )
    return redirect("report", pk=pk)
