"""Messages about a report of a term, to those who may approve it and to those who wrote it. They quote none of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from sil.accounts.models import User
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import TermReport


@dataclass(frozen=True, kw_only=True)
class AboutTermReport(Content):
    # Autumn term 2026
    term: str
    who: str
    url: str
    reason: str = ""


class ToApprove(AboutTermReport):
    """To those who may approve it."""

    kind: ClassVar[str] = "term_report_to_approve"


class SentBack(AboutTermReport):
    """To those who wrote it."""

    kind: ClassVar[str] = "term_report_sent_back"


class Approved(AboutTermReport):
    """To those who wrote it."""

    kind: ClassVar[str] = "term_report_approved"


MESSAGES = (ToApprove, SentBack, Approved)


def tell(
    message: type[AboutTermReport],
    report: TermReport,
    people: Iterable[User],
    *,
    by: User,
    otherwise: Iterable[User] = (),
    reason: str = "",
) -> None:
    """Send one message about a report to some people; where none of them can be reached, to those of `otherwise`."""
    url = link("term_report", pk=report.pk)
    content = message(term=str(report.term), who=by.name, url=url, reason=reason, sender=sender(by))
    for person in reached(people, message, otherwise=otherwise, but=by):
        put(content, to=person.email, name=person.name)
