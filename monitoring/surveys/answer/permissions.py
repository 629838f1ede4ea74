"""Permissions of answers: whoever holds the post that is asked may answer, also after a change of hands."""

from datetime import date

from schools.models import Post
from schools.queries import in_office
from sil.accounts.models import User
from sil.workflow import Denied

from ..models import Invitation


def check_answer(invitation: Invitation, *, by: User, on: date) -> None:
    """Raises Denied("not_asked") unless a person holds the post that is asked, at the school, on the day."""
    held = Post.objects.filter(in_office(on), school=invitation.school_id, user=by, role__in=invitation.holders)
    if not held.exists():
        raise Denied("not_asked", "Only the person who is asked can answer this survey.")
