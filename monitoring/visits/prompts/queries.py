"""Queries of what schools write before visits."""

from django.db.models import QuerySet

from schools.queries import in_post
from sil.accounts.roles import LEADS, Part
from sil.accounts.user_roles import UserRoles

from ..models import Prompts, Visit


def prompts_of(visit: Visit) -> Prompts | None:
    """Return what a school has written before a visit, or None."""
    return Prompts.objects.select_related("saved_by", "sent_by").filter(visit=visit).first()


def preparable(who: UserRoles) -> QuerySet[Visit]:
    """Return the visits that a person may prepare for the school they lead, or as an assistant of who leads it."""
    related = Visit.objects.select_related("school", "lead", "framework_version")
    return related.filter(in_post(who.user, who.on, (*LEADS, Part.PROMPTS)))
