"""Once a term somebody confirms or ends what each person can see; nobody their own."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from monitoring.access_review import actions
from monitoring.access_review.models import AccessReview, ReviewedAccess
from monitoring.access_review.tasks import start_access_review
from monitoring.access_review.work import FINDER
from monitoring.visits.models import Term
from sil.accounts.models import RoleGrant, User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.workflow import Denied
from tests.conftest import TODAY, load_liverpool
from tests.factories import people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.feature("T1")]
DAY = timedelta(days=1)


@pytest.fixture
def there() -> dict[str, Any]:
    """Two terms, two Principal Officers, a director, a partner with a school, and its head."""
    load_liverpool()
    Term.objects.all().delete()
    year = TODAY.year
    before = Term.objects.create(
        academic_year=year - 1, name="Summer term", starts_on=TODAY - 150 * DAY, ends_on=TODAY - 60 * DAY
    )
    term = Term.objects.create(academic_year=year, name="Autumn term", starts_on=TODAY, ends_on=TODAY + 90 * DAY)
    found = {
        "officer": people.person("Opal Officer", email="opal@test.example", role="principal_officer"),
        "second": people.person("Otto Officer", email="otto@test.example", role="principal_officer"),
        "director": people.person("Dora Director", email="dora@test.example", role="director_of_education"),
        "sip": people.person("Sid Partner", email="sid@test.example", role="sip"),
        "admin": people.person("Addie Admin", email="addie@test.example", role="administrator"),
    }
    school = schools.school()
    found["head"] = people.person("Hal Head", email="hal@test.example")
    people.post(school, "headteacher", found["head"])
    return found | {"term": term, "before": before, "school": school}


def started() -> AccessReview:
    made = actions.start_due(TODAY)
    assert made is not None
    return made


def line(review: AccessReview, person: User) -> ReviewedAccess:
    return review.lines.get(person=person)


def works(person: User, on: date = TODAY) -> list[AccessReview]:
    found = FINDER.asks(roles_of(person, on))
    return [] if found is None else list(found)


def test_it_starts_with_the_term_and_once(there: dict[str, Any]) -> None:
    """The review of a term starts once, with a day by which it is due and a line for each thing that gives access."""
    assert start_access_review() == 1 and start_access_review() == 0
    review = AccessReview.objects.get()
    assert (review.term, review.quiet_since) == (there["term"], there["before"].starts_on)
    assert review.due_on == TODAY + 28 * DAY == Deadline.objects.get(rule="access_review").due_on
    said = {(each.person.name, each.kind, each.school_id) for each in review.lines.all()}
    assert said == {
        ("Opal Officer", "role", None),
        ("Otto Officer", "role", None),
        ("Dora Director", "role", None),
        ("Sid Partner", "role", None),
        ("Addie Admin", "role", None),
        ("Hal Head", "post", there["school"].pk),
    }
    assert actions.start_due(TODAY + 200 * DAY) is None, "no term of that day is on record"


@pytest.mark.promise("read")
def test_who_reviews(there: dict[str, Any]) -> None:
    """Principal Officers confirm each other and everybody else; a director does where there is one officer alone.
    Nobody confirms their own access, and nobody else confirms anything."""
    review = started()
    everybody = ("officer", "second", "director", "sip", "admin", "head")

    def confirms(who: str, whose: str) -> str:
        with transaction.atomic():
            try:
                actions.confirm(review, [line(review, there[whose]).pk], by=there[who], on=TODAY)
            except Denied as denied:
                return denied.code
            transaction.set_rollback(True)
        return "yes"

    matrix = {who: [confirms(who, whose) for whose in ("officer", "director", "head")] for who in everybody}
    assert matrix == {
        "officer": ["oneself", "yes", "yes"],
        "second": ["yes", "yes", "yes"],
        **dict.fromkeys(("director", "sip", "admin", "head"), ["not_allowed"] * 3),
    }
    assert [bool(works(there[who])) for who in everybody] == [True, True, False, False, False, False]
    RoleGrant.objects.filter(user=there["second"]).update(ends_on=TODAY - DAY, starts_on=TODAY - 9 * DAY)
    assert confirms("director", "officer") == "yes" and confirms("director", "director") == "oneself"
    assert [bool(works(there[who])) for who in everybody] == [True, False, True, False, False, False]
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewedAccess.objects.filter(person=there["head"]).update(
            decision="confirmed", decided_by=there["head"], decided_on=TODAY
        )


def test_each_line_is_decided_and_the_review_finished(there: dict[str, Any]) -> None:
    """A line is confirmed, or its access ended by the action that ends it elsewhere with a reason; what ended meanwhile
    is noted as such. Then the review is finished, its period met, and nothing of it changes."""
    review, by = started(), there["officer"]
    with pytest.raises(Denied) as refused:
        actions.finish(review, by=by, on=TODAY)
    assert refused.value.code == "waiting"
    with pytest.raises(Denied) as refused:
        actions.end(line(review, there["head"]), reason=" ", by=by, on=TODAY)
    assert refused.value.code == "no_reason"
    actions.end(line(review, there["head"]), reason="Left the school.", by=by, on=TODAY)
    post = there["head"].posts.get()
    assert post.ends_on is not None and post.ends_on <= TODAY
    event = Event.objects.filter(kind="post.ended").latest("pk")
    assert event.reason == "Access review of the autumn term 2026: Left the school. (decided by Opal Officer)"
    with pytest.raises(Denied) as refused:
        actions.end(line(review, there["head"]), reason="Again.", by=by, on=TODAY)
    assert refused.value.code == "decided"
    with pytest.raises(Denied) as refused:
        actions.end(line(review, there["admin"]), reason="No.", by=by, on=TODAY)
    assert refused.value.code == "last_administrator"
    RoleGrant.objects.filter(user=there["sip"]).update(ends_on=TODAY - DAY, starts_on=TODAY - 9 * DAY)
    others = [each.pk for each in review.lines.filter(decision="").exclude(person=by)]
    assert actions.confirm(review, others, by=by, on=TODAY) == 3
    assert line(review, there["sip"]).decision == "gone"
    actions.confirm(review, [line(review, by).pk], by=there["second"], on=TODAY)
    assert works(by) == [review], "to be finished"
    actions.finish(review, by=by, on=TODAY)
    assert works(by) == [] and Deadline.objects.get(rule="access_review").met_on == TODAY
    with pytest.raises(Denied) as refused:
        actions.confirm(review, others, by=by, on=TODAY)
    assert refused.value.code == "finished"
    said = Event.objects.get(kind="access_review.finished")
    assert said.data == {"term": "autumn term 2026", "confirmed": 4, "ended": 1, "gone": 1}


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_page(there: dict[str, Any]) -> None:
    """Who has not signed in for a term stands first; lines are ticked and confirmed, and the list is filtered and
    exported; one that nobody finished in time is late."""
    User.objects.filter(pk=there["sip"].pk).update(last_login=None)
    review = started()
    client = client_of(there["officer"])
    path = f"/access-reviews/{review.pk}/"
    ranks = [each.rank for each in client.get(path).context["listing"].page]
    assert ranks == sorted(ranks)
    empty = client.post(path).content.decode()
    assert "Select at least one line to confirm." in empty
    key = line(review, there["head"]).pk
    assert client.post(path, {"line": [key, "x", "9" * 40]}).status_code == 302
    page = client.get(f"{path}?state=confirmed").content.decode()
    assert "Hal Head" in page and "Opal Officer, " in page
    found = client.get(f"{path}?kind=post&search=hal").context["listing"]
    assert [each.person.name for each in found.page] == ["Hal Head"]
    own = client.get(f"{path}?search=opal").content.decode()
    assert "Somebody else confirms this" in own and 'name="line"' not in own
    export = b"".join(client.get(f"{path}?export=csv").streaming_content).decode()
    assert "Hal Head" in export and "Confirmed" in export
    end = f"/access-reviews/lines/{line(review, there['sip']).pk}/end/"
    assert "Enter why this access ends." in client.post(end, {"reason": ""}).content.decode()
    assert client.post(end, {"reason": "Left."}).status_code == 302
    assert not roles_of(there["sip"], TODAY + DAY).holds("sip")
    assert review.is_late(TODAY + 29 * DAY) and not review.is_late(TODAY + 28 * DAY)
    assert client_of(there["head"]).get(path).status_code == 404
    assert client_of(there["admin"]).get(path).status_code == 404


def test_the_page_asks_the_same_for_500_people(there: dict[str, Any]) -> None:
    def asked() -> int:
        client = client_of(there["officer"])
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(f"/access-reviews/{review.pk}/").status_code == 200
        return len(found)

    review = started()
    few = asked()
    users = User.objects.bulk_create(User(email=f"p{n}@test.example", name=f"Person {n}") for n in range(500))
    of = {"review": review, "kind": "role", "what": "Partner", "starts_on": TODAY, "rank": 0}
    ReviewedAccess.objects.bulk_create(
        ReviewedAccess(person=user, record=100_000 + n, **of) for n, user in enumerate(users)
    )
    assert asked() <= max(few + 1, 15) and asked() <= 15
