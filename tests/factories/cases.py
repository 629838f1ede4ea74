"""Cases in any state, about schools with everybody around them."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.db import transaction

from monitoring.notices.case import actions
from monitoring.notices.case.policies import case_row
from monitoring.notices.discussions.actions import Held, record_discussion
from monitoring.notices.evidence.actions import add_evidence
from monitoring.notices.evidence.queries import Taken
from monitoring.notices.letters.actions import move
from monitoring.notices.letters.policies import letter_row
from monitoring.notices.models import Case, CaseEvidence, CaseLetter, Finding, RequiredAction
from monitoring.notices.states import CaseState
from schools.models import AssignmentRole, School
from sil import clock
from sil.accounts.models import User
from sil.letters.models import Letter, Recipient

from ..conftest import TODAY
from . import people, schools

C = CaseState
_references = count(1)
# From a case that was opened to each state of it, act by act.
WAYS: dict[str, tuple[str, ...]] = {
    C.OPENED: (),
    C.INVITED: ("invite",),
    C.DISCUSSED: ("record_discussion",),
    C.PREFORMAL: ("record_discussion", "give_preformal"),
    C.SECURED: ("record_discussion", "give_preformal", "secure"),
    C.REMOVED: ("record_discussion", "give_preformal", "secure", "remove"),
    C.NOT_SECURED: ("record_discussion", "give_preformal", "not_secure"),
}
WAYS[C.FORMAL] = (*WAYS[C.NOT_SECURED], "give_formal")
WAYS[C.COMPLIED] = (*WAYS[C.FORMAL], "comply")
WAYS[C.LIFTED] = (*WAYS[C.COMPLIED], "lift")
WAYS[C.NOT_COMPLIED] = (*WAYS[C.FORMAL], "not_comply")
WAYS[C.ELIGIBLE] = (*WAYS[C.NOT_COMPLIED], "intend")
WAYS[C.POWERS_USED] = (*WAYS[C.ELIGIBLE], "use_power")
WAYS[C.CONSIDERED] = ("tell",)
WAYS[C.CONCERNS_WRITTEN] = ("tell", "write_concerns")
WAYS[C.NOT_IMPROVED] = ("tell", "write_concerns", "write_no_improvement")
WAYS[C.IMPROVED] = ("tell", "write_concerns", "write_improvement")


@dataclass(frozen=True)
class Scene:
    """A school with a case, its owner (a Principal Officer), its partner and the directors."""

    school: School
    case: Case
    owner: User
    sip: User
    director: User
    dcs: User

    def again(self) -> Case:
        return Case.objects.get(pk=self.case.pk)


def scene(state: str = C.OPENED, *, school: School | None = None, **facts: Any) -> Scene:
    """A school and a case about it in a state. A framework is loaded."""
    school = school or schools.school()
    sip = people.assign(school).user
    owner = people.person("Olive Officer", role="principal_officer")
    people.assign(school, owner, role=AssignmentRole.PRINCIPAL_OFFICER)
    director = people.person("Dora Director", role="director_of_education")
    dcs = people.person("Dan Director", role="director_of_childrens_services")
    made = Scene(school, opened(school, owner, **facts), owner, sip, director, dcs)
    walk(made.case, state, by=owner)
    return made


def opened(school: School, by: User, **facts: Any) -> Case:
    said = {"source": "visit", "since": TODAY, "concern": "Reading is taught unevenly.", "on": TODAY, **facts}
    return actions.open_case(school, by=by, **said)


def walk(case: Case, state: str, *, by: User, on: date = TODAY) -> None:
    """To a state by the moves that letters and judgements make; the case that is given is the one that stands."""
    for action in WAYS[state]:
        walk_on(case, action, by=by, on=on)


@transaction.atomic
def walk_on(case: Case, action: str, *, by: User, on: date = TODAY) -> None:
    """One more move of a case."""
    case.refresh_from_db()
    actions.move(case, case_row(case, action), by=by, on=on, name="Notice", day="a day", power="a power")


def discussed(made: Scene, **facts: Any) -> None:
    held = Held(
        **{
            "held_on": TODAY,
            "director": made.director,
            "head_present": True,
            "chair_present": True,
            "said": "The results and what is done about them.",
            **facts,
        }
    )
    record_discussion(made.case, held=held, by=made.owner, on=TODAY)


def evidence(made: Scene, bears_on: str = "concern", text: str = "Two lessons of six were weak.") -> CaseEvidence:
    taken = Taken(bears_on=bears_on, text=text, source="Visit of 12 November 2026", dated=date(2026, 11, 12))
    return add_evidence(made.case, taken=taken, by=made.owner, on=TODAY)


def letter(made: Scene, kind: str = "discussion_invitation") -> CaseLetter:
    """A draft of a letter, as it stands in the database."""
    return CaseLetter.objects.create(case=made.case, kind=kind, saved_by=made.owner)


def required(notice: CaseLetter, place: int, *, by: User) -> RequiredAction:
    """One thing that a draft of a notice requires, found done in part."""
    action = RequiredAction.objects.create(letter=notice, place=place, text=f"Do thing {place}.", measure="Books.")
    Finding.objects.create(
        action=action, result="partly", evidence="Half of it is seen.", found_by=by, found_on=TODAY, at=clock.now()
    )
    return action


@transaction.atomic
def signed(made: Scene, kind: str, *, dated: date = TODAY, requires: int = 0) -> CaseLetter:
    """A letter of a case with the signature of a director and one recipient, as far as the tables go: its words
    are empty."""
    found = letter(made, kind)
    for place in range(1, requires + 1):
        required(found, place, by=made.owner)
    words = Letter.objects.create(
        reference=f"T{dated.year}-{next(_references):04d}",
        kind=kind,
        template_version="2026-09",
        subject=found.name,
        about_table=CaseLetter._meta.db_table,
        about_id=str(found.pk),
        scope=made.case.scope,
        context={},
        html="",
        html_sha256="",
        signed_by=made.dcs,
        signed_as="Director of Children's Services",
        signed_at=clock.now(),
        dated=dated,
    )
    Recipient.objects.create(letter=words, name="Carla Chair", post="Chair of governors", party="governing_body")
    move(found, letter_row(found, "present"), by=made.owner, dated=dated)
    move(found, letter_row(found, "sign"), by=made.dcs, letter=words)
    return found


@transaction.atomic
def given(made: Scene, kind: str, *, on: date = TODAY, days: int = 14, requires: int = 0) -> CaseLetter:
    """The same letter given on a day, with a compliance period of so many days after it."""
    found = signed(made, kind, dated=on, requires=requires)
    move(found, letter_row(found, "give"), by=made.owner, given_on=on, period_ends_on=on + timedelta(days))
    return found
