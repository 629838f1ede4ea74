"""What a school sends in after a notice, by the real actions."""

from datetime import date

from monitoring.notices.models import CaseLetter, Statement, StatementEntry
from monitoring.notices.statements import actions
from monitoring.notices.statements.queries import actions_of as required
from monitoring.notices.statements.queries import headings, statement_of
from monitoring.notices.states import Purpose
from sil import clock
from sil.accounts.models import User
from sil.uploads.formats import Document, examine

from ..conftest import TODAY
from .case_scene import Scene

TEXT = "Phonics is taught every day since 9 November 2026."


def document(name: str = "seen.csv") -> Document:
    return examine(name, b"lesson,seen\n1,daily\n")


def of(notice: CaseLetter, purpose: Purpose) -> Statement:
    return statement_of(CaseLetter.objects.select_related("case__school", "case__owner").get(pk=notice.pk), purpose)


def saved(
    made: Scene,
    notice: CaseLetter,
    purpose: Purpose = Purpose.EVIDENCE,
    *,
    by: User | None = None,
    on: date = TODAY,
    text: str = TEXT,
) -> Statement:
    """A draft with a text and a document under its first heading, by the chair."""
    found = of(notice, purpose)
    key = headings(required(found))[0][0]
    with clock.at(on):
        return actions.save_statement(
            found,
            by=by or made.chair,
            on=on,
            writing=actions.Writing(texts={key: text}),
            version=found.version,
            documents=[(key, document())],
        )


def sent(
    made: Scene,
    notice: CaseLetter,
    purpose: Purpose = Purpose.EVIDENCE,
    *,
    by: User | None = None,
    on: date = TODAY,
    text: str = TEXT,
) -> StatementEntry:
    found = saved(made, notice, purpose, by=by, on=on, text=text)
    with clock.at(on):
        return actions.send(found, by=by or made.chair, on=on, version=found.version)
