"""Mistakes in visits and their reports are put right: what changes, who is told, and what nobody reads any more."""

import re
from datetime import date
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from monitoring.visits.agreed.queries import earlier_actions
from monitoring.visits.days.queries import ledgers
from monitoring.visits.models import AgreedAction, Prompts, Report, Visit
from monitoring.visits.prompts import actions as prompts
from monitoring.visits.put_right import actions as put_right
from monitoring.visits.put_right import page as pages
from monitoring.visits.report.actions import issuing, withdrawing
from monitoring.visits.report.actions.writing import save_report
from monitoring.visits.report.queries import late
from monitoring.visits.states import ReportState, VisitState
from monitoring.visits.tasks import let_reports_stand
from monitoring.visits.visit import actions as visits_actions
from schools.models import School
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.letters.models import Letter
from sil.letters.tasks import issue_waiting
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.factories import people, reports, schools, visits
from tests.factories.reports import TODAY, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("V14")]
CHILD = "Robin Placeholder of Year 4"
WHY = "It names somebody who must not be named."


def issued(text: str = CHILD) -> Scene:
    """A report that the school has, with its letter."""
    made = reports.scene()
    reports.write(made, text, checked=False)
    reports.issue(made)
    issue_waiting()
    return made


def messages(since: set[Any], kind: str = "") -> dict[str, Message]:
    found = Message.objects.exclude(pk__in=since)
    return {m.email: m for m in (found.filter(kind=kind) if kind else found)}


def so_far() -> set[Any]:
    return set(Message.objects.values_list("pk", flat=True))


def read(user: User, path: str, *, status: int = 200) -> str:
    client = Client()
    client.force_login(user)
    response: Any = client.get(path, follow=True)
    assert response.status_code == status, (user, path, response.status_code)
    return words(response)


def words(response: Any) -> str:
    """A page without the marks around its dates."""
    return " ".join(re.sub("</?time[^>]*>", "", response.content.decode()).split())


def post(user: User, path: str, **data: str) -> str:
    client = Client()
    client.force_login(user)
    response: Any = client.post(path, data, follow=True)
    return words(response)


def second_school(made: Scene) -> tuple[School, User]:
    """Another school of the same partner, and its head."""
    right = schools.school("Rightwood Primary School")
    people.assign(right, made.sip)
    return right, people.post(right, "headteacher").user


@pytest.mark.promise("right")
def test_a_report_that_is_withdrawn_is_read_by_nobody_at_the_school() -> None:
    """A report that was issued can be withdrawn by the partner who writes it or a Principal Officer. Nobody at the
    school can read its text any more, on any page or as a PDF. Those who had it are told, without the text."""
    made, before = issued(), so_far()
    letter = Letter.objects.get(kind="visit_report")
    page, letter_page = f"/visits/{made.visit.pk}/", f"/letters/{letter.reference}/"
    assert CHILD in read(made.head, f"{page}report/") and CHILD in read(made.head, letter_page)
    withdrawing.withdraw(made.report, by=made.officer, on=TODAY, reason=WHY, again=False)
    assert made.report.status == ReportState.WITHDRAWN
    for user in (made.head, made.chair):
        read(user, f"{page}report/", status=404)
        for path in (
            page,
            letter_page,
            f"{letter_page}letter.pdf",
            f"{made.school.get_absolute_url()}?part=all",
            "/visits/",
            "/",
        ):
            assert CHILD not in read(user, path), path
        shown = read(user, letter_page)
        assert "Withdrawn" in shown and WHY in shown and "Its text is not shown any more" in shown
    for user in (made.sip, made.officer):
        assert CHILD in read(user, f"{page}report/") and CHILD in read(user, letter_page)
        assert "The people it was sent to cannot" in read(user, letter_page)
    told = messages(before)
    assert set(told) == {made.head.email, made.chair.email, made.sip.email}
    assert all(CHILD not in m.body and WHY in m.body for m in told.values())
    assert told[made.head.email].subject.endswith("the report of the visit of 16 November 2026 is withdrawn")
    assert asked_at_the_next_visit(made) == [], "what was agreed in it is not followed up"
    assert not Deadline.objects.running().filter(rule="report_answer").exists()
    event = Event.objects.get(kind="report.withdrawn")
    assert (event.reason, event.actor_name) == (WHY, made.officer.name)


def asked_at_the_next_visit(made: Scene) -> list[AgreedAction]:
    with clock.at(TODAY):
        later = visits.held(made.school, made.sip, TODAY)
    return earlier_actions(later)


@pytest.mark.promise("right")
def test_a_withdrawn_report_is_corrected_and_issued_again() -> None:
    """A report can be corrected and issued again: its writer starts from its text, the school gets a new version that
    replaces the withdrawn one, and its ten days stay met."""
    made = issued()
    owed = Deadline.objects.get(rule="visit_report")
    assert owed.met_on == TODAY
    reports.withdraw(made, again=True)
    assert made.report.status == ReportState.DRAFT
    items = [item.title for item in waiting_for(roles_of(made.sip, TODAY)) if "report" in item.title]
    assert items == ["Correct the withdrawn report and issue it again: core visit of Monday 16 November 2026"]
    assert not late(date(2027, 3, 1)).exists(), "it was issued in its time"
    words = "Withdrawn, to be issued again"
    for path in ("/visits/", made.school.get_absolute_url(), f"/visits/{made.visit.pk}/"):
        assert words in read(made.head, path) and words in read(made.sip, path), path
    form = read(made.sip, f"/visits/{made.visit.pk}/report/")
    assert CHILD in form and "It starts from the text that was issued." in form
    reports.write(made, "A pupil")
    before = so_far()
    with clock.at(TODAY):
        issuing.issue(made.report, by=made.sip, on=date(2026, 12, 14), version=made.report.version)
    issue_waiting()
    first, second = Letter.objects.filter(kind="visit_report").order_by("pk")
    assert second.replaces == first and "It replaces the version before, which has been withdrawn" in second.html
    told = messages(before)
    assert "It replaces the version before, which was withdrawn." in told[made.head.email].body
    assert Deadline.objects.get(rule="visit_report").met_on == TODAY
    shown = read(made.head, f"/visits/{made.visit.pk}/report/")
    assert "A pupil" in shown and CHILD not in shown, "the earlier text is not told by what changed, either"
    assert "Version 1, issued 20 November 2026" in shown and "Withdrawn" in shown
    assert "replaces it" in read(made.head, f"/letters/{first.reference}/")


@pytest.mark.promise("right")
def test_a_visit_at_the_wrong_school_is_moved_with_its_report() -> None:
    """A visit that was recorded at the wrong school is moved to the right one with its days, its report and what was
    agreed. The wrong school can read none of it any more, and is told that it was sent by mistake. The right school
    gets the report as if it had been sent there at once."""
    made = issued()
    right, head = second_school(made)
    before = so_far()
    letter = Letter.objects.get(kind="visit_report")
    put_right.move_to_school(made.visit, school=right, reason="Two schools have that name.", by=made.sip, on=TODAY)
    issue_waiting()
    for path in (f"/visits/{made.visit.pk}/", f"/visits/{made.visit.pk}/report/"):
        read(made.head, path, status=404)
        assert CHILD in read(head, f"/visits/{made.visit.pk}/report/")
    assert CHILD not in read(made.head, f"/letters/{letter.reference}/")
    read(head, f"/letters/{letter.reference}/", status=404)
    mine = read(head, f"/visits/{made.visit.pk}/report/")
    assert "Version 1, issued" in mine and "Version 2" not in mine and "Withdrawn" not in mine
    told = messages(before)
    assert set(told) == {made.head.email, made.chair.email, head.email}
    assert told[made.head.email].kind == "report_sent_by_mistake" and told[head.email].kind == "report_issued"
    for message in (told[made.head.email], told[made.chair.email]):
        assert "by mistake" in message.body and CHILD not in message.body
        assert "cancelled" not in message.body and right.name not in message.body, "whose it is does not concern them"
    assert made.report.status == ReportState.ISSUED
    assert Deadline.objects.get(rule="visit_report").met_on == TODAY
    assert Deadline.objects.running().get(rule="report_answer").due_on == date(2026, 12, 4)
    assert {each.school for each in AgreedAction.objects.all()} == {right}
    events = {e.kind: e for e in Event.objects.filter(kind__startswith="visit.moved")}
    assert events["visit.moved_away"].scope == f"school:{made.school.urn}"
    assert events["visit.moved"].scope == f"school:{right.urn}"


def test_the_days_go_along() -> None:
    made = reports.scene()
    right, _ = second_school(made)
    held = Decimal(1)
    assert made.visit.days == held
    put_right.move_to_school(made.visit, school=right, reason="x", by=made.sip, on=TODAY)
    used = ledgers(School.objects.filter(pk__in=[right.pk, made.school.pk]), 2026)
    assert used[right.pk].delivered == held and (made.school.pk not in used or used[made.school.pk].delivered == 0)


@pytest.mark.promise("right")
def test_putting_right_tells_those_who_were_told_and_nobody_else() -> None:
    """Who was told of a mistake is told that it was one, in words that fit. Where nobody was told, nobody is."""
    made = reports.scene()
    right, head = second_school(made)
    before = so_far()
    # Recorded after it was held: the school was never told of it.
    put_right.strike(made.visit, reason="It was another school's.", by=made.sip, on=TODAY)
    assert messages(before) == {}
    visits_actions.undo(Visit.objects.get(pk=made.visit.pk), reason="It was one.", by=made.sip, on=TODAY)
    visits_actions.cancel(
        Visit.objects.get(pk=made.visit.pk), reason="x", ended_by="The authority", by=made.sip, on=TODAY
    )
    assert messages(before) == {}, "and a school that never heard of a visit does not hear that it is cancelled"
    planned = visits.planned(made.school, made.sip, TODAY + visits.WEEK)
    assert set(messages(before)) == {made.head.email}
    before = so_far()
    put_right.move_to_school(planned, school=right, reason="The wrong school.", by=made.officer, on=TODAY)
    told = messages(before)
    assert {email: m.kind for email, m in told.items()} == {
        made.head.email: "visit_mistaken",
        head.email: "visit_planned",
        made.sip.email: "visit_at_another_school",
    }
    assert "recorded by mistake" in told[made.head.email].subject and "cancelled" not in told[made.head.email].body
    before = so_far()
    visits_actions.cancel(
        Visit.objects.get(pk=planned.pk), reason="x", ended_by="The authority", by=made.officer, on=TODAY
    )
    assert set(messages(before)) == {head.email, made.sip.email}, "the wrong school is out of it"


def test_the_wrong_schools_own_words_do_not_go_along() -> None:
    made = reports.scene()
    right, head = second_school(made)
    planned = visits.planned(made.school, made.sip, TODAY + visits.WEEK)
    first = planned.framework.visits.prompts[0].id  # type: ignore[union-attr]
    prompts.save_prompts(planned, by=made.head, on=TODAY, answers={first: "Our deputy is ill."}, version=0)
    put_right.move_to_school(planned, school=right, reason="x", by=made.sip, on=TODAY)
    assert not Prompts.objects.exists()
    assert "deputy" not in read(head, f"/visits/{planned.pk}/prepare/")
    assert Event.objects.get(kind="visit.moved_away").data["prompts"] == {first: "Our deputy is ill."}


def test_a_report_that_has_to_be_checked_at_the_right_school_waits_for_it() -> None:
    made = issued()
    right, head = second_school(made)
    with patch("monitoring.visits.put_right.actions.rule_of", return_value="Every report there is checked"):
        put_right.move_to_school(made.visit, school=right, reason="x", by=made.sip, on=TODAY)
    assert (made.report.status, made.report.check_rule) == (ReportState.DRAFT, "Every report there is checked")
    read(head, f"/visits/{made.visit.pk}/report/", status=404)
    read(made.head, f"/visits/{made.visit.pk}/report/", status=404)


def test_what_a_moved_report_said_of_the_wrong_schools_actions_is_open_again() -> None:
    made = issued()
    right, _ = second_school(made)
    with clock.at(TODAY):
        later = Scene(
            made.school, visits.held(made.school, made.sip, TODAY), made.sip, made.head, made.chair, made.officer
        )
    action = AgreedAction.objects.filter(visit=made.visit).first()
    assert action is not None
    said = {str(action.pk): {"progress": "done", "note": "Seen."}}
    save_report(later.report, by=made.sip, on=TODAY, writing=reports.writing(later.visit, followed=said), version=0)
    reports.not_drawn(later)
    Report.objects.filter(pk=later.report.pk).update(check_rule="")
    reports.issue(later)
    action.refresh_from_db()
    assert action.progress == "done"
    put_right.move_to_school(later.visit, school=right, reason="x", by=made.sip, on=TODAY)
    action.refresh_from_db()
    assert (action.progress, action.followed_up_at, action.school) == ("", None, made.school)
    newest = later.report.versions.first()
    assert newest is not None and newest.content["followed"] == []


@pytest.mark.promise("right")
def test_the_date_of_a_visit_that_was_held_is_corrected() -> None:
    """The date, the kind, the length and the lead of a visit that was held can be corrected. What runs from the date is
    counted again."""
    made = reports.scene()
    assert Deadline.objects.get(rule="visit_report", replaced=False).due_on == date(2026, 11, 26)
    moved = visits.one_day(date(2026, 11, 12))
    put_right.redate(made.visit, dates=moved, reason="A slip.", by=made.sip, on=TODAY)
    assert Deadline.objects.get(rule="visit_report", replaced=False).due_on == date(2026, 11, 22)
    reports.write(made, checked=False)
    reports.issue(made)
    put_right.redate(made.visit, dates=visits.one_day(date(2026, 11, 9)), reason="A slip.", by=made.sip, on=TODAY)
    owed = Deadline.objects.get(rule="visit_report", replaced=False)
    assert (owed.due_on, owed.met_on) == (date(2026, 11, 19), TODAY), "one that was met stays met on its day"
    assert messages(set(), "visit_redated").keys() == {made.head.email}, "it has the report, with the earlier date"
    shown = post(
        made.sip,
        f"/visits/{made.visit.pk}/put-right/date/",
        starts_on_day="24",
        starts_on_month="11",
        starts_on_year="2026",
        reason="x",
    )
    assert "You can record a visit as held on its last day or later." in shown


def test_the_check_of_a_report_stays_due_from_the_day_it_was_sent_in() -> None:
    made = reports.scene()
    reports.write(made, checked=True)
    reports.send(made)
    assert Deadline.objects.running().get(rule="report_check").due_on == date(2026, 11, 25)
    put_right.redate(made.visit, dates=visits.one_day(date(2026, 11, 12)), reason="A slip.", by=made.sip, on=TODAY)
    assert Deadline.objects.running().get(rule="report_check").due_on == date(2026, 11, 25)
    assert Deadline.objects.running().get(rule="visit_report").due_on == date(2026, 11, 22)


def test_another_kind_owes_another_report() -> None:
    made = reports.scene()
    other = visits.facts(made.officer, kind="performance-management")
    visits_actions.change(made.visit, details=other, reason="x", by=made.sip, on=TODAY)
    assert not Report.objects.exists() and not Deadline.objects.running().exists()
    core = visits.facts(made.officer)
    visits_actions.change(Visit.objects.get(), details=core, reason="x", by=made.officer, on=TODAY)
    assert Report.objects.get().owed_by == made.officer
    assert Deadline.objects.running().get(rule="visit_report").due_on == date(2026, 11, 26)
    Report.objects.update(version=1)
    with pytest.raises(Denied) as denied:
        visits_actions.change(Visit.objects.get(), details=other, reason="x", by=made.officer, on=TODAY)
    assert denied.value.code == "report_written"


@pytest.mark.promise("right")
def test_a_report_that_nobody_answers_stands_as_issued() -> None:
    """A school has ten working days to say whether a report is accurate. If it does not, the report stands as issued;
    the email, the letter and the page say so from the start."""
    # Issued on Friday 20 November 2026: ten working days end on Friday 4 December 2026.
    made = issued()
    said = "If you do not answer by then, the report stands as issued."
    assert said in Letter.objects.get(kind="visit_report").html
    assert said in Message.objects.get(kind="report_issued", email=made.head.email).body
    assert said in read(made.head, f"/visits/{made.visit.pk}/report/")
    newest = made.report.versions.get()
    with clock.at(date(2026, 12, 4)):
        assert let_reports_stand() == 0 and made.report.status == ReportState.ISSUED
    with clock.at(date(2026, 12, 5)):
        with pytest.raises(Denied) as denied:
            issuing.accept(made.report, by=made.head, on=clock.today(), version_id=newest.pk)
        assert denied.value.code == "stands", "also before the sweep has come by"
        before = so_far()
        assert let_reports_stand() == 1 and let_reports_stand() == 0
        assert so_far() == before, "the letter said it, so nobody is written to"
        assert made.report.status == ReportState.STANDS
        shown = read(made.head, f"/visits/{made.visit.pk}/report/")
        assert "The school had until Friday 4 December 2026" in shown and made.sip.email in shown
        assert "Stands as issued" in read(made.head, "/visits/")
        assert [i.title for i in waiting_for(roles_of(made.head, clock.today())) if "report" in i.title] == []
        withdrawing.withdraw(made.report, by=made.sip, on=clock.today(), reason=WHY, again=True)
        assert made.report.status == ReportState.DRAFT
    assert Event.objects.get(kind="report.stands").actor_name == "The system"


def test_a_school_can_answer_on_the_last_day() -> None:
    made = issued()
    newest = made.report.versions.get()
    with clock.at(date(2026, 12, 4)):
        issuing.ask_corrections(
            made.report, by=made.head, on=clock.today(), version_id=newest.pk, corrections={"": "Wrong year."}
        )
    with clock.at(date(2026, 12, 5)):
        assert let_reports_stand() == 0
    assert made.report.status == ReportState.CORRECTIONS_ASKED


def test_a_letter_that_is_withdrawn_before_it_is_made_reaches_nobody() -> None:
    made = reports.scene()
    reports.write(made, CHILD, checked=False)
    reports.issue(made)
    before = so_far()
    reports.withdraw(made)
    with clock.at(date(2026, 11, 21)):
        issue_waiting()
    assert messages(before) == {}
    letter = Letter.objects.get(kind="visit_report")
    read(made.head, f"/letters/{letter.reference}/", status=404)


def test_the_pages_say_what_changes_and_who_was_told() -> None:
    made = issued()
    right, head = second_school(made)
    at = f"/visits/{made.visit.pk}/"
    letter = Letter.objects.get(kind="visit_report")
    read(made.head, f"/letters/{letter.reference}/")
    assert f'href="{at}put-right/"' in read(made.sip, at) and f'href="{at}put-right/"' in read(made.sip, f"{at}report/")
    assert "put-right" not in read(made.head, at) + read(made.head, f"{at}report/")
    ways = read(made.sip, f"{at}put-right/")
    for words in ("Withdraw the report", "Correct the date", "Move it to another school"):
        assert words in ways
    assert "Withdraw the report first" in ways, "why the others are not possible"
    asked = read(made.sip, f"{at}report/withdraw/")
    assert f"{made.head.name}, Headteacher was sent letter {letter.reference}" in asked
    assert "opened it on 20 November 2026" in asked and "has not opened it here" in asked
    assert f"We will email {made.head.name}, Headteacher, without the text of the report." in asked
    assert "Enter why the report is withdrawn." in post(made.sip, f"{at}report/withdraw/", then="again", reason=" ")
    move = read(made.sip, f"{at}put-right/school/?to={right.urn}")
    assert f"We will email {head.name}, Headteacher that the report is issued." in move
    assert f"Move it to {right.name}" in move and "by mistake" in move
    done = post(made.sip, f"{at}put-right/school/", to=str(right.urn), reason="The wrong one.")
    assert f"The visit is now recorded for {right.name}." in done
    struck = read(made.sip, f"{at}put-right/no-visit/")
    assert "Withdraw the report first" in struck


def test_who_sees_no_way_finds_no_page() -> None:
    made = issued()
    for user in (made.head, made.chair, people.person(role="director_of_education"), people.person(role="sip")):
        for path in ("put-right/", "put-right/date/", "put-right/school/", "put-right/no-visit/", "report/withdraw/"):
            read(user, f"/visits/{made.visit.pk}/{path}", status=404)
    ways = pages.remedies(Visit.objects.get(pk=made.visit.pk), roles_of(made.officer, TODAY))
    assert [way.name for way in ways] == [
        "Withdraw the report, or correct it and issue it again",
        "Correct the details",
        "Correct the date",
        "Move it to another school",
        "Undo what was recorded",
        "There was no such visit",
    ]
    assert VisitState.MISTAKEN.label == "Recorded by mistake"
