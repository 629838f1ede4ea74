"""Improvement plans of the made-up authority's schools: in each state, and most of them agreed."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import transaction

from allocations.allocation.holding import held
from monitoring.plans.draft import actions as drafts
from monitoring.plans.draft.queries import objectives_of
from monitoring.plans.models import PartnershipPlan
from monitoring.plans.plan import actions
from monitoring.plans.plan.queries import band_asks
from monitoring.plans.reviews import actions as reviews
from monitoring.plans.reviews.actions import Said
from monitoring.plans.reviews.queries import in_force
from monitoring.plans.sources import SOURCES
from monitoring.plans.states import EndReason, PlanState, Rating
from schools.models import AssignmentRole
from schools.queries import leads_of, officers_with_cover
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of

DAY = timedelta(days=1)
# Days after a plan was asked for, at which it is written and agreed.
WRITTEN, AGREED = 8 * DAY, 15 * DAY
# Days before today on which some plans are asked for anew.
RENEWED = 22 * DAY
# Title, indicator, baseline, target, priorities, action and who, milestone.
OBJECTIVES = (
    (
        "Every child reads fluently by the end of Year 2",
        "Pupils who meet the standard of the phonics check",
        "68%",
        "82%",
        "All teachers of Reception and Key Stage 1 are trained in the scheme",
        "The phonics lead",
        "75% in the practice check in March",
    ),
    (
        "Pupils come to school every day",
        "Pupils who are absent for a tenth of sessions or more",
        "24%",
        "17%",
        "Somebody calls at home on the first day of absence",
        "The attendance officer",
        "21% by the February half-term",
    ),
)
# Days before today of the reviews; how the objectives are going, why and with which figures: those that move, and one
# that does not.
REVIEWED = (201, 145, 12)
RATINGS = ((Rating.OFF_TRACK, Rating.BEHIND, Rating.ON_TRACK), (Rating.BEHIND, Rating.BEHIND, Rating.OFF_TRACK))
REASONS = (
    (
        "Nobody has been trained yet.",
        "Half of the staff are trained, and lessons begin to change.",
        "All staff are trained, and lessons follow the plan.",
    ),
    (
        "The post of the attendance officer is vacant.",
        "The post is still vacant.",
        "The post is still vacant, and absence has risen.",
    ),
)
VALUES = (("68%", "72%", "77%"), ("24%", "24%", "26%"))
COMMENT = "We have advertised the post twice. An interview is planned for January."
REASON = "The new head of Key Stage 2 wants to start with writing."


class People(NamedTuple):
    partner: User
    head: User


def of_earlier_years(first: date) -> None:
    """Agree every plan that was asked for, also by a band that took effect on the first day of its year, where the same
    people were there all the time."""
    _ask_missing(first)
    for plan in PartnershipPlan.objects.filter(status=PlanState.ASKED).select_related("school").order_by("school"):
        if there := _people_of(plan, plan.asked_on + WRITTEN, plan.asked_on + AGREED):
            _agreed(plan, there, plan.asked_on + AGREED)


def make(known: Mapping[str, User], today: date) -> None:
    """End what no band asks for any more; of the plans of one partner, have one in each state; agree all others, and
    review those that were agreed in earlier years."""
    _ask_missing(today)
    states, reviewed = [_asked, _written, _waits, _changing], 0
    for plan in PartnershipPlan.objects.exclude(status=PlanState.ENDED).select_related("school").order_by("school"):
        there = _people_of(plan, today - RENEWED, today - RENEWED + WRITTEN, today - RENEWED + AGREED, today)
        if there is None:
            continue
        if not band_asks(plan, today):
            _end(plan, there, today, EndReason.BAND)
        elif states and there.partner == known["sip"]:
            state = states.pop(0)
            state(_renewed(plan, there, today - RENEWED), there, today)
        elif plan.status == PlanState.ASKED:
            _agreed(plan, there, today)
        elif plan.status == PlanState.AGREED:
            reviewed += _review(plan, today, stuck=reviewed % 4 == 0)


def _ask_missing(on: date) -> None:
    """What the service does each morning: a band that was settled earlier asks on the first day on which it holds."""
    with clock.at(on):
        actions.ask_missing(on)


def _review(plan: PartnershipPlan, today: date, *, stuck: bool) -> bool:
    """Three reviews over two terms; `stuck` is whether the second objective does not move. False where nobody was there
    to review the plan."""
    days = [today - back * DAY for back in REVIEWED]
    there = [found for found in (_people(plan, day) for day in days) if found]
    if plan.agreed_on is None or plan.agreed_on > days[0] or len(there) < len(days):
        return False
    for place, day in enumerate(days):
        said = {
            each.pk: Said(
                rating=RATINGS[stuck and number % 2][place],
                reason=REASONS[stuck and number % 2][place],
                value=VALUES[stuck and number % 2][place],
                evidence="Figures of the school, and what we saw in two classes.",
                done=tuple(range(len(each.actions))) if place == len(days) - 1 and not number else (),
            )
            for number, each in enumerate(in_force(plan))
        }
        with clock.at(day):
            made = reviews.record(plan, by=there[place].partner, on=day, day=day, said=said)
    if stuck:
        with clock.at(days[-1]):
            reviews.comment(made, by=there[-1].head, on=days[-1], said={max(said): COMMENT})
    return True


def _renewed(plan: PartnershipPlan, there: People, on: date) -> PartnershipPlan:
    """End a plan of an earlier year, and have the band ask for a new one."""
    _end(plan, there, on, EndReason.SUPERSEDED)
    with clock.at(on), transaction.atomic():
        actions.hear_settled(held(on).get(school=plan.school), on)
    return PartnershipPlan.objects.select_related("school").exclude(status=PlanState.ENDED).get(school=plan.school)


def _people_of(plan: PartnershipPlan, *days: date) -> People | None:
    """The partner and the head of the school of a plan; None where it lacks one of them on any of some days, or they
    have changed between them."""
    found = {_people(plan, on) for on in days}
    return found.pop() if len(found) == 1 else None


def _people(plan: PartnershipPlan, on: date) -> People | None:
    heads = [post.user for post in leads_of(plan.school, on)]
    partners = officers_with_cover(plan.school, AssignmentRole.SIP, on)
    return People(partners[0], heads[0]) if heads and partners else None


def _asked(plan: PartnershipPlan, there: People, today: date) -> None:
    """Nothing is written yet."""


def _written(plan: PartnershipPlan, there: People, today: date) -> None:
    """Each side has written an objective, the second without a target yet."""
    on = _day(plan, WRITTEN, today)
    _write(plan, 0, there.partner, on, from_source=True)
    _write(plan, 1, there.head, on, target="")


def _waits(plan: PartnershipPlan, there: People, today: date) -> None:
    """The partner has agreed it."""
    on = _day(plan, WRITTEN, today)
    for number, by in enumerate((there.partner, there.head)):
        _write(plan, number, by, on)
    _agree(plan, there.partner, _day(plan, AGREED, today))


def _agreed(plan: PartnershipPlan, there: People, today: date) -> None:
    _waits(plan, there, today)
    _agree(plan, there.head, _day(plan, AGREED, today))


def _changing(plan: PartnershipPlan, there: People, today: date) -> None:
    """The head has asked to change it, and has begun."""
    _agreed(plan, there, today)
    with clock.at(today):
        actions.change(plan, by=there.head, on=today, reason=REASON)
        first = objectives_of(plan)[0]
        content = {**first.content, "target": "85%"}
        drafts.save_objective(first, by=there.head, on=today, content=content, version=first.version)


def _end(plan: PartnershipPlan, there: People, on: date, why: EndReason) -> None:
    with clock.at(on):
        actions.end(plan, by=there.partner, on=on, why=why)


def _agree(plan: PartnershipPlan, by: User, on: date) -> None:
    version = PartnershipPlan.objects.get(pk=plan.pk).text_version
    with clock.at(on):
        actions.agree(plan, by=by, on=on, text_version=version)


def _write(
    plan: PartnershipPlan, number: int, by: User, on: date, *, from_source: bool = False, **changes: str
) -> None:
    title, indicator, baseline, target, action, who, milestone = OBJECTIVES[number]
    priorities = [each.id for each in plan.framework.priorities[number : number + 1]]
    source = SOURCES["criteria"]
    with clock.at(on):
        suggested = source.gives(plan, roles_of(by, on)) if from_source else []
        drawn: dict[str, Any] = {"source": source, "suggestion": suggested[0]} if suggested else {}
        made = drafts.add(plan, by=by, on=on, **drawn)
        content = {
            "title": made.content.get("title") or title,
            "indicator": indicator,
            "baseline": baseline,
            "target": target,
            "target_on": _boxes(on + 220 * DAY),
            "priorities": priorities,
            "actions": [{"what": action, "who": who, "by": _boxes(on + 60 * DAY)}],
            "milestones": [{"what": milestone, "by": _boxes(on + 100 * DAY)}],
        }
        drafts.save_objective(made, by=by, on=on, content={**content, **changes}, version=0)


def _day(plan: PartnershipPlan, after: timedelta, today: date) -> date:
    """A day after a plan was asked for, never one that is to come."""
    return min(plan.asked_on + after, today)


def _boxes(day: date) -> list[str]:
    return [str(day.day), str(day.month), str(day.year)]
