"""Permissions of consents to have notices by email: whoever holds the post, and the officers of the school."""

from datetime import date

from schools.models import Post, School
from schools.queries import holders
from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles, roles_of
from sil.workflow import Denied

from ..case.permissions import may_open
from .policies import GIVEN_TO


def may_see(school: School, who: UserRoles) -> bool:
    """Whether a person sees who at a school consents: its officers, and those who can be given a notice there."""
    return may_open(school, who) or holders(school, who.on, GIVEN_TO).filter(user=who.user).exists()


def may_consent(post: Post, who: UserRoles) -> bool:
    """Whether a person records or ends the consent of whoever holds a post."""
    holds = (
        post.user_id == who.user.pk and post.starts_on <= who.on and (post.ends_on is None or post.ends_on >= who.on)
    )
    return holds or may_open(post.school, who)


def check_consent(post: Post, *, by: User, on: date) -> None:
    """Raises Denied("not_theirs", "no_post")."""
    if not may_consent(post, roles_of(by, on)):
        raise Denied("not_theirs", "Only the person who holds the post, or an officer of the school, can do this.")
    if not holders(post.school, on, GIVEN_TO).filter(pk=post.pk).exists():
        raise Denied("no_post", f"{post.user.name} does not hold this post at present.")
