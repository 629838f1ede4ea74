"""Whose history is read of summaries of a term, and of making them for all schools."""

from sil.accounts.roles import Permission
from sil.web.history.kinds import HistoryKind

from .models import Summary, SummaryRun
from .summary.queries import readable

HISTORIES = (
    HistoryKind(slug="summary", label="summary", model=Summary, rows=readable),
    HistoryKind(
        slug="summary-run",
        label="summaries of a term",
        model=SummaryRun,
        rows=lambda who: SummaryRun.objects.all() if who.may(Permission.ROUND_OPEN) else SummaryRun.objects.none(),
    ),
)
