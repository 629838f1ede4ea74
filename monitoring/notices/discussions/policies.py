"""Policies of discussions: may one be recorded, and what is warned of before?"""

from datetime import date

from sil.clock import in_words
from sil.workflow import Denied

from ..case.policies import FAR
from ..models import Discussion


def held_warnings(held_on: date, on: date) -> list[str]:
    """Return what is unusual about the day of a discussion; none of it is forbidden."""
    return [f"{in_words(held_on)} is more than a year ago."] if on - held_on > FAR else []


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
