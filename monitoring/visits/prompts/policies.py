"""Policies of what a school writes before a visit: can it still be changed?"""

from sil.clock import in_words
from sil.workflow import Denied

from ..models import Prompts, Visit


def check_can_withdraw(visit: Visit, prompts: Prompts | None) -> Prompts:
    """Return what a school sent before a visit and can withdraw. Raises Denied("not_sent", "not_planned")."""
    if prompts is None or prompts.sent_on is None:
        raise Denied("not_sent", "Nothing has been sent before this visit, so there is nothing to withdraw.")
    if not visit.is_planned:
        raise Denied(
            "not_planned", f"You can no longer withdraw this. The visit is {visit.get_status_display().lower()}."
        )
    return prompts


def check_can_prepare(visit: Visit, prompts: Prompts | None) -> None:
    """Raises Denied("sent", "not_planned") where the school can no longer change it."""
    if prompts and prompts.sent_on:
        raise Denied(
            "sent", f"This was sent on {in_words(prompts.sent_on)} and can no longer be changed. Withdraw it first."
        )
    if not visit.is_planned:
        raise Denied("not_planned", f"You can no longer write this. The visit is {visit.get_status_display().lower()}.")
