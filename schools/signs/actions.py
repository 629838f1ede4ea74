"""Dismiss an early sign with a reason, or show it again."""

from datetime import date

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.workflow import Denied

from ..models import School
from ..models.signs import SignDecision
from ..queries import scope
from .permissions import check_may_decide
from .queries import signs_of

EVENTS = {
    "sign.dismissed": "Early sign dismissed: {facts}",
    "sign.shown_again": "Early sign shown again: {facts}",
}


@transaction.atomic
def decide(
    school: School, *, by: User, on: date, rule: str, facts: str, is_dismissal: bool, reason: str
) -> SignDecision:
    """Dismiss a sign of a school, or show one again that was dismissed; `facts` are the words that were read.

    Raises Denied("not_allowed", "no_reason", "no_sign", "decided").
    """
    check_may_decide(by=by, on=on)
    school = School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    if not reason.strip():
        raise Denied("no_reason", "Enter a reason.")
    there = signs_of([school.pk], on).get(school.pk, [])
    sign = next((each for each in there if each.rule.id == rule and each.words == facts), None)
    if sign is None:
        raise Denied("no_sign", "The facts have changed since you opened the page. Go back and read them again.")
    if sign.is_dismissed is is_dismissal:
        raise Denied("decided", "This was dismissed already." if is_dismissal else "This is shown already.")
    events.record(
        "sign.dismissed" if is_dismissal else "sign.shown_again",
        subject=school,
        by=by,
        scope=scope(school),
        reason=reason.strip(),
        status=None,
        facts=facts,
    )
    said = {"rule": rule, "facts": facts, "is_dismissal": is_dismissal, "reason": reason.strip()}
    return SignDecision.objects.create(school=school, by=by, on=on, at=clock.now(), **said)
