"""States of brokered support, and how each reads."""

from django.db import models


class SupportState(models.TextChoices):
    ASKED = "asked", "Asked for"
    MATCHED = "matched", "Proposed, waiting to be agreed"
    TO_APPROVE = "to_approve", "Agreed, waiting to be approved"
    AGREED = "agreed", "Agreed, not commissioned yet"
    COMMISSIONED = "commissioned", "Commissioned"
    UNDER_WAY = "under_way", "Under way"
    DELIVERED = "delivered", "Delivered, to be evaluated"
    EVALUATED = "evaluated", "Evaluated by both sides"
    CLOSED = "closed", "Closed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


_S = SupportState
# What money is held for, and what it is spent on.
COMMITTED = (_S.AGREED, _S.COMMISSIONED, _S.UNDER_WAY)
SPENT = (_S.DELIVERED, _S.EVALUATED, _S.CLOSED)
# Somebody has been named for it, so that their days are taken.
TAKES_DAYS = (_S.MATCHED, _S.TO_APPROVE, *COMMITTED, *SPENT)
ENDED = (_S.CLOSED, _S.DECLINED, _S.WITHDRAWN)
# Before the provider is written to: who, days and cost can still be changed, and an interest declared.
BEFORE = (_S.ASKED, _S.MATCHED, _S.TO_APPROVE, _S.AGREED)
# Days are recorded as they are given.
DELIVERING = (_S.COMMISSIONED, _S.UNDER_WAY)
COLOURS = {
    _S.ASKED: "yellow",
    _S.MATCHED: "yellow",
    _S.TO_APPROVE: "orange",
    _S.AGREED: "blue",
    _S.COMMISSIONED: "blue",
    _S.UNDER_WAY: "light-blue",
    _S.DELIVERED: "teal",
    _S.EVALUATED: "teal",
    _S.CLOSED: "green",
    _S.DECLINED: "grey",
    _S.WITHDRAWN: "grey",
}
