"""Queries of discussions: who can have held one, and in which role."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from sil.accounts.models import RoleGrant, User, in_force

from ..models import Case, Delegation


def role_of(case: Case) -> str:
    """Return the role that the framework has invite to a discussion; the Director of Education where it has no such
    letter."""
    rules = case.framework.intervention
    assert rules is not None, "a case is under a framework that has them"
    invitation = rules.discussion_invitation
    return invitation.signed_by if invitation else "director_of_education"


def directors(case: Case) -> QuerySet[User]:
    """Return everybody who ever held that role or stood in for its holder, by name."""
    role = role_of(case)
    granted = RoleGrant.objects.filter(user=OuterRef("pk"), role=role)
    stood_in = Delegation.objects.filter(delegate=OuterRef("pk"), role=role)
    return User.objects.filter(Q(Exists(granted)) | Q(Exists(stood_in))).order_by("name", "pk")


def acted_as(case: Case, director: User, on: date) -> str | None:
    """Return the words for the role in which a person held a discussion on a day; None where they held none."""
    role = role_of(case)
    title = case.framework.title(role)
    if RoleGrant.objects.filter(in_force(on), user=director, role=role).exists():
        return title
    stands_in = Delegation.objects.filter(in_force(on), delegate=director, role=role).exists()
    return f"For the {title}" if stands_in else None
