"""Whose history is read of scrutiny reports and of reports of a term."""

from sil.web.history.kinds import HistoryKind

from .models import ScrutinyReport, TermReport
from .report.queries import readable as readable_reports
from .terms.queries import readable as readable_term_reports

HISTORIES = (
    HistoryKind(slug="scrutiny-report", label="scrutiny report", model=ScrutinyReport, rows=readable_reports),
    HistoryKind(slug="term-report", label="report of a term", model=TermReport, rows=readable_term_reports),
)
