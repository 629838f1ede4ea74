"""Stop what runs on a case that ends otherwise than by a letter: the periods of its notices, a plan that is owed."""

from datetime import date

from django.db import transaction

from sil.accounts.models import User
from sil.deadlines import actions as deadlines

from ..case.actions import lock, move
from ..case.permissions import check_change
from ..case.policies import case_row, check_close
from ..models import Case
from ..plans import actions as plans
from ..states import LetterState
from ..transitions import OF_LETTERS


def end_periods_and_plans(case: Case, *, by: User | None, on: date) -> None:
    """End the periods and the action plans of a case that has ended. The caller holds the lock."""
    for letter in case.letters.filter(status=LetterState.GIVEN):
        for rule in OF_LETTERS:
            deadlines.end(letter, rule=rule, on=on, met=False)
        plans.end(letter, by=by, on=on)


@transaction.atomic
def close(case: Case, *, by: User, on: date, reason: str) -> Case:
    """End a case whose concern has passed. Raises Denied("not_an_officer", "wrong_step", "letter_under_way",
    "notice_in_force", "power_in_use")."""
    case = lock(case)
    check_change(case, by=by, on=on)
    row = case_row(case, "close")
    check_close(case, on)
    move(case, row, by=by, on=on, reason=reason.strip())
    end_periods_and_plans(case, by=by, on=on)
    return case
