"""Policies of discussions: may one be recorded?"""

from datetime import date

from sil.workflow import Denied

from ..models import Discussion


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
