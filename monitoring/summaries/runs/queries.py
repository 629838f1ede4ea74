"""Queries of runs and of their progress."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from ..models import SummaryRun

# A school that breaks the making is left out after so many attempts, and shown.
ATTEMPTS = 3


@dataclass(frozen=True)
class Progress:
    """The number of schools of a run, of those done, those with a new summary, and those that failed."""

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


def unfinished() -> QuerySet[SummaryRun]:
    """Return the runs with a school still to be done, stopped or not."""
    return SummaryRun.objects.filter(items__done_at=None, items__attempts__lt=ATTEMPTS).distinct()


def progress_of(run: SummaryRun) -> Progress:
    """Return the progress of a run. One query."""
    done = Q(done_at__isnull=False)
    found = run.items.aggregate(
        schools=Count("pk"),
        done=Count("pk", filter=done),
        made=Count("pk", filter=Q(made=True)),
        broken=Count("pk", filter=~done & Q(attempts__gte=ATTEMPTS)),
    )
    return Progress(**found)
