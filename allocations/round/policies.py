"""Policies of rounds: can one be closed, or an allocation withdrawn?"""

from schools.models import School
from sil.workflow import Denied

from ..models import Round


def check_withdraw(school: School, *, wanted: bool) -> None:
    """Raises Denied("still_for_it") for a school that is still to have an allocation."""
    if wanted:
        raise Denied(
            "still_for_it",
            f"{school} is open and gets an allocation. You can only mark it as not needed when the register says "
            "that the school has closed or no longer gets one.",
        )


def check_open(found: Round) -> None:
    """Raises Denied("closed")."""
    if not found.is_open:
        raise Denied("closed", f"Round {found} is closed.")


def check_close(found: Round, still_open: int) -> None:
    """Raises Denied("closed", "open_allocations"): a round closes when every school has its band."""
    if not found.is_open:
        raise Denied("closed", f"Round {found} is already closed.")
    if still_open:
        number = f"{still_open} allocation{'' if still_open == 1 else 's'} {'is' if still_open == 1 else 'are'}"
        raise Denied("open_allocations", f"You cannot close the round yet: {number} still open.")
