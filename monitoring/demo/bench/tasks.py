"""What does a task of beat cost, with a day's work and with nothing to do? What it did is undone."""

from collections.abc import Iterator
from time import perf_counter

from celery import current_app
from django.db import transaction

from sil import clock

from .figures import Figure
from .measuring import Once, timed

# A task is run again until it has nothing to do, but not for longer than this, in seconds.
LONGEST = 120.0
# What is written by a task that has nothing to do: that it ran.
LEAST = 1


def measured() -> Iterator[Figure]:
    """Each task with what is due, and again with nothing due."""
    current_app.loader.import_default_modules()
    names = sorted({entry["task"] for entry in current_app.conf.beat_schedule.values()})
    # People are written to by day.
    with clock.at(clock.now().replace(hour=12)):
        for name in names:
            with transaction.atomic():
                runs = list(_until_done(name))
                transaction.set_rollback(True)
            work, last = runs[:-1], runs[-1]
            if work:
                what = (
                    f"{sum(run.written for run in work):,} rows written, {sum(run.queries for run in work):,} queries"
                )
                yield Figure("tasks", f"{name}, a day's work", sum(run.seconds for run in work), "s", None, what)
            is_done = last.written <= LEAST
            state, kind = ("nothing due", "task") if is_done else ("not finished in time", None)
            yield Figure("tasks", f"{name}, {state}", last.seconds, "s", kind, f"{last.queries} queries")


def _until_done(name: str) -> Iterator[Once]:
    """The runs of a task, the last of which had nothing to do."""
    task, began = current_app.tasks[name], perf_counter()
    while True:
        run = timed(task)
        yield run
        if run.written <= LEAST or perf_counter() - began > LONGEST:
            return
