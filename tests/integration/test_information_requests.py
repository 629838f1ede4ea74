"""monitoring.information_requests: requests are logged, their time runs, stops and ends, and those who answer know."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from monitoring.information_requests.log import actions, notifications
from monitoring.information_requests.log.actions import Said
from monitoring.information_requests.models import InformationRequest
from monitoring.information_requests.states import RequestState
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.events import history, sentence
from sil.deadlines.models import Deadline
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T6")]


@pytest.fixture
def officer() -> User:
    return people.person("Olive Officer", role="principal_officer")


@pytest.fixture
def access() -> Said:
    return Said(
        kind="subject_access",
        asker="Nina Named",
        reach="nina@example.org",
        wanted="Everything about me.",
        received_on=date(2026, 11, 2),
        named="Nina Named",
    )


@pytest.fixture
def freedom(access: Said) -> Said:
    return replace(access, kind="freedom_of_information", named="", school=schools.school())


def running(request: InformationRequest) -> list[Deadline]:
    return list(Deadline.objects.running().filter(subject_id=request.pk, rule=request.kind))


def test_the_time_runs_from_receipt(officer: User, access: Said, freedom: Said) -> None:
    made = actions.log(access, by=officer, on=TODAY)
    assert made.due_on == date(2026, 12, 2)
    [found] = running(made)
    assert found.due_on == made.due_on and "12(3)" in found.basis
    assert actions.log(freedom, by=officer, on=TODAY).due_on == date(2026, 11, 30)


def test_clarification_stops_freedom_of_information_and_starts_it_again(officer: User, freedom: Said) -> None:
    made = actions.log(freedom, by=officer, on=TODAY)
    made = actions.clarify(made, day=date(2026, 11, 10), text="Which school?", by=officer, on=TODAY)
    assert (made.status, made.due_on, running(made)) == (RequestState.CLARIFYING, None, [])
    with pytest.raises(Denied, match="moved on"):
        actions.close(made, "answer", day=TODAY, text="Sent.", by=officer, on=TODAY)
    made = actions.clarified(made, day=date(2026, 11, 16), text="This one.", by=officer, on=TODAY)
    # Section 10(6)(b): the twenty days are counted from the clarification.
    assert made.due_on == date(2026, 12, 14)


def test_days_of_waiting_do_not_count_for_subject_access(officer: User, access: Said) -> None:
    made = actions.log(access, by=officer, on=TODAY)
    made = actions.clarify(made, day=date(2026, 11, 10), text="Which years?", by=officer, on=TODAY)
    made = actions.clarified(made, day=date(2026, 11, 16), text="All.", by=officer, on=TODAY)
    assert (made.stopped_days, made.due_on) == (6, date(2026, 12, 8))


def test_proof_of_identity_that_was_asked_for_starts_the_time(officer: User, access: Said) -> None:
    made = actions.log(access, by=officer, on=TODAY)
    with pytest.raises(Denied, match="who they say"):
        actions.close(made, "answer", day=TODAY, text="Sent.", by=officer, on=TODAY)
    known = actions.identity(made, day=date(2026, 11, 9), text="Passport.", was_asked=True, by=officer, on=TODAY)
    assert known.due_on == date(2026, 12, 9)


def test_extension(officer: User, access: Said, freedom: Said) -> None:
    made = actions.log(access, by=officer, on=TODAY)
    long = actions.extend(made, reason="Six years of visits.", by=officer, on=TODAY)
    assert long.due_on == date(2027, 2, 2) and ["Six years" in each.basis for each in running(long)] == [True]
    with pytest.raises(Denied, match="extended already"):
        actions.extend(long, reason="More.", by=officer, on=TODAY)
    late = actions.log(replace(access, received_on=date(2026, 10, 1)), by=officer, on=TODAY)
    with pytest.raises(Denied, match="time is over"):
        actions.extend(late, reason="More.", by=officer, on=TODAY)
    asked = actions.log(freedom, by=officer, on=TODAY)
    with pytest.raises(Denied, match="after 30 November"):
        actions.extend(asked, reason="Public interest.", until=date(2026, 11, 30), by=officer, on=TODAY)
    until = date(2026, 12, 18)
    assert actions.extend(asked, reason="Public interest.", until=until, by=officer, on=TODAY).due_on == until


def test_a_closed_request_is_opened_again_with_its_day(officer: User, freedom: Said) -> None:
    made = actions.log(freedom, by=officer, on=TODAY)
    with pytest.raises(Denied, match="Select the exemption"):
        actions.close(made, "refuse", day=TODAY, text="No.", exemption="a15", by=officer, on=TODAY)
    made = actions.close(made, "refuse", day=TODAY, text="No.", exemption="s14", by=officer, on=TODAY)
    assert (made.status, made.closed_on, running(made)) == (RequestState.REFUSED, TODAY, [])
    made = actions.reopen(made, reason="A review was asked for.", by=officer, on=TODAY)
    assert (made.status, made.due_on, made.exemption) == (RequestState.OPEN, date(2026, 11, 30), "")
    said = [sentence(event) for event in history(made)]
    assert said[1] == f"Request {made.pk} refused: Section 14: the request is vexatious or repeated (Freedom of " + (
        "Information Act 2000)"
    )


def test_correcting_the_day_of_receipt_counts_again(officer: User, access: Said) -> None:
    made = actions.log(access, by=officer, on=TODAY)
    said = replace(access, received_on=date(2026, 11, 4))
    made = actions.correct(made, said, reason="The stamp says so.", by=officer, on=TODAY)
    assert made.due_on == date(2026, 12, 4) and [each.due_on for each in running(made)] == [made.due_on]


def test_the_database_refuses_a_change_without_its_event(officer: User, access: Said) -> None:
    made = actions.log(access, by=officer, on=TODAY)
    InformationRequest.objects.filter(pk=made.pk).update(reach="elsewhere@example.org")
    for change in ({"status": "withdrawn", "closed_on": TODAY}, {"status": "answered", "closed_on": TODAY}):
        with pytest.raises(DatabaseError, match="without an audit event"), transaction.atomic():
            InformationRequest.objects.filter(pk=made.pk).update(**change)


@pytest.mark.parametrize("role", ["sip", "administrator", "service_officer"])
def test_others_keep_no_requests(role: str, access: Said) -> None:
    with pytest.raises(Denied, match="Principal Officers and directors"):
        actions.log(access, by=people.person("Other Person", role=role), on=TODAY)


def test_who_answers_is_reminded_and_has_it_in_their_work(officer: User, access: Said) -> None:
    director = people.person("Dana Director", role="director_of_education")
    people.person("Addie Admin", role="administrator")
    made = actions.log(access, by=officer, on=TODAY)
    [item] = [each for each in waiting_for(roles_of(officer, TODAY)) if "request for information" in each.title]
    assert (item.due, item.by_law) == (made.due_on, "UK GDPR, Articles 12(3) and 12A")
    for day in (date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 29), date(2026, 12, 2)):
        with clock.at(day):
            notifications.remind(day)
            notifications.remind(day)
    found = Message.objects.filter(kind="information_request_due")
    assert {message.email for message in found} == {officer.email, director.email}
    assert sorted("today" in message.subject for message in found) == [False, False, True, True]
    assert not any("Nina" in message.body for message in found)


def test_late_requests_come_first(officer: User, access: Said, freedom: Said) -> None:
    soon = actions.log(access, by=officer, on=TODAY)
    late = actions.log(replace(access, received_on=date(2026, 9, 1), asker="Lara Late"), by=officer, on=TODAY)
    stopped = actions.log(freedom, by=officer, on=TODAY)
    actions.clarify(stopped, day=TODAY, text="Which?", by=officer, on=TODAY)
    done = actions.log(replace(freedom, received_on=date(2026, 8, 3)), by=officer, on=TODAY)
    actions.close(done, "withdraw", day=TODAY, text="By email.", by=officer, on=TODAY)
    client = Client()
    client.force_login(officer)
    page = client.get("/information-requests/")
    assert [row.pk for row, _ in page.context["shown"]] == [late.pk, soon.pk, stopped.pk, done.pk]
    page = client.get("/information-requests/?state=late")
    assert [row.pk for row, _ in page.context["shown"]] == [late.pk]
    export = client.get("/information-requests/?export=csv")
    assert "Lara Late" in b"".join(export).decode()


def test_a_request_is_logged_and_answered_in_the_browser(officer: User) -> None:
    school, client = schools.school(), Client()
    client.force_login(officer)
    answer = client.post("/information-requests/log/", {"kind": "subject_access", "asker": "Ann Asker"})
    said = answer.content.decode()
    assert "Enter how they can be reached." in said and "Enter the day on which it came in." in said
    assert "Ann Asker" in said
    typed = {
        "kind": "freedom_of_information",
        "asker": "Ann Asker",
        "reach": "ann@example.org",
        "wanted": "All notices since 2020.",
        "received_on_day": "16",
        "received_on_month": "11",
        "received_on_year": "2026",
        "school": str(school.pk),
    }
    both = client.post("/information-requests/log/", typed | {"named": "Somebody"}).content.decode()
    assert "Select only one" in both
    done = client.post("/information-requests/log/", typed, follow=True)
    made = InformationRequest.objects.get()
    assert "14 December 2026" in done.content.decode() and made.school == school
    day = {"day_day": "20", "day_month": "11", "day_year": "2026"}
    path = f"/information-requests/{made.pk}/act/"
    assert "Enter what was sent and how." in client.post(f"{path}answer/", day).content.decode()
    assert (
        "Enter a day on or after"
        in client.post(f"{path}answer/", day | {"day_day": "2", "text": "Sent."}).content.decode()
    )
    assert "recorded the answer" in client.post(f"{path}answer/", day | {"text": "Sent."}, follow=True).content.decode()
    assert client.get(f"{path}answer/").status_code == 302 and client.get(f"{path}burn/").status_code == 404
