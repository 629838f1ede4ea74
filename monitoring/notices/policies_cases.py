"""Do its state, its school and its dates allow what is to be done with a case? No person is asked about here."""

from datetime import date, timedelta

from schools.establishments import Sector
from schools.models import School
from sil.clock import in_words
from sil.framework.intervention import Intervention
from sil.workflow import Denied

from .models import Case, CaseLetter, Discussion
from .states import UNDER_WAY, Branch

FAR = timedelta(days=365)
_BRANCHES = {Sector.MAINTAINED: Branch.MAINTAINED, Sector.ACADEMY: Branch.ACADEMY}


def branch_on(school: School, on: date) -> Branch:
    """Which way a case about a school goes on a day, by its type then. Raises Denied("other_sector")."""
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
        raise Denied("no_source", "Choose where the concern comes from.")
    if not concern.strip():
        raise Denied("no_concern", "Say what the concern is.")


def odd_since(since: date, on: date) -> list[str]:
    """What is strange about the day a concern is from; none of it is forbidden."""
    if since > on:
        return [f"{in_words(since)} is in the future."]
    if on - since > FAR:
        return [f"{in_words(since)} is more than a year ago."]
    return []


def odd_held(held_on: date, on: date) -> list[str]:
    """What is strange about the day of a discussion; none of it is forbidden."""
    return [f"{in_words(held_on)} is more than a year ago."] if on - held_on > FAR else []


def under_way(case: Case) -> CaseLetter | None:
    """The letter that is being prepared, signed or sent. One query."""
    return CaseLetter.objects.filter(case=case, status__in=UNDER_WAY).first()


def check_close(case: Case) -> None:
    """A notice is not closed away: it is removed, lifted or withdrawn by a letter, unless its school is gone.

    Raises Denied("letter_under_way", "notice_in_force").
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


def check_held(discussion: Discussion, on: date) -> None:
    """What a record of a discussion needs (framework, Intervention: between the Director, the headteacher and
    the chair). Raises Denied("not_yet", "nobody", "no_absence", "no_words")."""
    if discussion.held_on > on:
        raise Denied("not_yet", "Record the discussion on or after the day it was held.")
    if not (discussion.head_present or discussion.chair_present or discussion.others.strip()):
        raise Denied("nobody", "Say who was there for the school: the headteacher, the chair, or somebody else.")
    if not (discussion.head_present and discussion.chair_present) and not discussion.absence.strip():
        raise Denied("no_absence", "Say why the headteacher or the chair was not there.")
    if not discussion.said.strip():
        raise Denied("no_words", "Say what was said.")
