"""Save the draft of a position, complete or not, without losing what somebody else saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.drafts import keep_replaced
from sil.workflow import Denied

from ..allocation.actions import lock
from ..allocation.permissions import DECIDE_AS, check_answer, check_decide, check_propose
from ..allocation.policies import act_of_school, act_of_sip, check_disagree, check_refer, row_for
from ..allocation.queries import open_period, settlement_of
from ..models import Allocation, Draft
from ..states import Party
from .queries import version_of


@dataclass(frozen=True, kw_only=True)
class Writing:
    """A draft as typed, with gaps: marks are {criterion: {"reading", "reason", "evidence"}}."""

    band: str = ""
    reasons: str = ""
    marks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    extra_days: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        """Return the draft as it is stored."""
        return {
            "band": self.band,
            "reasons": self.reasons,
            "marks": {criterion: dict(mark) for criterion, mark in self.marks.items()},
            "extra_days": list(self.extra_days),
        }


@transaction.atomic
def save_draft(
    allocation: Allocation,
    party: Party,
    *,
    by: User,
    on: date,
    writing: Writing,
    version: int,
    over: bool = False,
) -> Draft:
    """Save the draft of a party. `version` is the one that was read (see `queries.version_of`). Where somebody saved
    meanwhile, in another window or as another person, raises Denied("saved_meanwhile") and changes nothing; with
    `over` it saves, and keeps the other text with the draft."""
    allocation = lock(allocation, to_write=True)
    check_may_write(allocation, party, by=by, on=on)
    draft = Draft.objects.filter(allocation=allocation, party=party).first()
    found = version_of(allocation, party, draft)
    content = writing.content()
    if draft and content_of(draft) == content:
        return draft
    if version != found and not over:
        raise Denied("saved_meanwhile", _meanwhile(draft))
    if draft is None:
        return Draft.objects.create(
            allocation=allocation, party=party, saved_by=by, saved_at=clock.now(), version=found + 1, **content
        )
    if version != found:
        keep_replaced(draft, content_of(draft))
    for name, value in content.items():
        setattr(draft, name, value)
    draft.version, draft.saved_by, draft.saved_at = found + 1, by, clock.now()
    draft.save()
    return draft


def check_may_write(allocation: Allocation, party: Party, *, by: User, on: date, action: str = "") -> None:
    """Raises Denied unless it is this person who writes for this party now. `action` says which action, where a party
    has several."""
    if party == Party.SIP:
        check_propose(allocation, by=by, on=on)
        row_for(allocation, act_of_sip(allocation))
    elif party == Party.SCHOOL:
        action = action or act_of_school(allocation)
        row_for(allocation, action)
        check_answer(allocation, by=by, on=on)
        check = check_refer if action == "refer" else check_disagree
        check(allocation, settlement_of(allocation), open_period(allocation, "contest"), on)
    elif party in DECIDE_AS:
        row_for(allocation, "decide" if party == Party.OFFICER else "determine")
        check_decide(allocation, party, by=by, on=on)
    else:
        raise Denied("not_a_party", "Nobody writes for this side.")


def content_of(draft: Draft) -> dict[str, Any]:
    """Return what a draft holds, in the shape of `Writing.content`."""
    return {"band": draft.band, "reasons": draft.reasons, "marks": draft.marks, "extra_days": draft.extra_days}


def _meanwhile(draft: Draft | None) -> str:
    if draft is None:
        return "This was sent from another window while you were writing."
    time = f"{clock.local(draft.saved_at):%H:%M}"
    return f"{draft.saved_by.name} saved this in another window at {time}, while you were writing."
