"""Who writes and sends an action plan, and who reads what is being written?"""

from datetime import date

from schools.models import Post
from sil.accounts.models import User
from sil.workflow import Denied

from .models import ActionPlan
from .permissions import speaks_for_governors


def check_speaks(plan: ActionPlan, *, by: User, on: date) -> Post:
    """The post by which a person answers for the governing body. Raises Denied("not_the_governing_body")."""
    post = speaks_for_governors(plan.notice.case, by, on) if by.is_active else None
    if post is None:
        raise Denied("not_the_governing_body", "Only the chair of governors or the clerk can do this.")
    return post
