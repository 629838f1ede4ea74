"""Who answers requests for information: Principal Officers and directors, who read the casework of every school."""

from datetime import date

from sil.accounts.models import RoleGrant, User, account_open, in_force
from sil.accounts.roles import AUTHORITY_ROLES, Permission
from sil.accounts.user_roles import check_may
from sil.workflow import Denied, can


def check_keep(*, by: User, on: date) -> None:
    """Raise Denied("not_allowed")."""
    sentence = "Requests for information are kept by Principal Officers and directors."
    check_may(by, on, Permission.INFORMATION_REQUESTS, sentence=sentence)


def check_not_about(person: User | None, *, by: User) -> None:
    """Raise Denied("oneself"): nobody answers a request about themselves."""
    if person == by:
        raise Denied("oneself", "This request is about you, so somebody else has to keep it.")


may_keep = can(check_keep)


def keepers(on: date) -> list[User]:
    """Return those who answer requests on a day. One query."""
    roles = [role.slug for role in AUTHORITY_ROLES if Permission.INFORMATION_REQUESTS in role.permissions]
    held = RoleGrant.objects.filter(in_force(on), account_open(), role__in=roles)
    return list(User.objects.filter(pk__in=held.order_by().values("user")).order_by("name", "pk"))
