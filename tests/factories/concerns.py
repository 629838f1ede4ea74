"""Concern cases with notices that were given, and their action plans.

Letters are prepared by the real actions; that one was signed and given is written down with its events and
what follows from it, since no letter is made here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from monitoring.notices.assessments import actions as assessments
from monitoring.notices.case import actions as cases
from monitoring.notices.case.policies import case_row
from monitoring.notices.letters import actions as letters
from monitoring.notices.letters.actions import Writing
from monitoring.notices.letters.policies import letter_row
from monitoring.notices.letters.written import written_in
from monitoring.notices.models import ActionPlan, Case, CaseLetter
from monitoring.notices.outcomes import actions as outcomes
from monitoring.notices.outcomes.policies import judgement_warnings
from monitoring.notices.outcomes.queries import judged
from monitoring.notices.plans import actions as plans
from monitoring.notices.plans.queries import actions_of
from monitoring.notices.transitions import COMPLIANCE, GIVES
from schools.models import AssignmentRole, School
from sil import clock
from sil.accounts.models import User
from sil.clock import in_words
from sil.deadlines import actions as deadlines
from sil.deadlines.rules import due, recorded_calendar
from sil.letters.models import Letter

from . import people, schools

# The compliance period of the pre-formal notice runs to Thursday 15 October 2026; that of the formal one to
# Monday 23 November, and its action plan is due on Tuesday 24 November.
OPENED, PREFORMAL, JUDGED, FORMAL = date(2026, 9, 21), date(2026, 10, 1), date(2026, 10, 16), date(2026, 11, 9)
PERIOD_ENDS, PLAN_DUE = date(2026, 11, 23), date(2026, 11, 24)
TODAY = date(2026, 11, 20)
ACTIONS = ("Teach early reading to every pupil daily.", "Check attendance each week and act on it.")


@dataclass(frozen=True)
class Scene:
    """A school with everybody around it, and a case about it."""

    school: School
    pk: int
    sip: User
    officer: User
    head: User
    chair: User
    clerk: User
    dcs: User

    @property
    def case(self) -> Case:
        return Case.objects.select_related("school", "owner", "framework_version").get(pk=self.pk)

    def notice(self, kind: str = "formal_notice") -> CaseLetter:
        return self.case.letters.get(kind=kind)

    @property
    def plan(self) -> ActionPlan:
        return ActionPlan.objects.get(notice__case=self.pk)


@transaction.atomic
def scene(school: School | None = None, *, who: dict[str, User] | None = None, **facts: Any) -> Scene:
    """A case that was opened and discussed; `who` gives people who hold their posts already."""
    school = school or schools.school("Example Primary School", **facts)
    who = who or everybody(school)
    with clock.at(OPENED):
        case = cases.open_case(school, source="visit", since=OPENED, concern="Reading.", by=who["officer"], on=OPENED)
        row = case_row(case, "record_discussion")
        cases.move(case, row, by=who["officer"], on=OPENED, day=in_words(OPENED))
    return Scene(school, case.pk, *(who[name] for name in ("sip", "officer", "head", "chair", "clerk", "dcs")))


def everybody(school: School) -> dict[str, User]:
    officer = people.person("Olive Officer", role="principal_officer")
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    return {
        "officer": officer,
        "sip": people.assign(school).user,
        "head": people.post(school, "headteacher").user,
        "chair": people.post(school, "chair").user,
        "clerk": people.post(school, "clerk").user,
        "dcs": people.person("Dora Director", role="director_of_childrens_services"),
    }


@transaction.atomic
def given(made: Scene, kind: str, *, on: date, actions: tuple[str, ...] = ACTIONS, **writing: Any) -> CaseLetter:
    """A letter that was prepared, signed and given on a day, with what follows from it."""
    with clock.at(on):
        letter = letters.prepare(made.case, kind=kind, by=made.officer, on=on)
        required = [{"text": text, "measure": ""} for text in actions] if letter.kind_of.notice else []
        said = Writing(actions=required, **writing)
        letter = letters.save(letter, by=made.officer, on=on, writing=said, version=letter.version)
        letters.move(letter, letter_row(letter, "present"), by=made.officer, dated=on, prepared_by=made.officer)
        period = written_in(letter).period
        runs = due(COMPLIANCE, period, on, calendar=recorded_calendar()) if period else None
        printed = {"period_starts_on": on, "period_ends_on": runs.due, "period_basis": runs.basis} if runs else {}
        signed = _signed(made, letter, on)
        letters.move(letter, letter_row(letter, "sign"), by=made.dcs, letter=signed, **printed)
        letters.move(letter, letter_row(letter, "give"), by=None, given_on=on)
        case = cases.lock(letter.case)
        cases.move(case, case_row(case, GIVES[kind], letter=kind), by=None, on=on, name=letter.name, day=in_words(on))
        if period:
            deadlines.start(letter, rule=COMPLIANCE, period=period, on=on, printed=runs)
        if letter.kind_of.statutory:
            plans.ask(letter, by=None, on=on)
    return CaseLetter.objects.get(pk=letter.pk)


def preformal(made: Scene | None = None, *, on: date = PREFORMAL, **more: Any) -> Scene:
    """A pre-formal notice is in force."""
    made = made or scene()
    given(made, "preformal_notice", on=on, **more)
    return made


def formal(made: Scene | None = None, *, on: date = FORMAL, **more: Any) -> Scene:
    """A formal notice is in force, and its action plan is asked for."""
    made = preformal(made)
    judge(made, "preformal_notice", secured=False, on=JUDGED)
    given(made, "formal_notice", on=on, **more)
    return made


def found(made: Scene, kind: str, *results: str, on: date = TODAY) -> None:
    """What was found of each required action of a notice, in their order."""
    for action, result in zip(made.notice(kind).required_actions.all(), results, strict=False):
        outcomes.record_finding(action, by=made.officer, on=on, result=result, evidence="Seen on a visit.")


def judge(made: Scene, kind: str, *, secured: bool, on: date = TODAY, by: User | None = None) -> None:
    """A judgement, with what speaks against it read."""
    letter = made.notice(kind)
    how: dict[str, Any] = {"by": by or made.officer, "on": on, "secured": secured, "reasons": "As found."}
    with clock.at(on):
        sure = " ".join(judgement_warnings(judged(letter), secured=secured))
        outcomes.judge(letter, sure=sure, **how)


def writing(plan: ActionPlan, text: str = "Daily phonics in each class.", **changes: Any) -> plans.Writing:
    """A whole plan."""
    entry = {"text": text, "who": "The headteacher", "by_when": ["20", "11", "2026"], "known": "Books and checks."}
    entries = {str(action.pk): entry | changes for action in actions_of(plan)}
    return plans.Writing(entries=entries)


def save(made: Scene, text: str = "Daily phonics in each class.", *, on: date = TODAY) -> ActionPlan:
    plan = made.plan
    with clock.at(on):
        return plans.save_plan(plan, by=made.chair, on=on, writing=writing(plan, text), version=plan.version)


def send(made: Scene, text: str = "Daily phonics in each class.", *, on: date = TODAY) -> ActionPlan:
    saved = save(made, text, on=on)
    with clock.at(on):
        plans.send(saved, by=made.chair, on=on, version=saved.version)
    return made.plan


def assess(made: Scene, *, accepted: bool, on: date = TODAY) -> ActionPlan:
    plan = made.plan
    findings = {str(a.pk): {"enough": accepted, "reason": "" if accepted else "Not by whom."} for a in actions_of(plan)}
    newest = plan.versions.first()
    assert newest is not None, "it was sent"
    with clock.at(on):
        assessments.assess(plan, by=made.officer, on=on, number=newest.number, accepted=accepted, findings=findings)
    return made.plan


@transaction.atomic
def walk(made: Scene, state: str) -> ActionPlan:
    """On with a plan that is awaited, act by act, to a state."""
    if state == "ended":
        plans.end(made.plan.notice, by=made.officer, on=TODAY)
    elif state != "awaited":
        send(made)
        if state != "received":
            assess(made, accepted=state == "accepted")
    assert made.plan.status == state
    return made.plan


def _signed(made: Scene, letter: CaseLetter, on: date) -> Letter:
    return Letter.objects.create(
        reference=f"N{letter.pk}",
        kind=letter.kind,
        template_version="2026-09",
        subject=letter.name,
        about_table=letter._meta.db_table,
        about_id=str(letter.pk),
        scope=letter.case.scope,
        context={},
        html="<main></main>",
        html_sha256="0" * 64,
        signed_by=made.dcs,
        signed_as="Director of Children's Services",
        signed_at=clock.now(),
        dated=on,
    )
