"""Record a review, correct and withdraw it, comment on it, and take over what the report of a visit says. The only
place that writes one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from monitoring.visits.models import Visit
from schools.documents.citing import NOT_PRESENT
from schools.documents.queries import citable
from schools.models import DocumentVersion
from schools.queries import scope
from schools.succession import urns_with_predecessors
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.audit.models import Event
from sil.audit.shown import require_as_shown
from sil.clock import in_words
from sil.workflow import Denied

from ..models import AgreedObjective, ObjectiveRating, PartnershipPlan, PlanReview, RatingComment
from ..sides.actions import lock
from ..sides.permissions import signs_as
from ..states import Rating, Side
from .notifications import ReviewCorrected, Reviewed, ReviewWithdrawn, tell_commented, tell_head
from .permissions import check_comment, check_review
from .policies import check_day, check_in_force, check_on_record, check_stands
from .queries import cited_in, first_agreed_on, in_force

# Why a review that a report told is corrected or withdrawn with its visit.
CORRECTED = "The report was corrected."
MOVED = "The visit was at another school."
TOO_EARLY = "The visit was before the plan was agreed."


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a review says of an objective. `cited` is a document of the school that shows it, `done` are the numbers of
    its actions that are done, from 0."""

    rating: int
    reason: str
    value: str = ""
    evidence: str = ""
    cited: DocumentVersion | None = None
    done: tuple[int, ...] = ()


@transaction.atomic
def record(
    plan: PartnershipPlan,
    *,
    by: User,
    on: date,
    day: date,
    said: Mapping[int, Said],
    visit: Visit | None = None,
) -> PlanReview:
    """Record the review of a day, with what it says of each objective in force (by the key of `AgreedObjective`).

    Raises Denied("not_the_service", "not_in_force", "future", "too_early", "not_its_visit", "reviewed", "changed",
    "no_rating", "no_reason", "not_present").
    """
    plan = lock(plan, to_write=True)
    check_review(plan, by=by, on=on)
    check_in_force(plan)
    check_day(plan, day, first=first_agreed_on(plan), on=on)
    if visit and visit.school_id != plan.school_id:
        raise Denied("not_its_visit", "Select a visit of this school.")
    if visit and PlanReview.objects.filter(plan=plan, visit=visit, withdrawn_on=None).exists():
        raise Denied("reviewed", "There is already a review of the plan at this visit. Select another visit, or none.")
    objectives = in_force(plan)
    if {each.pk for each in objectives} != set(said):
        raise Denied("changed", "The plan was changed after you opened this page. Read its objectives again below.")
    for each in objectives:
        _check_said(each, said[each.pk])
    _check_cited(plan, said.values())
    review = PlanReview.objects.create(plan=plan, on=day, visit=visit, by=by, recorded_on=on)
    ObjectiveRating.objects.bulk_create(_rating(review, each, said[each.pk], by=by) for each in objectives)
    made = _record(review, "recorded", by=by)
    tell_head(Reviewed, review, by=by, key=made.pk, on=on)
    return review


@transaction.atomic
def correct(review: PlanReview, *, by: User, on: date, said: Mapping[int, Said], reason: str) -> PlanReview:
    """Correct what a review says. What it said before stays on record.

    Raises Denied("not_the_service", "withdrawn", "by_report", "changed", "no_reason", "no_rating", "same",
    "not_present").
    """
    review = _lock(review)
    check_review(review.plan, by=by, on=on)
    check_stands(review)
    _check_reason(reason, "Enter why you are correcting the review.")
    holding = _holding(review)
    if set(holding) != set(said):
        raise Denied("changed", "The review was changed after you opened this page. Read it again below.")
    changed = [key for key, old in holding.items() if _said(old) != said[key]]
    if not changed:
        raise Denied("same", "Change what is wrong: the review says this already.")
    for key in changed:
        _check_said(holding[key].agreed, said[key])
    _check_cited(review.plan, [said[key] for key in changed], kept=cited_in(holding.values()))
    made = _replace(review, {key: said[key] for key in changed}, holding, by=by, reason=reason.strip())
    tell_head(ReviewCorrected, review, by=by, key=made.pk, on=on, reason=reason.strip())
    return review


@transaction.atomic
def withdraw(review: PlanReview, *, by: User, on: date, reason: str) -> PlanReview:
    """Withdraw a review that should not have been recorded. It stays on record and no longer counts.

    Raises Denied("not_the_service", "withdrawn", "by_report", "no_reason").
    """
    review = _lock(review)
    check_review(review.plan, by=by, on=on)
    check_stands(review)
    _check_reason(reason, "Enter why you are withdrawing the review.")
    made = _withdraw(review, by=by, on=on, reason=reason.strip())
    tell_head(ReviewWithdrawn, review, by=by, key=made.pk, on=on, reason=reason.strip())
    return review


@transaction.atomic
def comment(review: PlanReview, *, by: User, on: date, said: Mapping[int, str]) -> list[RatingComment]:
    """Keep what the headteacher says about objectives (by the key of `AgreedObjective`), once about each.

    Raises Denied("not_the_head", "withdrawn", "nothing", "said").
    """
    review = _lock(review)
    check_comment(review.plan, by=by, on=on)
    check_on_record(review)
    there = set(_holding(review))
    texts = {key: text.strip() for key, text in said.items() if text.strip() and key in there}
    if not texts:
        raise Denied("nothing", "Enter a comment on at least one objective.")
    if RatingComment.objects.filter(review=review, agreed__in=texts).exists():
        raise Denied("said", "There is already a comment on one of these objectives. Read the review again.")
    role = signs_as(review.plan, Side.HEAD, by, on)
    made = RatingComment.objects.bulk_create(
        RatingComment(review=review, agreed_id=key, text=text, by=by, said_as=role, at=clock.now())
        for key, text in texts.items()
    )
    event = _record(review, "commented", by=by, role=role)
    tell_commented(review, by=by, key=event.pk, on=on)
    return made


def take_over(visit: Visit, said: Mapping[AgreedObjective, Said], *, by: User, on: date) -> None:
    """Keep what the report of a visit says of objectives of one plan as the review of that visit. What is kept already
    is no news, and a plan that was reviewed at the visit apart from the report keeps that review. The caller holds the
    transaction that issues the report."""
    plan = lock(next(iter(said)).version.plan, to_write=True)
    review, is_new = PlanReview.objects.get_or_create(
        plan=plan,
        visit=visit,
        withdrawn_on=None,
        defaults={"from_report": True, "on": visit.ends_on, "by": by, "recorded_on": on},
    )
    if not review.from_report:
        return
    review.plan = plan
    holding = {each.agreed.objective_id: each for each in _holding(review).values()}
    new = {agreed: each for agreed, each in said.items() if agreed.objective_id not in holding}
    ObjectiveRating.objects.bulk_create(_rating(review, agreed, each, by=by) for agreed, each in new.items())
    changed = {}
    for agreed, each in said.items():
        old = holding.get(agreed.objective_id)
        if old and (old.rating, old.reason) != (each.rating, each.reason):
            changed[old.agreed_id] = each
    if is_new:
        _record(review, "recorded", by=by)
    elif new:
        _record(review, "added", by=by, text=_places(new))
    if changed:
        _replace(review, changed, {old.agreed_id: old for old in holding.values()}, by=by, reason=CORRECTED)


def follow(visit: Visit, *, by: User, on: date) -> None:
    """Keep the reviews that the report of a visit told in step with it: of the day of the visit, and withdrawn where
    the visit is of another school now, or was before the plan was agreed. A review that was recorded apart stays, and
    names a visit of its own school alone. The caller holds the transaction that changes the visit."""
    found = PlanReview.objects.filter(visit=visit, withdrawn_on=None).order_by("pk")
    for review in found.select_for_update(of=("self",)).select_related("plan__school", "plan__framework_version"):
        is_elsewhere = visit.school_id not in urns_with_predecessors(review.plan.school)
        if not review.from_report:
            if is_elsewhere:
                _record(review, "off_visit", by=by)
                review.visit = None
                review.save(update_fields=["visit"])
        elif is_elsewhere:
            _withdraw(review, by=by, on=on, reason=MOVED)
        elif visit.ends_on < first_agreed_on(review.plan):
            _withdraw(review, by=by, on=on, reason=TOO_EARLY)
        elif visit.ends_on != review.on:
            _record(review, "redated", by=by, new_day=in_words(visit.ends_on))
            review.on = visit.ends_on
            review.save(update_fields=["on"])


def _withdraw(review: PlanReview, *, by: User, on: date, reason: str) -> Event:
    review.withdrawn_on, review.withdrawn_by, review.withdrawn_reason = on, by, reason
    review.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_reason"])
    return _record(review, "withdrawn", by=by, reason=reason)


def _rating(review: PlanReview, agreed: AgreedObjective, said: Said, *, by: User) -> ObjectiveRating:
    return ObjectiveRating(
        review=review,
        agreed=agreed,
        rating=said.rating,
        reason=said.reason.strip(),
        value=said.value.strip(),
        evidence=said.evidence.strip(),
        cited=said.cited,
        done=sorted(said.done),
        by=by,
        at=clock.now(),
    )


def _replace(
    review: PlanReview, said: Mapping[int, Said], holding: Mapping[int, ObjectiveRating], *, by: User, reason: str
) -> Event:
    for key, new in said.items():
        made = _rating(review, holding[key].agreed, new, by=by)
        made.replaces, made.correction = holding[key], reason
        made.save()
    return _record(review, "corrected", by=by, reason=reason, text=_places(holding[key].agreed for key in said))


def _places(objectives: Iterable[AgreedObjective]) -> str:
    return f"objective {', '.join(str(place) for place in sorted(each.place for each in objectives))}"


def _said(rating: ObjectiveRating) -> Said:
    return Said(
        rating=rating.rating,
        reason=rating.reason,
        value=rating.value,
        evidence=rating.evidence,
        cited=rating.cited,
        done=tuple(rating.done),
    )


def _holding(review: PlanReview) -> dict[int, ObjectiveRating]:
    """The ratings of a review that hold, by the key of their `AgreedObjective`."""
    found = ObjectiveRating.objects.filter(review=review, replaced_by=None).select_related("agreed", "cited__document")
    return {each.agreed_id: each for each in found.order_by("agreed__place")}


def _lock(review: PlanReview) -> PlanReview:
    """The review as it stands, held until the transaction ends. Raises Denied("changed")."""
    PlanReview.objects.select_for_update().only("pk").get(pk=review.pk)
    found = PlanReview.objects.select_related("plan__school", "plan__framework_version", "visit").get(pk=review.pk)
    require_as_shown(found)
    return found


def _record(review: PlanReview, what: str, *, by: User, reason: str = "", **said: Any) -> Event:
    plan = review.plan
    return events.record(
        f"plan_review.{what}",
        subject=review,
        by=by,
        scope=scope(plan.school),
        reason=reason,
        title=plan.title,
        day=in_words(review.on),
        **said,
    )


def _check_said(agreed: AgreedObjective, said: Said) -> None:
    if said.rating not in Rating.values:
        raise Denied("no_rating", f"Select how objective {agreed.place} is going.")
    _check_reason(said.reason, f"Enter why you rate objective {agreed.place} like this.")
    if not set(said.done) <= set(range(len(agreed.actions))):
        raise Denied("changed", "The actions were changed after you opened this page. Read them again below.")


def _check_cited(plan: PartnershipPlan, said: Iterable[Said], *, kept: Iterable[int] = ()) -> None:
    """Only the present version of a document is cited, or what the review cited before it is put right."""
    keys = {each.cited.pk for each in said if each.cited}
    if keys and citable(plan.school, kept=kept).filter(pk__in=keys).count() < len(keys):
        raise Denied("not_present", NOT_PRESENT)


def _check_reason(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise Denied("no_reason", sentence)
