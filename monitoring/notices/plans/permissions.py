"""Permissions of action plans: who writes and sends one, and who reads its draft?"""

from datetime import date

from schools.models import Post
from sil.accounts.models import User, in_force
from sil.accounts.roles import GOVERNANCE
from sil.workflow import Denied

from ..models import ActionPlan, Case


def check_governor(plan: ActionPlan, *, by: User, on: date) -> Post:
    """Return the post by which a person answers for the governing body. Raises Denied("not_the_governing_body")."""
    post = speaks_for_governors(plan.notice.case, by, on) if by.is_active else None
    if post is None:
        raise Denied("not_the_governing_body", "Only the chair of governors or the clerk can do this.")
    return post


def speaks_for_governors(case: Case, user: User, on: date) -> Post | None:
    """Return the post by which a person answers for the governing body: its chair or clerk."""
    posts = Post.objects.filter(in_force(on), school=case.school_id, user=user, role__in=GOVERNANCE)
    return posts.order_by("role").first()
