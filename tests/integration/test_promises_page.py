"""Promises: each figure is the number of records that its link opens, and what plain Python counts of all records."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allocations.models import Allocation
from allocations.round import actions as rounds
from allocations.states import State
from monitoring.notices.models import ActionPlan, Case, CaseLetter
from monitoring.oversight.promises.forms import spans_of
from monitoring.oversight.promises.page import MOST_PARTS, Figures, Shown, cut
from monitoring.oversight.promises.queries import counts, shown_to
from monitoring.service import actions as service
from monitoring.service.models import ServiceConcern
from monitoring.visits.days.kept import refresh
from monitoring.visits.models import DaysCount, Report, Term, Visit, VisitDue
from monitoring.visits.states import ReportState
from schools.models import Assignment, School
from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles, roles_of
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.deadlines.promises import PROMISES
from tests.conftest import NOW, TODAY
from tests.factories import allocations, cases, people, reports, schools, visits

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("liverpool"),
    pytest.mark.feature("O3"),
    pytest.mark.feature("O6"),
]
YEAR = 2026
FIRST, LAST = date(2026, 9, 1), date(2027, 8, 31)
TERMS = (
    ("Autumn", date(2026, 9, 2), date(2026, 12, 18)),
    ("Spring", date(2027, 1, 4), date(2027, 3, 26)),
    ("Summer", date(2027, 4, 12), date(2027, 7, 21)),
)
RULES = {
    "report_check": "report-checks",
    "report_answer": "report-answers",
    "answer": "proposal-answers",
    "decision": "decisions",
    "service_concern": "service-concerns",
    "action_plan": "action-plans",
}
Numbers = Counter[tuple[str, str, str]]


@dataclass
class Made:
    officer: User
    ada: User
    schools: list[School]


@pytest.fixture
def made() -> Made:
    """Four schools: two of Ada's, one of Ben's and one of nobody's; two have a band. Two cases are about schools of
    their own, one of them restricted."""
    Term.objects.all().delete()
    for name, starts, ends in TERMS:
        Term.objects.create(academic_year=YEAR, name=name, starts_on=starts, ends_on=ends)
    scenes: list[allocations.Scene] = []
    for number, band in enumerate(("A", "B", "", "")):
        school = schools.school(f"Example School {number}")
        for of in {scene.allocation.round for scene in scenes}:
            rounds.add_school(of, school, by=people.person(role="principal_officer"), on=allocations.OPENED)
        scenes.append(allocations.scene(State.AGREED if band else State.PROPOSED, school=school, band=band or "C"))
    found = [scene.school for scene in scenes]
    Assignment.objects.all().delete()
    ada, ben = people.person("Ada Example", role="sip"), people.person("Ben Placeholder", role="sip")
    for school, partner in zip(found, (ada, ada, ben), strict=False):
        people.assign(school, partner)
    for school, lead in ((found[0], ada), (found[0], ada), (found[1], ada), (found[2], ben)):
        day = TODAY - timedelta(days=3 + Visit.objects.count())
        visits.held(school, lead, day)
    for report in Report.objects.all():
        _period(report, "report_check")
        _period(report, "report_answer")
    for allocation in Allocation.objects.all():
        _period(allocation, "decision")
    for school in found:
        head = people.post(school, "chair").user
        service.raise_concern(school=school, text="The visit was short.", by=head, on=TODAY)
    for restricted in (False, True):
        scene = cases.formal()
        Case.objects.filter(pk=scene.case.pk).update(restricted=restricted)
    return Made(people.person("Olive Officer", role="principal_officer"), ada, found)


def _period(subject: Any, rule: str) -> None:
    facts = {"starts_on": TODAY, "count": 5, "unit": "calendar", "day_one": "out", "calendar": "", "basis": "x"}
    Deadline.objects.create(
        rule=rule, subject_table=subject._meta.db_table, subject_id=subject.pk, due_on=TODAY, **facts
    )


def _scatter(draw: Any) -> None:
    """Any days for everything that is owed; some of it was never done, some is owed no longer."""
    day = st.dates(FIRST - timedelta(days=40), LAST + timedelta(days=40))
    done = st.one_of(st.none(), day)
    refresh(YEAR)
    for visit in Visit.objects.order_by("pk"):
        Visit.objects.filter(pk=visit.pk).update(due_on=draw(st.one_of(st.none(), day)), met_on=draw(done))
    for deadline in Deadline.objects.filter(rule__in=RULES).order_by("pk"):
        facts = {"due_on": draw(day), "met_on": draw(done), "replaced": draw(st.sampled_from((False, False, True)))}
        # No day of a period changes without one.
        Event.objects.create(
            at=NOW, kind="a.kind", subject_table=deadline.subject_table, subject_id=str(deadline.subject_id)
        )
        Deadline.objects.filter(pk=deadline.pk).update(**facts)
    for due in VisitDue.objects.order_by("pk"):
        VisitDue.objects.filter(pk=due.pk).update(due_on=draw(st.dates(FIRST, LAST)), kept_on=draw(done))


def _state(due: date, kept: date | None) -> str:
    if kept:
        return "kept" if kept <= due else "late"
    return "late" if due < TODAY else "open"


def _subjects() -> dict[str, Any]:
    return {each._meta.db_table: each for each in (Report, Allocation, ServiceConcern, ActionPlan, CaseLetter)}


def _rows(reader: User) -> list[tuple[str, School, User | None, date, date | None]]:
    """Everything that is promised to be done, read row by row: (kind, school, partner, due, done)."""
    found: list[tuple[str, School, User | None, date, date | None]] = []
    found += [
        ("visit-reports", visit.school, visit.lead, visit.due_on, visit.met_on)
        for visit in Visit.objects.select_related("school", "lead")
        if visit.is_held and visit.due_on and visit.report_status != ReportState.WITHDRAWN
    ]
    found += [
        ("visits-owed", due.school, _partner(due.school, due.due_on), due.due_on, due.kept_on)
        for due in VisitDue.objects.select_related("school")
    ]
    for deadline in Deadline.objects.filter(rule__in=RULES, replaced=False):
        subject = _subjects()[deadline.subject_table].objects.get(pk=deadline.subject_id)
        if isinstance(subject, Report):
            school, partner = subject.visit.school, subject.visit.lead
        else:
            case = subject.notice.case if isinstance(subject, ActionPlan) else None
            if case and case.restricted and case.owner != reader:
                continue
            school = case.school if case else subject.school
            partner = _partner(school, deadline.due_on)
        found.append((RULES[deadline.rule], school, partner, deadline.due_on, deadline.met_on))
    return [row for row in found if FIRST <= row[3] <= LAST]


def _partner(school: School, day: date) -> User | None:
    return next((a.user for a in school.assignments.filter(role="sip") if a.starts_on <= day), None)


def _part(by: str, row: tuple[str, School, User | None, date, date | None]) -> str:
    _, school, partner, due, _ = row
    if by == "partner":
        return partner.name if partner else "Nobody"
    if by == "term":
        return "Summer" if due >= TERMS[2][1] else "Spring" if due >= TERMS[1][1] else "Autumn"
    if by == "band":
        # There is none of a school without any record in the year.
        kept = DaysCount.objects.filter(school=school, academic_year=YEAR).first()
        return (kept.band if kept else "") or "No band"
    return ""


def _expected(reader: User, by: str, *, own: bool) -> Numbers:
    rows = [row for row in _rows(reader) if not own or row[2] == reader]
    kinds = {"service-concerns"} if own else set()
    return Counter((row[0], _part(by, row), _state(row[3], row[4])) for row in rows if row[0] not in kinds)


def _page(user: User, path: str) -> Any:
    browser = Client()
    browser.force_login(user)
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.context


def _told(user: User, by: str) -> tuple[Numbers, list[tuple[int, str]]]:
    """The figures of the page, and all of them with their links."""
    numbers: Numbers = Counter()
    links = []
    for each in _page(user, f"/promises/?year={YEAR}&by={by}")["promises"]:
        parts = each.parts if by else [("", each.figures)]
        for name, figures in [*parts, ("all", each.figures)]:
            links += [(number, href) for _, number, href in figures.cells if number]
            if name != "all":
                for state in ("kept", "late", "open"):
                    numbers[each.promise.slug, name, state] += getattr(figures, state)
    return +numbers, links


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), by=st.sampled_from(["", "partner", "term", "band"]))
def test_each_figure_is_the_number_of_its_records(made: Made, data: Any, by: str) -> None:
    _scatter(data.draw)
    for user in (made.officer, made.ada):
        told, links = _told(user, by)
        assert told == _expected(user, by, own=user == made.ada)
        for number, href in links:
            assert _page(user, href)["listing"].count == number, href


def test_a_count_is_kept_for_its_promises_and_its_reader_alone(made: Made, settings: Any) -> None:
    settings.KEEP_COUNTS_OVER = -1
    who = roles_of(made.officer, TODAY)
    promises, spans = shown_to(who), spans_of(YEAR)
    some = [each for each in promises if each.slug == "visit-reports"]
    first = counts(some, who, YEAR, "", spans)
    everything = counts(promises, who, YEAR, "", spans)
    settings.KEEP_COUNTS_OVER = 1e9
    cache.clear()
    assert first == counts(some, who, YEAR, "", spans) and everything == counts(promises, who, YEAR, "", spans)
    assert set(first) < set(everything)
    settings.KEEP_COUNTS_OVER = -1
    counts(promises, who, YEAR, "", spans)
    lower = UserRoles(made.officer, TODAY, frozenset({"sip"}))
    assert counts(promises, lower, YEAR, "", spans) != everything, "they oversee the schools no longer"


def test_of_many_partners_the_page_shows_those_with_most_that_is_late_and_the_file_all() -> None:
    def parts(late: list[int]) -> list[tuple[str, Figures]]:
        return [(f"Partner {place}", Figures(0, number, 0, "", {})) for place, number in enumerate(late)]

    def shown(late: list[int]) -> Shown:
        return Shown(next(iter(PROMISES)), "", Figures(0, 0, 0, "", {}), parts(late))

    few, many = [0] * MOST_PARTS, [2, 0, *range(1, MOST_PARTS + 1)]
    assert cut([shown(few)]) == ([shown(few)], False)
    (found,), is_cut = cut([shown(many)])
    assert is_cut and list(found.parts) == [part for part in parts(many) if part[0] not in ("Partner 1", "Partner 2")]


def test_what_is_late_by_hand() -> None:
    """A visit of 2 November is due on the 12th. Issued on the 13th with a reason, it is late; its check has no row."""
    made = reports.scene(on=date(2026, 11, 2))
    officer = people.person(role="principal_officer")
    reports.write(made, checked=False)
    reports.issue(made, on=date(2026, 11, 13), late_reason="The partner was ill.")
    told, _ = _told(officer, "")
    assert told == {("visit-reports", "", "late"): 1, ("report-answers", "", "open"): 1}
    (row,) = _page(officer, "/promises/visit-reports/")["listing"].page
    assert (row.due, row.kept, row.why) == (date(2026, 11, 12), date(2026, 11, 13), "The partner was ill.")
    (shown,) = [e for e in _page(officer, "/promises/")["promises"] if e.promise.slug == "visit-reports"]
    assert shown.figures.share == 0 and shown.period == "10 days from the last day of the visit"


def test_a_withdrawn_report_and_a_cancelled_visit_count_for_nothing() -> None:
    made = reports.scene(ReportState.WITHDRAWN, on=TODAY - timedelta(days=5))
    visits.in_every_state(made.school, made.sip)
    told, _ = _told(made.officer, "")
    # The one of two weeks ago is held; its report is late, since ten days have passed.
    assert told == {("visit-reports", "", "late"): 1}


def test_a_report_that_stands_was_not_answered_in_time() -> None:
    """It was issued today; ten working days later nobody has answered, and it stands."""
    made = reports.scene(ReportState.STANDS, on=TODAY - timedelta(days=5))
    assert _told(made.officer, "")[0] == {("visit-reports", "", "kept"): 1, ("report-answers", "", "open"): 1}
    Deadline.objects.filter(rule="report_answer").update(due_on=TODAY - timedelta(days=1))
    assert _told(made.officer, "")[0]["report-answers", "", "late"] == 1


def test_an_allocation_confirmed_without_an_answer_is_late() -> None:
    made = allocations.scene(State.CONFIRMED)
    officer = people.person(role="principal_officer")
    Deadline.objects.filter(rule="answer").update(due_on=TODAY - timedelta(days=1))
    assert made.allocation.pk and _told(officer, "")[0]["proposal-answers", "", "late"] == 1


def test_a_plan_sent_again_is_one_plan() -> None:
    """The period of a plan that is withdrawn and owed again runs to the day that it had: one row, not two."""
    scene = cases.formal()
    plan = ActionPlan.objects.get()
    deadline = Deadline.objects.get(rule="action_plan")
    Deadline.objects.filter(pk=deadline.pk).update(met_on=TODAY)
    _period(plan, "action_plan")
    told, _ = _told(scene.officer, "")
    assert told["action-plans", "", "open"] == 1 and told["action-plans", "", "kept"] == 0


def test_visits_that_bands_ask_for() -> None:
    """Band B asks for one contact a term and more by the year's end; a contact of this term keeps this term's row."""
    Term.objects.all().delete()
    for name, starts, ends in TERMS:
        Term.objects.create(academic_year=YEAR, name=name, starts_on=starts, ends_on=ends)
    made = allocations.scene(State.AGREED, band="B")
    refresh(YEAR)
    termly = VisitDue.objects.filter(school=made.school, line="termly-contact")
    assert [(due.term, due.kept_on) for due in termly.order_by("due_on")] == [(name, None) for name, *_ in TERMS]
    visits.held(made.school, made.sip, date(2026, 11, 10), kind="termly-contact")
    refresh(YEAR)
    kept = dict(termly.values_list("term", "kept_on"))
    assert kept == {"Autumn": date(2026, 11, 10), "Spring": None, "Summer": None}


def test_what_a_partner_may_not_see(made: Made) -> None:
    """Concerns about the service are no figure of a partner's, and a restricted case none of anybody else's."""
    assert "service-concerns" not in {e.promise.slug for e in _page(made.ada, "/promises/")["promises"]}
    browser = Client()
    browser.force_login(made.ada)
    assert browser.get("/promises/service-concerns/").status_code == 404
    director = people.person(role="director_of_education")
    owed = [_page(user, "/promises/visits-owed/?year=2026")["listing"].count for user in (made.officer, director)]
    assert owed[0] == owed[1] > 0
    plans = _page(made.officer, "/promises/action-plans/?year=2026")["listing"]
    assert plans.count == 1 and ActionPlan.objects.count() == 2


def test_criteria_are_the_reports_that_were_checked() -> None:
    """Two reports were checked: one met all four criteria, the other all but one."""
    first = reports.scene(ReportState.APPROVED, on=TODAY - timedelta(days=5))
    second = reports.scene(ReportState.APPROVED, on=TODAY - timedelta(days=4))
    reports.scene(on=TODAY - timedelta(days=3))
    names = ("evidence", "impact", "actions", "tone")
    Report.objects.filter(pk=first.report.pk).update(checked=dict.fromkeys(names, True))
    Report.objects.filter(pk=second.report.pk).update(checked=dict.fromkeys(names, True) | {"impact": False})
    shown = {}
    for row in _page(first.officer, "/promises/criteria/")["picture"].rows:
        for bar in row.bars:
            if bar.href:
                shown[row.label] = bar.words
                rows = _page(first.officer, bar.href)["listing"].count
                met = _page(first.officer, f"{bar.href}&result=met")["listing"].count
                assert bar.words == f"{round(100 * met / rows)}% of {rows}"
    assert sorted(shown.values()) == ["100% of 2", "100% of 2", "100% of 2", "50% of 2"]
    mine = _page(second.sip, "/promises/criteria/")["picture"]
    assert {bar.words for row in mine.rows for bar in row.bars if bar.href} == {"100% of 1", "0% of 1"}
