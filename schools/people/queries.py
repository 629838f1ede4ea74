"""People with their roles and posts."""

from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from sil.accounts.models import RoleGrant, User, in_force

from ..models import Assignment, AssignmentRole, Assistant, Post
from ..models.assistants import assisting


def people(on: date) -> QuerySet[User]:
    """Everyone, with the roles and posts they hold on a day."""
    return User.objects.prefetch_related(
        Prefetch("grants", RoleGrant.objects.filter(in_force(on)), to_attr="present_grants"),
        Prefetch("posts", Post.objects.filter(in_force(on)).select_related("school"), to_attr="present_posts"),
        Prefetch(
            "assistances",
            Assistant.objects.filter(assisting(on)).select_related("school"),
            to_attr="present_assistances",
        ),
    )


def named(text: str) -> Q:
    """People with a text in their name or address."""
    return Q(name__icontains=text) | Q(email__icontains=text)


def holders_of(role: AssignmentRole | str, on: date) -> QuerySet[User]:
    """Those who hold a role on the authority's side on a day."""
    return User.objects.filter(in_force(on, prefix="grants__"), grants__role=role, is_active=True).distinct()


def officers(on: date) -> QuerySet[RoleGrant]:
    """Partners and Principal Officers on a day, each as the grant of the role."""
    return RoleGrant.objects.filter(in_force(on), role__in=AssignmentRole.values, user__is_active=True)


def partners_of_schools(on: date) -> QuerySet[User]:
    """Everyone who is the partner of some school on a day, by name."""
    theirs = Assignment.objects.filter(in_force(on), user=OuterRef("pk"), role=AssignmentRole.SIP)
    return User.objects.filter(Exists(theirs)).order_by("name", "pk")
