"""Does the report of a term for councillors keep its figures, go through two people, and tell nobody's band?"""

import re
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from allocations.states import State
from monitoring.scrutiny.contents.term import FEW, NOT_SHOWN, guarded
from monitoring.scrutiny.models import TermReport, TermReportFile
from monitoring.scrutiny.terms import actions, making
from monitoring.scrutiny.terms.names import named_with_a_band
from monitoring.scrutiny.terms.work import FINDER
from monitoring.visits.models import Term
from schools.models import School
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, people, schools, visits
from tests.verapdf import failures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("O7", "A15")]

TEXTS = actions.Texts(introduction="Of the term.", went_well="Visits took place.", worries="Absence is high.")
FIRST, LAST = date(2026, 9, 1), date(2026, 12, 18)


@pytest.fixture
def writer() -> User:
    return people.person("Paula Principal", role="principal_officer")


@pytest.fixture
def approver() -> User:
    return people.person("Dora Director", role="director_of_education")


@pytest.fixture
def term() -> Term:
    return visits.term("Autumn term", FIRST, LAST, by=people.person(role="administrator"))


@pytest.fixture
def started(term: Term, writer: User, approver: User) -> TermReport:
    return actions.start(term, by=writer, on=TODAY)


@pytest.fixture
def sent(started: TermReport, writer: User) -> TermReport:
    return actions.send(started, TEXTS, by=writer, on=TODAY)


def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def rows(report: TermReport, title: str) -> dict[str, list[object]]:
    (table,) = [each for each in report.figures if each["title"] == title]
    return dict(table["rows"])


def words_of(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())


class TestFigures:
    def test_they_are_those_of_the_term(self, term: Term, writer: User, approver: User) -> None:
        school = schools.school("Example Visited School")
        sip = people.assign(school).user
        for day in (date(2026, 10, 6), date(2026, 10, 7)):
            visits.held(school, sip, day)
        visits.held(school, sip, date(2026, 8, 20))
        report = actions.start(term, by=writer, on=TODAY)
        assert rows(report, "Visits")["Visits held"] == [2]
        assert rows(report, "Visits")["Days delivered"] == ["2"]
        assert rows(report, "Promises that were due in the term")["Reports of visits"] == [0, 2, 0]
        assert rows(report, "Inspection outcomes")["Not inspected yet"] == [1, 1]
        assert rows(report, "Notices") == {}

    def test_a_band_of_few_schools_is_not_shown(self, term: Term, writer: User, approver: User) -> None:
        allocations.scene(State.AGREED)
        report = actions.start(term, by=writer, on=TODAY)
        assert rows(report, "Bands")["Band B"] == [FEW, 0]
        (table,) = [each for each in report.figures if each["title"] == "Bands"]
        assert [name for name, parts in table["bars"] if any(n for _, n in parts)] == []

    def test_what_is_shown_of_bands(self) -> None:
        assert guarded([7, 0, 12, 9]) == [7, 0, 12, 9]
        # The 3 could be told from the whole: the next smallest is left out too.
        assert guarded([3, 7, 12, 0]) == [FEW, NOT_SHOWN, 12, 0]
        assert guarded([3, 4, 12]) == [FEW, FEW, 12]

    @given(st.lists(st.integers(0, 30), max_size=8))
    def test_no_number_of_few_can_be_told(self, numbers: list[int]) -> None:
        shown = guarded(numbers)
        assert all(each == number for each, number in zip(shown, numbers, strict=True) if isinstance(each, int))
        assert not [each for each in shown if isinstance(each, int) and 0 < each < 5]
        kept_back = sum(number for each, number in zip(shown, numbers, strict=True) if isinstance(each, str))
        assert kept_back == 0 or kept_back >= 5 or not [each for each in shown if isinstance(each, int) and each]

    def test_they_are_kept_as_they_were_sent(self, sent: TermReport) -> None:
        school = schools.school("Example Late School")
        visits.held(school, people.assign(school).user, date(2026, 10, 6))
        sent.refresh_from_db()
        assert rows(sent, "Visits") == {}


class TestTexts:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Example St. Mary's School is in band c now.", [("Example St. Mary’s School", "Band C")]),
            ("Example St. Mary’s School did well. Nobody is in Band C.", []),
            ("Example St. Mary’s School\nBand C", []),
            ("Band C has fewer schools.", []),
            ("Example St. Mary’s School and its Band Club played.", []),
        ],
    )
    def test_a_school_beside_a_band_is_found(self, text: str, found: list[tuple[str, str]]) -> None:
        assert (
            named_with_a_band(text, ["Example St. Mary’s School", "Example Other School"], ["Band B", "Band C"])
            == found
        )

    def test_it_is_asked_about_once_and_may_be_sent(self, started: TermReport, writer: User) -> None:
        schools.school("Example Primary School")
        browser, path = client(writer), f"/scrutiny/terms/{started.pk}/write/"
        typed = vars(TEXTS) | {"went_well": "Example Primary School is in Band B.", "act": "send"}
        answer = browser.post(path, typed)
        text = answer.content.decode()
        assert "A sentence names Example Primary School and Band B together." in text
        assert "Example Primary School is in Band B." in text
        started.refresh_from_db()
        assert started.is_draft
        (asked,) = answer.context["form"]["went_well"].asked
        assert browser.post(path, typed | {"asked-went_well": asked}).status_code == 302
        started.refresh_from_db()
        assert started.is_sent

    def test_an_empty_text_is_saved_and_not_sent(self, started: TermReport, writer: User) -> None:
        browser, path = client(writer), f"/scrutiny/terms/{started.pk}/write/"
        typed = {"introduction": "Of the term.", "went_well": "", "worries": ""}
        assert browser.post(path, typed | {"act": "save"}).status_code == 302
        page = browser.post(path, typed | {"act": "send"}).content.decode()
        for sentence in ("Enter what went well before you send", "Enter what worries us before you send"):
            assert sentence in page, "every text that is missing is said at once"
        started.refresh_from_db()
        assert (started.introduction, started.status) == ("Of the term.", "draft")


class TestTwoPeople:
    def test_who_wrote_any_of_it_does_not_approve_it(self, sent: TermReport, writer: User, approver: User) -> None:
        with pytest.raises(Denied, match="You wrote some of this report"):
            actions.approve(sent, by=writer, on=TODAY)
        asks = FINDER.asks(roles_of(approver, TODAY)), FINDER.asks(roles_of(writer, TODAY))
        assert [list(found) for found in asks if found is not None] == [[sent], []]
        actions.approve(sent, by=approver, on=TODAY)
        assert TermReport.objects.get(pk=sent.pk).is_approved

    def test_it_is_not_sent_where_nobody_else_can_approve(self, started: TermReport, approver: User) -> None:
        with pytest.raises(Denied, match="Everybody who may approve"):
            actions.send(started, TEXTS, by=approver, on=TODAY)

    def test_it_is_sent_back_with_a_reason(self, sent: TermReport, writer: User, approver: User) -> None:
        path = f"/scrutiny/terms/{sent.pk}/decide/"
        page = client(approver).post(path, {"outcome": "back", "reason": ""}).content.decode()
        assert "Enter what has to change." in page
        assert client(approver).post(path, {"outcome": "back", "reason": "Say more."}).status_code == 302
        assert "Say more." in client(writer).get(f"/scrutiny/terms/{sent.pk}/write/").content.decode()

    @pytest.mark.parametrize("role", ["sip", "administrator"])
    def test_who_may_start_one(self, term: Term, role: str) -> None:
        with pytest.raises(Denied, match="Only a"):
            actions.start(term, by=people.person(role=role), on=TODAY)


class TestApproved:
    @pytest.fixture
    def approved(self, sent: TermReport, approver: User) -> TermReport:
        return actions.approve(sent, by=approver, on=TODAY)

    def test_it_does_not_change(self, approved: TermReport) -> None:
        for changed in ({"worries": "Nothing."}, {"figures": []}, {"version": 7}):
            with pytest.raises(DatabaseError), transaction.atomic():
                TermReport.objects.filter(pk=approved.pk).update(**changed)
        with pytest.raises(DatabaseError), transaction.atomic():
            approved.delete()

    def test_a_mistake_is_corrected_by_a_new_version(self, approved: TermReport, approver: User) -> None:
        second = actions.correct(approved, reason="A wrong word.", by=approver, on=TODAY)
        assert (second.version, second.worries, second.reason) == (2, TEXTS.worries, "A wrong word.")
        with pytest.raises(Denied, match="later version"):
            actions.correct(approved, reason="Another.", by=approver, on=TODAY)
        assert TermReport.objects.get(pk=approved.pk).is_approved

    def test_the_pdf_is_made_once_and_taken_with_an_event(self, approved: TermReport, writer: User) -> None:
        assert making.make_next()
        assert not making.make_next()
        content = client(writer).get(f"/scrutiny/terms/{approved.pk}/report.pdf").content
        assert "Absence is high." in words_of(content)
        events = Event.objects.filter(subject_table="scrutiny_termreport", subject_id=str(approved.pk))
        kinds = ["started", "written", "sent", "approved", "made", "taken"]
        assert list(events.order_by("pk").values_list("kind", flat=True)) == [f"term_report.{each}" for each in kinds]


def test_the_pdf_can_be_read_aloud_and_names_no_school(
    term: Term, writer: User, approver: User, tmp_path: Path
) -> None:
    """With bands, visits, pictures and a school of every figure on record."""
    every = [schools.school(f"Example School {number}") for number in range(7)]
    scene, *_ = [allocations.scene(State.AGREED, school=each) for each in every]
    visits.held(scene.school, scene.sip, date(2026, 10, 6))
    report = actions.send(actions.start(term, by=writer, on=TODAY), TEXTS, by=writer, on=TODAY)
    actions.approve(report, by=approver, on=TODAY)
    assert making.make_next()
    content = bytes(TermReportFile.objects.values_list("content", flat=True).get(report=report))
    words = words_of(content)
    assert "Band B: 7" in words
    named = [name for name in School.objects.values_list("name", flat=True) if re.search(rf"\b{name}\b", words)]
    assert named == []
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    assert failures(path) == {path: []}
