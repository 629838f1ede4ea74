"""Permissions of what a school sends in after a notice: who writes and sends it, who answers?"""

from datetime import date

from schools.models import Post
from sil.accounts.models import User, in_force
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.workflow import Denied

from ..case.permissions import may_change, may_read
from ..models import Case, Statement

# The governing body speaks first where somebody holds two posts.
SENDERS = (*GOVERNANCE, *LEADS)


def check_sender(statement: Statement, *, by: User, on: date) -> Post:
    """Return the post by which a person sends for the school. Raises Denied("not_the_school")."""
    held = Post.objects.filter(in_force(on), school=statement.notice.case.school_id, user=by, role__in=SENDERS)
    posts = sorted(held, key=lambda post: SENDERS.index(post.role)) if by.is_active else []
    if not posts:
        raise Denied("not_the_school", "Only the headteacher, the chair of governors and the clerk can do this.")
    return posts[0]


def may_answer(case: Case, who: UserRoles) -> bool:
    """Whether a person answers representations: who handles the case, and a director who may read it."""
    return may_change(case, who) or (who.may(Permission.CONCERN_SIGN) and may_read(case, who))


def check_answer(case: Case, *, by: User, on: date) -> None:
    """Raises Denied("not_an_officer")."""
    if not may_answer(case, roles_of(by, on)):
        raise Denied("not_an_officer", "Only the officers who handle this case and the Directors can do this.")
