"""Reviews of partnership plans: who may do what, what has not moved, what is owed, and what reports of visits tell."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.plans.draft import actions as drafts
from monitoring.plans.models import ObjectiveRating, PartnershipPlan, PlanPaper, PlanPaperFile, PlanReview
from monitoring.plans.paper.actions import ask as ask_for_paper
from monitoring.plans.paper.making import make_next as make_paper
from monitoring.plans.plan import actions as plan_actions
from monitoring.plans.reviews import actions
from monitoring.plans.reviews.follow_ups import NO_REASON, asks
from monitoring.plans.reviews.page import progress_of
from monitoring.plans.reviews.queries import (
    has_not_moved,
    in_force,
    latest,
    latest_of,
    not_moving,
    owed,
    plans_not_moving,
    visits_for,
)
from monitoring.plans.reviews.work import FINDER
from monitoring.plans.states import EndReason, PlanState, Rating
from monitoring.summaries.summary import actions as summaries
from monitoring.visits.models import Term
from monitoring.visits.put_right import actions as put_right
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.factories import covers, frameworks, people, plans, reports, schools, visits
from tests.factories.plans import ASKED, Scene
from tests.factories.reports import TODAY
from tests.verapdf import failures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("P2")]
DAY = timedelta(days=1)
STUCK_TITLE = "An objective of the improvement plan has not moved in the last two reviews"
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
    for person, works in ((scene.officer, True), (scene.sip, False), (scene.head, False)):
        asked = [(item.about, item.title) for item in waiting_for(roles_of(person, ASKED))]
        assert ((scene.school.name, STUCK_TITLE) in asked) is works
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


@pytest.mark.usefixtures("terms")
def test_the_summary_of_a_term_says_how_the_objectives_went() -> None:
    scene = plans.scene(PlanState.AGREED)
    term = Term.objects.get(name="Autumn")
    for rating in (A, R):
        plans.review(scene, rating)
    actions.withdraw(plans.review(scene, G), by=scene.sip, on=ASKED, reason="A slip.")
    made = summaries.make(scene.school, term, by=scene.sip, on=ASKED)
    assert made is not None
    assert [(each["text"], each["source"]) for each in made.sentences] == [
        (
            "Objective 1 of the improvement plan, Every child reads well: off track at the review on 9 November 2026.",
            "Review of the improvement plan, 9 November 2026",
        )
    ]
    assert summaries.make(scene.school, Term.objects.get(name="Spring"), by=scene.sip, on=ASKED) is None


def visited(answer: str, note: str = "", *, two: bool = False) -> tuple[Scene, reports.Scene]:
    """A plan in force and a visit whose report says how its objective is going; with `two` only the first of two."""
    scene = plans.asked()
    for title in ("Every child reads well", "Attendance")[: 1 + two]:
        plans.objective(scene, title=title)
    for side in (scene.sip, scene.head):
        plans.agree(scene, side)
    scene = scene.again()
    visit = visits.held(scene.school, scene.sip, reports.HELD)
    made = reports.Scene(scene.school, visit, scene.sip, scene.head, scene.chair, scene.officer)
    reports.write(made, checked=False)
    answers(made, answer, note, scene)
    reports.issue(made)
    return scene, made


def answers(made: reports.Scene, answer: str, note: str, scene: Scene) -> None:
    report = made.report
    key = scene.plan.objectives.all()[0].pk
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


def test_a_report_that_was_withdrawn_is_read_by_nobody_at_the_school_in_its_review() -> None:
    scene, made = visited("off_track", "It names a child.")
    review = PlanReview.objects.get()
    reports.withdraw(made)
    for person, reads in ((scene.head, False), (scene.chair, False), (scene.sip, True), (scene.officer, True)):
        page = read(person, review.get_absolute_url())
        assert ("It names a child." in page) is reads
        assert "The report of the visit has been withdrawn" in page
    with pytest.raises(Denied, match="has been withdrawn"):
        actions.comment(review, by=scene.head, on=TODAY, said={review.ratings.get().agreed_id: "Which child?"})


def test_a_visit_of_another_school_rates_no_plan_of_this_one() -> None:
    scene, made = visited("off_track", "It names a child.")
    apart = plans.review(scene, A, on=TODAY, day=ASKED)
    PlanReview.objects.filter(pk=apart.pk).update(visit=visits.held(scene.school, scene.sip, TODAY))
    right = schools.school()
    people.assign(right, scene.sip)
    people.post(right, "headteacher")
    for each in PlanReview.objects.select_related("visit"):
        assert each.visit
        put_right.move_to_school(each.visit, school=right, reason="A slip.", by=scene.sip, on=TODAY)
    told = PlanReview.objects.get(from_report=True)
    assert (told.withdrawn_reason, list(latest().values_list("review", flat=True))) == (actions.MOVED, [apart.pk])
    assert "It names a child." not in read(scene.head, told.get_absolute_url())
    apart.refresh_from_db()
    assert apart.visit is None and apart.withdrawn_on is None
    # Back at its own school, what its report says then is a review anew.
    put_right.move_to_school(made.visit, school=scene.school, reason="It was right.", by=scene.sip, on=TODAY)
    assert PlanReview.objects.filter(visit=made.visit, withdrawn_on=None).count() == 0


def test_the_review_of_a_report_is_of_the_day_of_its_visit() -> None:
    scene, made = visited("behind")
    dates = visits.one_day(reports.HELD - DAY)
    put_right.redate(made.visit, dates=dates, reason="A slip.", by=scene.sip, on=TODAY)
    review = PlanReview.objects.get()
    assert (review.on, review.withdrawn_on) == (reports.HELD - DAY, None)
    assert Event.objects.filter(kind="plan_review.redated", subject_id=str(review.pk)).count() == 1
    before = visits.one_day(ASKED - 3 * DAY)
    put_right.redate(made.visit, dates=before, reason="A slip.", by=scene.sip, on=TODAY)
    assert PlanReview.objects.get().withdrawn_reason == actions.TOO_EARLY


def test_a_report_asks_about_the_plan_of_the_day_of_its_visit() -> None:
    scene = plans.scene(PlanState.AGREED)
    early = visits.held(scene.school, scene.sip, ASKED - DAY)
    late = visits.held(scene.school, scene.sip, reports.HELD)
    assert asks(early) == []
    (asked,) = asks(late)
    # A version of the day after: the visit was under the one before.
    plan_actions.change(scene.plan, by=scene.head, on=TODAY, reason="Met early.")
    plans.objective(scene, on=TODAY, title="Attendance")
    for side in (scene.sip, scene.head):
        plans.agree(scene, side, on=TODAY)
    assert asks(late) == [asked]


def test_a_corrected_report_keeps_what_it_said_of_an_objective_that_is_gone() -> None:
    scene, made = visited("behind", "Two classes of five.")
    gone = scene.plan.objectives.get()
    plan_actions.change(scene.plan, by=scene.head, on=TODAY, reason="Another way.")
    plans.objective(scene, on=TODAY, title="Attendance")
    drafts.remove(gone, by=scene.sip, on=TODAY)
    for side in (scene.sip, scene.head):
        plans.agree(scene, side, on=TODAY)
    reports.ask(made)
    reports.reissue(made)
    version = made.report.versions.first()
    assert version is not None
    assert [(each["text"], each["progress"]) for each in version.content["followed"]] == [
        ("Every child reads well", "Behind")
    ]


def test_a_first_answer_in_a_corrected_report_is_in_the_history() -> None:
    scene, made = visited("behind", two=True)
    first, second = scene.plan.objectives.all()
    key = f"plan-{second.pk}"
    assert [each.agreed.objective_id for each in ObjectiveRating.objects.select_related("agreed")] == [first.pk]
    reports.ask(made)
    report = made.report
    report.followed = {**report.followed, key: {"progress": "on_track", "note": "Seen."}}
    report.save(update_fields=["followed"])
    reports.reissue(made)
    assert ObjectiveRating.objects.count() == 2 and PlanReview.objects.count() == 1
    assert list(
        Event.objects.filter(kind__startswith="plan_review.").order_by("pk").values_list("kind", "data__text")
    ) == [
        ("plan_review.recorded", None),
        ("plan_review.added", "objective 2"),
    ]


def test_a_plan_is_reviewed_once_at_a_visit() -> None:
    scene, made = visited("behind")
    with pytest.raises(Denied, match="already a review of the plan at this visit"):
        plans.review(scene, A, on=TODAY, day=reports.HELD, visit=made.visit)
    assert made.visit not in visits_for(scene.again().plan)
    other = visits.held(scene.school, scene.sip, TODAY)
    assert other in visits_for(scene.again().plan) and asks(other)
    plans.review(scene, A, on=TODAY, visit=other)
    assert asks(other) == [], "the report does not ask again"


def test_a_plan_that_has_ended_says_how_it_was_going() -> None:
    scene = plans.scene(PlanState.ENDED)
    for rest in ("", "progress/"):
        page = read(scene.head, f"/plans/{scene.plan.pk}/{rest}")
        assert "not been reviewed yet" not in page and "ended before it was reviewed" in page
    plan_actions.reopen(scene.plan, by=scene.sip, on=ASKED, reason="Too early.")
    plans.review(scene, R)
    plan_actions.end(scene.plan, by=scene.sip, on=ASKED, why=EndReason.IMPROVED)
    assert "Off track ■" in read(scene.head, f"/plans/{scene.plan.pk}/")
    assert not latest().exists() and not plans_not_moving().exists()


def test_what_was_typed_of_a_review_is_given_back_when_a_new_version_is_agreed_meanwhile() -> None:
    scene = plans.asked()
    kept, gone = (plans.objective(scene, title=title) for title in ("Reading", "Writing"))
    for side in (scene.sip, scene.head):
        plans.agree(scene, side)
    sent = {"plan_version": "1", **typed_day(ASKED), f"done-{kept.pk}": "0"}
    for each in (kept, gone):
        sent |= {f"rating-{each.pk}": "2", f"reason-{each.pk}": f"A long text about {each.content['title']}."}
    # Meanwhile: another action before the first one, and an objective less.
    plan_actions.change(scene.plan, by=scene.head, on=ASKED, reason="Another way.")
    drafts.remove(gone, by=scene.head, on=ASKED)
    step = {"what": "Hire a teacher", "who": "", "by": []}
    content = plans.said("Reading", actions=[step, *plans.said()["actions"]])
    drafts.save_objective(kept, by=scene.head, on=ASKED, content=content, version=1)
    for side in (scene.sip, scene.head):
        plans.agree(scene, side)
    address = f"/plans/{scene.plan.pk}/reviews/add/"
    page = post(scene.sip, address, sent)
    words = page.content.decode()
    assert page.status_code == 200 and "Version 2 of the plan was agreed after you opened this page." in words
    assert "A long text about Reading." in words and "A long text about Writing." in words
    assert list(page.context["form"][f"done-{kept.pk}"].value()) == ["1"], (
        "the action that was ticked, at its new place"
    )
    assert not PlanReview.objects.exists()
    again = sent | {"plan_version": "2", f"done-{kept.pk}": "1"}
    done = post(scene.sip, address, again)
    assert done.status_code == 302, done.context["form"].errors
    rating = ObjectiveRating.objects.get()
    assert (rating.reason, rating.done) == ("A long text about Reading.", [1])


def test_what_a_head_typed_is_given_back_when_another_has_commented_meanwhile() -> None:
    scene = plans.scene(PlanState.AGREED)
    acting = people.post(scene.school, "acting_headteacher").user
    review = plans.review(scene)
    (agreed,) = in_force(scene.plan)
    actions.comment(review, by=acting, on=ASKED, said={agreed.pk: "Of the acting head."})
    page = post(
        scene.head, f"/plan-reviews/{review.pk}/comment/", {f"comment-{agreed.objective_id}": "A long comment."}
    )
    assert page.status_code == 200
    words = page.content.decode()
    assert "A long comment." in words and "Somebody else commented on an objective while you were writing." in words


def read(person: User, address: str) -> str:
    client = Client()
    client.force_login(person)
    with clock.at(TODAY):
        return client.get(address).content.decode()


def post(person: User, address: str, sent: dict[str, Any]) -> Any:
    client = Client()
    client.force_login(person)
    with clock.at(ASKED):
        return client.post(address, {**sent, "once": str(uuid4())})


def typed_day(on: date) -> dict[str, str]:
    return dict(zip(("day_day", "day_month", "day_year"), plans.day(on), strict=True))


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


def printed(scene: Scene) -> tuple[PlanPaper, str, bytes]:
    with clock.at(ASKED):
        paper = ask_for_paper(scene.plan, by=scene.chair, on=ASKED)
        assert paper == ask_for_paper(scene.plan, by=scene.head, on=ASKED), "the one that waits"
        assert make_paper() and not make_paper()
    content = bytes(PlanPaperFile.objects.values_list("content", flat=True).get(paper=paper))
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content)]
    return paper, "\n\f".join(" ".join(page.split()) for page in pages), content


def test_the_paper_for_governors_says_on_one_page_where_the_plan_is(tmp_path: Path) -> None:
    scene = plans.asked()
    for number in range(6):
        plans.objective(scene, title=f"Objective of number {number}, which is long enough for two lines of a table")
    for side in (scene.sip, scene.head):
        plans.agree(scene, side)
    for _ in range(3):
        review = plans.review(scene, G, A, R, G, G, G)
    actions.comment(review, by=scene.head, on=ASKED, said=dict.fromkeys(said(scene), "We see it too."))
    paper, words, content = printed(scene)
    first, detail = words.split("\f", 1)
    for sentence in (
        "1. Where we are",
        "On track ●",
        "Behind ▲",
        "Off track ■",
        "2. What did not move",
        "Objective 2: Objective of number 1",
        "Objective 3: Objective of number 2",
        "3. The next review",
        "The last one was on 9 November 2026.",
    ):
        assert sentence in first
    assert "Train all teachers" not in first and "Objective 1: Objective of number 0" not in first
    for sentence in (
        "Train all teachers",
        "Seen in two classes.",
        "Evidence: The June check",
        "Headteacher: We see it too.",
    ):
        assert sentence in detail
    assert "Band C" not in words
    file = tmp_path / "plan.pdf"
    file.write_bytes(content)
    assert failures(file) == {file: []}
    # What it repeats was corrected since: it is read no longer, and a new one can be made.
    address = f"/plan-papers/{paper.pk}/plan.pdf"
    client = Client()
    client.force_login(scene.chair)
    assert client.get(address).status_code == 200
    actions.correct(review, by=scene.sip, on=ASKED, said=said(scene, G, reason="Seen."), reason="A slip.")
    assert client.get(address).status_code == 404
    assert "Make a new one." in read(scene.chair, f"/plans/{scene.plan.pk}/paper/")


def test_a_paper_of_a_plan_that_is_not_agreed_or_not_read_is_not_made() -> None:
    scene = plans.scene(PlanState.WRITING)
    with pytest.raises(Denied, match="has not been agreed yet"):
        ask_for_paper(scene.plan, by=scene.officer, on=ASKED)
    for side in (scene.sip, scene.head):
        plans.agree(scene, side)
    with pytest.raises(Denied, match="Only those who can read the plan"):
        ask_for_paper(scene.plan, by=people.post(schools.school(), "chair").user, on=ASKED)
