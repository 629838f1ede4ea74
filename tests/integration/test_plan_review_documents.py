"""Documents of the school that a review of an improvement plan cites as evidence."""

from typing import Any

import pytest
from django.test import Client

from monitoring.plans.models import ObjectiveRating, PlanReview
from monitoring.plans.paper.making import html_of
from monitoring.plans.reviews import actions
from monitoring.plans.states import PlanState, Rating
from schools.documents import actions as shelf
from schools.documents import citing
from schools.models import DocumentVersion
from sil.accounts.models import User
from sil.workflow import Denied
from tests.factories import documents, people, plans, schools
from tests.factories.plans import ASKED, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("P7")]
DAY = {"day_day": str(ASKED.day), "day_month": str(ASKED.month), "day_year": str(ASKED.year)}


@pytest.fixture
def scene() -> Scene:
    return plans.scene(PlanState.AGREED)


def kept_by(scene: Scene, title: str, **facts: Any) -> DocumentVersion:
    return documents.added(scene.school, scene.head, title, on=ASKED, **facts).versions.get()


def page_of(person: User, path: str) -> Any:
    client = Client()
    client.force_login(person)
    return client.get(path)


def sent_by(person: User, path: str, typed: dict[str, Any]) -> Any:
    client = Client()
    client.force_login(person)
    return client.post(path, typed)


def typed(scene: Scene, cited: str) -> dict[str, str]:
    key = plans.in_force(scene.plan)[0].objective_id
    answers = {f"rating-{key}": str(Rating.ON_TRACK), f"reason-{key}": "Seen.", f"cited-{key}": cited}
    return {"plan_version": "1", **DAY, **answers}


def test_the_present_version_is_chosen_and_read_by_whoever_reads_the_review(scene: Scene) -> None:
    minutes, private = kept_by(scene, "Minutes of governors"), kept_by(scene, "Private notes", is_shared=False)
    add = f"/plans/{scene.plan.pk}/reviews/add/"
    words = page_of(scene.sip, add).content.decode()
    assert f'<option value="{minutes.pk}">Minutes of governors (version 1, 9 November 2026)' in words
    assert "Private notes" not in words
    for refused in (str(private.pk), "no key"):
        page = sent_by(scene.sip, add, typed(scene, refused))
        assert citing.NOT_PRESENT in page.content.decode() and not PlanReview.objects.exists()
    assert sent_by(scene.sip, add, typed(scene, str(minutes.pk))).status_code == 302
    rating = ObjectiveRating.objects.get()
    assert rating.cited == minutes
    review, file = f"/plan-reviews/{rating.review_id}/", f"/plan-reviews/{rating.review_id}/documents/{rating.pk}/"
    assert "Document: Minutes of governors (version 1, 9 November 2026)" in html_of(scene.plan)[0]
    # Another version, and the document is taken off: the review still says what it rested on.
    documents.again(minutes.document, scene.head, on=ASKED)
    shelf.take_off(minutes.document, reason="It is old.", by=scene.head, on=ASKED)
    for person in (scene.sip, scene.head, scene.chair, scene.officer):
        assert "Minutes of governors (version 1, " in page_of(person, review).content.decode()
        assert b"".join(page_of(person, file)) == bytes(minutes.upload.content)
    for stranger in (people.assign(schools.school()).user, people.person()):
        assert page_of(stranger, file).status_code == 404
    assert page_of(scene.sip, f"{review}documents/{rating.pk + 1}/").status_code == 404


def test_a_correction_keeps_what_was_cited_and_cites_nothing_old_anew(scene: Scene) -> None:
    old = kept_by(scene, "Results")
    review = plans.review(scene, cited=old)
    new = documents.again(old.document, scene.head, on=ASKED)
    path = f"/plan-reviews/{review.pk}/correct/"
    words = page_of(scene.sip, path).content.decode()
    assert f'<option value="{old.pk}" selected>' in words and f'<option value="{new.pk}">' in words
    by_hand = {
        each.agreed_id: actions.Said(rating=Rating.BEHIND, reason="Seen.", cited=old) for each in review.ratings.all()
    }
    actions.correct(review, by=scene.sip, on=ASKED, said=by_hand, reason="A slip.")
    assert ObjectiveRating.objects.get(replaced_by=None).cited == old
    to_new = {key: actions.Said(rating=Rating.BEHIND, reason="Seen.", cited=new) for key in by_hand}
    actions.correct(review, by=scene.sip, on=ASKED, said=to_new, reason="The new one.")
    with pytest.raises(Denied) as denied:
        actions.correct(review, by=scene.sip, on=ASKED, said=by_hand, reason="Back.")
    assert denied.value.code == "not_present"
    page = page_of(scene.head, f"/plan-reviews/{review.pk}/").content.decode()
    assert page.count("Results (version 1, ") == 2 and page.count("Results (version 2, ") == 1
    first = ObjectiveRating.objects.get(replaces=None)
    assert page_of(scene.head, f"/plan-reviews/{review.pk}/documents/{first.pk}/").status_code == 200


@pytest.mark.parametrize("whose", ["another school", "not shared", "earlier"])
def test_what_is_not_offered_is_refused_by_the_action(scene: Scene, whose: str) -> None:
    if whose == "another school":
        other = schools.school()
        version = documents.added(other, people.post(other, "headteacher").user, "Results").versions.get()
    else:
        version = kept_by(scene, "Results", is_shared=whose != "not shared")
        documents.again(version.document, scene.head, on=ASKED)
    with pytest.raises(Denied) as denied:
        plans.review(scene, cited=version)
    assert denied.value.code == "not_present" and not PlanReview.objects.exists()


def test_many_are_searched_for(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(citing, "MOST_LISTED", 1)
    made = [kept_by(scene, title) for title in ("Reading policy", "Writing policy")]
    add, key = f"/plans/{scene.plan.pk}/reviews/add/", plans.in_force(scene.plan)[0].objective_id
    found = page_of(scene.sip, f"{add}?find=cited-{key}&typed=reading").json()["found"]
    assert [each["label"] for each in found] == [made[0].cited_as]
    page = sent_by(scene.sip, add, typed(scene, "policy"))
    assert "2 documents match “policy”" in page.content.decode()
    assert sent_by(scene.sip, add, typed(scene, "writing policy")).status_code == 302
    assert ObjectiveRating.objects.get().cited == made[1]
