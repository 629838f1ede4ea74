"""Raise a concern about the service, pass it on, answer it, reopen it."""

from datetime import date

from django.db import transaction

from schools.models import AssignmentRole, School
from schools.queries import officer, with_cover_of
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import in_words, weekday_in_words
from sil.deadlines import actions as deadlines
from sil.framework.queries import framework_on, titles
from sil.workflow import Denied, find

from .models import ServiceConcern
from .notifications import Answered, Raised, give_concern_receipt, tell
from .permissions import check_answer, check_raise
from .sent import RAISED, REOPENED
from .transitions import DEADLINE, ROWS


@transaction.atomic
def raise_concern(*, school: School, text: str, by: User, on: date) -> ServiceConcern:
    """Raise a concern for a school; its Principal Officer looks into it, by a date where the framework has a period for
    it. Raises Denied("not_the_school")."""
    post = check_raise(school, by=by, on=on)
    owner = officer(school, AssignmentRole.PRINCIPAL_OFFICER, on)
    concern = ServiceConcern.objects.create(
        school=school, text=text, raised_by=by, raised_as=post.role, raised_on=on, owner=owner
    )
    events.record("service_concern.sent", subject=concern, by=by, role=titles()[post.role].lower())
    _start_answer_period(concern, on)
    give_concern_receipt(RAISED, concern, by=by, due=_due_in_words(concern), on=on)
    return concern


@transaction.atomic
def pass_on(concern: ServiceConcern, *, to: User, by: User, on: date) -> ServiceConcern:
    """Give a concern to somebody else to look into. Raises Denied("not_the_service", "answered", "no_change")."""
    concern = _locked(concern)
    check_answer(concern, by=by, on=on)
    check_answer(concern, by=to, on=on)
    if not concern.is_open:
        raise Denied("answered", "This concern has already been answered.")
    if concern.owner == to:
        raise Denied("no_change", f"{to.name} is already looking into it.")
    _give(concern, to, by=by)
    return concern


def hand_to(concern: ServiceConcern, to: User, *, by: User | None, on: date) -> None:
    """Give a concern to the person who takes it over from somebody who leaves. The caller has checked who decides that,
    and holds a transaction. Raises Denied("not_the_service") where the taker cannot answer it."""
    concern = _locked(concern)
    check_answer(concern, by=to, on=on)
    _give(concern, to, by=by)


def _give(concern: ServiceConcern, to: User, *, by: User | None) -> None:
    events.record(
        "service_concern.passed_on",
        subject=concern,
        by=by,
        name=to.name,
        old=concern.owner.name if concern.owner else "",
    )
    concern.owner = to
    concern.save(update_fields=["owner"])
    tell(Raised, concern, to, by=by, due=_due_in_words(concern))


@transaction.atomic
def answer(concern: ServiceConcern, *, text: str, outcome: str, by: User, on: date) -> ServiceConcern:
    """Answer the school. Raises Denied("not_the_service", "wrong_state")."""
    concern = _locked(concern)
    check_answer(concern, by=by, on=on)
    row = find(ROWS, action="answer", source=concern.status, refusal="This concern has already been answered.")
    words = str(ServiceConcern.Outcome(outcome).label)
    status = (concern.status, row.target)
    events.record(row.event, subject=concern, by=by, status=status, outcome=words)
    concern.status, concern.answer, concern.outcome = row.target, text, outcome
    concern.answered_by, concern.answered_on = by, on
    concern.save()
    deadlines.end(concern, rule=DEADLINE, on=on, met=True)
    tell(Answered, concern, concern.raised_by, by=by)
    return concern


@transaction.atomic
def correct_answer(
    concern: ServiceConcern, *, text: str, outcome: str, reason: str, by: User, on: date
) -> ServiceConcern:
    """Put an answer right, with the reason; the history keeps the one before, and the school is told. Raises
    Denied("not_the_service", "not_answered", "no_reason", "no_change")."""
    concern = _locked(concern)
    check_answer(concern, by=by, on=on)
    if concern.is_open:
        raise Denied("not_answered", "This concern has not been answered, so there is no answer to correct.")
    if not reason.strip():
        raise Denied("no_reason", "Enter why the answer is corrected.")
    if (concern.answer, concern.outcome) == (text, outcome):
        raise Denied("no_change", "Change the answer or the outcome. Nothing has been changed.")
    events.record(
        "service_concern.answer_corrected",
        subject=concern,
        by=by,
        reason=reason.strip(),
        outcome=str(ServiceConcern.Outcome(outcome).label),
        old={"answer": concern.answer, "outcome": concern.get_outcome_display()},
    )
    concern.answer, concern.outcome, concern.answered_by, concern.answered_on = text, outcome, by, on
    concern.save()
    tell(Answered, concern, concern.raised_by, by=by, correction=True)
    return concern


@transaction.atomic
def reopen(concern: ServiceConcern, *, text: str, by: User, on: date) -> ServiceConcern:
    """Reopen a concern whose answer does not satisfy the school, with the reason; the earlier text is kept above it.

    Raises Denied("not_the_school", "wrong_state").
    """
    concern = _locked(concern)
    check_raise(concern.school, by=by, on=on)
    row = find(ROWS, action="reopen", source=concern.status, refusal="This concern is already being looked into.")
    status = (concern.status, row.target)
    events.record(row.event, subject=concern, by=by, status=status, reason=text, answer=concern.answer)
    earlier = f"{concern.text}\n\n{in_words(on)}: {text}"
    concern.status, concern.text, concern.answer, concern.outcome = row.target, earlier, "", ""
    concern.answered_by = concern.answered_on = None
    concern.save()
    _start_answer_period(concern, on, again=True)
    give_concern_receipt(REOPENED, concern, by=by, due=_due_in_words(concern), on=on)
    return concern


def _locked(concern: ServiceConcern) -> ServiceConcern:
    related = ServiceConcern.objects.select_related("school", "owner", "raised_by")
    found = related.select_for_update(of=("self",)).get(pk=concern.pk)
    require_as_shown(found)
    return found


def _due_in_words(concern: ServiceConcern) -> str:
    """Return the day by which an open concern is to be answered, in words, or blank."""
    return in_words(concern.due_on) if concern.due_on else ""


def _start_answer_period(concern: ServiceConcern, on: date, *, again: bool = False) -> None:
    framework = framework_on(on)
    period = framework.periods.service_concern if framework else None
    due = deadlines.start(concern, rule=DEADLINE, period=period, on=on).due_on if period else None
    if concern.owner:
        for person in with_cover_of(concern.owner, concern.school, AssignmentRole.PRINCIPAL_OFFICER, on):
            tell(Raised, concern, person, due=weekday_in_words(due) if due else "", again=again)
