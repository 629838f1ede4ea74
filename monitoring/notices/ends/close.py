"""Stop what runs on a case that ends otherwise than by a letter: the periods of its notices, a plan that is owed."""

from datetime import date

from sil.accounts.models import User
from sil.deadlines import actions as deadlines

from ..models import Case
from ..plans import actions as plans
from ..states import LetterState
from ..transitions import COMPLIANCE


def wind_up(case: Case, *, by: User | None, on: date) -> None:
    """Nothing is owed on the case any more. The caller holds the lock and has written why."""
    for letter in case.letters.filter(status=LetterState.GIVEN):
        deadlines.end(letter, rule=COMPLIANCE, on=on, met=False)
        plans.end(letter, by=by, on=on)
