"""May this person do it? Who a person is to the school decides, on the day of the act."""

from datetime import date

from schools.models import AssignmentRole, Post
from schools.queries import holds_lead, officer
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.standing import check_may, standing_of
from sil.workflow import Denied

from .models import Allocation


def check_open_round(*, by: User | None, on: date) -> None:
    check_may(by, on, Permission.ROUND_OPEN, sentence="Only a Principal Officer can open the round.")


def check_propose(allocation: Allocation, *, by: User, on: date) -> None:
    """The school's own School Improvement Partner, and nobody else, proposes and revises."""
    sip = officer(allocation.school, AssignmentRole.SIP, on)
    if sip != by or not standing_of(by, on).may(Permission.ALLOCATION_PROPOSE):
        who = f"{sip.name} is" if sip else "Nobody is at present"
        raise Denied("not_the_sip", f"Only the school's School Improvement Partner can propose. {who} this school's.")


def check_agree(allocation: Allocation, *, by: User, on: date) -> Post:
    """Whoever leads the school on the day answers for it; gives the post by which they do.

    Who proposed never agrees, whatever posts they hold.
    """
    post = holds_lead(by, allocation.school, on)
    if post is None:
        raise Denied("not_the_head", "Only the school's headteacher can answer a proposal.")
    if allocation.proposal and allocation.proposal.proposed_by_id == by.pk:
        raise Denied("own_proposal", "You made this proposal, so somebody else has to answer it.")
    return post
