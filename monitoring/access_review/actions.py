"""Start the review of a term, confirm or end what a line of it says, and finish it."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from monitoring.visits.models import Term
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import User
from sil.audit import events
from sil.deadlines.actions import end as end_period
from sil.deadlines.actions import start as start_period
from sil.framework.periods import Period
from sil.workflow import Denied

from .held import HELD, Access, everything
from .models import AccessReview, ReviewedAccess
from .permissions import check_line, check_open, check_review
from .queries import progress_of, term_before, term_to_review

RULE = "access_review"
# A local rule: access is reviewed within four weeks of the day on which the review of a term starts.
PERIOD = Period(
    name="Access review",
    count=28,
    unit="calendar",
    day_one="out",
    trigger="the day on which the review starts",
    source="A local rule",
)
# Where no term is on record before this one, a term counts as long as this.
USUAL_TERM = timedelta(days=120)
Decision = ReviewedAccess.Decision


@transaction.atomic
def start_due(on: date) -> AccessReview | None:
    """Start the review of the term of a day, unless it has started. Returns it, or None where there was nothing to
    start."""
    term = term_to_review(on)
    if term is None:
        return None
    Term.objects.select_for_update().get(pk=term.pk)
    if AccessReview.objects.filter(term=term).exists():
        return None
    before = term_before(term)
    quiet_since = before.starts_on if before else term.starts_on - USUAL_TERM
    made = AccessReview.objects.create(term=term, started_on=on, quiet_since=quiet_since)
    lines = [_line(made, each) for each in everything(on)]
    ReviewedAccess.objects.bulk_create(lines, batch_size=1_000)
    made.due_on = start_period(made, rule=RULE, period=PERIOD, on=on).due_on
    made.save(update_fields=["due_on"])
    events.record("access_review.started", subject=made, by=None, term=term.words, number=len(lines))
    return made


@transaction.atomic
def confirm(review: AccessReview, keys: Collection[int], *, by: User, on: date) -> int:
    """Confirm lines of a review, by their keys. Those that gave access no longer are noted as ended otherwise. Returns
    the number of lines confirmed. Raises Denied("not_allowed", "finished", "none_chosen", "oneself", "decided")."""
    review = _locked(review, by=by, on=on)
    lines = list(_to_decide(review).filter(pk__in=keys))
    if not keys:
        raise Denied("none_chosen", "Select at least one line to confirm.")
    if len(lines) < len(set(keys)):
        raise Denied("decided", "Somebody has decided on one of these lines already. Select the lines again.")
    for line in lines:
        check_line(line, by=by, on=on)
    held = _still_held(lines, on)
    for line in lines:
        if line.pk in held:
            _decide(line, Decision.CONFIRMED, by=by, on=on)
        else:
            _decide(line, Decision.GONE, by=None, on=on)
    return len(held)


@transaction.atomic
def end(line: ReviewedAccess, *, reason: str, by: User, on: date) -> ReviewedAccess:
    """End what a line says, with a reason, by the action that ends it elsewhere. Raises Denied("not_allowed",
    "finished", "oneself", "no_reason", "decided", "over") and those of that action ("last_administrator")."""
    review = _locked(line.review, by=by, on=on)
    found = _to_decide(review).filter(pk=line.pk).first()
    if found is None:
        raise Denied("decided", "Somebody has decided on this already.")
    check_line(found, by=by, on=on)
    if not reason.strip():
        raise Denied("no_reason", "Enter why this access ends.")
    held = HELD[found.kind]
    row = held.rows(on).filter(pk=found.record).first()
    if row is None:
        raise Denied("over", "This access has ended already. Confirm the line, and it is noted as ended otherwise.")
    said = f"Access review of the {review.term.words}: {reason.strip()}"
    held.end(row, said, by, on)
    _decide(found, Decision.ENDED, by=by, on=on, reason=reason.strip())
    return found


@transaction.atomic
def finish(review: AccessReview, *, by: User, on: date) -> AccessReview:
    """Finish a review all of whose lines are decided. Raises Denied("not_allowed", "finished", "waiting")."""
    review = _locked(review, by=by, on=on)
    progress = progress_of(review)
    if progress.waiting:
        many = "line waits" if progress.waiting == 1 else "lines wait"
        raise Denied("waiting", f"{progress.waiting} {many} to be confirmed or ended. Then you can finish the review.")
    review.finished_on, review.finished_by = on, by
    review.save(update_fields=["finished_on", "finished_by"])
    end_period(review, rule=RULE, on=on, met=True)
    events.record(
        "access_review.finished",
        subject=review,
        by=by,
        term=review.term.words,
        confirmed=progress.confirmed,
        ended=progress.ended,
        gone=progress.gone,
    )
    return review


def _line(review: AccessReview, each: Access) -> ReviewedAccess:
    signed_in = clock.in_london(each.person.last_login) if each.person.last_login else None
    is_quiet = signed_in is None or signed_in < review.quiet_since
    return ReviewedAccess(
        review=review,
        person=each.person,
        kind=each.kind,
        record=each.record,
        what=each.what,
        school=each.school,
        starts_on=each.starts_on,
        ends_on=each.ends_on,
        last_signed_in=signed_in,
        rank=0 if is_quiet else 1,
    )


def _locked(review: AccessReview, *, by: User, on: date) -> AccessReview:
    check_review(by=by, on=on)
    locked = AccessReview.objects.select_for_update(of=("self",)).select_related("term").get(pk=review.pk)
    check_open(locked)
    return locked


def _to_decide(review: AccessReview) -> QuerySet[ReviewedAccess]:
    found = ReviewedAccess.objects.filter(review=review, decision="")
    return found.select_related("person", "review__term", "school")


def _still_held(lines: Collection[ReviewedAccess], on: date) -> set[int]:
    """The keys of those lines whose access still holds. One query for each kind."""
    found: set[int] = set()
    for kind, held in HELD.items():
        of_kind = {line.record: line.pk for line in lines if line.kind == kind}
        if of_kind:
            there = held.rows(on).filter(pk__in=of_kind).values_list("pk", flat=True)
            found |= {of_kind[key] for key in there}
    return found


def _decide(line: ReviewedAccess, decision: str, *, by: User | None, on: date, reason: str = "") -> None:
    line.decision, line.decided_by, line.decided_on, line.reason = decision, by, on, reason
    line.save(update_fields=["decision", "decided_by", "decided_on", "reason"])
    if decision == Decision.GONE:
        return
    where = f"{line.what}, {line.school.name}" if line.school else line.what
    events.record(
        f"access_review.{decision}",
        subject=line.review,
        by=by,
        scope=accounts.scope(line.person),
        reason=reason,
        term=line.review.term.words,
        name=line.person.name,
        what=where,
    )
