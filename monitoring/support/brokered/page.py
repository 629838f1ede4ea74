"""What one piece of support's page says: whose turn it is, the one primary act, and the others."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from schools.models import AssignmentRole
from schools.queries import leads_of, officer
from sil.accounts.models import User

from ..models import Support
from ..states import SupportState as S
from .permissions import (
    may_agree,
    may_approve,
    may_correct_cost,
    may_declare,
    may_decline,
    may_deliver,
    may_evaluate,
    may_manage,
    may_withdraw,
)


@dataclass(frozen=True)
class Act:
    label: str
    href: str


# What comes next where it is not the reader's turn.
_TURNS = {
    S.ASKED: "School Improvement is looking for somebody who can help.",
    S.TO_APPROVE: "Somebody who did not agree it has to approve it.",
    S.AGREED: "School Improvement will commission it next.",
    S.COMMISSIONED: "It starts when the first day is recorded.",
    S.UNDER_WAY: "School Improvement records the days as they are given.",
    S.EVALUATED: "School Improvement will close it next.",
}


def acts_of(support: Support, user: User, on: date) -> list[Act]:
    """Return what a person can do, what is theirs now first."""
    by: dict[str, Any] = {"by": user, "on": on}
    found = [
        (may_evaluate(support, **by), "Evaluate the support", "evaluate"),
        (may_agree(support, **by), "Agree the support", "agree"),
        (may_approve(support, **by), "Approve the support", "approve"),
        (support.status == S.ASKED and may_manage(support, "match", **by), "Find who will give it", "match"),
        (may_manage(support, "commission", **by), "Commission the support", "commission"),
        (may_deliver(support, **by), "Record days", "deliver"),
        (may_manage(support, "complete", **by), "Say that it is complete", "complete"),
        (may_manage(support, "close", **by), "Close the support", "close"),
        (support.status != S.ASKED and may_manage(support, "match", **by), "Change what is proposed", "match"),
        (may_decline(support, **by), "Decline the support", "decline"),
        (may_withdraw(support, **by), "Withdraw the support", "withdraw"),
        (may_correct_cost(support, **by), "Correct the final cost", "cost"),
        (may_declare(support, **by), "Declare an interest", "conflict"),
    ]
    return [Act(label, reverse(f"support_{slug}", args=[support.pk])) for may, label, slug in found if may]


def is_primary(acts: list[Act]) -> bool:
    """Whether the first act is what the reader should do now."""
    side = ("Change", "Correct", "Declare", "Decline", "Withdraw")
    return bool(acts) and not acts[0].label.startswith(side)


def nobody_agrees(support: Support, user: User, on: date) -> str:
    """Return what to do where nobody who leads the school can agree support, since each has an interest in who gives
    it; "" where somebody can. Of an interest only its owner and officers read."""
    if support.status != S.MATCHED or support.head_agreed_by_id:
        return ""
    there = [post.user for post in leads_of(support.school, on)]
    if not there or any(may_agree(support, by=person, on=on) for person in there):
        return ""
    if user not in there:
        names = " and ".join(person.name for person in there)
        return f"{names} cannot agree it for the school because of an interest in who gives it, and nobody else leads \
the school. Propose somebody else, or decline it."
    roles = (AssignmentRole.PRINCIPAL_OFFICER, AssignmentRole.SIP)
    ask = next((found for role in roles if (found := officer(support.school, role, on)) and found != user), None)
    named = f"{ask.name} ({ask.email})" if ask else "School Improvement"
    return f"You cannot agree it because of your interest in who gives it, and nobody else leads the school. Ask \
{named} whether somebody else can give it."


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
        return f"Waiting for {' and '.join(sides)} to agree."
    if support.status == S.DELIVERED:
        there = {each.side for each in support.evaluations.all()}
        sides = [words for side, words in (("school", "the school"), ("service", "the service")) if side not in there]
        return f"Waiting for {' and '.join(sides)} to evaluate it."
    return _TURNS.get(S(support.status), "")
