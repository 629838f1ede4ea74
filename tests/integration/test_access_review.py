"""Once a term somebody confirms or ends what each person can see; nobody their own."""

from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from monitoring.access_review import actions
from monitoring.access_review.models import AccessReview, ReviewedAccess
from monitoring.access_review.notifications import remind
from monitoring.access_review.tasks import keep_access_reviews
from monitoring.access_review.work import FINDERS
from monitoring.retention.disposals.accounts import remove_name
from monitoring.visits.models import Term
from schools.models import Assignment
from sil.accounts.models import RoleGrant, User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.framework.queries import titles
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY, load_liverpool
from tests.factories import covers, people, schools, visits

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


def role_of(review: AccessReview, person: User) -> ReviewedAccess:
    return review.lines.get(person=person, kind="role")


def works(person: User, on: date = TODAY) -> list[AccessReview]:
    found = FINDERS[0].asks(roles_of(person, on))
    return [] if found is None else list(found)


def to_end(person: User) -> list[AccessReview]:
    found = FINDERS[1].asks(roles_of(person, TODAY))
    return [] if found is None else list(found)


def test_it_starts_with_the_term_and_once(there: dict[str, Any]) -> None:
    """The review of a term starts once, with a day by which it is due and a line for each thing that gives access."""
    assert keep_access_reviews() == 1 and keep_access_reviews() == 0
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


def test_what_a_reviewer_may_end_ends_by_their_own_act(there: dict[str, Any]) -> None:
    """Who works with a school is a Principal Officer's to say: an assignment ends in the reviewer's name, by the action
    that ends it elsewhere."""
    people.assign(there["school"], there["sip"])
    review = started()
    found = review.lines.get(person=there["sip"], kind="assignment")
    ended = actions.end(found, reason="Another partner takes it.", by=there["officer"], on=TODAY)
    assert (ended.decision, ended.ended_by, ended.ended_on) == ("ended", there["officer"], TODAY)
    event = Event.objects.filter(kind="appointment.days_corrected").latest("pk")
    assert event.actor_name == "Opal Officer" and "Another partner takes it." in event.reason
    assert found.record in Assignment.objects.filter(ends_on__lte=TODAY).values_list("pk", flat=True)


def test_what_a_reviewer_may_not_end_is_asked_of_who_may(there: dict[str, Any]) -> None:
    """Roles and posts are an administrator's to end. A reviewer only says that one is to be ended, with a reason: it
    holds until an administrator ends it in their own name, who is emailed once a day and has it as work. Nobody else
    ends it, and nobody their own."""
    second = people.person("Ada Admin", email="ada@test.example", role="administrator")
    review, by = started(), there["officer"]
    found = line(review, there["head"])
    actions.end(found, reason="Left the school.", by=by, on=TODAY)
    actions.end(line(review, there["sip"]), reason="Left.", by=by, on=TODAY)
    own = actions.end(line(review, there["admin"]), reason="One is enough.", by=by, on=TODAY)
    assert line(review, there["head"]).decision == "to_end"
    post = there["head"].posts.get()
    assert post.ends_on is None and roles_of(there["sip"], TODAY).holds("sip")
    assert not Event.objects.filter(kind__in=("post.ended", "person.role_ended")).exists()
    told = Message.objects.filter(kind="access_review_to_end")
    assert sorted(told.values_list("email", flat=True)) == ["ada@test.example", "addie@test.example"]
    assert "autumn term 2026" in told[0].subject and f"/access-reviews/{review.pk}/" in told[0].body
    asked = {who: bool(to_end(there[who])) for who in ("admin", "officer", "second", "director", "sip", "head")}
    assert asked == {"admin": True} | dict.fromkeys(("officer", "second", "director", "sip", "head"), False)
    refused = {}
    for who in ("officer", "director", "sip", "head"):
        with pytest.raises(Denied) as denied:
            actions.end_as_asked(found, by=there[who], on=TODAY)
        refused[who] = denied.value.code
    assert refused == {"officer": "not_allowed", "director": "not_allowed", "sip": "not_allowed", "head": "oneself"}
    with pytest.raises(Denied) as denied:
        actions.end_as_asked(own, by=there["admin"], on=TODAY)
    assert denied.value.code == "oneself"
    with pytest.raises(Denied) as denied:
        actions.finish(finishable(review, by, there["second"]), by=by, on=TODAY)
    assert denied.value.code == "to_end"
    actions.end_as_asked(found, by=there["admin"], on=TODAY)
    event = Event.objects.get(kind="post.ended")
    assert event.actor_name == "Addie Admin"
    assert event.reason == "Access review of the autumn term 2026: Left the school."
    done = line(review, there["head"])
    assert (done.decision, done.decided_by, done.ended_by) == ("ended", by, there["admin"])
    # What was asked for can stay after all, and what ended elsewhere is noted.
    assert actions.confirm(review, [own.pk], by=by, on=TODAY) == 1
    RoleGrant.objects.filter(user=there["sip"]).update(ends_on=TODAY - DAY, starts_on=TODAY - 9 * DAY)
    assert actions.note_ended_elsewhere(TODAY) == 1
    gone = line(review, there["sip"])
    assert (gone.decision, gone.ended_by, gone.ended_on) == ("ended", None, TODAY)
    assert not to_end(there["admin"]) and not to_end(second)


def test_what_waits_for_them_is_settled_first(there: dict[str, Any]) -> None:
    """Ending a role by a review asks what every end of it asks: what waits for the person by it goes to somebody first,
    or a reason says why not. The reviewer's reason is none of that."""
    people.assign(there["school"], there["sip"])
    visits.planned(there["school"], there["sip"], TODAY + 3 * DAY)
    review = started()
    found = actions.end(role_of(review, there["sip"]), reason="Left.", by=there["officer"], on=TODAY)
    with pytest.raises(Denied) as denied:
        actions.end_as_asked(found, by=there["admin"], on=TODAY)
    assert denied.value.code == "waits" and roles_of(there["sip"], TODAY).holds("sip")
    client, path = client_of(there["admin"]), f"/access-reviews/lines/{found.pk}/end/"
    page = client.get(path).content.decode()
    assert "What waits for Sid Partner" in page and "Left." in page and f"/people/{there['sip'].pk}/leaving/" in page
    assert "Give these to somebody first" in client.post(path, {"left": ""}).content.decode()
    assert client.post(path, {"left": "The school closes."}).status_code == 302
    assert "The school closes." in Event.objects.get(kind="person.role_ended").reason
    assert not roles_of(there["sip"], TODAY + DAY).holds("sip")


def finishable(review: AccessReview, by: User, other: User) -> AccessReview:
    """The review with every line decided that waits."""
    waits = review.lines.filter(decision="")
    actions.confirm(review, [each.pk for each in waits.exclude(person=by)], by=by, on=TODAY)
    actions.confirm(review, [each.pk for each in waits.filter(person=by)], by=other, on=TODAY)
    return review


def test_each_line_is_decided_and_the_review_finished(there: dict[str, Any]) -> None:
    """A line is confirmed or ended with a reason; what ended meanwhile is noted as such. Then the review is finished,
    its period met, and nothing of it changes."""
    review, by = started(), there["officer"]
    with pytest.raises(Denied) as refused:
        actions.finish(review, by=by, on=TODAY)
    assert refused.value.code == "waiting"
    with pytest.raises(Denied) as refused:
        actions.end(line(review, there["head"]), reason=" ", by=by, on=TODAY)
    assert refused.value.code == "no_reason"
    actions.end(line(review, there["head"]), reason="Left the school.", by=by, on=TODAY)
    with pytest.raises(Denied) as refused:
        actions.end(line(review, there["head"]), reason="Again.", by=by, on=TODAY)
    assert refused.value.code == "decided"
    actions.end_as_asked(line(review, there["head"]), by=there["admin"], on=TODAY)
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


def test_reminders(there: dict[str, Any]) -> None:
    """Those who review are told that it has started, some days before it is due, on the day and after it; those who are
    asked to end something with them."""
    review = started()
    actions.end(line(review, there["head"]), reason="Left.", by=there["officer"], on=TODAY)
    Message.objects.all().delete()
    assert review.due_on is not None
    counts = {day: remind(review.due_on + day * DAY) for day in (-10, -3, -2, 0, 5, 6)}
    kinds = Message.objects.order_by().values_list("kind", "email").annotate(number=Count("pk"))
    assert {(kind, email): number for kind, email, number in kinds} == {
        ("access_review_due", "opal@test.example"): 3,
        ("access_review_due", "otto@test.example"): 3,
        ("access_review_to_end", "addie@test.example"): 3,
    }
    assert counts == {-10: 0, -3: 3, -2: 0, 0: 3, 5: 3, 6: 0}


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
    said = client.post(end, {"reason": "Left."}, follow=True).content.decode()
    assert "You cannot end this yourself" in said and "To be ended" in said
    assert "To be ended" in client.get(f"{path}?all=1").content.decode()
    admin = client_of(there["admin"])
    assert [each.person.name for each in admin.get(path).context["listing"].page] == ["Sid Partner"]
    assert (
        admin.post(path, {"line": [key]}).status_code == 404
        and admin.get(f"/access-reviews/lines/{key}/end/").status_code == 404
    )
    assert admin.post(end).status_code == 302 and admin.get(path).status_code == 404
    assert not roles_of(there["sip"], TODAY + DAY).holds("sip")
    assert review.is_late(TODAY + 29 * DAY) and not review.is_late(TODAY + 28 * DAY)
    assert client_of(there["head"]).get(path).status_code == 404


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


def test_the_line_of_a_cover_keeps_no_name(there: dict[str, Any]) -> None:
    """It reads the name from the account, and an older line is changed so by the migration."""
    away = people.person("Mona Away", email="mona@test.example", role="sip")
    people.assign(there["school"], away)
    covers.arranged(away, there["sip"], TODAY, TODAY + DAY, by=there["officer"])
    review = started()
    found = review.lines.select_related("covers_for").get(kind="cover")
    assert found.in_words == f"Cover for Mona Away, {titles()['sip']}" and found.person == there["sip"]
    assert "Mona" not in found.what
    for said in (found.in_words, f"Cover for Mona Before, {titles()['sip']}"):
        review.lines.filter(pk=found.pk).update(what=said, covers_for=None)
        with connection.cursor() as cursor:
            cursor.execute(import_module("monitoring.access_review.migrations.0003_covers_without_names").SQL)
        again = review.lines.get(pk=found.pk)
        assert (again.what, again.covers_for) == (titles()["sip"], away)
    remove_name(str(away.pk))
    assert "Mona" not in review.lines.get(pk=found.pk).in_words
