"""Each act that asks who does it, tried by everybody: those who may, written out by hand, and nobody else.

Acts whose state decides as well are in the tables of their own noun: visits in test_visit_actions, reports in
test_reports, letters of a case in test_case_letter_acts, action plans in test_action_plan_table, allocations in
test_allocation_matrix. Here are those that no such table has.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from allocations.review import actions as reviews
from allocations.round import actions as rounds
from allocations.states import State
from monitoring.notices.case import actions as case_actions
from monitoring.notices.case import readers
from monitoring.notices.delegations.actions import delegate
from monitoring.notices.discussions import actions as discussions
from monitoring.notices.ends import state_notices
from monitoring.notices.ends.close import close
from monitoring.notices.evidence import actions as evidence
from monitoring.notices.evidence.queries import Taken
from monitoring.notices.letters import actions as letters
from monitoring.notices.models import CaseLetter, SecretaryOfStateNotice
from monitoring.notices.outcomes import actions as outcomes
from monitoring.notices.states import CaseState
from monitoring.service import actions as service
from monitoring.summaries.summary import actions as summaries
from monitoring.visits.days import actions as days
from monitoring.visits.models import Visit
from monitoring.visits.prompts import actions as prompts
from monitoring.visits.report.actions import replies
from monitoring.visits.report.actions.replies import Purpose
from monitoring.visits.report.actions.writing import save_report
from monitoring.visits.states import ReportState
from monitoring.visits.terms import actions as terms
from schools.appointments import actions as appointments
from schools.appointments.kinds import KINDS as APPOINTMENTS
from schools.covers import actions as covers
from schools.inspections import actions as inspections
from schools.inspections.actions import Facts, Point
from schools.leaving import actions as leaving
from schools.models import AssignmentRole, School
from schools.people import actions as posts
from sil import clock
from sil.accounts.models import User
from sil.workflow import Denied
from tests.conftest import NOW, TODAY, load_liverpool
from tests.factories import allocations, case_letters, cases, people, reports, schools, visits
from tests.factories import covers as cover_factory
from tests.factories import inspections as inspection_factory
from tests.factories.case_scene import Scene

OTHER = "of another school: "
KEEPERS = {"sip", "officer", "other officer"}
OFFICERS = {"officer", "other officer"}
LEADS = {"head", "acting head"}
GOVERNANCE = {"chair", "clerk"}
SAID = {"source": "visit", "since": TODAY, "concern": "Reading is weak."}


@dataclass(frozen=True)
class Cast:
    """A school with everybody around it, and people who have nothing to do with it."""

    school: School
    people: dict[str, User]

    def case(self, state: str = CaseState.DISCUSSED) -> Scene:
        return cases.about(self.school, self.people, state)

    def report(self, state: str) -> reports.Scene:
        who = self.people
        visit = visits.held(self.school, who["sip"], reports.HELD)
        made = reports.Scene(self.school, visit, who["sip"], who["head"], who["chair"], who["officer"])
        reports.walk(made, state)
        return made

    def allocation(self, state: State, band: str = "C") -> allocations.Scene:
        who = self.people
        found = allocations.open_round().allocations.get(school=self.school)
        made = allocations.Scene(
            self.school, found, who["sip"], who["head"], who["chair"], who["officer"], who["director"]
        )
        allocations.walk(made, state, band=band)
        return made


def cast() -> Cast:
    school, other = schools.school("Example Primary School"), schools.school("Example Other School")
    officer = people.person("Olive Officer", role="principal_officer")
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    return Cast(
        school,
        {
            "sip": people.assign(school).user,
            "head": people.post(school, "headteacher").user,
            "acting head": people.post(school, "acting_headteacher").user,
            "chair": people.post(school, "chair").user,
            "clerk": people.post(school, "clerk").user,
            "officer": officer,
            "other officer": people.person(role="principal_officer"),
            "director": people.person("Dora Director", role="director_of_education"),
            "dcs": people.person("Dan Director", role="director_of_childrens_services"),
            "administrator": people.person(role="administrator"),
            f"{OTHER}sip": people.assign(other).user,
            f"{OTHER}head": people.post(other, "headteacher").user,
            f"{OTHER}chair": people.post(other, "chair").user,
            "nobody": people.person(),
        },
    )


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with django_db_blocker.unblock(), clock.at(NOW), transaction.atomic():
        load_liverpool()
        yield cast()
        transaction.set_rollback(True)


# What is there before the act, and the act by a person.
Prepare = Callable[[Cast], Any]
Act = Callable[[Cast, Any, User], Any]


def _of_state(c: Cast) -> SecretaryOfStateNotice:
    return state_notices.record_notice_of_state(
        c.school, given_on=TODAY, told_on=TODAY, by=c.people["officer"], on=TODAY
    )


def _delegate(role: str) -> Act:
    return lambda c, _, by: delegate(
        role=role,
        to=c.people["officer"],
        starts_on=TODAY,
        ends_on=TODAY,
        reason="Leave.",
        authority="Scheme of delegation, part 3.",
        by=by,
        on=TODAY,
    )


def _held(c: Cast) -> discussions.Held:
    return discussions.Held(
        held_on=TODAY, director=c.people["director"], head_present=True, chair_present=True, said="All of it."
    )


def _drafted(c: Cast) -> CaseLetter:
    made = c.case()
    return letters.prepare(made.case, kind="preformal_notice", by=made.officer, on=TODAY)


def _ticked(c: Cast) -> CaseLetter:
    letter = _drafted(c)
    letters.tick(letter, "concern", version=letter.version, by=c.people["officer"], on=TODAY)
    return letter


def _to_come(c: Cast) -> Visit:
    return visits.planned(c.school, c.people["sip"], TODAY + visits.WEEK)


def _saved_prompts(c: Cast) -> Visit:
    visit = _to_come(c)
    prompts.save_prompts(visit, by=c.people["head"], on=TODAY, answers={"worry": "The roof."}, version=0)
    return visit


def _approved(c: Cast) -> Any:
    return days.approve(
        c.school, year=2026, line="", days=Decimal(1), reason="Two posts.", by=c.people["officer"], on=TODAY
    )


AUTUMN = terms.TermInput(
    academic_year=2026, name="Autumn term", starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 18), school=None
)
LONGER = terms.TermInput(
    academic_year=2026, name="Autumn term", starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 19), school=None
)


def _term(c: Cast) -> Any:
    return terms.add(AUTUMN, by=c.people["administrator"], on=TODAY)


def _flagged(c: Cast) -> Any:
    made = c.allocation(State.AGREED)
    reviews.flag(made.allocation, by=made.sip, on=TODAY, reason="The budget.")
    return made.allocation


def _later_school(c: Cast) -> Any:
    found = allocations.open_round()
    return found, schools.school("Example Later School")


def _settled(c: Cast) -> Any:
    """A round in which nothing is open."""
    made = c.allocation(State.AGREED)
    found = made.allocation.round
    for each in found.allocations.exclude(pk=made.allocation.pk):
        School.objects.filter(pk=each.school_id).update(status="Closed")
        rounds.withdraw(each, by=made.officer, on=TODAY, reason="It has closed.")
    return found


def _inspected(c: Cast) -> Any:
    return inspection_factory.by_hand(c.school, c.people["sip"], date(2026, 3, 3))


def _area(c: Cast) -> Any:
    return inspection_factory.asked(_inspected(c), c.people["sip"])[0]


def _raised(c: Cast) -> Any:
    return service.raise_concern(school=c.school, text="It came late.", by=c.people["head"], on=TODAY)


def _answered(c: Cast) -> Any:
    concern = _raised(c)
    service.answer(concern, text="We are sorry.", outcome="upheld", by=c.people["officer"], on=TODAY)
    return concern


def _summary(c: Cast) -> Any:
    return summaries.make(c.school, _term(c), by=c.people["officer"], on=TODAY)


def _cover(c: Cast) -> Any:
    who = c.people
    return cover_factory.arranged(
        who["sip"], who[f"{OTHER}sip"], TODAY + visits.WEEK, TODAY + 2 * visits.WEEK, by=who["officer"]
    )


def nothing(c: Cast) -> None:
    """The school is enough."""


RECORDERS = KEEPERS | {"director"}
ASSIGNERS = OFFICERS | {"administrator"}
ANSWERERS = OFFICERS | {"director"}
CARD = Facts(kind="graded", starts_on=date(2026, 3, 4), overall="2")
# fmt: off
# Name of the act -> what is there before, the act, and who may.
ACTS: dict[str, tuple[Prepare, Act, set[str]]] = {
    # Concern cases.
    "open a case": (nothing, lambda c, _, by: case_actions.open_case(c.school, by=by, on=TODAY,
                                                              owner=c.people["officer"], **SAID), KEEPERS),
    "change a case": (lambda c: c.case().case, lambda c, case, by: case_actions.change(
        case, source="visit", since=TODAY, concern="Number is weak.", by=by, on=TODAY), KEEPERS),
    "flag a case": (lambda c: c.case().case, lambda c, case, by: case_actions.flag(case, reason="x", by=by, on=TODAY),
                    KEEPERS),
    "close a case": (lambda c: c.case().case, lambda c, case, by: close(case, reason="x", by=by, on=TODAY),
                     KEEPERS),
    "restrict a case": (lambda c: c.case().case, lambda c, case, by: readers.restrict(
        case, reason="x", by=by, on=TODAY), KEEPERS),
    "give a case to an owner": (lambda c: c.case().case, lambda c, case, by: readers.assign_owner(
        case, owner=c.people["sip"], by=by, on=TODAY), KEEPERS),
    "name a reader": (lambda c: c.case().case, lambda c, case, by: readers.name(
        case, person=c.people["dcs"], by=by, on=TODAY), KEEPERS),
    "add evidence to a case": (lambda c: c.case().case, lambda c, case, by: evidence.add_evidence(
        case, taken=Taken(bears_on="concern", text="x", source="y"), by=by, on=TODAY), KEEPERS),
    "record a discussion": (lambda c: c.case().case, lambda c, case, by: discussions.record_discussion(
        case, held=_held(c), by=by, on=TODAY), KEEPERS),
    "find what became of a required action": (
        lambda c: c.case(CaseState.PREFORMAL).case.letters.get().required_actions.all()[0],
        lambda c, action, by: outcomes.record_finding(
            action, by=by, on=TODAY, result="met", evidence="Seen."), KEEPERS),
    "record a notice of the Secretary of State": (nothing, lambda c, _, by: state_notices.record_notice_of_state(
        c.school, given_on=TODAY, told_on=TODAY, by=by, on=TODAY), KEEPERS),
    "end a notice of the Secretary of State": (_of_state, lambda c, found, by: state_notices.end_notice_of_state(
        found, by=by, on=TODAY), KEEPERS),
    # Their letters, beside what their states allow.
    "prepare a letter": (lambda c: c.case().case, lambda c, case, by: letters.prepare(
        case, kind="preformal_notice", by=by, on=TODAY), KEEPERS),
    "save a letter": (_drafted, lambda c, letter, by: letters.save(
        letter, by=by, on=TODAY, writing=case_letters.writing(letter), version=letter.version), KEEPERS),
    "tick a check of a letter": (_drafted, lambda c, letter, by: letters.tick(
        letter, "concern", version=letter.version, by=by, on=TODAY), KEEPERS),
    "take a tick back": (_ticked, lambda c, letter, by: letters.untick(letter, "concern", by=by, on=TODAY), KEEPERS),
    "let somebody sign as Director of Education": (nothing, _delegate("director_of_education"), {"director"}),
    "let somebody sign as Director of Children's Services": (
        nothing, _delegate("director_of_childrens_services"), {"dcs"}),
    # Visits and reports.
    "save a report": (lambda c: c.report(ReportState.DRAFT), lambda c, made, by: save_report(
        made.report, by=by, on=TODAY, writing=reports.writing(made.visit), version=0), {"sip"}),
    "save the comments of a checker": (lambda c: c.report(ReportState.IN_REVIEW), lambda c, made, by:
        replies.save_reply(made.report, Purpose.CHECK, by=by, on=TODAY, content={"comment-": "x"},
                           about=made.report.version, version=0), OFFICERS),
    "save the answer of a school": (lambda c: c.report(ReportState.ISSUED), lambda c, made, by:
        replies.save_reply(made.report, Purpose.ANSWER, by=by, on=TODAY, content={"correct-": "x"},
                           about=made.report.versions.get().pk, version=0), LEADS),
    "save what a school says before a visit": (_to_come, lambda c, visit, by: prompts.save_prompts(
        visit, by=by, on=TODAY, answers={"worry": "The roof."}, version=0), LEADS),
    "send what a school says before a visit": (_saved_prompts, lambda c, visit, by: prompts.send_prompts(
        visit, by=by, on=TODAY, version=1), LEADS),
    "approve more days": (nothing, lambda c, _, by: days.approve(
        c.school, year=2026, line="", days=Decimal(1), reason="x", by=by, on=TODAY), OFFICERS),
    "take days back": (_approved, lambda c, extra, by: days.withdraw(extra, reason="x", by=by, on=TODAY), OFFICERS),
    "add a term": (nothing, lambda c, _, by: terms.add(AUTUMN, by=by, on=TODAY), {"administrator"}),
    "change a term": (_term, lambda c, term, by: terms.change(term, LONGER, by=by, on=TODAY), {"administrator"}),
    "remove a term": (_term, lambda c, term, by: terms.remove(term, by=by, on=TODAY), {"administrator"}),
    # Allocations, beside the matrix.
    "take a flag off": (_flagged, lambda c, found, by: reviews.unflag(found, by=by, on=TODAY, reason="x"), KEEPERS),
    "open a round": (nothing, lambda c, _, by: rounds.open_round(year=2026, by=by, on=TODAY), OFFICERS),
    "add a school to a round": (_later_school, lambda c, found, by: rounds.add_school(
        found[0], found[1], by=by, on=TODAY), OFFICERS),
    "close a round": (_settled, lambda c, found, by: rounds.close_round(found, by=by, on=TODAY), OFFICERS),
    # Schools.
    "record an inspection": (nothing, lambda c, _, by: inspections.record(
        school=c.school, facts=CARD, by=by, on=TODAY), RECORDERS),
    "correct an inspection": (_inspected, lambda c, found, by: inspections.correct(
        found, facts=CARD, reason="x", by=by, on=TODAY), RECORDERS),
    "withdraw an inspection": (_inspected, lambda c, found, by: inspections.withdraw(
        found, reason="x", by=by, on=TODAY), RECORDERS),
    "record what an inspection asks": (_inspected, lambda c, found, by: inspections.add_areas(
        found, [Point("Teach reading.")], by=by, on=TODAY), RECORDERS),
    "judge what was asked": (_area, lambda c, area, by: inspections.record_progress(
        area, progress="improved", note="", by=by, on=TODAY), RECORDERS),
    "reword what was asked": (_area, lambda c, area, by: inspections.correct_area(
        area, text="Teach number.", by=by, on=TODAY), RECORDERS),
    "remove what was asked": (_area, lambda c, area, by: inspections.remove_area(area, reason="x", by=by, on=TODAY),
                              RECORDERS),
    "give a post": (nothing, lambda c, _, by: posts.give_post(
        school=c.school, user=c.people["nobody"], role="clerk", starts_on=TODAY, by=by, on=TODAY), {"administrator"}),
    "end a post": (lambda c: c.people["clerk"].posts.get(), lambda c, post, by: posts.end_post(
        post, by=by, on=TODAY, ends_on=TODAY), {"administrator"}),
    "take a post back": (lambda c: c.people["clerk"].posts.get(), lambda c, post, by: appointments.take_back(
        APPOINTMENTS["post"], post.pk, reason="x", by=by, on=TODAY), {"administrator"}),
    "take an assignment back": (lambda c: c.school.assignments.get(role="sip"),
                                lambda c, row, by: appointments.take_back(
        APPOINTMENTS["assignment"], row.pk, reason="x", by=by, on=TODAY), ASSIGNERS),
    "hand over what waits for somebody who leaves": (nothing, lambda c, _, by: leaving.leave(
        c.people["nobody"], starts_on=TODAY, takes={}, reason="", note="", ends=False, closes=False, by=by, on=TODAY),
        ASSIGNERS),
    "assign an officer": (nothing, lambda c, _, by: posts.assign(
        [c.school], user=c.people[f"{OTHER}sip"], role=AssignmentRole.SIP, starts_on=TODAY, by=by, on=TODAY),
        ASSIGNERS),
    "arrange cover": (nothing, lambda c, _, by: cover_factory.arranged(
        c.people["sip"], c.people[f"{OTHER}sip"], TODAY, TODAY + visits.WEEK, by=by), ASSIGNERS),
    "change cover": (_cover, lambda c, cover, by: covers.change(
        cover, ends_on=cover.ends_on + visits.WEEK, by=by, on=TODAY), ASSIGNERS),
    "end cover": (_cover, lambda c, cover, by: covers.end(cover, by=by, on=TODAY), ASSIGNERS),
    "hand a school over": (nothing, lambda c, _, by: cover_factory.handed_over(
        [c.school], c.people["sip"], c.people[f"{OTHER}sip"], by=by), ASSIGNERS),
    # Concerns about the service, summaries.
    "raise a concern about the service": (nothing, lambda c, _, by: service.raise_concern(
        school=c.school, text="x", by=by, on=TODAY), LEADS | GOVERNANCE),
    "answer a concern about the service": (_raised, lambda c, found, by: service.answer(
        found, text="x", outcome="upheld", by=by, on=TODAY), ANSWERERS),
    "reopen a concern about the service": (_answered, lambda c, found, by: service.reopen(
        found, text="x", by=by, on=TODAY), LEADS | GOVERNANCE),
    "make a summary": (_term, lambda c, term, by: summaries.make(c.school, term, by=by, on=TODAY), KEEPERS),
}
# fmt: on
# Codes by which a person is refused for who they are.
NOT_YOURS = {
    *("not_an_officer", "not_a_reader", "not_a_director", "not_the_writer", "not_a_checker", "own_report"),
    *("not_the_head", "not_allowed", "not_the_record_keeper", "not_the_service", "not_the_school", "not_the_sip"),
}


@pytest.mark.feature("T1")
@pytest.mark.parametrize("act", ACTS)
def test_who_may(everybody: Cast, act: str) -> None:
    prepare, done, may = ACTS[act]
    with transaction.atomic():
        there = prepare(everybody)
        for name, person in everybody.people.items():
            said = ""
            with transaction.atomic():
                try:
                    with transaction.atomic():
                        done(everybody, there, person)
                except Denied as denied:
                    said = denied.code
                transaction.set_rollback(True)
            if name in may:
                assert said == "", f"{name} may {act}"
            else:
                assert said in NOT_YOURS, f"{name} may not {act}"
        transaction.set_rollback(True)
