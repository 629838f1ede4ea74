"""Reports of visits in any state, made by the real actions."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import count
from typing import Any
from uuid import UUID

from monitoring.visits.models import Report, Visit
from monitoring.visits.report.actions import checking, issuing, withdrawing
from monitoring.visits.report.actions.writing import Writing, save_report
from monitoring.visits.report.quality import draw
from monitoring.visits.states import ReportState
from schools.models import AssignmentRole, School
from sil import clock
from sil.accounts.models import User

from .. import snapshots
from . import people, schools, visits

HELD = date(2026, 11, 16)
# More than any share of reports that is drawn here.
HALF = Fraction(1, 2)
TODAY = visits.TODAY
NOTHING: dict[str, Any] = {"comments": {}, "criteria": {}}


@dataclass(frozen=True)
class Scene:
    """A school with everybody around it, and a visit to it that was held."""

    school: School
    visit: Visit
    sip: User
    head: User
    chair: User
    officer: User

    @property
    def report(self) -> Report:
        return Report.objects.get(visit=self.visit)


def writing(visit: Visit, text: str = "Two lessons and ten books.", **changes: Any) -> Writing:
    """A whole report."""
    visits_ = visit.framework.visits
    assert visits_ is not None
    values: dict[str, Any] = {
        "sections": {s.id: f"{s.name}: {text}" for s in visits_.sections},
        "actions": [
            {"text": "Read with each pupil.", "owner": "Ada Example", "due_on": ["4", "12", "2026"]},
            {"text": "Share the timetable.", "owner": "", "due_on": []},
        ],
    }
    return Writing(**(values | changes))


@snapshots.kept
def scene(
    state: str = ReportState.DRAFT, *, on: date = HELD, school: School | None = None, checked: bool = False
) -> Scene:
    """A report in a state; a framework is loaded. `checked` ones have to be read by somebody else."""
    school = school or schools.school()
    sip = people.assign(school).user
    officer = people.person("Olive Officer", role="principal_officer")
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    head, chair = people.post(school, "headteacher").user, people.post(school, "chair").user
    made = Scene(school, visits.held(school, sip, on), sip, head, chair, officer)
    if not checked:
        not_drawn(made)
    walk(made, state, checked=checked)
    return made


def walk(made: Scene, state: str, *, checked: bool = False) -> None:
    """On with a report, act by act, to a state."""
    if state == ReportState.DRAFT and not checked:
        return
    write(made, checked=checked or state in (ReportState.IN_REVIEW, ReportState.RETURNED, ReportState.APPROVED))
    for act in _WAYS[ReportState(state)]:
        act(made)


def write(made: Scene, text: str = "Two lessons and ten books.", *, checked: bool | None = None) -> Report:
    report = made.report
    with clock.at(TODAY):
        save_report(report, by=made.sip, on=TODAY, writing=writing(made.visit, text), version=report.version)
    if checked is not None:
        # What the draw would say differs from visit to visit.
        Report.objects.filter(pk=report.pk).update(check_rule="Drawn for a test" if checked else "")
    return made.report


def not_drawn(made: Scene) -> None:
    """By its uid, the visit is none of those whose reports are drawn to be checked in 2026 to 2027. A visit that moves
    is drawn anew, and one of some would wait for a check."""
    uids = (UUID(int=number) for number in count(2))
    uid = next(each for each in uids if draw(each, 2026) > HALF and not Visit.objects.filter(uid=each).exists())
    Visit.objects.filter(pk=made.visit.pk).update(uid=uid)
    made.visit.uid = uid


def send(made: Scene) -> None:
    checking.send_to_check(made.report, by=made.sip, on=TODAY)


def give_back(made: Scene) -> None:
    comments = {"focus": "Say what was looked at.", "": "Good on the whole."}
    checking.return_report(
        made.report, by=made.officer, on=TODAY, comments=comments, criteria={"tone": True}, version=made.report.version
    )


def approve(made: Scene) -> None:
    checking.approve(made.report, by=made.officer, on=TODAY, version=made.report.version, **NOTHING)


def issue(made: Scene, *, on: date = TODAY, late_reason: str = "") -> None:
    issuing.issue(made.report, by=made.sip, on=on, version=made.report.version, late_reason=late_reason)


def accept(made: Scene) -> None:
    newest = made.report.versions.first()
    issuing.accept(made.report, by=made.head, on=TODAY, version_id=newest.pk if newest else 0)


def ask(made: Scene) -> None:
    newest = made.report.versions.first()
    issuing.ask_corrections(
        made.report,
        by=made.head,
        on=TODAY,
        version_id=newest.pk if newest else 0,
        corrections={"evidence": "Three lessons, not two."},
    )


def reissue(made: Scene) -> None:
    issuing.reissue(made.report, by=made.sip, on=TODAY, version=made.report.version)


def stand(made: Scene) -> None:
    """The day after the school's ten working days for an answer, with the bank holidays of Christmas between."""
    withdrawing.stand(made.report, on=TODAY + timedelta(days=60))


def withdraw(made: Scene, *, again: bool = False, reason: str = "It names a child.") -> None:
    withdrawing.withdraw(made.report, by=made.sip, on=TODAY, reason=reason, again=again)


_WAYS = {
    ReportState.DRAFT: (),
    ReportState.IN_REVIEW: (send,),
    ReportState.RETURNED: (send, give_back),
    ReportState.APPROVED: (send, approve),
    ReportState.ISSUED: (issue,),
    ReportState.ACCURATE: (issue, accept),
    ReportState.CORRECTIONS_ASKED: (issue, ask),
    ReportState.STANDS: (issue, stand),
    ReportState.WITHDRAWN: (issue, withdraw),
}


def late(made: Scene) -> date:
    """The first day after the report was due."""
    return made.visit.ends_on + timedelta(days=11)
