"""Record what the Director of Education discussed with a school's headteacher and chair, before any notice."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.workflow import Denied

from ..case.actions import lock, move
from ..case.permissions import check_change
from ..case.policies import case_row, check_branch
from ..models import Case, Discussion
from .policies import check_held
from .queries import acted_as


@dataclass(frozen=True, kw_only=True)
class Held:
    """What is recorded of a discussion, under the names of its columns."""

    held_on: date
    director: User
    head_present: bool
    chair_present: bool
    absence: str = ""
    others: str = ""
    said: str = ""
    agreed: str = ""


@transaction.atomic
def record_discussion(case: Case, *, held: Held, by: User, on: date) -> Discussion:
    """Record a discussion that was held (framework, Intervention: the Director of Education invites the
    headteacher and the chair). What was recorded wrongly is recorded again; the latest counts.

    Raises Denied("not_an_officer", "converted", "wrong_step", "not_yet", "nobody", "no_absence", "no_words",
    "not_the_director").
    """
    case = lock(case)
    check_change(case, by=by, on=on)
    check_branch(case, on)
    row = case_row(case, "record_discussion")
    discussion = Discussion(case=case, recorded_by=by, recorded_at=clock.now(), **_stripped(held))
    check_held(discussion, on)
    title = acted_as(case, held.director, held.held_on)
    if title is None:
        named = case.framework.title("director_of_education")
        raise Denied("not_the_director", f"{held.director.name} was not {named} on that day, or standing in for them.")
    discussion.director_as = title
    discussion.save(force_insert=True)
    move(case, row, by=by, on=on, day=clock.in_words(held.held_on))
    return discussion


def _stripped(held: Held) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in vars(held).items()}
