"""What one piece of support's page says: whose turn it is, the one primary act, and the others."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from sil.accounts.models import User

from ..models import Support
from ..permissions import may_broker, may_speak
from ..states import SupportState as S
from .permissions import has_declared, may_agree, may_approve, may_decline, may_evaluate, may_manage, may_withdraw


@dataclass(frozen=True)
class Act:
    label: str
    href: str


# What comes next where it is not the reader's turn.
_TURNS = {
    S.ASKED: "School Improvement looks for somebody who can help.",
    S.TO_APPROVE: "It waits to be approved by somebody who did not agree it.",
    S.AGREED: "School Improvement commissions it next.",
    S.COMMISSIONED: "It begins with the first day that is recorded.",
    S.UNDER_WAY: "Days are recorded as they are given.",
    S.EVALUATED: "School Improvement closes it next.",
}
_DELIVERS = (S.COMMISSIONED, S.UNDER_WAY)


def acts_of(support: Support, user: User, on: date) -> list[Act]:
    """Return what a person can do, what is theirs now first."""
    by: dict[str, Any] = {"by": user, "on": on}
    found = [
        (may_evaluate(support, **by), "Evaluate the support", "evaluate"),
        (may_agree(support, **by), "Agree the support", "agree"),
        (may_approve(support, **by), "Approve the support", "approve"),
        (support.status == S.ASKED and may_manage(support, "match", **by), "Find who gives it", "match"),
        (may_manage(support, "commission", **by), "Commission the support", "commission"),
        (support.status in _DELIVERS and may_broker(support.school, **by), "Record days", "deliver"),
        (may_manage(support, "complete", **by), "Say that it is complete", "complete"),
        (may_manage(support, "close", **by), "Close the support", "close"),
        (support.status != S.ASKED and may_manage(support, "match", **by), "Change what is proposed", "match"),
        (may_decline(support, **by), "Decline it", "decline"),
        (may_withdraw(support, **by), "Withdraw it", "withdraw"),
        (_may_declare(support, **by), "Declare an interest", "conflict"),
    ]
    return [Act(label, reverse(f"support_{slug}", args=[support.pk])) for may, label, slug in found if may]


def is_primary(acts: list[Act]) -> bool:
    """Whether the first act is what the reader should do now."""
    side = ("Change", "Decline", "Withdraw", "Declare")
    return bool(acts) and not acts[0].label.startswith(side)


def turn_of(support: Support) -> str:
    """Return whose turn it is, in a sentence; blank where it has ended."""
    if support.status == S.MATCHED:
        sides = [
            side
            for side, agreed in (
                ("the headteacher", support.head_agreed_by_id),
                ("an officer", support.officer_agreed_by_id),
            )
            if not agreed
        ]
        return f"It waits for {' and '.join(sides)} to agree."
    if support.status == S.DELIVERED:
        there = {each.side for each in support.evaluations.all()}
        sides = [words for side, words in (("school", "the school"), ("service", "the service")) if side not in there]
        return f"It waits for {' and '.join(sides)} to evaluate it."
    return _TURNS.get(S(support.status), "")


def _may_declare(support: Support, *, by: User, on: date) -> bool:
    if support.status not in (S.ASKED, S.MATCHED, S.TO_APPROVE):
        return False
    if has_declared(support, by):
        return False
    return may_speak(support.school, by=by, on=on) or may_approve(support, by=by, on=on)
