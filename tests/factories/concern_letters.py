"""Letters about a concern in every state, written straight down: the acts that lead there have tests of their own."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from monitoring.notices.case.actions import open_case
from monitoring.notices.kinds import KINDS
from monitoring.notices.letters import letters
from monitoring.notices.letters.policies import Timing
from monitoring.notices.letters.recipients import PARTY_NAMES
from monitoring.notices.models import Case, CaseLetter, CaseRecipient, Discussion, RequiredAction
from monitoring.notices.states import LetterState
from schools.models import AssignmentRole, School
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.deadlines.rules import due, recorded_calendar
from sil.deadlines.service import service
from sil.framework.intervention import Party
from tests.conftest import TODAY

from . import people, schools

GIVEN = date(2026, 9, 7)
# Those outside, and those of the school by the post they hold.
OUTSIDE = {
    Party.REGIONAL_DIRECTOR: ("Regional Director, North West", "rd@test.example"),
    Party.SECRETARY_OF_STATE: ("The Secretary of State for Education", ""),
    Party.OFSTED: ("His Majesty's Chief Inspector", "hmci@test.example"),
    Party.DIOCESE: ("Diocese of Exampleton", "diocese@test.example"),
    Party.FOUNDATION: ("Diocesan Board of Education", ""),
}
POSTS = {
    Party.GOVERNING_BODY: "chair",
    Party.CHAIR: "chair",
    Party.HEADTEACHER: "headteacher",
    Party.ACADEMY_LEADERSHIP: "headteacher",
}


@dataclass
class Scene:
    school: School
    case: Case
    officer: User
    director: User
    head: User
    chair: User
    clerk: User


def scene(*, academy: bool = False, discussed: bool = True) -> Scene:
    """A school with a case about it and everybody around it. A framework is loaded."""
    facts: dict[str, Any] = schools.CONVERTER | {"trust_name": "Example Learning Trust"} if academy else {}
    school = schools.school("Example Academy" if academy else "Example Primary School", **facts)
    officer = people.person("Olive Officer", role="principal_officer")
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    head, chair, clerk = (people.post(school, role).user for role in ("headteacher", "chair", "clerk"))
    case = open_case(school, source="visit", since=GIVEN, concern="Results fell.", by=officer, on=TODAY)
    made = Scene(
        school, case, officer, people.person("Dora Director", role="director_of_education"), head, chair, clerk
    )
    if discussed:
        Discussion.objects.create(
            case=case,
            held_on=GIVEN,
            director=made.director,
            director_as="Director of Education",
            head_present=True,
            chair_present=True,
            said="All.",
            recorded_by=officer,
            recorded_at=clock.now(),
        )
    return made


def prepared(made: Scene, kind: str, *, dated: date = TODAY, **changes: Any) -> CaseLetter:
    """A letter with everything it needs, made out to those whom the framework names."""
    declared = KINDS[kind]
    values: dict[str, Any] = {
        "parts": {part.id: f"Text of {part.id}." for part in declared.parts},
        "grounds": ["standards"] if declared.statutory else [],
        "powers": ["board"] if declared.power else ["budget", "board"] if declared.powers else [],
        "consulted": [{"who": "The governing body", "on": ["5", "11", "2026"], "said": "No."}]
        if declared.power
        else [],
        "consent": {"on": ["7", "9", "2026"], "reference": "EX/1"} if declared.power else {},
        "made_from": given(made, declared.made_from[0]) if declared.made_from else None,
        "dated": dated,
    }
    letter = CaseLetter.objects.create(case=made.case, kind=kind, **(values | changes))
    if declared.notice:
        RequiredAction.objects.create(letter=letter, place=1, text="Appoint a leader.", measure="The minutes.")
    rules = made.case.framework.intervention
    assert rules is not None
    step = rules.step(kind)
    for place, (party, is_copy) in enumerate([*((p, False) for p in step.to), *((p, True) for p in step.copies)]):
        CaseRecipient.objects.create(
            letter=letter, place=place, party=party, key=party, is_copy=is_copy, **_who(made, party)
        )
    return letter


def _who(made: Scene, party: Party) -> dict[str, Any]:
    if outside := OUTSIDE.get(party):
        name, email = outside
        method = "email" if email else "post"
        address, post = "2 Sample Square\nExampleton", PARTY_NAMES[party]
        return {"name": name, "post": post, "email": email, "address": address, "method": method}
    post = made.school.posts.get(role=POSTS[party])
    title = made.case.framework.title(post.role)
    return {"user": post.user, "name": post.user.name, "post": title, "email": post.user.email}


def timing(letter: CaseLetter, method: str = "email") -> Timing:
    assert letter.dated is not None
    calendar, periods = recorded_calendar(), letter.case.framework.periods
    served = service(method, letter.dated, calendar)
    if not letter.kind_of.notice:
        return Timing(served, None, None)
    period = due("compliance_period", periods.compliance_period, served.given, calendar=calendar)
    plan = due("action_plan", periods.action_plan, served.given, calendar=calendar)
    return Timing(served, period, plan if letter.kind_of.statutory else None)


def signed(made: Scene, letter: CaseLetter) -> CaseLetter:
    dated = letter.dated
    assert dated is not None
    by, as_ = made.director, "Director of Education"
    letter.letter = letters.sign_for(letter, timing(letter), by=by, signed_as=as_, on=dated)
    _move(letter, LetterState.PRESENTED, LetterState.SIGNED)
    return letter


def given(made: Scene, kind: str) -> CaseLetter:
    """An earlier letter of the case, with its whole past."""
    letter = signed(made, prepared(made, kind, dated=GIVEN))
    period = timing(letter).period
    letter.given_on = GIVEN
    if period:
        letter.period_starts_on, letter.period_ends_on, letter.period_basis = period.starts, period.due, period.basis
    _move(letter, LetterState.GIVEN)
    return letter


def give(letter: CaseLetter) -> CaseLetter:
    letter.given_on = letter.dated
    _move(letter, LetterState.GIVEN)
    return letter


def withdraw(letter: CaseLetter) -> CaseLetter:
    _move(letter, LetterState.WITHDRAWN)
    return letter


def _move(letter: CaseLetter, *states: LetterState) -> None:
    for state in states:
        events.record("case_letter.give", subject=letter, by=None, status=(letter.status, state), name=letter.name)
        letter.status = state
        letter.save()
