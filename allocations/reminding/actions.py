"""Remind a school of the answer that it owes by one act, or all schools of a round that owe one."""

from datetime import date

from django.db import transaction

from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.framework.years import label
from sil.outbox.sender import sender
from sil.workflow import Denied

from ..allocation.actions import lock
from ..allocation.reminders import remind_now
from ..models import Allocation, Round
from ..review.permissions import check_may_review
from ..round.permissions import check_manage_round
from ..round.queries import waiting_for_schools


@transaction.atomic
def remind_school(allocation: Allocation, *, by: User, on: date) -> None:
    """Remind whoever leads a school to answer, once a day: by its partner or a Principal Officer.

    Raises Denied("not_an_officer", "not_waiting", "reminded").
    """
    check_may_review(allocation, by=by, on=on)
    allocation = lock(allocation)
    if not allocation.awaits_school:
        raise Denied("not_waiting", "The school has nothing to answer now.")
    if not _remind(allocation, by=by, on=on):
        raise Denied("reminded", "The headteacher has been reminded today, or none is recorded for the school.")


@transaction.atomic
def remind_schools(found: Round, *, by: User, on: date) -> int:
    """Remind every school of a round that owes an answer, once a day each. Return the number of schools.

    Raises Denied("not_allowed", "nobody_left").
    """
    check_manage_round(by=by, on=on)
    number = sum(_remind(each, by=by, on=on) for each in waiting_for_schools(found))
    if not number:
        raise Denied("nobody_left", "Every school that owes an answer has been reminded today, or has no headteacher.")
    return number


def _remind(allocation: Allocation, *, by: User, on: date) -> bool:
    """Whether somebody had still to be reminded today."""
    if not remind_now(allocation, on, sent_by=sender(by)):
        return False
    year = label(allocation.round.academic_year)
    events.record("allocation.reminded", subject=allocation, by=by, scope=scope(allocation.school), year=year)
    return True
