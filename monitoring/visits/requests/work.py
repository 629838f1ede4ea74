"""Requests for extra days in "my work" of those who approve days."""

from collections.abc import Iterator

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.schema import days_in_words
from sil.web.work import WorkItem

from ..days.over import open_requests


def waiting(who: UserRoles) -> Iterator[WorkItem]:
    """Yield each request that nobody has answered. One query."""
    if not who.may(Permission.DAYS_APPROVE):
        return
    for asked in open_requests():
        yield WorkItem(
            title=f"{asked.asked_by.name} asks for {days_in_words(asked.days)} extra",
            about=asked.school.name,
            href=asked.get_absolute_url(),
            act="Answer the request",
        )
