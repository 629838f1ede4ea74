"""The letter with a report, word for word and as PDF/UA-1; the reminders of reports; and what pages ask."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from monitoring.summaries.summary import actions as summaries
from monitoring.visits.models import Report, Visit
from monitoring.visits.report.actions.issuing import ask_corrections, issue
from monitoring.visits.report.actions.writing import save_report
from monitoring.visits.report.reminders import remind
from monitoring.visits.states import ReportState
from monitoring.visits.tasks import refresh_counts, send_reminders
from schools.models import AssignmentRole
from schools.people import actions as people_actions
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import RoleGrant
from sil.accounts.user_roles import roles_of
from sil.letters.models import Document, Letter
from sil.letters.queries import readable
from sil.letters.tasks import issue_waiting
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.factories import people, reports, schools, visits
from tests.factories.reports import HELD, TODAY, Scene
from tests.verapdf import failures

GOLDEN = Path(__file__).parent.parent / "golden"
HOSTILE = '<script>alert("x")</script> & “quoted”'
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]


def issued_twice(text: str = "Two lessons and ten books.") -> Scene:
    """The same school and people each time, so that the letter can be compared as a file."""
    school = schools.school("Example Primary School", urn=900001, street="1 Sample Street")
    made = reports.scene(ReportState.CORRECTIONS_ASKED, school=school)
    for person, name in ((made.sip, "Sam Sample"), (made.head, "Ada Example"), (made.chair, "Charlie Placeholder")):
        person.name = name
        person.save()
    reports.write(made, text)
    reports.reissue(made)
    return made


@pytest.mark.feature("V7")
def test_golden_letter() -> None:
    issued_twice()
    letter = Letter.objects.filter(kind="visit_report").latest("pk")
    html = letter.html.replace(letter.reference, "L2026-00001")
    golden = GOLDEN / "visit_report.html"
    assert html == golden.read_text(encoding="utf-8"), f"if it is meant, write it to {golden}"
    assert "This is version 2 of the report." in html
    assert "Copied to: Charlie Placeholder, Chair of governors" in html


BOTH = ("sip", "principal_officer")
SIGNED = {"sip": "School Improvement Partner", "principal_officer": "Principal Officer"}


@pytest.mark.feature("V7", "V8")
@pytest.mark.parametrize(
    ("holds", "works_as", "signs"),
    [
        (("sip",), ("sip",), "sip"),
        (("sip",), (), "sip"),
        (("principal_officer",), ("principal_officer",), "principal_officer"),
        (("principal_officer",), (), "principal_officer"),
        (BOTH, ("sip",), "sip"),
        (BOTH, ("principal_officer",), "principal_officer"),
        (BOTH, BOTH, "sip"),
        (BOTH, (), "sip"),
    ],
)
def test_a_letter_is_signed_in_the_role_in_which_its_signatory_works_with_the_school(
    holds: tuple[str, ...], works_as: tuple[str, ...], signs: str
) -> None:
    school, lead = schools.school(), people.person(role="principal_officer")
    people.post(school, "headteacher")
    visit = visits.held(school, lead, HELD)
    save_report(visit.report, by=lead, on=TODAY, writing=reports.writing(visit), version=0)
    Report.objects.update(check_rule="")
    accounts.give_role(lead, by=None, on=TODAY, role="sip", starts_on=people.LONG_AGO)
    for role in works_as:
        people.assign(school, lead, role=AssignmentRole(role))
    RoleGrant.objects.filter(user=lead).exclude(role__in=holds).delete()
    issue(visit.report, by=lead, on=TODAY, version=1)
    letter = Letter.objects.get(kind="visit_report")
    assert letter.signed_as == SIGNED[signs]
    assert f"<strong>{lead.name}</strong><br>{SIGNED[signs]}<br>" in letter.html
    if holds == BOTH:
        term = visits.term("Autumn term", date(2026, 9, 1), TODAY, by=people.person(role="administrator"))
        summary = summaries.make(school, term, by=lead, on=TODAY)
        assert summary is not None
        assert summaries.approve(summary, version=0, by=lead, on=TODAY).letter.signed_as == SIGNED[signs]


@pytest.mark.feature("V7", "T12")
@pytest.mark.promise("read")
def test_a_report_goes_on_with_the_next_partner_when_a_role_ends() -> None:
    """A partner whose role has ended no longer reads, writes or issues the report of a visit that they led, even while
    the school is still down as theirs. The school's next partner finishes it."""
    school, lead = schools.school(), people.person(role="sip")
    people.post(school, "headteacher")
    people.assign(school, lead)
    visit = visits.held(school, lead, HELD)
    save_report(visit.report, by=lead, on=TODAY, writing=reports.writing(visit), version=0)
    Report.objects.update(check_rule="")
    accounts.end_role(lead.grants.get(), by=None, on=TODAY, ends_on=TODAY - timedelta(days=1))
    with pytest.raises(Denied) as write:
        save_report(visit.report, by=lead, on=TODAY, writing=reports.writing(visit), version=1)
    with pytest.raises(Denied) as send:
        issue(visit.report, by=lead, on=TODAY, version=1)
    assert (write.value.code, send.value.code) == ("not_the_writer", "not_the_writer")
    client = Client()
    client.force_login(lead)
    assert {client.get(f"/visits/{visit.pk}/{page}").status_code for page in ("", "report/", "report/issue/")} == {404}
    later = people.person(role="sip")
    people_actions.assign([school], user=later, role=AssignmentRole.SIP, starts_on=TODAY, by=None, on=TODAY)
    issue(visit.report, by=later, on=TODAY, version=1)
    assert Letter.objects.get(kind="visit_report").signed_by == later


@pytest.mark.feature("V7", "T8")
def test_the_pdf_is_accessible_and_hostile_text_is_text(tmp_path: Path) -> None:
    issued_twice(f"{HOSTILE}\n\nAnother paragraph.")
    assert "<script>" not in Letter.objects.filter(kind="visit_report").latest("pk").html
    issue_waiting()
    files = []
    for document in Document.objects.all():
        file = tmp_path / f"{document.pk}.pdf"
        file.write_bytes(document.pdf)
        files.append(file)
    assert len(files) == 2
    assert failures(*files) == {file: [] for file in files}


def sent(on: date) -> list[tuple[str, str]]:
    before = set(Message.objects.values_list("pk", flat=True))
    with clock.at(on):
        remind(on)
        remind(on)
    return sorted((m.kind, m.email) for m in Message.objects.exclude(pk__in=before))


@pytest.mark.feature("V5")
def test_the_author_is_reminded_four_times_and_officers_on_monday() -> None:
    """Due on Thursday 26 November 2026."""
    made = reports.scene()
    mine = [("report_reminder", made.sip.email)]
    assert sent(date(2026, 11, 20)) == []
    assert sent(date(2026, 11, 23)) == mine, "three days before"
    assert sent(date(2026, 11, 24)) == []
    assert sent(date(2026, 11, 25)) == mine, "the day before"
    assert sent(date(2026, 11, 26)) == mine, "the day"
    assert sent(date(2026, 11, 27)) == mine, "late"
    assert sent(date(2026, 11, 28)) == []
    assert sent(date(2026, 11, 30)) == [("report_late", made.officer.email)], "the Monday after"
    assert sent(date(2026, 12, 1)) == []
    assert sent(date(2026, 12, 7)) == [("report_late", made.officer.email)], "once a week"
    body = Message.objects.filter(kind="report_late").latest("created_at").body
    assert made.school.name in body and "due Thursday 26 November 2026" in body and made.sip.name in body


@pytest.mark.feature("V5")
def test_nobody_is_reminded_of_what_was_done_nor_in_the_night() -> None:
    done = reports.scene(ReportState.ACCURATE)
    assert sent(date(2026, 11, 26)) == [] == sent(date(2026, 11, 30))
    waits = reports.scene(ReportState.ISSUED)
    assert sent(date(2026, 12, 1)) == [("report_reminder", waits.head.email)], "its answer, due 4 December"
    night = reports.scene()
    with clock.at(datetime.combine(date(2026, 11, 26), time(6, 59))):
        assert send_reminders() == 0
    with clock.at(datetime.combine(date(2026, 11, 26), time(7))):
        assert send_reminders() == 1
    told = Message.objects.filter(kind="report_reminder", created_at__date=date(2026, 11, 26))
    assert [message.email for message in told] == [night.sip.email] != [done.sip.email]


@pytest.mark.feature("V6")
def test_the_checker_is_reminded_until_it_is_checked() -> None:
    """To be checked by Saturday 21 November 2026."""
    made = reports.scene(ReportState.IN_REVIEW)
    found = sent(TODAY)
    assert ("report_reminder", made.officer.email) in found
    reports.approve(made)
    assert sent(date(2026, 11, 24)) == [("report_reminder", made.sip.email)], "the report itself is still owed"


def test_pages_ask_no_more_with_more_on_them() -> None:
    made = reports.scene(ReportState.CORRECTIONS_ASKED)
    reports.scene(ReportState.IN_REVIEW)
    few = measured(made)
    for _ in range(3):
        reports.write(made, "Three lessons.")
        reports.reissue(made)
        newest = made.report.versions.first()
        assert newest is not None
        ask_corrections(made.report, by=made.head, on=TODAY, version_id=newest.pk, corrections={"focus": "Not so."})
    with clock.at(HELD):
        later = [reports.scene(ReportState.IN_REVIEW, school=None) for _ in range(4)]
        for scene in later:
            Report.objects.filter(visit=scene.visit).update(checker=made.officer)
    many = measured(made)
    assert few == many
    assert max(many.values()) <= 15, many


def measured(made: Scene) -> dict[str, int]:
    planned = visits.Visit.objects.filter(school=made.school, status="planned").first() or visits.planned(
        made.school, made.sip, date(2026, 12, 10)
    )
    at = f"/visits/{made.visit.pk}/report/"
    pages: tuple[tuple[Any, str], ...] = (
        (made.sip, at),
        (made.sip, f"{at}issue/"),
        (made.officer, at),
        (made.head, at),
        (made.chair, at),
        (made.head, f"/visits/{planned.pk}/prepare/"),
        (made.officer, "/reports/to-check/"),
        (made.officer, "/reports/late/"),
        (made.officer, "/reports/quality/"),
    )
    refresh_counts()  # as beat does each minute
    found = {}
    for person, page in pages:
        client = Client()
        client.force_login(person)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(page)
        assert response.status_code == 200, page
        found[f"{person.name} {page}"] = len(queries)
    return found


@pytest.mark.feature("V5")
def test_late_reports_are_listed_for_officers_and_for_the_partner_their_own() -> None:
    made = reports.scene()
    other = people.person(role="sip")
    day = date(2026, 11, 30)
    with clock.at(day):
        for person, seen in ((made.officer, True), (made.sip, True), (other, False)):
            client = Client()
            client.force_login(person)
            assert (made.school.name in client.get("/reports/late/").content.decode()) is seen
        client = Client()
        client.force_login(made.officer)
        assert "1 report of visits late" in client.get("/").content.decode()
        assert client.get("/reports/late/?export=csv").status_code == 200


@pytest.mark.parametrize("joined", [False, True], ids=["led it", "joined it"])
def test_who_took_part_in_one_visit_reads_its_letter_and_no_other_of_the_school(client: Client, joined: bool) -> None:
    made = reports.scene(ReportState.ISSUED)
    earlier = visits.held(made.school, made.sip, HELD)
    other = Scene(made.school, earlier, made.sip, made.head, made.chair, made.officer)
    reports.walk(other, ReportState.ISSUED)
    guest = people.person(role="sip")
    if joined:
        made.visit.others.add(guest)
    else:
        Visit.objects.filter(pk=made.visit.pk).update(lead=guest)
    theirs = Letter.objects.get(about_id=made.visit.pk, kind="visit_report")
    assert list(readable(roles_of(guest, TODAY)).filter(kind="visit_report")) == [theirs]
    client.force_login(guest)
    another = Letter.objects.get(about_id=other.visit.pk, kind="visit_report")
    assert client.get(f"/letters/{theirs.reference}/").status_code == 200
    assert client.get(f"/letters/{another.reference}/").status_code == 404
