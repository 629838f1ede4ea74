"""Which terms can be summed up, and how far is a run?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from monitoring.visits.models import Term

from .models import SummaryRun
from .runs import ATTEMPTS

# Terms that began within so long are offered.
BACK = timedelta(days=800)


@dataclass(frozen=True)
class Progress:
    """Of the schools of a run: how many there are, are done, had a summary made, and broke the making."""

    schools: int
    done: int
    made: int
    broken: int

    @property
    def waiting(self) -> int:
        return self.schools - self.done - self.broken

    @property
    def is_over(self) -> bool:
        return not self.waiting


def terms(on: date) -> Sequence[Term]:
    """The authority's terms that have begun, the latest first."""
    found = Term.objects.filter(school=None, starts_on__lte=on, starts_on__gte=on - BACK)
    return list(found.order_by("-starts_on", "-pk"))


def progress_of(run: SummaryRun) -> Progress:
    """One query."""
    done = Q(done_at__isnull=False)
    found = run.items.aggregate(
        schools=Count("pk"),
        done=Count("pk", filter=done),
        made=Count("pk", filter=Q(made=True)),
        broken=Count("pk", filter=~done & Q(attempts__gte=ATTEMPTS)),
    )
    return Progress(**found)
