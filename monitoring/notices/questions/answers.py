"""Require and keep the answers to what is asked before a letter goes: who confirmed what, as what, when and why."""

from collections.abc import Iterable

from sil import clock
from sil.accounts.models import User
from sil.workflow import Denied, require_confirmation

from ..models import CaseLetter, Confirmation
from .questions import Question, to_confirm, to_explain


def require_answers(questions: Iterable[Question], *, sure: str, reason: str) -> None:
    """Raises Denied("no_plan_reason") where a question needs a reason and there is none, and Denied("sure") with what
    else is asked, unless `sure` is exactly that."""
    asked = list(questions)
    if to_explain(asked) and not reason.strip():
        raise Denied("no_plan_reason", NO_REASON)
    require_confirmation(to_confirm(asked), sure)


def keep_answers(
    letter: CaseLetter, act: str, questions: Iterable[Question], *, by: User, by_as: str, reason: str = ""
) -> None:
    """Keep what somebody confirmed when they did an act (`Confirmation.Act`). The caller holds a transaction."""
    now = clock.now()
    Confirmation.objects.bulk_create(
        Confirmation(
            letter=letter,
            act=act,
            code=each.code,
            sentence=each.sentence,
            reason=reason.strip() if each.needs_reason else "",
            by=by,
            by_as=by_as,
            at=now,
        )
        for each in questions
        if not each.is_note
    )


NO_REASON = "Say why the action plan can be due on or after the last day of the compliance period."
