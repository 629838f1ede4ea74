"""Permissions of meetings of teams: who reads them."""

from django.db.models import Q

from schools.queries import in_post
from sil.accounts.roles import LEADS
from sil.accounts.user_roles import UserRoles

from ..team.permissions import as_member, in_service


def readers(who: UserRoles) -> Q:
    """Return the condition on meetings that a person may read: those of the teams that they help or keep, and for the
    school those to which its head or its chair is invited."""
    head = in_post(who.user, who.on, LEADS, school="team__school") & Q(invites_head=True)
    chair = in_post(who.user, who.on, ("chair",), school="team__school") & Q(invites_chair=True)
    return in_service(who, team="team__") | as_member(who, team="team__") | head | chair
