"""Hand a partner's schools to another with everything that is open, in one act; say that one has read it."""

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
from ..people.actions import assign, check_assign, check_in_role
from ..queries import scope
from .notifications import tell
from .parts import PARTS, Handing, Shown, look

SIP = AssignmentRole.SIP
FAR = timedelta(days=183)


def by_name(schools: Iterable[School]) -> tuple[School, ...]:
    return tuple(sorted(schools, key=lambda school: (school.name, school.pk)))


def check(handing: Handing) -> None:
    """Raises Denied("nothing", "oneself", "not_in_role", "not_theirs")."""
    check_assign(by=handing.by, on=handing.on)
    giving, taking = handing.giving, handing.taking
    if not handing.schools:
        raise Denied("nothing", "Choose at least one school.")
    if giving == taking:
        raise Denied("oneself", f"{giving.name} already has these schools. Choose somebody else.")
    check_in_role(taking, SIP, handing.starts_on)
    theirs = Assignment.objects.filter(in_force(handing.starts_on), user=giving, role=SIP, school__in=handing.schools)
    kept = set(theirs.values_list("school", flat=True))
    if gone := [school.name for school in handing.schools if school.pk not in kept]:
        title = titles()[SIP]
        raise Denied("not_theirs", f"On {handing.day} {giving.name} is not the {title} of {', '.join(gone)}.")


def odd(handing: Handing) -> list[str]:
    """What somebody should know first; none of it is forbidden."""
    if handing.starts_on < handing.on:
        return [f"{handing.day} is in the past. The record will show {handing.taking.name} from that day."]
    if handing.starts_on - handing.on > FAR:
        return [f"{handing.day} is more than half a year away."]
    return []


def fingerprint(handing: Handing, shown: Sequence[Shown]) -> str:
    """Of what a person was shown, so that what they confirm is what they read."""
    plain = [handing.giving.pk, handing.taking.pk, handing.day, [s.pk for s in handing.schools], _plain(shown)]
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
    handing = Handing(by_name(locked), giving, taking, starts_on, by, on)
    check(handing)
    shown = look(handing)
    if fingerprint(handing, shown) != read:
        raise Denied("changed", "Something changed while you were reading this. Check it again below.")
    made = Handover.objects.create(
        giving=giving,
        taking=taking,
        starts_on=starts_on,
        note=note,
        moved=_plain(shown),
        made_by=by,
        made_at=clock.now(),
    )
    made.schools.set(handing.schools)
    # Before the partner changes: a part finds what is open with whoever gives.
    for part in PARTS:
        if part.move:
            part.move(handing)
    assign(handing.schools, user=taking, role=SIP, starts_on=starts_on, by=by, on=on)
    _record(made, handing)
    tell(made, handing.schools, by=by, on=on)
    return made


@transaction.atomic
def mark_read(handover: Handover, *, by: User, on: date) -> None:
    """One of the two says that they have read it. Raises Denied("not_yours")."""
    if by.pk not in (handover.giving_id, handover.taking_id):
        raise Denied("not_yours", "Only the person who hands over and the person who takes over can confirm this.")
    handover.read_by.add(by)


def _plain(shown: Sequence[Shown]) -> list[dict[str, object]]:
    return [
        {
            "title": part.title,
            "says": part.says,
            "items": [{"school": school.name, "words": words} for school, words in part.items],
        }
        for part in shown
    ]


def _record(made: Handover, handing: Handing) -> None:
    people = [accounts.scope(user) for user in (made.giving, made.taking)]
    for place in [*(scope(school) for school in handing.schools), *people]:
        events.record(
            "handover.made" if place not in people else "handover.of_schools",
            subject=made,
            by=handing.by,
            scope=place,
            giving=made.giving.name,
            taking=made.taking.name,
            count=len(handing.schools),
            starts_on=in_words(made.starts_on),
        )
