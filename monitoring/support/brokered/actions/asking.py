"""Ask for support, decline or withdraw it, and declare an interest in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from allocations.allocation.holding import band_of
from schools.models import School
from schools.queries import leads_of
from sil.accounts.models import User
from sil.framework.queries import version_for
from sil.framework.years import academic_year
from sil.workflow import Denied, require_confirmation

from ...models import Conflict, Support
from ...permissions import check_speaks
from ...sent import ASKED, CONFLICT, WITHDRAWN
from ...states import DELIVERING, SupportState
from .. import notifications as told
from ..permissions import check_declare, check_decline, check_withdraw
from ..policies import band_warning
from .locking import locked, record, to_state

_OTHERS_AGREE = "Somebody else who leads the school has to agree it."
_NOBODY_AGREES = "Nobody else leads the school, so nobody can agree it. The page of the support says whom to ask."
# The sides that agree, in words of the history.
SIDES = {"officer": "the service", "head": "the school"}


@dataclass(frozen=True, kw_only=True)
class Need:
    """What is asked for. `read` are the warnings that the page showed."""

    kind: str
    topic: str
    priorities: Sequence[str]
    need: str
    days: Decimal
    read: str = ""


@transaction.atomic
def ask(school: School, need: Need, *, by: User, on: date) -> Support:
    """Ask for support for a school; its officer is told where the school asks.

    Raises Denied("not_yours", "no_framework", "kind", "band", "topic", "no_days", "no_need"), and Denied("sure") with
    what should be known first.
    """
    by_school = check_speaks(school, by=by, on=on)
    version = version_for(academic_year(on))
    if version is None:
        raise Denied("no_framework", "No framework is in force, so support cannot be asked for.")
    framework = version.framework
    if framework.criterion(need.topic) is None:
        raise Denied("topic", "Select what the support is about.")
    if need.days <= 0:
        raise Denied("no_days", "Enter a number of days above 0.")
    if not need.need.strip():
        raise Denied("no_need", "Enter what the school needs.")
    warning = band_warning(framework, need.kind, band_of(school, on))
    require_confirmation([warning] if warning else [], need.read)
    known = {each.id for each in framework.priorities}
    made = Support.objects.create(
        school=school,
        framework_version=version,
        kind=need.kind,
        topic=need.topic,
        priorities=[each for each in need.priorities if each in known],
        need=need.need.strip(),
        days_wished=need.days,
        asked_by=by,
        by_school=by_school,
        asked_on=on,
    )
    record("support.asked", made, by=by, topic=made.topic_name)
    if by_school:
        told.tell_asked(made, by=by, on=on)
        told.give_support_receipt(ASKED, made, "We will look for somebody who can help, and email you.", by=by, on=on)
    return made


@transaction.atomic
def decline(support: Support, *, reason: str, by: User, on: date) -> Support:
    """Decline support; the school and its partner are told why.

    Raises Denied("not_the_partner", "wrong_state", "no_reason").
    """
    support = locked(support)
    check_decline(support, by=by, on=on)
    return _end(support, "decline", reason, by_school=False, by=by, on=on)


@transaction.atomic
def withdraw(support: Support, *, reason: str, by: User, on: date) -> Support:
    """Withdraw support before days are given; the other side and the partner are told, and who would give it where it
    was commissioned.

    Raises Denied("not_yours", "wrong_state", "given", "no_reason").
    """
    support = locked(support)
    by_school = check_withdraw(support, by=by, on=on)
    found = _end(support, "withdraw", reason, by_school=by_school, by=by, on=on)
    if by_school:
        told.give_support_receipt(WITHDRAWN, found, "You do not need to do anything.", by=by, on=on)
    return found


@transaction.atomic
def declare(support: Support, *, what: str, text: str, by: User, on: date) -> Conflict:
    """Declare an interest in who gives support, or in anybody while nobody is proposed: who has one neither agrees nor
    approves it, and what they agreed or approved before it is commissioned lapses.

    Raises Denied("not_yours", "wrong_state", "declared").
    """
    support = locked(support)
    by_school = check_declare(support, by=by, on=on)
    made = Conflict.objects.create(
        support=support, user=by, giver=support.giver_key, what=what, text=text.strip(), declared_on=on
    )
    record("support.conflict_declared", support, by=by, what=str(made.get_what_display()).lower())
    _lapse(support, by=by, on=on)
    if by_school:
        others = any(post.user_id != by.pk for post in leads_of(support.school, on))
        next_ = _OTHERS_AGREE if others else _NOBODY_AGREES
        told.give_support_receipt(CONFLICT, support, next_, by=by, on=on, times=made.pk)
    return made


def _lapse(support: Support, *, by: User, on: date) -> None:
    """Take back what somebody agreed or approved: what they agreed waits to be agreed again, what they approved waits
    for another to approve it."""
    sides = [side for side in SIDES if getattr(support, f"{side}_agreed_by_id") == by.pk]
    approved = support.approved_by_id == by.pk
    if not sides and not approved:
        return
    for side in sides:
        setattr(support, f"{side}_agreed_by", None)
        setattr(support, f"{side}_agreed_on", None)
    support.approved_by, support.approved_on, support.over_reason = None, None, ""
    target = SupportState.MATCHED if sides else SupportState.TO_APPROVE
    words = f"agreement for {' and '.join(SIDES[side] for side in sides)}" if sides else "approval"
    to_state(support, target, "support.lapsed", by=by, on=on, what=words)
    support.save()
    if target == SupportState.TO_APPROVE:
        told.tell_to_approve(support, "Who approved it declared an interest.", by=by, on=on)


def _end(support: Support, act: str, reason: str, *, by_school: bool, by: User, on: date) -> Support:
    if not reason.strip():
        raise Denied("no_reason", "Enter the reason.")
    target = SupportState.DECLINED if act == "decline" else SupportState.WITHDRAWN
    giver = support.status in DELIVERING
    to_state(support, target, f"support.{target}", by=by, on=on, reason=reason.strip())
    support.ended_on, support.ended_reason = on, reason.strip()
    support.save()
    told.tell_ended(
        support, str(target.label).lower(), support.ended_reason, by_school=by_school, giver=giver, by=by, on=on
    )
    return support
