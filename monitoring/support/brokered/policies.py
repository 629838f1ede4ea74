"""Policies of brokered support: what the state of it, the band of the school and the days of a giver allow."""

from datetime import date
from decimal import Decimal

from sil.framework.periods import Period
from sil.framework.schema import Band, Framework, days_in_words
from sil.workflow import Denied, find

from ..models import Leader, Provider, SchoolOffer, Support
from ..states import SupportState
from ..transitions import ROWS
from ..years import pounds

# What is refused where the table has no row for an act.
REFUSALS = {
    "match": "Who gives this support can be changed only until it is commissioned.",
    "agree": "This support is not waiting to be agreed.",
    "approve": "This support is not waiting to be approved.",
    "commission": "This support is not waiting to be commissioned.",
    "deliver": "Days can be recorded only after the support is commissioned and before it is complete.",
    "complete": "This support is not under way.",
    "evaluate": "This support is not waiting to be evaluated.",
    "close": "This support can be closed once both sides have evaluated it.",
    "decline": "This support can be declined only until it is commissioned.",
    "withdraw": "This support can be withdrawn only until days of it have been given.",
    "declare": "An interest can be declared only until the support is commissioned.",
    "correct_cost": "The final cost can be corrected once the support is complete.",
}

_WHY_NOT: dict[type, str] = {
    Provider: "The directory has other days for this provider.",
    Leader: "They are not accredited on all of them, or have left the directory.",
    SchoolOffer: "The school does not offer it on all of them.",
}


def check_state(support: Support, action: str) -> None:
    """Raises Denied("wrong_state") where the state does not allow an act."""
    find(ROWS, action=action, source=support.status, refusal=REFUSALS[action])


def band_warning(framework: Framework, kind_id: str, band: Band | None) -> str:
    """Return what an officer should know about a kind of support for a band, or blank. The band is of the version of
    the framework that it was settled under, which may be another. Raises Denied("band") where the
    framework forbids it, and Denied("kind") for one that it does not have."""
    kind = framework.support.kind(kind_id)
    if kind is None:
        raise Denied("kind", "Select a kind of support.")
    if kind.fits(band.id if band else "") or {each.id for each in framework.bands} <= {*kind.bands}:
        return ""
    named = framework.names(kind.bands)
    now = f"The school is in {band.name}" if band else "The school has no band yet"
    if kind.strict:
        raise Denied("band", f"The framework has {kind.name.lower()} only for {named}. {now}.")
    return f"The framework names {kind.name.lower()} for {named}. {now}."


def check_room(days: Decimal, left: Decimal, name: str) -> None:
    """Raises Denied("no_days") where somebody would be asked for more days than they have left in the year."""
    if days > left:
        has = days_in_words(max(left, Decimal(0)))
        raise Denied(
            "no_days", f"{name} has {has} left in that financial year. Enter fewer days, or choose somebody else."
        )


def check_giver(
    support: Support, giver: Provider | Leader | SchoolOffer, starts_on: date, ends_on: date, *, has_post: bool
) -> None:
    """Raises Denied("own_school", "not_there") where somebody cannot give this support on its days. `has_post` says
    whether they hold a post at the school."""
    if isinstance(giver, Provider):
        is_there = giver.is_active(starts_on) and giver.is_active(ends_on)
    elif isinstance(giver, SchoolOffer):
        if giver.school_id == support.school_id:
            raise Denied("own_school", "Select another school. A school cannot give support to itself.")
        is_there = giver.is_open(starts_on) and giver.is_open(ends_on)
    else:
        if has_post or giver.school_id == support.school_id:
            raise Denied("own_school", f"{giver.name} works at this school. Select somebody who works elsewhere.")
        is_there = not giver.ended_on and giver.is_accredited(starts_on) and giver.is_accredited(ends_on)
    if not is_there:
        raise Denied("not_there", f"{_name(giver)} cannot give support on all of these days. {_WHY_NOT[type(giver)]}")


def _name(giver: Provider | Leader | SchoolOffer) -> str:
    return str(giver.school if isinstance(giver, SchoolOffer) else giver)


def needs_approval(framework: Framework, cost: Decimal, left: Decimal | None) -> str:
    """Return why support has to be approved by a second person, or blank. `left` is what the budget has left."""
    most = framework.support.approval_above
    if left is not None and cost > left:
        return f"It costs {pounds(cost)}, and the budget has {pounds(left)} left."
    if most is not None and cost > most:
        return f"It costs more than {pounds(most)}."
    return ""


def period_of(support: Support) -> Period | None:
    """Return the period within which what waits in the state of support is to be done, in the working days of its
    framework; None where it gives none, so that nobody is reminded."""
    rules = support.framework_version.framework.support
    named = {
        SupportState.MATCHED: ("Agreement to support", rules.agree_within, "the day who would give it is proposed"),
        SupportState.DELIVERED: ("Evaluation of support", rules.evaluate_within, "the day it is complete"),
    }
    name, count, trigger = named.get(SupportState(support.status), ("", None, ""))
    if count is None:
        return None
    source = "The authority’s choice, in its framework file"
    return Period(name=name, unit="working", day_one="out", trigger=trigger, source=source, count=count)
