"""Who reviews a plan in force, and who comments on a review."""

from datetime import date

from sil.accounts.models import User
from sil.framework.queries import titles
from sil.workflow import Denied, can

from ..models import PartnershipPlan
from ..sides.permissions import acts_for_service, side_of
from ..states import Side


def check_review(plan: PartnershipPlan, *, by: User, on: date) -> None:
    """Raises Denied("not_the_service") unless a person may review a plan: the school's partner or a Principal
    Officer."""
    if not acts_for_service(plan, by, on):
        named = titles()
        raise Denied(
            "not_the_service", f"Only the school’s {named['sip']} or a {named['principal_officer']} reviews the plan."
        )


def check_comment(plan: PartnershipPlan, *, by: User, on: date) -> None:
    """Raises Denied("not_the_head") unless a person leads the school."""
    if side_of(plan, by, on) != Side.HEAD:
        raise Denied("not_the_head", f"Only the school’s {titles()['headteacher']} comments on a review.")


may_review = can(check_review)
may_comment = can(check_comment)
