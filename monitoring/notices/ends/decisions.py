"""Record what a director decides of a formal notice that section 60(4A) forbade when it was given: to keep it, with the
reason and the legal advice that was taken (ADR 67). Withdrawing it is the other way (`giving.actions.withdraw`).
"""

from datetime import date

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.clock import in_words
from sil.workflow import Denied

from ..case.notifications import tell_decided
from ..letters.actions import lock
from ..models import CaseLetter, ForbiddenNoticeDecision
from ..signing.permissions import check_withdraw
from ..states import LetterState
from .forbidden import is_forbidden, with_notice_of_state

NO_OUTCOME, NO_REASON = "Select what you decide.", "Give the reason. It is kept with the notice."
_KEPT = ForbiddenNoticeDecision.Outcome.KEPT


@transaction.atomic
def decide_forbidden(
    letter: CaseLetter,
    *,
    outcome: str,
    reason: str,
    by: User,
    on: date,
    advised_by: str = "",
    advised_on: date | None = None,
) -> ForbiddenNoticeDecision:
    """Record what is decided of a notice that was given while section 60(4A) forbade it, and tell the owner of the
    case. `outcome` is one of `ForbiddenNoticeDecision.Outcome`; a notice is kept on legal advice, of somebody, of a
    day. A decision is corrected by another, also once the notice of the Secretary of State has ended.

    Raises Denied("not_the_signatory", "no_way_back", "not_forbidden", "no_outcome", "no_adviser", "no_day", "to_come",
    "too_early", "no_reason").
    """
    letter = lock(letter)
    decided_as = check_withdraw(letter, by=by, on=on)
    of_state = check_forbidden(letter)
    if outcome not in ForbiddenNoticeDecision.Outcome.values:
        raise Denied("no_outcome", NO_OUTCOME)
    if outcome == _KEPT:
        _check_advice(letter, advised_by, advised_on, on)
    if not reason.strip():
        raise Denied("no_reason", NO_REASON)
    made = ForbiddenNoticeDecision.objects.create(
        letter=letter,
        of_state_id=of_state,
        outcome=outcome,
        reason=reason.strip(),
        advised_by=advised_by.strip(),
        advised_on=advised_on,
        by=by,
        by_as=decided_as,
        on=on,
        at=clock.now(),
    )
    events.record(
        "case_letter.forbidden_kept" if outcome == _KEPT else "case_letter.forbidden_open",
        subject=letter,
        by=by,
        scope=letter.case.scope,
        reason=made.reason,
        name=letter.name,
        adviser=made.advised_by,
        day=in_words(advised_on) if advised_on else "",
    )
    tell_decided(letter.case, by=by)
    return made


def check_forbidden(letter: CaseLetter) -> int:
    """Return the key of the notice of the Secretary of State that was in force when a letter was given: the one that is
    in force still, or that of the latest decision. Raises Denied("not_forbidden")."""
    found = with_notice_of_state(CaseLetter.objects.filter(pk=letter.pk).select_related("case")).get()
    if is_forbidden(found) and found.of_state is not None:
        return int(found.of_state["pk"])
    latest = letter.forbidden_decisions.first()
    if latest is None or letter.status != LetterState.GIVEN:
        raise Denied(
            "not_forbidden", "This is decided of a formal notice that section 60(4A) forbade when it was given."
        )
    return latest.of_state_id


def _check_advice(letter: CaseLetter, advised_by: str, advised_on: date | None, on: date) -> None:
    if not advised_by.strip():
        raise Denied("no_adviser", "Enter who gave the legal advice.")
    if advised_on is None:
        raise Denied("no_day", "Enter the day of the legal advice.")
    if advised_on > on:
        raise Denied(
            "to_come", f"{in_words(advised_on)} is in the future. Record the decision once you have the advice."
        )
    if letter.given_on and advised_on < letter.given_on:
        raise Denied("too_early", f"The notice was given on {in_words(letter.given_on)}. The advice comes after that.")
