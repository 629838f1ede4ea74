"""Does a report for scrutiny tell what is on record between two days, and to nobody what they may not read?"""

import hashlib
import re
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allocations.states import State
from monitoring.notices.case.actions import open_case
from monitoring.notices.states import CaseState
from monitoring.oversight.promises.queries import records, shown_to
from monitoring.scrutiny.contents.authority import figures_of
from monitoring.scrutiny.contents.lines import About, about
from monitoring.scrutiny.contents.school import Contents, contents_of
from monitoring.scrutiny.models import ScrutinyFile, ScrutinyReport
from monitoring.scrutiny.report import making
from monitoring.scrutiny.report.actions import Asked, ask
from monitoring.scrutiny.report.queries import readable
from monitoring.service import actions as service
from schools.models import School
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.clock import in_words
from sil.framework.years import academic_year
from sil.letters.made import ATTEMPTS
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, cases, inspections, people, reports, schools, visits
from tests.verapdf import failures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("O7")]

FIRST, LAST = date(2026, 9, 1), date(2026, 12, 31)
MOST_QUERIES = 15
WHY = "Education scrutiny committee."


@pytest.fixture
def officer() -> User:
    return people.person("Paula Principal", role="principal_officer")


def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def asked(school: School | None, *, by: User, first: date = FIRST, last: date = LAST) -> ScrutinyReport:
    return ask(Asked(school=school, starts_on=first, ends_on=last, why=WHY), by=by, on=TODAY)


def made(school: School | None, *, by: User) -> tuple[ScrutinyReport, bytes]:
    report = asked(school, by=by)
    assert making.make_next()
    report = ScrutinyReport.objects.get(pk=report.pk)
    content = bytes(ScrutinyFile.objects.values_list("content", flat=True).get(report=report))
    assert (report.file.size, report.file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    return report, content


def words_of(content: bytes) -> str:
    """The text of a PDF in one line: where words break is no part of it."""
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())


def seen_by(user: User, school: School, first: date = FIRST, last: date = LAST) -> Contents:
    return contents_of(_about(user, school, first, last))


def _about(user: User, school: School, first: date = FIRST, last: date = LAST) -> About:
    return about(school, first, last, roles_of(user, TODAY))


def lines(contents: Contents, slug: str) -> list[tuple[date, str]]:
    (section,) = [each for each in (*contents.known, *contents.done) if each.heading.slug == slug]
    return [(line.day, line.what) for line in section.lines]


def test_it_tells_what_was_known_and_when(officer: User) -> None:
    school = schools.school("Example Primary School")
    inspections.from_a_file(school, date(2026, 8, 30), overall="2", published_on=date(2026, 9, 20))
    inspections.from_a_file(school, date(2026, 10, 6), overall="3")
    inspections.from_a_file(school, date(2026, 3, 3), overall="1", published_on=date(2026, 4, 1))
    people.post(school, "headteacher", people.person("Nora New"), starts_on=FIRST)
    contents = seen_by(officer, school)
    assert lines(contents, "inspections") == [
        (date(2026, 9, 20), "Ofsted’s inspection of 30 August 2026: Good"),
        (date(2026, 10, 6), "Ofsted’s inspection of 6 October 2026: Requires improvement"),
    ]
    assert lines(contents, "heads") == [(FIRST, "Nora New became headteacher")]
    # By its own day, the one in August was known on the first day; the one of March is what stood then.
    assert dict(contents.start)["Last full inspection"] == "Good (30 August 2026)"


def test_it_tells_what_was_done_and_how_fast(officer: User) -> None:
    made_report = reports.scene("issued")
    school, visit = made_report.school, made_report.visit
    contents = seen_by(officer, school)
    visit.refresh_from_db()
    assert visit.due_on is not None
    assert [day for day, _ in lines(contents, "visits")] == [reports.HELD]
    assert lines(contents, "actions") == [
        (reports.HELD, "Agreed: Read with each pupil."),
        (reports.HELD, "Agreed: Share the timetable."),
    ]
    ((issued, what),) = lines(contents, "reports")
    assert (issued, what) == (visit.met_on, "Report of the visit on 16 November 2026 issued")
    (section,) = [each for each in contents.done if each.heading.slug == "reports"]
    assert [line.detail for line in section.lines] == [f"Due on {in_words(visit.due_on)}, issued on time."]
    told = [(each.due, each.kept, each.state) for each in contents.promises if each.slug == "visit-reports"]
    assert told == [(visit.due_on, visit.met_on, "kept")]


def test_it_tells_how_a_band_came_to_hold_with_the_reasons(officer: User) -> None:
    scene = allocations.scene(State.PROPOSED)
    allocations.disagree(scene, "C")
    allocations.decide(scene, "B")
    allocations.accept(scene, "B")
    contents = seen_by(officer, scene.allocation.school)
    assert [what for _, what in lines(contents, "allocations")] == [
        "Band B proposed for 2026 to 2027",
        "The school did not agree and put forward Band A for 2026 to 2027",
        "Band B decided for 2026 to 2027",
        "Band B holds for 2026 to 2027: agreed",
    ]
    (section,) = [each for each in contents.done if each.heading.slug == "allocations"]
    positions = scene.allocation.positions.order_by("taken_at", "pk")
    assert [line.detail for line in section.lines[:3]] == [position.reasons.strip() for position in positions]


def test_it_tells_of_notices_with_the_days_of_service(officer: User) -> None:
    scene = cases.scene(CaseState.FORMAL)
    contents = seen_by(officer, scene.school)
    given = [(letter.given_on, letter.name) for letter in scene.case.letters.order_by("given_on", "pk")]
    assert lines(contents, "notices") == [(day, f"{name} given") for day, name in given]
    (section,) = [each for each in contents.done if each.heading.slug == "notices"]
    assert all("given on" in line.detail and scene.chair.name in line.detail for line in section.lines[1:])
    assert any(each.slug == "action-plans" and each.due == cases.PLAN_DUE for each in contents.promises)


def test_only_the_days_asked_for_are_told(officer: User) -> None:
    made_report = reports.scene("issued")
    for first, last, there in (
        (date(2026, 11, 15), date(2026, 11, 15), 0),
        (date(2026, 11, 16), date(2026, 11, 16), 1),
        (date(2026, 11, 17), date(2026, 11, 17), 0),
    ):
        assert len(lines(seen_by(officer, made_report.school, first, last), "visits")) == there


def test_its_promises_are_those_of_the_page_of_promises(officer: User) -> None:
    """One for one with the records behind the figures, of each promise, in each of two academic years."""
    scene = cases.scene(CaseState.FORMAL)
    visits.held(scene.school, scene.sip, reports.HELD)
    reports.scene("draft", school=schools.school("Example Other School"))
    who = roles_of(officer, TODAY)
    first, last = date(2026, 1, 1), date(2027, 8, 31)
    found = [(each.slug, each.due, each.kept) for each in seen_by(officer, scene.school, first, last).promises]
    expected = [
        (promise.slug, row.due, row.kept)
        for promise in shown_to(who)
        for year in (academic_year(first), academic_year(last))
        for row in records(promise, who, year)
        if row.of_school == scene.school.pk and first <= row.due <= last
    ]
    assert expected
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_where_nothing_is_on_record_it_says_so(officer: User) -> None:
    school = schools.school("Example Quiet School")
    _, content = made(school, by=officer)
    words = words_of(content)
    for sentence in ("No inspection became known", "No visit was planned", "No promise was due", "None settled yet"):
        assert sentence in words


def test_the_pdf_can_be_read_aloud_and_counts_its_pages(officer: User, tmp_path: Path) -> None:
    scene = cases.scene(CaseState.FORMAL)
    visits.held(scene.school, scene.sip, reports.HELD)
    found = {}
    for name, school in (("school", scene.school), ("authority", None)):
        report, content = made(school, by=officer)
        found[name] = tmp_path / f"{name}.pdf"
        found[name].write_bytes(content)
        words = words_of(content)
        assert re.findall(r"Page (\d+) of (\d+)", words) == [
            (str(page), str(report.file.pages)) for page in range(1, report.file.pages + 1)
        ]
        assert WHY in words
        assert "Paula Principal" in words
    assert failures(*found.values()) == {path: [] for path in found.values()}
    assert ScrutinyReport.objects.filter(failed=True).count() == 0


def test_a_restricted_case_is_told_to_nobody_else(officer: User) -> None:
    """Neither in a report of somebody who may not read it, nor by one of somebody who may."""
    school = schools.school("Example Primary School")
    director = people.person("Dora Director", role="director_of_education")
    facts = {"source": "visit", "since": TODAY, "concern": "Safeguarding is weak.", "restricted": True}
    case = open_case(school, by=officer, on=TODAY, **facts)
    mine, content = made(school, by=officer)
    assert case.reference in words_of(content)
    theirs, other = made(school, by=director)
    assert case.reference not in words_of(other)
    assert "Safeguarding" not in words_of(other)
    assert set(readable(roles_of(officer, TODAY))) == {mine, theirs}
    assert set(readable(roles_of(director, TODAY))) == {theirs}
    browser = client(director)
    assert browser.get(f"/scrutiny/{mine.pk}/").status_code == 404
    assert browser.get(f"/scrutiny/{mine.pk}/report.pdf").status_code == 404
    assert f"/scrutiny/{mine.pk}/" not in browser.get("/scrutiny/").content.decode()
    # So are figures of the authority in which it is counted.
    counted, _ = made(None, by=officer)
    uncounted, _ = made(None, by=director)
    assert set(readable(roles_of(director, TODAY))) == {theirs, uncounted}
    assert counted in readable(roles_of(officer, TODAY))


def test_a_case_that_is_restricted_later_takes_reports_with_it(officer: User) -> None:
    school = schools.school("Example Primary School")
    case = open_case(school, source="visit", since=TODAY, concern="Reading.", by=officer, on=TODAY)
    report, _ = made(school, by=officer)
    other = people.person(role="principal_officer")
    assert readable(roles_of(other, TODAY)).filter(pk=report.pk).exists()
    type(case).objects.filter(pk=case.pk).update(restricted=True)
    assert not readable(roles_of(other, TODAY)).filter(pk=report.pk).exists()


def test_a_report_that_waits_is_shown_to_who_asked_alone(officer: User) -> None:
    report = asked(schools.school(), by=officer)
    other = people.person(role="principal_officer")
    assert readable(roles_of(officer, TODAY)).filter(pk=report.pk).exists()
    assert not readable(roles_of(other, TODAY)).filter(pk=report.pk).exists()


def test_concerns_about_the_service_stay_with_those_who_answer_them(officer: User) -> None:
    scene = reports.scene("issued")
    service.raise_concern(school=scene.school, text="The visit was moved twice.", by=scene.head, on=TODAY)
    dcs = people.person("Dana Director", role="director_of_childrens_services")
    report, content = made(scene.school, by=officer)
    assert "The visit was moved twice." in words_of(content)
    theirs, other = made(scene.school, by=dcs)
    assert "The visit was moved twice." not in words_of(other)
    assert set(readable(roles_of(dcs, TODAY))) == {theirs}
    assert set(readable(roles_of(officer, TODAY))) == {report, theirs}


def test_the_report_of_the_authority_names_no_school_and_no_band_beside_one(officer: User) -> None:
    scene = allocations.scene(State.AGREED)
    case = cases.scene(CaseState.FORMAL)
    names = {scene.allocation.school.name, case.school.name}
    _, content = made(None, by=officer)
    words = words_of(content)
    assert not [name for name in names if name in words]
    assert str(case.school.urn) not in words
    assert "Band B" in words


def test_the_figures_of_the_authority_are_those_of_the_records(officer: User) -> None:
    """One school agreed on band B, another visited twice, a third with a case and its three letters."""
    by = visits.term
    admin = people.person(role="administrator")
    by("Autumn term", FIRST, date(2026, 12, 18), by=admin)
    allocations.scene(State.AGREED)
    school = schools.school("Example Visited School")
    sip = people.assign(school).user
    for day in (date(2026, 10, 6), date(2026, 10, 7)):
        visits.held(school, sip, day)
    scene = cases.scene(CaseState.FORMAL)
    tables = {table.title: dict(table.rows) for table in figures_of(FIRST, LAST, roles_of(officer, TODAY)).tables}
    assert list(tables["Bands"]["Band B"]) == [1]
    assert list(tables["Bands"]["Band C"]) == [0]
    assert list(tables["Visits"]["Autumn term 2026"]) == [2, 0, 0, 0]
    assert list(tables["Cases of concern"]["Autumn term 2026"]) == [1, 0]
    given = scene.case.letters.filter(status="given")
    assert sum(sum(cells) for cells in tables["Notices and letters about concerns"].values()) == given.count() > 1
    promised = tables["Promises due in the autumn term 2026"]
    assert list(promised["Reports of visits"]) == [0, 2, 0]


class TestMaking:
    def test_who_may_have_one_made(self) -> None:
        school = schools.school()
        for role in ("sip", "administrator"):
            with pytest.raises(Denied, match="Only a Principal Officer or a director"):
                asked(school, by=people.person(role=role))

    def test_it_is_asked_for_made_and_taken_with_an_event_of_each(self, officer: User) -> None:
        school = schools.school("Example Primary School")
        report, content = made(school, by=officer)
        response = client(officer).get(f"/scrutiny/{report.pk}/report.pdf")
        assert response.content == content
        name = f"Example Primary School, scrutiny report 2026-09-01 to 2026-12-31, {TODAY.isoformat()}.pdf"
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        kinds = Event.objects.filter(subject_table="scrutiny_scrutinyreport", subject_id=str(report.pk))
        assert list(kinds.order_by("pk").values_list("kind", "actor_name")) == [
            ("scrutiny.asked", "Paula Principal"),
            ("scrutiny.made", "The system"),
            ("scrutiny.taken", "Paula Principal"),
        ]

    def test_it_is_made_once(self, officer: User) -> None:
        made(schools.school(), by=officer)
        assert not making.make_next()

    def test_what_is_made_does_not_change(self, officer: User) -> None:
        report, _ = made(schools.school(), by=officer)
        with pytest.raises(DatabaseError), transaction.atomic():
            ScrutinyFile.objects.filter(report=report).update(pages=9)

    def test_one_that_breaks_is_given_up_and_holds_up_no_other(
        self, officer: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken, fine = asked(schools.school(), by=officer), asked(None, by=officer)
        really = making.html_of

        def breaks(report: ScrutinyReport, framework: Any, who: Any) -> str:
            if report.school is not None:
                raise RuntimeError("the school's report breaks")
            return really(report, framework, who)

        monkeypatch.setattr(making, "html_of", breaks)
        for _ in range(ATTEMPTS + 1):
            making.make_next()
        assert not making.make_next()
        assert [ScrutinyReport.objects.get(pk=each.pk).is_made for each in (broken, fine)] == [False, True]
        assert ScrutinyReport.objects.get(pk=broken.pk).failed
        assert b"could not make this report" in client(officer).get(f"/scrutiny/{broken.pk}/").content

    def test_who_has_lost_the_role_gets_none(self, officer: User) -> None:
        report = asked(schools.school(), by=officer)
        officer.grants.all().delete()
        for _ in range(ATTEMPTS):
            assert making.make_next()
        assert ScrutinyReport.objects.get(pk=report.pk).failed


class TestPage:
    def typed(self, school: School, **more: str) -> dict[str, str]:
        days = {
            f"{name}_{part}": str(getattr(day, part))
            for name, day in (("starts_on", FIRST), ("ends_on", TODAY))
            for part in ("day", "month", "year")
        }
        return {"about": str(school.pk), "why": WHY, **days, **more}

    def test_nothing_is_made_before_it_was_shown(self, officer: User) -> None:
        school, other = schools.school("Example Primary School"), schools.school("Example Other School")
        browser = client(officer)
        shown = browser.post("/scrutiny/make/", self.typed(school, act="see"))
        assert b"No visit was planned between these days." in shown.content
        seen = shown.context["seen"]
        # Another school was chosen meanwhile: it is shown first.
        again = browser.post("/scrutiny/make/", self.typed(other, act="make", seen=seen))
        assert again.status_code == 200
        assert not ScrutinyReport.objects.exists()
        led = browser.post("/scrutiny/make/", self.typed(other, act="make", seen=again.context["seen"]))
        report = ScrutinyReport.objects.get()
        assert (led.url, report.school) == (f"/scrutiny/{report.pk}/", other)

    def test_what_it_will_contain_is_asked_in_few_questions(self, officer: User) -> None:
        """Of a school with everything on record, over two academic years, and of the authority."""
        scene = cases.scene(CaseState.FORMAL)
        visits.held(scene.school, scene.sip, reports.HELD)
        for about_what in (str(scene.school.pk), "authority"):
            typed = self.typed(scene.school, act="see", starts_on_year="2025") | {"about": about_what}
            browser = client(officer)
            # Counts that are stale are counted once.
            browser.post("/scrutiny/make/", typed)
            with CaptureQueriesContext(connection) as asked_of_it:
                assert browser.post("/scrutiny/make/", typed).context["seen"]
            assert len(asked_of_it) <= MOST_QUERIES, about_what

    def test_wrong_days_are_said_beside_them_and_the_text_stays(self, officer: User) -> None:
        school = schools.school("Example Primary School")
        typed = self.typed(school, act="see", ends_on_year="2025")
        page = client(officer).post("/scrutiny/make/", typed).content.decode()
        assert "The last day is before the first. Enter a later day." in page
        assert WHY in page
        long = self.typed(school, act="see", starts_on_year="2015")
        page = client(officer).post("/scrutiny/make/", long).content.decode()
        assert "more than 5 years ago. Is that the day?" in page


def test_the_list_says_what_will_be_there() -> None:
    page = client(people.person(role="director_of_education")).get("/scrutiny/")
    assert b"No reports have been made yet." in page.content


def test_the_page_of_a_school_leads_there(officer: User) -> None:
    school = schools.school()
    link = f'href="/scrutiny/make/?school={school.pk}"'
    assert link in client(officer).get(f"/schools/{school.pk}/").content.decode()
    sip = people.assign(school).user
    assert link not in client(sip).get(f"/schools/{school.pk}/").content.decode()
