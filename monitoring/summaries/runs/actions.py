"""Make the summaries of every school of a term in a worker, each exactly once."""

import logging
from datetime import date

from django.db import transaction
from django.db.models import F

from monitoring.visits.models import Term
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.outbox.queue import enqueue
from sil.workflow import Denied

from ..models import Summary, SummaryItem, SummaryRun
from ..summary.actions import make
from ..summary.facts import schools_of
from .permissions import check_run
from .queries import ATTEMPTS, unfinished

log = logging.getLogger(__name__)
MAKE_SUMMARIES = "monitoring.summaries.tasks.make_summaries"


@transaction.atomic
def start(term: Term, *, by: User, on: date) -> SummaryRun:
    """Start a run for every school that has a visit in the term. Raises Denied("running", "nothing")."""
    check_run(by=by, on=on)
    Term.objects.select_for_update().get(pk=term.pk)
    if unfinished().filter(term=term).exists():
        raise Denied("running", f"The summaries of the {term.words} are already being made.")
    schools = schools_of(term)
    if not schools:
        raise Denied("nothing", f"There are no visits on record in the {term.words}, so there is nothing to summarise.")
    run = SummaryRun.objects.create(term=term, by=by, started_at=clock.now())
    SummaryItem.objects.bulk_create([SummaryItem(run=run, school_id=key) for key in schools])
    events.record("summaries.started", subject=run, by=by, term=term.words, schools=len(schools))
    enqueue(MAKE_SUMMARIES)
    return run


@transaction.atomic
def stop(run: SummaryRun, *, by: User, on: date) -> SummaryRun:
    """Stop after the current school; summaries already made stay. Raises Denied("over")."""
    run = _locked(run, by=by, on=on)
    if run.stopped_at is None:
        run.stopped_at = clock.now()
        run.save(update_fields=["stopped_at"])
        events.record("summaries.stopped", subject=run, by=by, term=run.term.words)
    return run


@transaction.atomic
def resume(run: SummaryRun, *, by: User, on: date) -> SummaryRun:
    """Continue a stopped run. Raises Denied("over")."""
    run = _locked(run, by=by, on=on)
    if run.stopped_at is not None:
        run.stopped_at = None
        run.save(update_fields=["stopped_at"])
        events.record("summaries.resumed", subject=run, by=by, term=run.term.words)
        enqueue(MAKE_SUMMARIES)
    return run


def work_on_next() -> bool:
    """Make one summary of a run that goes on. Return False where none is left. The school's item is done in the
    transaction that makes its summary: a worker that dies leaves both undone, or neither."""
    with transaction.atomic():
        waiting = SummaryItem.objects.filter(done_at=None, run__stopped_at=None, attempts__lt=ATTEMPTS)
        free = waiting.select_for_update(of=("self",), skip_locked=True).select_related("run__term", "school")
        item = free.order_by("run_id", "pk").first()
        if item is None:
            return False
        try:
            with transaction.atomic():
                there = Summary.objects.filter(school=item.school, term=item.run.term).exists()
                found = make(item.school, item.run.term, by=None, on=clock.today())
                item.made = found is not None and not there
                item.done_at = clock.now()
                item.save(update_fields=["made", "done_at"])
        except Exception:
            log.exception("The summary of school %s in run %s broke", item.school_id, item.run_id)
            SummaryItem.objects.filter(pk=item.pk).update(attempts=F("attempts") + 1)
    return True


def _locked(run: SummaryRun, *, by: User, on: date) -> SummaryRun:
    check_run(by=by, on=on)
    found = SummaryRun.objects.select_related("term").select_for_update(of=("self",)).get(pk=run.pk)
    require_as_shown(found)
    if not found.items.filter(done_at=None, attempts__lt=ATTEMPTS).exists():
        raise Denied("over", "The summaries of all schools are finished.")
    return found
