"""The receipt of what a school says of an agreed action."""

from datetime import date

from schools.receipts.notifications import give_receipt
from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.outbox.post import link

from ..models import ActionStatement
from ..sent import ACTION_SAID

NEXT = (
    "The school’s partner sees it beside the action, and in the report of the next visit. What the partner finds is "
    "recorded separately. You can send another update at any time."
)


def receipt_key(statement: ActionStatement) -> str:
    """Return what the receipt of a statement is kept by."""
    return f"action-said-{statement.pk}"


def give_action_receipt(statement: ActionStatement, *, by: User, on: date) -> None:
    """Give the school its receipt. The caller holds the transaction."""
    give_receipt(
        ACTION_SAID,
        key=receipt_key(statement),
        school=statement.school,
        by=by,
        on=on,
        next_=NEXT,
        url=link("agreed_action", pk=statement.action_id),
        names={"day": weekday_in_words(statement.action.visit.starts_on)},
    )
