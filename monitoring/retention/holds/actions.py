"""Place a legal hold, and end it."""

from datetime import date

from django.db import transaction

from monitoring.notices.models import Case
from schools.models import School
from schools.queries import scope
from sil.accounts import actions as accounts
from sil.accounts.models import User
from sil.audit import events
from sil.workflow import Denied

from ..models import Hold
from .permissions import check_hold
from .queries import hold_on


@transaction.atomic
def place(subject: School | Case | User, *, reason: str, by: User, on: date) -> Hold:
    """Keep everything of a school, case or person from being disposed of. Waits for a record that is just going. Raises
    Denied("not_allowed", "held")."""
    check_hold(subject, by=by, on=on)
    name = "school" if isinstance(subject, School) else "case" if isinstance(subject, Case) else "person"
    type(subject)._default_manager.select_for_update(no_key=True).get(pk=subject.pk)
    if hold_on(subject) is not None:
        raise Denied("held", "There is a legal hold on this already.")
    made = Hold.objects.create(**{name: subject}, reason=reason.strip(), placed_by=by, placed_on=on)
    events.record("hold.placed", subject=made, by=by, scope=_scope(subject), reason=made.reason)
    return made


@transaction.atomic
def end(hold: Hold, *, reason: str, by: User, on: date) -> Hold:
    """End a hold, so that the periods count again. Raises Denied("not_allowed", "ended")."""
    hold = Hold.objects.select_for_update().get(pk=hold.pk)
    check_hold(hold.subject, by=by, on=on)
    if hold.ended_on is not None:
        raise Denied("ended", "This legal hold has ended already.")
    hold.ended_by, hold.ended_on, hold.end_reason = by, on, reason.strip()
    events.record("hold.ended", subject=hold, by=by, scope=_scope(hold.subject), reason=hold.end_reason)
    hold.save(update_fields=["ended_by", "ended_on", "end_reason"])
    return hold


def _scope(subject: School | Case | User) -> str:
    if isinstance(subject, School):
        return scope(subject)
    return subject.scope if isinstance(subject, Case) else accounts.scope(subject)
