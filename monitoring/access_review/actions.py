"""Start the review of a term, confirm or end what a line of it says, and finish it."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

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

from .held import HELD, Access, Ending, everything
from .models import AccessReview, ReviewedAccess
from .notifications import tell_started, tell_to_end
from .permissions import check_not_own, check_open, check_review
from .queries import RULE, USUAL_TERM, progress_of, still_held, term_before, term_to_review

# A local rule: access is reviewed within four weeks of the day on which the review of a term starts.
PERIOD = Period(
    name="Access review",
    count=28,
    unit="calendar",
    day_one="out",
    trigger="the day on which the review starts",
    source="A local rule",
)
Decision = ReviewedAccess.Decision
# With these an action says that it is not for this person to end.
NOT_THEIRS = ("not_allowed", "not_the_head", "not_yours")


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
    tell_started(made, on=on)
    return made


@transaction.atomic
def confirm(review: AccessReview, keys: Collection[int], *, by: User, on: date) -> int:
    """Confirm lines of a review, by their keys; also those that were to be ended and have not been. Those that gave
    access no longer are noted as ended. Returns the number of lines confirmed. Raises Denied("not_allowed", "finished",
    "none_chosen", "oneself", "decided")."""
    review = _locked(review, by=by, on=on)
    lines = list(_open(review).filter(pk__in=keys))
    if not keys:
        raise Denied("none_chosen", "Select at least one line to confirm.")
    if len(lines) < len(set(keys)):
        raise Denied("decided", "Somebody has decided on one of these lines already. Select the lines again.")
    for line in lines:
        check_not_own(line, by=by)
    held = still_held(lines, on)
    _note_ended((line for line in lines if line.pk not in held), on)
    for line in lines:
        if line.pk in held:
            _decide(line, Decision.CONFIRMED, by=by, on=on)
    return len(held)


@transaction.atomic
def end(line: ReviewedAccess, *, reason: str, by: User, on: date) -> ReviewedAccess:
    """End what a line says, with a reason, by the action that ends it elsewhere. Where that action refuses the
    reviewer, the line is "to be ended", and those who may end it are asked to. Raises Denied("not_allowed", "finished",
    "oneself", "no_reason", "decided", "over") and those of that action."""
    review = _locked(line.review, by=by, on=on)
    found = _open(review).filter(pk=line.pk, decision="").first()
    if found is None:
        raise Denied("decided", "Somebody has decided on this already.")
    check_not_own(found, by=by)
    if not reason.strip():
        raise Denied("no_reason", "Enter why this access ends.")
    try:
        with transaction.atomic():
            _end_access(found, reason=reason.strip(), left="", by=by, on=on)
    except Denied as denied:
        if denied.code not in NOT_THEIRS:
            raise
        _decide(found, Decision.TO_END, by=by, on=on, reason=reason.strip())
        tell_to_end(found, by=by, on=on)
    else:
        found.ended_by, found.ended_on = by, on
        _decide(found, Decision.ENDED, by=by, on=on, reason=reason.strip())
    return found


@transaction.atomic
def end_as_asked(line: ReviewedAccess, *, left: str = "", by: User, on: date) -> ReviewedAccess:
    """End what a reviewer decided is to be ended, by who may end it. `left` says why what waits for the person by it is
    left without one. Raises Denied("decided", "finished", "oneself",
    "over") and those of the action that ends it ("not_allowed", "waits", "last_administrator")."""
    review = _review(line.review)
    found = _open(review).filter(pk=line.pk, decision=Decision.TO_END).first()
    if found is None:
        raise Denied("decided", "This is not to be ended any more.")
    check_not_own(found, by=by)
    _end_access(found, reason=found.reason, left=left, by=by, on=on)
    _ended(found, by=by, on=on)
    return found


@transaction.atomic
def finish(review: AccessReview, *, by: User, on: date) -> AccessReview:
    """Finish a review all of whose lines are decided. Raises Denied("not_allowed", "finished", "waiting", "to_end")."""
    review = _locked(review, by=by, on=on)
    _note_ended_elsewhere(review, on)
    progress = progress_of(review)
    if progress.waiting:
        many = "line waits" if progress.waiting == 1 else "lines wait"
        raise Denied("waiting", f"{progress.waiting} {many} to be confirmed or ended. Then you can finish the review.")
    if progress.to_end:
        many = "line is" if progress.to_end == 1 else "lines are"
        raise Denied(
            "to_end",
            f"{progress.to_end} {many} still to be ended by others. You can confirm what should stay after all.",
        )
    review.finished_on, review.finished_by = on, by
    review.save(update_fields=["finished_on", "finished_by"])
    end_period(review, rule=RULE, on=on, met=True)
    said: dict[str, Any] = {"confirmed": progress.confirmed, "ended": progress.ended, "gone": progress.gone}
    events.record("access_review.finished", subject=review, by=by, term=review.term.words, **said)
    return review


@transaction.atomic
def note_ended_elsewhere(on: date) -> int:
    """Note in reviews that run what was to be ended and gives access no longer. Returns the number of lines."""
    found = AccessReview.objects.select_for_update(of=("self",)).filter(finished_on=None).select_related("term")
    return sum(_note_ended_elsewhere(review, on) for review in found)


def _line(review: AccessReview, each: Access) -> ReviewedAccess:
    signed_in = clock.in_london(each.person.last_login) if each.person.last_login else None
    is_quiet = signed_in is None or signed_in < review.quiet_since
    return ReviewedAccess(
        review=review,
        person=each.person,
        kind=each.kind,
        record=each.record,
        what=each.what,
        covers_for=each.covers_for,
        school=each.school,
        starts_on=each.starts_on,
        ends_on=each.ends_on,
        last_signed_in=signed_in,
        rank=0 if is_quiet else 1,
    )


def _locked(review: AccessReview, *, by: User, on: date) -> AccessReview:
    check_review(by=by, on=on)
    return _review(review)


def _review(review: AccessReview) -> AccessReview:
    locked = AccessReview.objects.select_for_update(of=("self",)).select_related("term").get(pk=review.pk)
    check_open(locked)
    return locked


def _open(review: AccessReview) -> QuerySet[ReviewedAccess]:
    """The lines that somebody decides or ends yet."""
    found = ReviewedAccess.objects.filter(review=review, decision__in=("", Decision.TO_END))
    return found.select_related("person", "review__term", "school")


def _end_access(line: ReviewedAccess, *, reason: str, left: str, by: User, on: date) -> None:
    held = HELD[line.kind]
    row = held.rows(on).filter(pk=line.record).first()
    if row is None:
        raise Denied("over", "This access has ended already.")
    said = f"Access review of the {line.review.term.words}: {reason}"
    held.end(row, Ending(said, left.strip(), by, on))


def _note_ended_elsewhere(review: AccessReview, on: date) -> int:
    lines = list(_open(review).filter(decision=Decision.TO_END))
    held = still_held(lines, on)
    return _note_ended([line for line in lines if line.pk not in held], on)


def _note_ended(lines: Iterable[ReviewedAccess], on: date) -> int:
    """Note lines whose access ended otherwise: what was to be ended has ended, the rest is gone."""
    number = 0
    for line in lines:
        number += 1
        if line.decision == Decision.TO_END:
            _ended(line, by=None, on=on)
        else:
            line.decision, line.decided_on = Decision.GONE, on
            line.save(update_fields=["decision", "decided_on"])
    return number


def _ended(line: ReviewedAccess, *, by: User | None, on: date) -> None:
    line.decision, line.ended_by, line.ended_on = Decision.ENDED, by, on
    line.save(update_fields=["decision", "ended_by", "ended_on"])
    _record(line, by=by)


def _decide(line: ReviewedAccess, decision: str, *, by: User, on: date, reason: str = "") -> None:
    line.decision, line.decided_by, line.decided_on, line.reason = decision, by, on, reason
    line.save(update_fields=["decision", "decided_by", "decided_on", "reason", "ended_by", "ended_on"])
    _record(line, by=by)


def _record(line: ReviewedAccess, *, by: User | None) -> None:
    events.record(
        f"access_review.{line.decision}",
        subject=line.review,
        by=by,
        scope=accounts.scope(line.person),
        reason=line.reason,
        term=line.review.term.words,
        name=line.person.name,
        what=line.in_words,
    )
