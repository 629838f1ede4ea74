"""Messages about what a school sends in after a notice. None says what is in it: it has a link to the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from schools.queries import holders
from schools.receipts.notifications import give_receipt
from sil.accounts.models import User
from sil.clock import in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import Case, RepresentationAnswer, Statement, StatementEntry
from ..plans.notifications import officers_of_case
from .permissions import SENDERS
from .sent import STATEMENT


@dataclass(frozen=True, kw_only=True)
class AboutStatement(Content):
    """What every message about a statement may say."""

    school: str
    url: str
    who: str
    is_evidence: bool
    # The name and the day of the notice.
    notice: str
    given: str


class StatementReceived(AboutStatement):
    """To whoever looks after the case: judge it with the action, or answer it."""

    kind: ClassVar[str] = "statement_received"


@dataclass(frozen=True, kw_only=True)
class RepresentationAnswered(AboutStatement):
    """To the headteacher, the chair and the clerk: how their representations were taken into account."""

    kind: ClassVar[str] = "representation_answered"
    outcome: str
    is_correction: bool


MESSAGES = (StatementReceived, RepresentationAnswered)


def tell_received(entry: StatementEntry, *, on: date) -> None:
    statement = entry.statement
    content = StatementReceived(**_about(statement), who=entry.sent_by.name)
    people = officers_of_case(statement.notice.case, on)
    _tell(content, people, f"statement-received:{entry.pk}", but=entry.sent_by)


def tell_answered(answer: RepresentationAnswer, *, is_correction: bool, on: date) -> None:
    statement = answer.entry.statement
    content = RepresentationAnswered(
        **_about(statement),
        who=answer.by.name,
        outcome=answer.get_outcome_display().lower(),
        is_correction=is_correction,
        sender=sender(answer.by, answer.answered_as),
    )
    case = statement.notice.case
    _tell(content, _of_the_school(case, on) or officers_of_case(case, on), f"representation-answered:{answer.pk}")


def give_sent_receipt(entry: StatementEntry, *, by: User, on: date) -> None:
    statement = entry.statement
    closes = in_words(statement.closes_on) if statement.closes_on else ""
    more = f"You can send more until {closes}. What was sent cannot be changed."
    if statement.is_evidence:
        what = "evidence of what has been done"
        next_ = f"When the compliance period has ended, an officer judges each required action on the evidence. {more}"
    else:
        what = "representations about the powers"
        next_ = f"The authority answers them before a power is used, and we will email you the answer. {more}"
    give_receipt(
        STATEMENT,
        key=f"statement-{entry.pk}",
        school=statement.school,
        by=by,
        on=on,
        next_=next_,
        url=_url(statement),
        names={"what": what},
    )


def _url(statement: Statement) -> str:
    return link("statement", pk=statement.notice_id, purpose=statement.purpose)


def _about(statement: Statement) -> dict[str, Any]:
    notice = statement.notice
    assert notice.given_on is not None, "it was given"
    return {
        "school": statement.school.name,
        "url": _url(statement),
        "is_evidence": statement.is_evidence,
        "notice": notice.name_within,
        "given": in_words(notice.given_on),
    }


def _of_the_school(case: Case, on: date) -> list[User]:
    return list(dict.fromkeys(post.user for post in holders(case.school, on, SENDERS)))


def _tell(content: AboutStatement, people: Iterable[User], key: str, but: User | None = None) -> None:
    for person in reached(people, type(content), but=but):
        put(content, to=person.email, name=person.name, dedupe_key=f"{key}:{person.pk}")
