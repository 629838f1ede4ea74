"""Who invites a school to discuss a concern, and as what did somebody hold the discussion on a day?"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from sil.accounts.models import RoleGrant, User, in_force

from ..models import Case, Delegation


def role_of(case: Case) -> str:
    """The role that the framework has invite to a discussion."""
    rules = case.framework.intervention
    assert rules is not None, "a case is under a framework that has them"
    return rules.discussion_invitation.signed_by


def directors(case: Case) -> QuerySet[User]:
    """Everybody who held that role at some time or stood in for whoever did, by name."""
    role = role_of(case)
    granted = RoleGrant.objects.filter(user=OuterRef("pk"), role=role)
    stood_in = Delegation.objects.filter(delegate=OuterRef("pk"), role=role)
    return User.objects.filter(Q(Exists(granted)) | Q(Exists(stood_in))).order_by("name", "pk")


def acted_as(case: Case, director: User, on: date) -> str | None:
    """The words for the role in which a person held a discussion on a day; None where they held none."""
    role = role_of(case)
    title = case.framework.title(role)
    if RoleGrant.objects.filter(in_force(on), user=director, role=role).exists():
        return title
    stands_in = Delegation.objects.filter(in_force(on), delegate=director, role=role).exists()
    return f"For the {title}" if stands_in else None
