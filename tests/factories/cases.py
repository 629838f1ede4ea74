"""Concern cases in any state, reached by the real actions: every letter is prepared, signed and given, every
judgement made on its day. No state is written down."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction

from monitoring.notices.case import actions
from monitoring.notices.categories import actions as categories
from monitoring.notices.discussions.actions import Held, record_discussion
from monitoring.notices.evidence.actions import add_evidence
from monitoring.notices.evidence.queries import Taken
from monitoring.notices.models import Case, CaseEvidence
from monitoring.notices.outcomes import actions as outcomes
from monitoring.notices.outcomes.policies import judgement_warnings
from monitoring.notices.outcomes.queries import judged
from monitoring.notices.powers.ends import end_powers
from monitoring.notices.questions.clocks import questions_of_failure
from monitoring.notices.questions.questions import to_confirm
from monitoring.notices.states import CaseState
from schools.models import School
from sil import clock
from sil.accounts.models import User
from sil.letters.models import Method

from .. import snapshots
from ..conftest import TODAY
from . import case_letters, inspections, schools
from .case_scene import Scene, everybody, scene_of

C = CaseState
# The compliance period of the pre-formal notice runs to Thursday 15 October 2026; that of the formal one to
# Monday 23 November, and its action plan is due on Tuesday 24 November.
OPENED, PREFORMAL, JUDGED, FORMAL = date(2026, 9, 21), date(2026, 10, 1), date(2026, 10, 16), date(2026, 11, 9)
PERIOD_ENDS, PLAN_DUE = date(2026, 11, 23), date(2026, 11, 24)
# The first day of the inspection by which a school is in a category, and the day on which a power is used then.
INSPECTED, USED_THEN = date(2026, 9, 15), date(2026, 11, 9)
# Where something follows from it not being complied with it is given sooner: its period runs to 2 November. Ten working
# days after the notice of powers of 4 November is 18 November.
SOONER, FAILED, INTENDED, USED = date(2026, 10, 19), date(2026, 11, 3), date(2026, 11, 4), date(2026, 11, 19)


@snapshots.kept
def scene(
    state: str = C.OPENED, *, school: School | None = None, academy: bool = False, on: date | None = None, **facts: Any
) -> Scene:
    """A school and a case about it in a state. A framework is loaded. `facts` are those of opening it."""
    kind = schools.CONVERTER if academy else {}
    school = school or schools.school("Example Academy" if academy else "Example Primary School", **kind)
    return about(school, everybody(school), state, on=on, **facts)


@transaction.atomic
def about(
    school: School, who: Mapping[str, User], state: str = C.OPENED, *, on: date | None = None, **facts: Any
) -> Scene:
    """The same about a school that is there, with its people by the names of a scene."""
    on = on or (OPENED if len(WAYS[state]) > 1 else TODAY)
    with clock.at(on):
        case = opened(school, who["officer"], on=on, **({"since": on} | facts))
    made = scene_of(case, who)
    walk(made, state, on=on)
    return made


def opened(school: School, by: User, **facts: Any) -> Case:
    said = {"source": "visit", "since": TODAY, "concern": "Reading is taught unevenly.", "on": TODAY, **facts}
    return actions.open_case(school, by=by, **said)


@transaction.atomic
def walk(made: Scene, state: str, *, on: date = OPENED) -> None:
    """On with a case that was opened on a day, step by step, to a state."""
    for step in WAYS[state]:
        step(made, on=on)
    assert made.case.status == state


def evidence(
    made: Scene, bears_on: str = "concern", text: str = "Two lessons of six were weak.", *, on: date = TODAY
) -> CaseEvidence:
    taken = Taken(bears_on=bears_on, text=text, source="Visit of 12 November 2026", dated=date(2026, 11, 12))
    return add_evidence(made.case, taken=taken, by=made.officer, on=on)


def discussed(made: Scene, *, on: date = TODAY, **facts: Any) -> None:
    held = Held(
        **{
            "held_on": on,
            "director": made.director,
            "head_present": True,
            "chair_present": True,
            "said": "The results and what is done about them.",
            **facts,
        }
    )
    with clock.at(on):
        record_discussion(made.case, held=held, by=made.officer, on=on)


def found(made: Scene, kind: str, *results: str, on: date = TODAY) -> None:
    """What was found of each required action of a notice, in their order."""
    for action, result in zip(made.notice(kind).required_actions.all(), results, strict=False):
        outcomes.record_finding(action, by=made.officer, on=on, result=result, evidence="Seen on a visit.")


def judge(made: Scene, kind: str, *, secured: bool, on: date = TODAY, by: User | None = None) -> None:
    """A judgement, with what speaks against it read."""
    letter = made.notice(kind)
    how: dict[str, Any] = {"by": by or made.officer, "on": on, "secured": secured, "reasons": "As found."}
    with clock.at(on):
        asked = [] if secured else to_confirm(questions_of_failure(letter, on))
        sure = " ".join([*judgement_warnings(judged(letter), secured=secured), *asked])
        outcomes.judge(letter, sure=sure, **how)


def preformal(made: Scene | None = None, *, on: date = PREFORMAL, **more: Any) -> Scene:
    """A pre-formal notice is in force."""
    made = made or scene(C.DISCUSSED, on=OPENED)
    case_letters.given(made, "preformal_notice", dated=on, method=Method.HAND, **more)
    return made


def formal(made: Scene | None = None, *, on: date = FORMAL, **more: Any) -> Scene:
    """A formal notice is in force, and its action plan is asked for."""
    made = preformal(made)
    judge(made, "preformal_notice", secured=False, on=JUDGED)
    case_letters.given(made, "formal_notice", dated=on, method=Method.HAND, **more)
    return made


Step = Callable[..., None]


def _discuss(made: Scene, *, on: date) -> None:
    """With what a notice needs: evidence of the concern, and of the school's reluctance or inability."""
    with clock.at(on):
        for bears_on in ("concern", "inability"):
            evidence(made, bears_on, on=on)
    discussed(made, on=on)


def _give(made: Scene, *, kind: str, day: date | None, on: date) -> None:
    case_letters.given(made, kind, dated=day or on, method=Method.HAND)


def _judge(made: Scene, *, kind: str, secured: bool, day: date, on: date) -> None:
    if secured:
        with clock.at(day):
            found(made, kind, "met", "met", on=day)
    judge(made, kind, secured=secured, on=day)


def _in_category(made: Scene, *, on: date) -> None:
    """An inspection found that the school requires special measures, and this is recorded on the case."""
    inspection = inspections.from_a_file(made.school, INSPECTED, kind="report_card", overall="", category="SM")
    with clock.at(on):
        categories.record_category(made.case, inspection=inspection, by=made.officer, on=on)


def _power_ended(made: Scene, *, on: date) -> None:
    """The letter that ends the power is given on its last day, Thursday 19 November 2026."""
    details = {"governors-ends": ["19", "11", "2026"]}
    case_letters.given(made, "power_ended", dated=USED, method=Method.HAND, details=details)
    with clock.at(TODAY):
        end_powers(TODAY)


def _letter(kind: str, day: date | None = None) -> Step:
    return partial(_give, kind=kind, day=day)


def _judged(kind: str, day: date, *, secured: bool) -> Step:
    return partial(_judge, kind=kind, secured=secured, day=day)


_TO_PREFORMAL: tuple[Step, ...] = (_discuss, _letter("preformal_notice", PREFORMAL))
_TO_NOT_SECURED = (*_TO_PREFORMAL, _judged("preformal_notice", JUDGED, secured=False))
_TO_SECURED = (*_TO_PREFORMAL, _judged("preformal_notice", JUDGED, secured=True))
_TO_FORMAL = (*_TO_NOT_SECURED, _letter("formal_notice", FORMAL))
_TO_COMPLIED = (*_TO_FORMAL, _judged("formal_notice", TODAY, secured=True))
_TO_NOT_COMPLIED = (
    *_TO_NOT_SECURED,
    _letter("formal_notice", SOONER),
    _judged("formal_notice", FAILED, secured=False),
)
_TO_ELIGIBLE = (*_TO_NOT_COMPLIED, _letter("intention_notice", INTENDED))
_TO_CONCERNS = (_letter("academy_considered"), _letter("academy_concerns", PREFORMAL))
# From a case that was opened to each state of it that letters and judgements lead to.
WAYS: dict[str, tuple[Step, ...]] = {
    C.OPENED: (),
    C.INVITED: (_letter("discussion_invitation"),),
    C.DISCUSSED: (_discuss,),
    C.PREFORMAL: _TO_PREFORMAL,
    C.SECURED: _TO_SECURED,
    C.REMOVED: (*_TO_SECURED, _letter("notice_removed", TODAY)),
    C.NOT_SECURED: _TO_NOT_SECURED,
    C.FORMAL: _TO_FORMAL,
    C.COMPLIED: _TO_COMPLIED,
    C.LIFTED: (*_TO_COMPLIED, _letter("formal_lifted", TODAY)),
    C.NOT_COMPLIED: _TO_NOT_COMPLIED,
    C.ELIGIBLE: _TO_ELIGIBLE,
    C.POWERS_USED: (*_TO_ELIGIBLE, _letter("power_used", USED)),
    C.POWERS_ENDED: (*_TO_ELIGIBLE, _letter("power_used", USED), _power_ended),
    C.IN_CATEGORY: (_in_category,),
    C.CATEGORY_POWER: (_in_category, _letter("power_used", USED_THEN)),
    C.CATEGORY_ENDED: (_in_category, _letter("power_used", USED_THEN), _power_ended),
    C.CONSIDERED: (_letter("academy_considered"),),
    C.CONCERNS_WRITTEN: _TO_CONCERNS,
    C.NOT_IMPROVED: (*_TO_CONCERNS, _letter("academy_no_improvement", FORMAL)),
    C.IMPROVED: (*_TO_CONCERNS, _letter("academy_improvement", FORMAL)),
}
# Those of an academy.
OF_ACADEMIES = (C.CONSIDERED, C.CONCERNS_WRITTEN, C.NOT_IMPROVED, C.IMPROVED)
