"""Keep what a school writes after a notice, take in what it sends, record what came another way, and answer
representations. The only place that writes a statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import in_words
from sil.drafts import stage_save
from sil.uploads.actions import store
from sil.uploads.formats import Document
from sil.workflow import Denied

from ..case.permissions import check_change
from ..models import CaseLetter, RepresentationAnswer, Statement, StatementDocument, StatementEntry
from . import notifications
from .permissions import check_answer, check_sender
from .policies import check_answerable, check_in_force, check_open, check_received_on, wrong
from .queries import actions_of, draft_documents, draft_texts

# A document with the required action that it belongs to, or `policies.NOTE`.
Attached = tuple[str, Document]


@dataclass(frozen=True, kw_only=True)
class Writing:
    """What was typed, with gaps: {key of a required action, or "note": text}."""

    texts: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        return {"texts": {key: text for key, text in self.texts.items() if text}}


def content_of(statement: Statement) -> dict[str, Any]:
    """Return what is being written, as `Writing.content` gives it."""
    return {"texts": draft_texts(statement)}


@transaction.atomic
def save_statement(
    statement: Statement,
    *,
    by: User,
    on: date,
    writing: Writing,
    version: int,
    over: bool = False,
    documents: Sequence[Attached] = (),
) -> Statement:
    """Save what somebody at the school typed, and store the documents that came with it. Only they read it until it is
    sent. `version` and `over` are as in `letters.actions.save`.

    Raises Denied("not_the_school", "not_in_force", "closed", "saved_meanwhile").
    """
    statement = _lock(statement)
    check_sender(statement, by=by, on=on)
    check_open(statement, on)
    content = writing.content()
    if stage_save(statement, content, holds=content_of(statement), by=by, version=version, over=over):
        statement.draft = content
        statement.save()
    for key, document in documents:
        _attach(statement, key, document, by=by, on=on)
    return statement


@transaction.atomic
def detach(document: StatementDocument, *, by: User, on: date) -> None:
    """Remove a document that was not sent yet. Raises Denied("not_the_school", "sent")."""
    statement = _lock(document.statement)
    check_sender(statement, by=by, on=on)
    found = StatementDocument.objects.filter(pk=document.pk, entry=None).first()
    if found is None:
        raise Denied("sent", "This document has been sent or removed already.")
    found.delete()


@transaction.atomic
def send(statement: Statement, *, by: User, on: date, version: int) -> StatementEntry:
    """Send the saved draft to the authority, as a dated entry; the draft is empty again.

    Raises Denied("not_the_school", "not_in_force", "closed", "changed", "incomplete").
    """
    statement = _lock(statement)
    post = check_sender(statement, by=by, on=on)
    check_open(statement, on)
    if statement.version != version:
        raise Denied("changed", "This was changed after you opened this page. Read it again below.")
    documents = draft_documents(statement)
    texts = {key: text for key, text in draft_texts(statement).items() if text.strip()}
    if lacks := wrong(texts, actions_of(statement), has_document=bool(documents)):
        raise Denied("incomplete", f"Before it can be sent: {'; '.join(each.words for each in lacks)}.")
    sent_as = statement.notice.case.framework.title(post.role)
    entry = _enter(statement, texts, by=by, sent_as=sent_as, sent_on=on)
    StatementDocument.objects.filter(pk__in=[each.pk for each in documents]).update(entry=entry)
    statement.draft, statement.version = {}, statement.version + 1
    statement.saved_by, statement.saved_at = by, clock.now()
    statement.save()
    _record("statement.sent", statement, by=by, who=f"{by.name}, {sent_as}")
    notifications.tell_received(entry, on=on)
    notifications.give_sent_receipt(entry, by=by, on=on)
    return entry


@transaction.atomic
def record_entry(
    statement: Statement,
    *,
    by: User,
    on: date,
    received_on: date,
    on_behalf_of: str,
    texts: Mapping[str, str],
    documents: Sequence[Attached] = (),
) -> StatementEntry:
    """Record what came on paper, by e-mail or after the last day for it, from the day on which it came.

    Raises Denied("not_an_officer", "not_in_force", "not_yet", "before_the_notice", "nobody", "incomplete").
    """
    statement = _lock(statement)
    check_change(statement.notice.case, by=by, on=on)
    check_in_force(statement)
    check_received_on(statement, received_on, on)
    if not on_behalf_of.strip():
        raise Denied("nobody", "Enter who sent it.")
    said = {key: text for key, text in texts.items() if text.strip()}
    if lacks := wrong(said, actions_of(statement), has_document=bool(documents)):
        raise Denied("incomplete", f"{'; '.join(each.words for each in lacks)}.")
    who = roles_of(by, on)
    sent_as = statement.notice.case.framework.title("principal_officer" if who.holds("principal_officer") else "sip")
    entry = _enter(statement, said, by=by, sent_as=sent_as, sent_on=received_on, on_behalf_of=on_behalf_of.strip())
    for key, document in documents:
        _attach(statement, key, document, by=by, on=on, entry=entry)
    _record("statement.recorded", statement, by=by, day=in_words(received_on))
    notifications.tell_received(entry, on=on)
    return entry


@transaction.atomic
def answer(entry: StatementEntry, *, by: User, on: date, outcome: str, reasons: str) -> RepresentationAnswer:
    """Say how representations were taken into account; the school is told. One that was answered is answered again, and
    the latest answer counts.

    Raises Denied("not_an_officer", "no_answer_due", "no_outcome", "no_reasons", "changed").
    """
    statement = _lock(entry.statement)
    entry = StatementEntry.objects.get(pk=entry.pk)
    entry.statement = statement
    check_answer(statement.notice.case, by=by, on=on)
    require_as_shown(statement)
    check_answerable(entry)
    if outcome not in RepresentationAnswer.Outcome.values:
        raise Denied("no_outcome", "Say how you took the representations into account.")
    if not reasons.strip():
        raise Denied("no_reasons", "Give your reasons. The school will read them.")
    is_correction = entry.answers.exists()
    made = RepresentationAnswer.objects.create(
        entry=entry,
        outcome=outcome,
        reasons=reasons.strip(),
        by=by,
        answered_as=_title(statement, by, on),
        on=on,
        at=clock.now(),
    )
    said = made.get_outcome_display().lower()
    _record("statement.answered", statement, by=by, reason=made.reasons, who=_whose(entry), outcome=said)
    notifications.tell_answered(made, is_correction=is_correction, on=on)
    return made


def _enter(
    statement: Statement, texts: Mapping[str, str], *, by: User, sent_as: str, sent_on: date, on_behalf_of: str = ""
) -> StatementEntry:
    number = (statement.entries.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    made = StatementEntry.objects.create(
        statement=statement,
        number=number,
        texts=dict(texts),
        sent_by=by,
        sent_as=sent_as,
        on_behalf_of=on_behalf_of,
        sent_on=sent_on,
        at=clock.now(),
    )
    made.statement = statement
    return made


def _attach(
    statement: Statement, key: str, document: Document, *, by: User, on: date, entry: StatementEntry | None = None
) -> None:
    upload = store(document, by=by, on=on)
    StatementDocument.objects.create(statement=statement, entry=entry, key=key, upload=upload)


def _lock(statement: Statement) -> Statement:
    """The statement as it stands, stored where it was not yet, and held until the transaction ends. The notice is
    locked, since two people can begin to write at once."""
    CaseLetter.objects.select_for_update().only("pk").get(pk=statement.notice_id)
    found, _ = Statement.objects.select_related("saved_by").get_or_create(
        notice_id=statement.notice_id, purpose=statement.purpose
    )
    related = CaseLetter.objects.select_related("case__school", "case__owner", "case__framework_version")
    found.notice = related.get(pk=statement.notice_id)
    return found


def _title(statement: Statement, by: User, on: date) -> str:
    """The role in which a person answers for the authority."""
    who, framework = roles_of(by, on), statement.notice.case.framework
    held = ("director_of_childrens_services", "director_of_education", "principal_officer", "sip")
    return framework.title(next((role for role in held if who.holds(role)), "principal_officer"))


def _whose(entry: StatementEntry) -> str:
    return entry.on_behalf_of or f"{entry.sent_by.name}, {entry.sent_as}"


def _record(event: str, statement: Statement, *, by: User, reason: str = "", **said: Any) -> None:
    what = statement.get_purpose_display()
    events.record(event, subject=statement, by=by, scope=statement.notice.case.scope, reason=reason, what=what, **said)
