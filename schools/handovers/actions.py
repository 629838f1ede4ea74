"""Hand a partner's schools to another with all open work in one transaction, and record that it was read."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from django.db import transaction

from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import User, in_force
from sil.audit import events
from sil.clock import in_words
from sil.framework.queries import titles
from sil.workflow import Denied

from ..models import Assignment, AssignmentRole, Handover, School
from ..people.actions import assign, check_assign, check_assigns_another, check_in_role
from ..queries import scope
from .notifications import tell
from .parts import PARTS, HandoverPlan, PartPreview, preview

SIP = AssignmentRole.SIP
FAR = timedelta(days=183)


def by_name(schools: Iterable[School]) -> tuple[School, ...]:
    """The schools in the order of their names."""
    return tuple(sorted(schools, key=lambda school: (school.name, school.pk)))


def check_plan(plan: HandoverPlan) -> None:
    """Raises Denied("nothing", "oneself", "not_in_role", "not_theirs")."""
    check_assign(by=plan.by, on=plan.on)
    giving, taking = plan.giving, plan.taking
    if not plan.schools:
        raise Denied("nothing", "Select at least one school.")
    if giving == taking:
        raise Denied("oneself", f"{giving.name} already has these schools. Select somebody else.")
    check_in_role(taking, SIP, plan.starts_on)
    check_assigns_another(taking, plan.by)
    theirs = Assignment.objects.filter(in_force(plan.starts_on), user=giving, role=SIP, school__in=plan.schools)
    kept = set(theirs.values_list("school", flat=True))
    if gone := [school.name for school in plan.schools if school.pk not in kept]:
        title = titles()[SIP]
        raise Denied("not_theirs", f"On {plan.day} {giving.name} is not the {title} of {', '.join(gone)}.")


def plan_warnings(plan: HandoverPlan) -> list[str]:
    """Return what somebody should know before confirming; none of it is forbidden."""
    if plan.starts_on < plan.on:
        return [f"{plan.day} is in the past. The record will show {plan.taking.name} from that day."]
    if plan.starts_on - plan.on > FAR:
        return [f"{plan.day} is more than half a year away."]
    return []


def fingerprint(plan: HandoverPlan, shown: Sequence[PartPreview]) -> str:
    """A digest of what a person was shown, so that what they confirm is what they read."""
    plain = [plan.giving.pk, plan.taking.pk, plan.day, [s.pk for s in plan.schools], _plain(shown)]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


@transaction.atomic
def hand_over(
    schools: Collection[School],
    *,
    giving: User,
    taking: User,
    starts_on: date,
    note: str,
    read: str,
    by: User | None,
    on: date,
) -> Handover:
    """Make another partner that of schools from a day, and move what is open with them.

    `read` is the fingerprint of what was looked at; where that has changed since, Denied("changed") is
    raised. Raises those of `check`, and Denied("later_officer") where somebody else is down to begin later.
    """
    # Two handovers of one school at once see each other, and so does a plan of a visit there.
    keys = [school.pk for school in schools]
    locked = School.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    plan = HandoverPlan(by_name(locked), giving, taking, starts_on, by, on)
    check_plan(plan)
    shown = preview(plan)
    if fingerprint(plan, shown) != read:
        raise Denied("changed", "Something changed while you were reading this. Check it again below.")
    made = _write(plan, shown, note)
    # Before the partner changes: a part finds what is open with whoever gives.
    for part in PARTS:
        if part.move:
            part.move(plan)
    return _finish(made, plan)


def hand_schools(plan: HandoverPlan, *, note: str) -> Handover:
    """Make another partner that of schools, without what is open there: for somebody who leaves, each kind of which may
    go to somebody else. Raises those of `check_plan`. The caller holds a transaction."""
    check_plan(plan)
    return _finish(_write(plan, (), note), plan)


def _write(plan: HandoverPlan, shown: Iterable[PartPreview], note: str) -> Handover:
    made = Handover.objects.create(
        giving=plan.giving,
        taking=plan.taking,
        starts_on=plan.starts_on,
        note=note,
        moved=_plain(part for part in shown if part.is_kept),
        made_by=plan.by,
        made_at=clock.now(),
    )
    made.schools.set(plan.schools)
    return made


def _finish(made: Handover, plan: HandoverPlan) -> Handover:
    assign(plan.schools, user=plan.taking, role=SIP, starts_on=plan.starts_on, by=plan.by, on=plan.on)
    _record(made, plan)
    tell(made, plan.schools, by=plan.by, on=plan.on)
    return made


@transaction.atomic
def mark_read(handover: Handover, *, by: User, on: date) -> None:
    """One of the two says that they have read it. Raises Denied("not_yours")."""
    if by.pk not in (handover.giving_id, handover.taking_id):
        raise Denied("not_yours", "Only the person who hands over and the person who takes over can confirm this.")
    handover.read_by.add(by)


def _plain(shown: Iterable[PartPreview]) -> list[dict[str, object]]:
    return [
        {
            "title": part.title,
            "says": part.says,
            "items": [{"school": school.name, "words": words} for school, words in part.items],
        }
        for part in shown
    ]


def _record(made: Handover, plan: HandoverPlan) -> None:
    people = [accounts.scope(user) for user in (made.giving, made.taking)]
    for place in [*(scope(school) for school in plan.schools), *people]:
        events.record(
            "handover.made" if place not in people else "handover.of_schools",
            subject=made,
            by=plan.by,
            scope=place,
            giving=made.giving.name,
            taking=made.taking.name,
            count=len(plan.schools),
            starts_on=in_words(made.starts_on),
        )
