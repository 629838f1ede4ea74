"""Work items of what a school sends in after a notice: to show what was done, to make representations, to answer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from schools.queries import in_post
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..act import NAME as ACT
from ..models import CaseLetter, Statement, StatementEntry
from ..states import FORMAL_IN_FORCE, PREFORMAL_IN_FORCE, CaseState, LetterState, Purpose
from .permissions import SENDERS

_IN_FORCE = PREFORMAL_IN_FORCE | FORMAL_IN_FORCE
_UNREAD = ("letter__html", "letter__context")
# Of what can be sent: the title, the words of the link and why.
_WORDS = {
    Purpose.EVIDENCE: (
        "Show what has been done about the {notice}",
        "Show it",
        "The last day of the compliance period",
    ),
    Purpose.REPRESENTATIONS: (
        "Make representations about the powers that the authority proposes to use",
        "Make representations",
        "The last day that the notice names. You do not have to make any",
    ),
}


def to_answer(school: str, entry: Mapping[str, Any]) -> WorkItem:
    """Return the work item of representations that wait for an answer (`queries.oldest_unanswered`)."""
    first = date.fromisoformat(entry["usable_from"]) if entry["usable_from"] else None
    sent = in_words(date.fromisoformat(entry["sent_on"]))
    return WorkItem(
        title="Answer the representations about the powers",
        about=school,
        href=reverse("representation_answer", kwargs={"pk": entry["pk"]}),
        act="Answer",
        due=first,
        basis=f"Sent on {sent}. A power can be used from the day named, and not before",
        since=date.fromisoformat(entry["sent_on"]),
    )


def _asks(who: UserRoles) -> QuerySet[CaseLetter] | None:
    """The notices to a person's school while their periods run."""
    if not who.holds(*SENDERS):
        return None
    mine = in_post(who.user, who.on, SENDERS, school="case__school")
    given = CaseLetter.objects.filter(mine, status=LetterState.GIVEN, case__status__in=_IN_FORCE)
    return given.filter(Q(period_ends_on__gte=who.on) | Q(represent_by__gte=who.on))


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    """Yield what notices require while their periods run, and what can be shown and said about them, while nothing was
    sent of it. One query."""
    for notice in _rows(keys):
        if notice.period_ends_on and notice.period_ends_on >= who.on and _is_asked(notice, Purpose.EVIDENCE):
            yield _to_do(notice)
        for purpose, (title, act, basis) in _WORDS.items():
            statement = Statement(notice=notice, purpose=purpose)
            closes = statement.closes_on
            if (
                closes is None
                or closes < who.on
                or getattr(notice, f"sent_{purpose}")
                or not _is_asked(notice, purpose)
            ):
                continue
            yield WorkItem(
                title=title.format(notice=notice.name_within),
                about=notice.case.school.name,
                href=statement.get_absolute_url(),
                act=act,
                due=closes,
                basis=basis,
            )


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[Any]:
    running = CaseLetter.objects.filter(pk__in=keys)
    running = running.select_related("case__school", "case__framework_version", "letter").defer(*_UNREAD)
    return running.annotate(**{f"sent_{purpose}": _sent(purpose) for purpose in Purpose})


def _to_do(notice: CaseLetter) -> WorkItem:
    assert notice.letter is not None, "it was given"
    return WorkItem(
        title=f"Do what the {notice.name_within} requires",
        about=notice.case.school.name,
        href=reverse("letter", kwargs={"reference": notice.letter.reference}),
        act="Read the notice",
        due=notice.period_ends_on,
        basis=notice.period_basis,
        by_law=f"{ACT}, section 60" if notice.kind_of.statutory else "",
    )


def _is_asked(notice: CaseLetter, purpose: str) -> bool:
    """Evidence is asked for of the notice that is in force and was not judged yet: a formal one takes the place of the
    one before it."""
    if purpose == Purpose.REPRESENTATIONS:
        return notice.case.status in FORMAL_IN_FORCE
    unjudged = CaseState.FORMAL if notice.kind_of.statutory else CaseState.PREFORMAL
    return notice.case.status == unjudged


def _sent(purpose: str) -> Exists:
    return Exists(StatementEntry.objects.filter(statement__notice=OuterRef("pk"), statement__purpose=purpose))


FINDER = Finder("representations", _asks, _items)
