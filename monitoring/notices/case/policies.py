"""Policies of a case: do its state, its school and the dates allow the act?"""

from datetime import date

from schools.establishments import Sector
from schools.models import School
from sil.clock import in_words
from sil.framework.intervention import Intervention
from sil.workflow import Denied, Transition, find

from ..act import POWERS
from ..models import Case, CaseLetter
from ..models.letters import IN_PROGRESS
from ..states import Branch, name_of_state
from ..transitions import ROWS
from .in_use import powers_in_use

_BRANCHES = {Sector.MAINTAINED: Branch.MAINTAINED, Sector.ACADEMY: Branch.ACADEMY}


def branch_on(school: School, on: date) -> Branch:
    """Return the branch of a case about a school that starts on a day, by its type then. Raises
    Denied("other_sector")."""
    branch = _BRANCHES.get(school.sector_on(on))
    if branch is None:
        raise Denied(
            "other_sector",
            f"{school} is neither maintained by the authority nor an academy, so the framework has no notice and "
            "no letter to the Regional Director for it.",
        )
    return branch


def check_open_still(case: Case) -> None:
    """Raises Denied("ended")."""
    if not case.is_open:
        raise Denied("ended", "This case has ended, so it can no longer be changed.")


def check_concern(rules: Intervention, *, source: str, concern: str) -> None:
    """Raises Denied("no_source", "no_concern")."""
    if rules.source(source) is None:
        raise Denied("no_source", "Select where the concern comes from.")
    if not concern.strip():
        raise Denied("no_concern", "Say what the concern is.")


def under_way(case: Case) -> CaseLetter | None:
    """Return the letter of a case that is being prepared, signed or sent. One query."""
    return CaseLetter.objects.filter(IN_PROGRESS, case=case).first()


def check_powers_ended(case: Case, on: date) -> None:
    """A board or a suspension ends by a letter, while its case is open and somebody reviews it. Raises
    Denied("power_in_use")."""
    for letter in powers_in_use(on).filter(case=case):
        if reviewed := POWERS[letter.powers[0]].reviewed:
            raise Denied(
                "power_in_use",
                f"{reviewed[0].upper()}{reviewed[1:]} is still in use. It has to end by a letter before the case does.",
            )


def check_close(case: Case, on: date) -> None:
    """A notice in force ends by a letter that removes, lifts or withdraws it, not by closing its case, unless its
    school has closed.

    Raises Denied("letter_under_way", "notice_in_force", "power_in_use").
    """
    if letter := under_way(case):
        raise Denied(
            "letter_under_way",
            f"A letter is in progress: {letter.name}, {letter.get_status_display().lower()}. Finish or "
            "discard it, then close the case.",
        )
    if case.notice_in_force and case.school.is_open:
        raise Denied(
            "notice_in_force",
            "A notice is in force. It ends when a letter removes or lifts it, or when it is withdrawn. "
            "Closing the case would leave it in force.",
        )
    if case.school.is_open:
        check_powers_ended(case, on)


_SECTORS = {Branch.MAINTAINED: Sector.MAINTAINED, Branch.ACADEMY: Sector.ACADEMY}


def case_row(case: Case, action: str, *, letter: str = "") -> Transition:
    """Return the transition of an act on a case, on its branch; `letter` is the kind that causes it.

    Raises Denied("wrong_step").
    """
    rows = [row for row in ROWS[Branch(case.branch)] if row.letter == letter or not letter]
    refusal = f"This is not the next step: the case is at “{name_of_state(case.status)}”."
    try:
        return find(rows, action=action, source=case.status, refusal=refusal)
    except Denied as denied:
        raise Denied("wrong_step", denied.sentence) from denied


def check_branch(case: Case, on: date) -> None:
    """Raises Denied("converted") where the school is, on the day of the step, of another type than its case:
    an authority's powers end at conversion, and it gives no notice to an academy."""
    if case.school.is_open and case.school.sector_on(on) == _SECTORS[Branch(case.branch)]:
        return
    what = "an academy" if case.branch == Branch.MAINTAINED else "a maintained school"
    now = f"{case.school.name} is {what} on {in_words(on)}" if case.school.is_open else f"{case.school.name} has closed"
    raise Denied("converted", f"{now}: this case cannot continue. Close it, or continue with its successor's case.")
