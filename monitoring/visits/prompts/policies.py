"""Policies of what a school writes before a visit: can it still be changed?"""

from sil.clock import in_words
from sil.workflow import Denied

from ..models import Prompts, Visit


def check_can_prepare(visit: Visit, prompts: Prompts | None) -> None:
    """Raises Denied("sent", "not_planned") where the school can no longer change it."""
    if prompts and prompts.sent_on:
        raise Denied("sent", f"This was sent on {in_words(prompts.sent_on)} and can no longer be changed.")
    if not visit.is_planned:
        raise Denied("not_planned", f"You can no longer write this. The visit is {visit.get_status_display().lower()}.")
