"""Reviews of partnership plans: who may do what, what has not moved, what is owed, and what reports of visits tell."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.plans.models import ObjectiveRating, PartnershipPlan, PlanReview
from monitoring.plans.plan import actions as plan_actions
from monitoring.plans.reviews import actions
from monitoring.plans.reviews.follow_ups import NO_REASON
from monitoring.plans.reviews.page import progress_of
from monitoring.plans.reviews.queries import (
    has_not_moved,
    in_force,
    latest,
    latest_of,
    not_moving,
    owed,
    plans_not_moving,
)
from monitoring.plans.reviews.work import FINDER
from monitoring.plans.states import EndReason, PlanState, Rating
from monitoring.visits.models import Term
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.factories import covers, frameworks, people, plans, reports, schools, visits
from tests.factories.plans import ASKED, Scene
from tests.factories.reports import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("P2")]
DAY = timedelta(days=1)
RATINGS = st.sampled_from(list(Rating))
G, A, R = Rating.ON_TRACK, Rating.BEHIND, Rating.OFF_TRACK


def said(scene: Scene, rating: int = A, **changes: Any) -> dict[int, actions.Said]:
    plan = PartnershipPlan.objects.get(pk=scene.plan.pk)
    return {
        each.pk: actions.Said(**{"rating": rating, "reason": "Seen in two classes.", **changes})
        for each in in_force(plan)
    }


def record(scene: Scene, by: User) -> PlanReview:
    return actions.record(scene.plan, by=by, on=ASKED, day=ASKED, said=said(scene))


def first(scene: Scene) -> PlanReview:
    return PlanReview.objects.filter(plan=scene.plan).order_by("pk")[0]


def everybody(scene: Scene) -> dict[str, User]:
    covering = people.person(role="sip")
    covers.arranged(scene.sip, covering, ASKED, ASKED, on=ASKED)
    return {
        "sip": scene.sip,
        "cover": covering,
        "another sip": people.assign(schools.school()).user,
        "head": scene.head,
        "acting head": people.post(scene.school, "acting_headteacher").user,
        "another head": people.post(schools.school(), "headteacher").user,
        "chair": scene.chair,
        "clerk": people.post(scene.school, "clerk").user,
        "officer": scene.officer,
        "director": people.person(role="director_of_education"),
        "administrator": people.person(role="administrator"),
        "nobody": people.person(),
    }


SERVICE = {"sip", "cover", "officer"}
LEADS = {"head", "acting head"}
ACTS: dict[str, Any] = {
    "record": record,
    "correct": lambda s, by: actions.correct(first(s), by=by, on=ASKED, said=said(s, R), reason="A slip."),
    "withdraw": lambda s, by: actions.withdraw(first(s), by=by, on=ASKED, reason="A slip."),
    "comment": lambda s, by: actions.comment(first(s), by=by, on=ASKED, said=dict.fromkeys(said(s), "We see it too.")),
}
ALLOWED: dict[tuple[str, str], set[str]] = {
    ("record", PlanState.AGREED): SERVICE,
    ("record", PlanState.CHANGING): SERVICE,
    # What is on record of a plan that has ended can still be put right.
    **{("correct", state): SERVICE for state in (PlanState.AGREED, PlanState.CHANGING, PlanState.ENDED)},
    **{("withdraw", state): SERVICE for state in (PlanState.AGREED, PlanState.CHANGING, PlanState.ENDED)},
    **{("comment", state): LEADS for state in (PlanState.AGREED, PlanState.CHANGING, PlanState.ENDED)},
}


@pytest.mark.parametrize("state", list(PlanState))
def test_every_act_by_everybody(state: PlanState) -> None:
    scene = plans.scene(PlanState.AGREED if state == PlanState.ENDED else state)
    if scene.plan.number:
        plans.review(scene)
    if state == PlanState.ENDED:
        plan_actions.end(scene.plan, by=scene.sip, on=ASKED, why=EndReason.IMPROVED)
    there = everybody(scene)
    for act, does in ACTS.items():
        if not scene.plan.number and act != "record":
            continue
        for name, person in there.items():
            done = False
            with transaction.atomic():
                try:
                    does(scene, person)
                    done = True
                except Denied:
                    pass
                transaction.set_rollback(True)
            assert done == (name in ALLOWED.get((act, state), set())), f"{act} in {state} by {name}"


def test_a_review_is_checked_before_it_is_recorded() -> None:
    scene = plans.scene(PlanState.AGREED)
    whole = said(scene)
    for code, more in (
        ("future", {"day": ASKED + DAY}),
        ("too_early", {"day": ASKED - DAY}),
        ("changed", {"said": {}}),
        ("no_rating", {"said": said(scene, 4)}),
        ("no_reason", {"said": said(scene, reason=" ")}),
        ("changed", {"said": said(scene, done=(1,))}),
    ):
        with pytest.raises(Denied) as denied:
            actions.record(scene.plan, by=scene.sip, on=ASKED, **{"day": ASKED, "said": whole, **more})
        assert denied.value.code == code
    assert not PlanReview.objects.exists()


def test_the_head_is_told_and_reads_it_at_once_and_comments_once() -> None:
    scene = plans.scene(PlanState.AGREED)
    review = plans.review(scene)
    told = Message.objects.get(kind="partnership_plan_reviewed")
    assert told.email == scene.head.email
    key = review.ratings.get().agreed_id
    with pytest.raises(Denied, match="at least one"):
        actions.comment(review, by=scene.head, on=ASKED, said={key: " "})
    actions.comment(review, by=scene.head, on=ASKED, said={key: "We see it too."})
    with pytest.raises(Denied, match="already a comment"):
        actions.comment(review, by=scene.head, on=ASKED, said={key: "Again."})
    assert Message.objects.get(kind="partnership_plan_review_commented").email == scene.sip.email
    rating = review.ratings.get()
    assert rating.reason == "Seen in two classes.", "the comment is kept apart"
    with pytest.raises(DatabaseError), transaction.atomic():
        ObjectiveRating.objects.filter(pk=rating.pk).update(reason="Nicer.")
    with pytest.raises(DatabaseError), transaction.atomic():
        review.comments.all().delete()


def test_a_correction_keeps_and_shows_what_was_said() -> None:
    scene = plans.scene(PlanState.AGREED)
    review = plans.review(scene, R)
    same = said(scene, R, value="64%", evidence="The June check")
    with pytest.raises(Denied, match="says this already"):
        actions.correct(review, by=scene.sip, on=ASKED, said=same, reason="A slip.")
    actions.correct(review, by=scene.sip, on=ASKED, said=said(scene, G, reason="Seen in all."), reason="A wrong class.")
    assert list(latest().values_list("rating", flat=True)) == [G]
    client = Client()
    client.force_login(scene.head)
    page = client.get(review.get_absolute_url()).content.decode()
    for words in ("On track ●", "Seen in all.", "Off track ■", "Seen in two classes.", "A wrong class."):
        assert words in page


def test_a_review_that_was_withdrawn_does_not_count() -> None:
    scene = plans.scene(PlanState.AGREED)
    for _ in range(3):
        review = plans.review(scene, A)
    assert plans_not_moving().count() == 1
    actions.withdraw(review, by=scene.sip, on=ASKED, reason="Of another school.")
    assert not plans_not_moving().exists()
    client = Client()
    client.force_login(scene.head)
    assert "Of another school." in client.get(review.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("ratings", "stuck"),
    [
        ((A, A), False),
        ((A, A, A), True),
        ((A, R, R), True),
        ((G, A, A), True),
        ((G, A, R), True),
        ((R, A, A), False),
        ((A, A, G), False),
        ((A, G, A), False),
        ((A, A, A, G, A), False),
        ((G, G, G), False),
        ((R, R, R, A), False),
    ],
)
def test_what_has_not_moved_twice_in_a_row(ratings: tuple[Rating, ...], stuck: bool) -> None:
    scene = plans.scene(PlanState.AGREED)
    for rating in ratings:
        plans.review(scene, rating)
    assert plans_not_moving().exists() == stuck
    (found,) = latest_of([scene.plan])[scene.plan.pk]
    assert has_not_moved(found) == stuck
    assert bool(progress_of(scene.again().plan)["stuck"]) == stuck


def moved(before: int, after: int) -> bool:
    return after == G or after < before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(RATINGS, RATINGS, st.sampled_from([False, False, False, True])), min_size=3, max_size=6))
def test_the_figure_is_that_of_a_loop_over_the_reviews(given_: list[tuple[int, int, bool]]) -> None:
    with transaction.atomic():
        scene = plans.asked()
        for title in ("Reading", "Writing"):
            plans.objective(scene, title=title)
        plans.agree(scene, scene.sip)
        plans.agree(scene, scene.head)
        counted = []
        for *ratings, withdrawn in given_:
            review = plans.review(scene, *ratings)
            if withdrawn:
                actions.withdraw(review, by=scene.sip, on=ASKED, reason="A slip.")
            else:
                counted.append(ratings)
        expected = set()
        for place in (0, 1):
            steps = [moved(*pair) for pair in pairwise(ratings[place] for ratings in counted)]
            if len(steps) >= 2 and not any(steps[-2:]):
                expected.add(place + 1)
        assert {each.agreed.place for each in not_moving().select_related("agreed")} == expected
        transaction.set_rollback(True)


AUTUMN = (date(2026, 9, 2), date(2026, 12, 18))
SPRING = (date(2027, 1, 5), date(2027, 3, 26))


def due(scene: Scene, on: date) -> date | None:
    return owed(PartnershipPlan.objects.filter(pk=scene.plan.pk), on).get().review_due


@pytest.fixture
def terms() -> None:
    Term.objects.all().delete()
    for name, (starts_on, ends_on) in (("Autumn", AUTUMN), ("Spring", SPRING)):
        Term.objects.create(academic_year=2026, name=name, starts_on=starts_on, ends_on=ends_on)


@pytest.mark.usefixtures("terms")
def test_a_plan_is_reviewed_in_each_term() -> None:
    scene = plans.scene(PlanState.AGREED)
    assert AUTUMN[0] < ASKED, "it was agreed within the term"
    assert due(scene, AUTUMN[1]) is None and due(scene, AUTUMN[1] + DAY) is None
    assert due(scene, SPRING[0]) == SPRING[1]
    assert due(scene, SPRING[1]) == SPRING[1]
    assert due(scene, SPRING[1] + DAY) == SPRING[1], "late until it is done"
    who = roles_of(scene.sip, SPRING[0])
    asked = FINDER.asks(who)
    assert asked is not None and list(asked) == [scene.plan]
    review = plans.review(scene, on=SPRING[1] + 9 * DAY)
    assert due(scene, SPRING[1] + 9 * DAY) is None
    actions.withdraw(review, by=scene.sip, on=SPRING[1] + 9 * DAY, reason="A slip.")
    assert due(scene, SPRING[1] + 9 * DAY) == SPRING[1]
    plan_actions.end(scene.plan, by=scene.sip, on=SPRING[1] + 9 * DAY, why=EndReason.IMPROVED)
    assert due(scene, SPRING[1] + 9 * DAY) is None


@pytest.mark.usefixtures("terms")
def test_a_school_with_terms_of_its_own_is_reviewed_in_these() -> None:
    scene = plans.scene(PlanState.AGREED)
    Term.objects.create(
        academic_year=2026, name="Long", school=scene.school, starts_on=SPRING[0], ends_on=SPRING[1] + 30 * DAY
    )
    assert due(scene, SPRING[0]) == SPRING[1] + 30 * DAY


def visited(answer: str, note: str = "") -> tuple[Scene, reports.Scene]:
    scene = plans.scene(PlanState.AGREED)
    visit = visits.held(scene.school, scene.sip, reports.HELD)
    made = reports.Scene(scene.school, visit, scene.sip, scene.head, scene.chair, scene.officer)
    reports.write(made, checked=False)
    answers(made, answer, note, scene)
    reports.issue(made)
    return scene, made


def answers(made: reports.Scene, answer: str, note: str, scene: Scene) -> None:
    report = made.report
    key = scene.plan.objectives.get().pk
    report.followed = {**report.followed, f"plan-{key}": {"progress": answer, "note": note}}
    report.save(update_fields=["followed"])


def test_what_a_report_says_of_the_plan_is_a_review_of_that_visit() -> None:
    scene, made = visited("behind", "Two classes of five.")
    (review,) = PlanReview.objects.all()
    assert (review.plan, review.visit, review.from_report) == (scene.plan, made.visit, True)
    assert review.on == made.visit.ends_on
    (rating,) = latest()
    assert (rating.rating, rating.reason) == (A, "Two classes of five.")
    with pytest.raises(Denied, match="report of a visit"):
        actions.withdraw(review, by=scene.sip, on=TODAY, reason="A slip.")


def test_a_report_that_is_withdrawn_takes_its_review_off_the_record() -> None:
    _, made = visited("off_track")
    assert latest().get().reason == NO_REASON
    reports.withdraw(made)
    assert not latest().exists() and PlanReview.objects.exists()


def test_a_corrected_report_corrects_its_review() -> None:
    scene, made = visited("off_track", "Nobody has begun.")
    reports.ask(made)
    answers(made, "behind", "One has begun.", scene)
    reports.reissue(made)
    (rating,) = latest()
    assert (rating.rating, rating.reason, rating.correction) == (A, "One has begun.", "The report was corrected.")
    assert ObjectiveRating.objects.count() == 2 and PlanReview.objects.count() == 1


@pytest.mark.usefixtures("terms")
@pytest.mark.parametrize("times", [0, 2])
def test_a_plan_is_reviewed_as_often_as_its_framework_says(times: int) -> None:
    frameworks.load(frameworks.liverpool().replace("reviews_each_term = 1", f"reviews_each_term = {times}", 1))
    scene = plans.scene(PlanState.AGREED)
    assert scene.plan.reviews_each_term == times
    assert due(scene, SPRING[0]) == (SPRING[1] if times else None)
    if times:
        plans.review(scene, on=SPRING[0])
        assert due(scene, SPRING[0]) == SPRING[1], "one of two"
        plans.review(scene, on=SPRING[0] + DAY)
        assert due(scene, SPRING[0] + DAY) is None
