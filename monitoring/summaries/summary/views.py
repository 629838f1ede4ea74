"""Pages that make, show, edit and approve the summary of a term."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from monitoring.visits.models import Term
from schools.queries import by_name_or_urn, visible
from sil import clock
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.roles import Permission
from sil.drafts import Content
from sil.submissions.once import once
from sil.web.drafts import DraftEditor, Words, sent
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.workflow import Denied

from ..models import Summary, SummaryRun
from . import actions
from .forms import SummaryFilter, TextForm
from .permissions import may_write
from .queries import readable, terms

WHO = "the school's partner and those who oversee visits"
COLUMNS = (
    Column(slug="school", label="School", order=("school__name",), value=lambda s: s.school.name),
    Column(slug="term", label="Term", order=("term__starts_on",), value=lambda s: s.term.words),
    Column(slug="state", label="State", order=("status",), value=lambda s: s.get_status_display()),
    Column(slug="missing", label="Not on record", value=lambda s: " ".join(s.missing)),
    Column(slug="approved", label="Approved", order=("approved_on",), value=lambda s: s.approved_on),
)


class SummaryEditor(DraftEditor[Summary, TextForm]):
    """The editor of a summary. What was made from the records and not edited yet has no draft."""

    called = "The summary"

    def __init__(self, request: HttpRequest, found: Summary, form: TextForm) -> None:
        self.summary, self.form = found, form
        super().__init__(request, found, found if found.saved_by else None, found.version)

    def load(self) -> Summary:
        return Summary.objects.select_related("saved_by").get(pk=self.summary.pk)

    def holds(self, draft: Summary) -> Content:
        return {"text": draft.text}

    def write(self, written: TextForm, *, version: int, over: bool) -> Summary:
        by, on = actor(self.request), clock.today()
        return actions.edit(self.summary, text=written.typed("text"), by=by, on=on, version=version, over=over)

    def in_words(self, content: Content) -> Words:
        return self.form.in_words(content)


@require_safe
@allow(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL)
def summaries(request: HttpRequest) -> HttpResponseBase:
    who = user_roles(request)
    offered = terms(who.on)
    listing = Listing(
        request,
        readable(who),
        columns=COLUMNS,
        sort="-term",
        filters=SummaryFilter(request.GET, terms=offered),
        narrow=_narrow,
    )
    if listing.wants_export:
        return listing.export("summaries")
    part = "#results" if request.headers.get("HX-Request") else ""
    context = {
        "listing": listing,
        "terms": offered,
        "may_run": who.may(Permission.ROUND_OPEN),
        "runs": SummaryRun.objects.select_related("term")[:5] if who.may(Permission.ROUND_OPEN) else (),
    }
    return render(request, f"summaries/summaries.html{part}", context)


@require_POST
@signed_in(WHO)
def make(request: HttpRequest, urn: int, pk: int) -> HttpResponse:
    """Make the summary of one school's term."""
    who = user_roles(request)
    school = get_object_or_404(visible(who), pk=urn)
    term = get_object_or_404(Term, pk=pk)
    if not may_write(school, who):
        raise Http404
    made = actions.make(school, term, by=actor(request), on=who.on)
    if made is None:
        messages.warning(
            request, f"There are no visits on record in the {term.words}, so there is nothing to summarise."
        )
        return redirect(school)
    return redirect(made)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(WHO)
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """Show each sentence beside its source and, below, the text as the school will read it."""
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    writes = may_write(found.school, who)
    if request.method == "POST" and not writes:
        raise Http404
    form = TextForm(posted(request), initial={"text": found.text})
    editor = SummaryEditor(request, found, form)
    if request.method == "POST":
        try:
            saved = editor.store(form)
            if editor.is_autosave:
                return editor.answer()
            if saved and form.goes_on(sends=request.POST.get("act") == "approve"):
                return _after_saving(request, editor.draft)
        except Denied as denied:
            if denied.code == "wrong_state":
                return editor.too_late(denied.sentence, form)
            refuse(form, denied.sentence, "text" if denied.code == "empty" else None)
    context = {
        "summary": found,
        "school": found.school,
        "heading": f"Summary of the {found.term.words}",
        "form": form if found.is_draft and writes else None,
        "editor": editor,
        "over": found.term.ends_on <= who.on,
    }
    return render(request, "summaries/summary.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(WHO)
@once
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Explain what will be lost, and make the summary again from the records."""
    found = get_object_or_404(readable(user_roles(request)), pk=pk)
    if not found.is_draft or not may_write(found.school, user_roles(request)):
        raise Http404
    if request.method == "POST":
        actions.make_again(found, by=actor(request), on=clock.today())
        messages.success(
            request, "The summary has been made again from the records. The earlier text is in the history."
        )
        return redirect(found)
    return render(request, "summaries/again.html", {"summary": found, "school": found.school})


def _after_saving(request: HttpRequest, saved: Summary | None) -> HttpResponse:
    assert saved is not None, "it was saved"
    if request.POST.get("act") == "approve":
        actions.approve(saved, version=saved.version, by=actor(request), on=clock.today())
        sent(request, "You approved the summary. We will send it to the school as a letter.")
    else:
        messages.success(request, "Saved. The school can read it once you approve it.")
    return redirect(saved)


def _narrow(rows: QuerySet[Summary], asked: dict[str, Any]) -> QuerySet[Summary]:
    if text := asked.get("search"):
        rows = rows.filter(by_name_or_urn(text, school="school__"))
    for name in ("term", "status"):
        if value := asked.get(name):
            rows = rows.filter(**{name: value})
    return rows
