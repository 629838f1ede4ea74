"""Cover and handovers, made by the real actions, whatever is odd about them."""

from collections.abc import Collection
from datetime import date

from schools.covers import actions as covers
from schools.handovers import actions as handovers
from schools.handovers.parts import HandoverPlan, preview
from schools.models import AssignmentRole, Cover, Handover, School
from sil.accounts.models import User
from sil.workflow import Denied

from .visits import TODAY


def arranged(
    away: User,
    covering: User,
    starts_on: date,
    ends_on: date,
    *,
    role: AssignmentRole = AssignmentRole.SIP,
    by: User | None = None,
    on: date = TODAY,
    note: str = "",
) -> Cover:
    """What is warned of is taken as meant."""
    asked = {"away": away, "covering": covering, "role": role, "starts_on": starts_on, "ends_on": ends_on}
    try:
        return covers.arrange(**asked, note=note, by=by, on=on)  # type: ignore[arg-type]
    except Denied as denied:
        if denied.code != "sure":
            raise
        return covers.arrange(**asked, note=note, by=by, on=on, sure=denied.sentence)  # type: ignore[arg-type]


def read(
    schools: Collection[School],
    giving: User,
    taking: User,
    starts_on: date = TODAY,
    *,
    by: User | None = None,
    on: date = TODAY,
) -> str:
    """What somebody who looks at a handover now would confirm."""
    handing = HandoverPlan(handovers.by_name(schools), giving, taking, starts_on, by, on)
    return handovers.fingerprint(handing, preview(handing))


def handed_over(
    schools: Collection[School],
    giving: User,
    taking: User,
    starts_on: date = TODAY,
    *,
    note: str = "The head is new, and the chair writes on Mondays.",
    by: User | None = None,
    on: date = TODAY,
) -> Handover:
    return handovers.hand_over(
        schools,
        giving=giving,
        taking=taking,
        starts_on=starts_on,
        note=note,
        read=read(schools, giving, taking, starts_on, by=by, on=on),
        by=by,
        on=on,
    )
