"""Permissions of posts, assignments and cover: may a person hold this beside what they hold already?"""

from collections.abc import Collection
from datetime import date

from sil.accounts.models import User, held_within
from sil.workflow import Denied

from ..models import Assignment, Assistant, Cover, Post, School

# To somebody who would be of both sides.
ASSISTS = (
    "{name} is an assistant of the headteacher at {school}, so they cannot work for the authority. End that first."
)


def check_works_for_one_side(
    user: User, schools: Collection[School], *, as_officer: bool, first: date, last: date | None = None
) -> None:
    """Raises Denied("both_sides") where a person would work with a school for the authority, covered or not, on a day
    on which they hold a post there: whoever leads or governs a school neither proposes nor decides its support.

    `as_officer` is whether they are to become an officer of the schools, else they are to hold a post there. What
    comes about all the same gives nothing: see `can_act` in schools/queries.py.
    """
    days = held_within(first, last)
    if as_officer:
        posts = Post.objects.filter(days, user=user, school__in=schools).select_related("school")
        if post := posts.order_by("school__name").first():
            raise Denied(
                "both_sides",
                f"{user.name} holds a post at {post.school.name}, so they cannot work with it for the authority. "
                "Select somebody else, or end the post first.",
            )
        check_assists_nobody(user)
        return
    theirs = Assignment.objects.filter(days, school__in=schools)
    covered = Cover.objects.filter(days, covering=user, called_off_at=None)
    works = theirs.filter(user=user).exists() or any(
        theirs.filter(user=cover.away_id, role=cover.role).exists() for cover in covered
    )
    if works:
        raise Denied(
            "both_sides",
            f"{user.name} works with this school for the authority, so they cannot hold a post there. "
            "Give the school another officer first.",
        )


def check_assists_nobody(user: User) -> None:
    """Raises Denied("both_sides") where an assistant of a headteacher would get a role at the authority."""
    helps = Assistant.objects.filter(user=user, ended_on__isnull=True).select_related("school")
    if assistant := helps.order_by("school__name").first():
        raise Denied("both_sides", ASSISTS.format(name=user.name, school=assistant.school.name))
