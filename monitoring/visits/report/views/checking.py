"""The list of reports to check, and the page on which a Principal Officer checks one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.web.drafts import sent
from sil.web.forms import number, posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.workflow import Denied

from ...agreed.typed import typed_actions
from ...models import Report
from ...states import ReportState
from ..actions.checking import approve, return_report
from ..actions.replies import Purpose
from ..forms import CheckForm, SchoolFilter
from ..page import page_of
from ..permissions import may_check
from ..queries import by_school, period, to_check
from .replies import ReplyEditor
from .writing import found_for

CHECKERS = "Principal Officers"
_ACTS = {
    "approve": (approve, "approved, and can now be issued"),
    "return": (return_report, "returned with your comments"),
}
_COLUMNS = (
    Column(slug="school", label="School", order=("visit__school__name",), value=lambda r: r.visit.school.name),
    Column(slug="visit", label="Visit", order=("visit__starts_on",), value=lambda r: r.visit.starts_on),
    Column(slug="author", label="Written by", order=("author",), value=lambda r: r.author),
    Column(slug="why", label="Why it is checked", value=lambda r: r.check_rule),
    Column(slug="due", label="Check by", order=("due_on",), value=lambda r: r.due_on),
)


@require_safe
@signed_in(CHECKERS)
def queue(request: HttpRequest) -> HttpResponseBase:
    """The reports that wait to be checked, the late ones first."""
    who = user_roles(request)
    if not who.holds("principal_officer"):
        raise Http404
    listing = Listing(
        request, to_check(who), columns=_COLUMNS, sort="due", filters=SchoolFilter(request.GET), narrow=by_school
    )
    if listing.wants_export:
        return listing.export("reports-to-check")
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"visits/reports_to_check.html{part}", {"listing": listing, "rows": listing.page})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(CHECKERS)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the whole text with a comment to each section, and approve or return the report."""
    found, on = found_for(request, pk), clock.today()
    if not may_check(found, by=actor(request), on=on):
        raise Http404
    visits = found.visit.framework.visits
    assert visits is not None, "a report is of a visit under a framework with visits"
    if request.method != "POST" and found.status != ReportState.IN_REVIEW:
        return redirect("report", pk=pk)
    editor, sentence = ReplyEditor(request, found, Purpose.CHECK), ""
    editor.form = form = CheckForm(posted(request), visits=visits, initial=editor.content)
    if request.method == "POST":
        try:
            if request.POST.get("act") == "approve":
                form.ask_for_criteria()
            saved = editor.store(form)
            if editor.is_autosave:
                return editor.answer()
            if form.goes_on(sends=request.POST.get("act") in _ACTS) and saved:
                return _after_checking(request, found, form, editor.version)
        except Denied as denied:
            if denied.code == "nothing_said":
                refuse(form, denied.sentence, "comment-")
            elif denied.code == "changed":
                sentence, found = denied.sentence, found_for(request, pk)
            else:
                return editor.too_late(denied.sentence, form)
    page = page_of(found, user_roles(request))
    context = page | {
        "form": form,
        "editor": editor,
        "sentence": sentence,
        "is_older": editor.draft is not None and editor.draft.about != found.version,
        "content": {"actions": typed_actions(found)},
        "parts": [(s, text, form[f"comment-{s.id}"]) for s, text in page["sections"]],
        "whole": form["comment-"],
        "running": period(found, "report_check"),
    }
    return render(request, "visits/report_check.html", context, status=409 if sentence else 200)


def _after_checking(request: HttpRequest, found: Report, form: CheckForm, version: int) -> HttpResponse:
    author = found.owed_by.name
    act, done = _ACTS.get(request.POST.get("act", ""), (None, ""))
    if act is None:
        messages.success(request, f"Saved. {author} cannot read your comments until you approve or return the report.")
        return redirect("report_check", pk=found.visit_id)
    act(
        found,
        by=actor(request),
        on=clock.today(),
        comments=form.comments(),
        criteria=form.criteria(),
        version=number(request, "read"),
        reply=version,
    )
    sent(request, f"Report {done}. We will email {author}.")
    return redirect("reports_to_check")
