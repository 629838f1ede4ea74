"""What a school sends in after a notice: read it, write it, check and send it; an officer records and answers."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schools.receipts.queries import receipts_of
from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.drafts import Content
from sil.letters.queries import readable as readable_letters
from sil.submissions.once import once
from sil.uploads.responses import attachment, warn_of_unreadable
from sil.web.drafts import DraftEditor, Words
from sil.web.forms import number, posted, refuse
from sil.workflow import Denied, can

from ..case.permissions import may_change, may_read
from ..models import RequiredAction, Statement, StatementDocument, StatementEntry
from ..states import Purpose
from . import actions, queries
from .actions import Writing
from .forms import AnswerForm, RecordForm, StatementForm, initial_of
from .permissions import check_sender, may_answer
from .policies import check_in_force, check_open, wrong

ANY = ["GET", "HEAD", "POST"]
SENDERS = "the headteacher, the chair of governors and the clerk"
READERS = f"{SENDERS}, and those who may read the case"
KEEPERS = "those who handle the case"
sends = can(check_sender)
is_open, is_in_force = can(check_open), can(check_in_force)
_BESIDE = {"not_yet": "received_on", "before_the_notice": "received_on", "nobody": "on_behalf_of"}


def found_for(request: HttpRequest, pk: int, purpose: str) -> Statement:
    """What is written about a notice that the person may read; 404 for anybody else, and for what cannot be written."""
    if purpose not in Purpose.values:
        raise Http404
    notice = get_object_or_404(queries.notices_for(user_roles(request), Purpose(purpose)), pk=pk)
    return queries.statement_of(notice, Purpose(purpose))


def about(found: Statement) -> dict[str, Any]:
    """What every page says of its notice."""
    case = found.notice.case
    return {"statement": found, "notice": found.notice, "case": case, "school": case.school, "today": clock.today()}


def _written_by(request: HttpRequest, pk: int, purpose: str) -> Statement:
    found = found_for(request, pk, purpose)
    if not sends(found, by=actor(request), on=clock.today()):
        raise Http404
    return found


class StatementEditor(DraftEditor[Statement, Writing]):
    """The editor of what a school sends in."""

    def __init__(self, request: HttpRequest, found: Statement, required: Sequence[RequiredAction]) -> None:
        self.statement, self.required, self.called = found, required, str(found.get_purpose_display())
        super().__init__(request, found, found if found.version else None)

    def load(self) -> Statement:
        return found_for(self.request, self.statement.notice_id, self.statement.purpose)

    def holds(self, draft: Statement) -> Content:
        return actions.content_of(draft)

    def write(self, written: Writing, *, version: int, over: bool) -> Statement:
        by, on = actor(self.request), clock.today()
        return actions.save_statement(self.statement, by=by, on=on, writing=written, version=version, over=over)

    def in_words(self, content: Content) -> Words:
        return queries.in_words_of(self.required, content)


@require_safe
@signed_in(READERS)
def statement(request: HttpRequest, pk: int, purpose: str) -> HttpResponse:
    """What can be sent and until when, what was sent, and how it was answered."""
    found, who = found_for(request, pk, purpose), user_roles(request)
    required, case = queries.actions_of(found), found.notice.case
    writes, reads = sends(found, by=who.user, on=who.on), may_read(case, who)
    entries = queries.sent_in(found, required)
    context = about(found) | {
        "actions": required,
        "sent": entries,
        "writes": writes and is_open(found, who.on),
        "closed": _why_closed(found, who.on) if writes else "",
        "begun": writes and bool(queries.draft_documents(found) or actions.content_of(found)["texts"]),
        "records": may_change(case, who) and is_in_force(found),
        "answers": may_answer(case, who),
        "reads_case": reads,
        "letter": readable_letters(who).filter(pk=found.notice.letter_id or 0).first(),
    }
    by_key = {f"statement-{each.entry.pk}": each.entry for each in entries}
    context["receipts"] = [(given, by_key[key]) for key, given in receipts_of(by_key).items()]
    return render(request, "notices/statement.html", context)


def _why_closed(found: Statement, on: Any) -> str:
    try:
        check_open(found, on)
    except Denied as denied:
        return denied.sentence
    return ""


@require_http_methods(ANY)
@signed_in(SENDERS)
def write(request: HttpRequest, pk: int, purpose: str) -> HttpResponse:
    """Saved as it is typed; only those who can send it read it until then."""
    found = _written_by(request, pk, purpose)
    if request.method != "POST" and not is_open(found, clock.today()):
        return redirect(found)
    required = queries.actions_of(found)
    editor = StatementEditor(request, found, required)
    initial = initial_of(queries.draft_texts(found))
    form = StatementForm(posted(request), request.FILES or None, actions=required, initial=initial)
    if request.method == "POST":
        goes_on, writing = form.goes_on(sends=request.POST.get("act") == "go"), form.writing()
        try:
            saved = editor.store(writing)
            if editor.is_autosave:
                return editor.answer()
            if saved and (chosen := form.documents()):
                # Also beside text that cannot be sent yet: a browser would not post the files again.
                by, on = actor(request), clock.today()
                kept = actions.save_statement(
                    found, by=by, on=on, writing=writing, version=editor.version, documents=chosen
                )
                editor.show(kept)
                found = kept
                for _, document in chosen:
                    warn_of_unreadable(request, document)
            if saved and goes_on:
                return _after_saving(request, found)
        except Denied as denied:
            return editor.too_late(denied.sentence, writing)
    context = about(found) | {"form": form, "editor": editor, "documents": queries.draft_documents(found)}
    return render(request, "notices/statement_write.html", context)


def _after_saving(request: HttpRequest, found: Statement) -> HttpResponse:
    step = "send" if request.POST.get("act") == "go" else "write"
    if step == "write":
        messages.success(request, "Saved. Nobody outside the school can read it until you send it.")
    return redirect(f"statement_{step}", pk=found.notice_id, purpose=found.purpose)


@require_http_methods(ANY)
@signed_in(SENDERS)
@once
def send(request: HttpRequest, pk: int, purpose: str) -> HttpResponse:
    """The whole as it will go, and the button that sends it."""
    found, sentence = _written_by(request, pk, purpose), ""
    if request.method == "POST":
        try:
            actions.send(found, by=actor(request), on=clock.today(), version=number(request, "version"))
        except Denied as denied:
            sentence = denied.sentence
            found = _written_by(request, pk, purpose)
        else:
            messages.success(request, "Sent to the authority. We have emailed you a receipt.")
            return redirect(found)
    if not is_open(found, clock.today()) and not sentence:
        return redirect(found)
    required, documents = queries.actions_of(found), queries.draft_documents(found)
    texts = queries.draft_texts(found)
    lacks = wrong(texts, required, has_document=bool(documents))
    rows = [
        (heading, action, texts.get(key, ""), [each for each in documents if each.key == key])
        for key, heading, action in queries.headings(required)
    ]
    context = about(found) | {
        "rows": rows,
        "wrong": lacks,
        "tried": request.method == "POST",
        "sentence": "" if lacks else sentence,
        "may_send": is_open(found, clock.today()) and not lacks,
    }
    refused = sentence and request.method == "POST"
    return render(request, "notices/statement_send.html", context, status=409 if refused else 200)


@require_http_methods(ANY)
@signed_in(KEEPERS)
@once
def record(request: HttpRequest, pk: int, purpose: str) -> HttpResponse:
    """An officer records what came on paper, by e-mail or after the last day for it."""
    found = found_for(request, pk, purpose)
    if not may_change(found.notice.case, user_roles(request)):
        raise Http404
    if request.method != "POST" and not is_in_force(found):
        return redirect(found)
    form = RecordForm(posted(request), request.FILES or None, actions=queries.actions_of(found))
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("received_on", "on_behalf_of")}
        said |= {"texts": form.writing().texts, "documents": form.documents()}
        try:
            actions.record_entry(found, by=actor(request), on=clock.today(), **said)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, "Recorded. The school can read it here.")
            for _, document in form.documents():
                warn_of_unreadable(request, document)
            return redirect(found)
    return render(request, "notices/statement_record.html", about(found) | {"form": form})


@require_http_methods(ANY)
@signed_in("those who handle the case, and the Directors who may read it")
@once
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The representations, and how they are taken into account."""
    entry = get_object_or_404(StatementEntry.objects.select_related("statement"), pk=pk)
    if entry.statement.is_evidence:
        raise Http404
    found = found_for(request, entry.statement.notice_id, entry.statement.purpose)
    if not may_answer(found.notice.case, user_roles(request)):
        raise Http404
    sent = next(each for each in queries.sent_in(found, ()) if each.entry.pk == pk)
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(sent.entry, by=actor(request), on=clock.today(), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(
                request, "Answered. We have emailed the headteacher, the chair of governors and the clerk."
            )
            return redirect(found)
    return render(request, "notices/representation_answer.html", about(found) | {"each": sent, "form": form})


@require_POST
@signed_in(SENDERS)
def detach(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a document off what is being written."""
    document, found = _document(request, pk)
    if document.entry_id is not None or not sends(found, by=actor(request), on=clock.today()):
        raise Http404
    try:
        actions.detach(document, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, "The document has been removed. What you wrote has not changed.")
    return redirect("statement_send", pk=found.notice_id, purpose=found.purpose)


@require_safe
@signed_in(READERS)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """A document that was sent; one that was not sent yet is read by those who can send it."""
    wanted, found = _document(request, pk)
    if wanted.entry_id is None and not sends(found, by=actor(request), on=clock.today()):
        raise Http404
    return attachment(wanted.upload)


def _document(request: HttpRequest, pk: int) -> tuple[StatementDocument, Statement]:
    wanted = get_object_or_404(StatementDocument.objects.select_related("statement").prefetch_related("upload"), pk=pk)
    return wanted, found_for(request, wanted.statement.notice_id, wanted.statement.purpose)
