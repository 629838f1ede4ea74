"""Queries of what a school sends in after a notice: whose notices a person may write about, and what was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from schools.queries import in_post
from sil.accounts.user_roles import UserRoles

from ..case.permissions import readable_cases
from ..kinds import KINDS, NOTICES
from ..models import (
    Case,
    CaseLetter,
    RepresentationAnswer,
    RequiredAction,
    Statement,
    StatementDocument,
    StatementEntry,
)
from ..states import LetterState, Purpose
from .permissions import SENDERS
from .policies import NOTE

_INTENDS = [slug for slug, kind in KINDS.items() if kind.intends]
# The notices about which each can be sent.
_NOTICES = {
    Purpose.EVIDENCE: Q(kind__in=NOTICES),
    Purpose.REPRESENTATIONS: Q(kind__in=_INTENDS) | Q(intends=True, kind__in=NOTICES),
}


@dataclass(frozen=True)
class Part:
    """What an entry says of one required action, or beside them: its heading, the text and the documents."""

    heading: str
    action: RequiredAction | None
    text: str
    documents: Sequence[StatementDocument]


@dataclass(frozen=True)
class SentIn:
    """An entry with its parts and, of representations, its answers, the latest first."""

    entry: StatementEntry
    parts: Sequence[Part]
    answers: Sequence[RepresentationAnswer]

    @property
    def answer(self) -> RepresentationAnswer | None:
        return self.answers[0] if self.answers else None


def notices_for(who: UserRoles, purpose: Purpose) -> QuerySet[CaseLetter]:
    """Return the notices that were given and can be written about, of the cases that a person may read and of the
    school that they lead or govern."""
    cases = Case.objects.filter(readable_cases(who)).values("pk")
    at_school = in_post(who.user, who.on, SENDERS, school="case__school")
    unread = ("letter__html", "letter__context")
    given = CaseLetter.objects.filter(status__in=(LetterState.GIVEN, LetterState.WITHDRAWN))
    found = given.filter(_NOTICES[purpose]).filter(Q(case__in=cases) | at_school)
    return found.select_related("case__school", "case__owner", "case__framework_version", "letter").defer(*unread)


def statement_of(notice: CaseLetter, purpose: Purpose) -> Statement:
    """Return what is written about a notice; a new one that is not stored yet where nothing is."""
    found = Statement.objects.filter(notice=notice, purpose=purpose).select_related("saved_by").first()
    found = found or Statement(notice=notice, purpose=purpose)
    found.notice = notice
    return found


def actions_of(statement: Statement) -> list[RequiredAction]:
    """Return what the notice requires, for evidence; representations are about no single action."""
    return list(statement.notice.required_actions.all()) if statement.is_evidence else []


def draft_texts(statement: Statement) -> dict[str, str]:
    return {str(key): str(text) for key, text in statement.draft.get("texts", {}).items()}


def draft_documents(statement: Statement) -> list[StatementDocument]:
    """Return the documents that are attached and not sent yet."""
    if statement._state.adding:
        return []
    return list(statement.documents.filter(entry=None).prefetch_related("upload"))


def sent_in(statement: Statement, actions: Sequence[RequiredAction]) -> list[SentIn]:
    """Return what was sent, in its order. Four queries at most."""
    if statement._state.adding:
        return []
    return [_sent(entry, actions) for entry in _entries(statement.entries.all(), statement)]


def evidence_by_action(notice: CaseLetter) -> Mapping[int, list[tuple[StatementEntry, Part]]]:
    """Return what the school sent of each required action of a notice, by the key of the action."""
    statement = Statement.objects.filter(notice=notice, purpose=Purpose.EVIDENCE).first()
    if statement is None:
        return {}
    statement.notice = notice
    actions = actions_of(statement)
    found: dict[int, list[tuple[StatementEntry, Part]]] = {action.pk: [] for action in actions}
    for sent in sent_in(statement, actions):
        for part in sent.parts:
            if part.action is not None:
                found[part.action.pk].append((sent.entry, part))
    return found


def statements_of(case: Case) -> list[SentIn]:
    """Return everything that the school sent in about the notices of a case, by the day. A few queries a notice."""
    found = []
    for statement in Statement.objects.filter(notice__case=case).select_related("notice__case"):
        found += sent_in(statement, actions_of(statement))
    return sorted(found, key=lambda each: (each.entry.sent_on, each.entry.pk))


def oldest_unanswered(case: OuterRef) -> Subquery:
    """Return the oldest representations about the notices of a case that nobody has answered: {"pk", "sent_on",
    "usable_from"}, days as text; None where there are none."""
    of = {"statement__purpose": Purpose.REPRESENTATIONS, "statement__notice__status": LetterState.GIVEN}
    found = StatementEntry.objects.filter(statement__notice__case=case, answers=None, **of)
    said = JSONObject(pk=F("pk"), sent_on=F("sent_on"), usable_from=F("statement__notice__usable_from"))
    return Subquery(found.order_by("sent_on", "pk").values(said=said)[:1])


def in_words_of(actions: Sequence[RequiredAction], content: Mapping[str, Any]) -> dict[str, str]:
    """Return a draft in words, by headings, to be compared with another one or copied."""
    texts = content.get("texts", {})
    return {heading: texts.get(key, "") for key, heading, _ in headings(actions)}


def headings(actions: Sequence[RequiredAction]) -> list[tuple[str, str, RequiredAction | None]]:
    """Return each key under which something is written, with its heading and its required action."""
    found: list[tuple[str, str, RequiredAction | None]] = [
        (str(action.pk), f"Required action {number}", action) for number, action in enumerate(actions, 1)
    ]
    return [*found, (NOTE, "Anything else" if actions else "Representations", None)]


def _entries(found: QuerySet[StatementEntry], statement: Statement) -> list[StatementEntry]:
    documents = Prefetch("documents", StatementDocument.objects.prefetch_related("upload"))
    answers = Prefetch("answers", RepresentationAnswer.objects.select_related("by"))
    entries = list(found.select_related("sent_by").prefetch_related(documents, answers))
    for entry in entries:
        entry.statement = statement
    return entries


def _sent(entry: StatementEntry, actions: Sequence[RequiredAction]) -> SentIn:
    documents = list(entry.documents.all())
    parts = []
    for key, heading, action in headings(actions):
        mine = [each for each in documents if each.key == key]
        text = entry.texts.get(key, "").strip()
        if text or mine:
            parts.append(Part(heading, action, text, mine))
    return SentIn(entry, parts, list(entry.answers.all()))
