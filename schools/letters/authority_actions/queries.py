"""Queries of the authority's actions: those a person may read, and who may own one."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from sil.accounts.models import RoleGrant, User, account_open, in_force
from sil.accounts.user_roles import UserRoles

from ...models import AuthorityAction
from ..permissions import KEEPERS
from .permissions import may_read
from .transitions import OPEN


def readable(who: UserRoles) -> QuerySet[AuthorityAction]:
    """Return the actions that a person may read: all of them, or none."""
    found = AuthorityAction.objects.select_related("owner")
    return found if may_read(who) else found.none()


def listed(actions: QuerySet[AuthorityAction]) -> QuerySet[Any]:
    """Return actions with what a list shows and sorts by: `dated` is the day of the letter (ISO), `owned` the name of
    the owner. The texts of the letters are left out."""
    found = actions.select_related("owner", "letter").defer("letter__text", "letter__reading", "letter__values")
    # A key of JSON behind a relation is read by an alias.
    return found.alias(held=F("letter__values")).annotate(
        dated=KT("held__letter_date"), owned=Coalesce(F("owner__name"), F("owner_name"))
    )


def is_open() -> Q:
    """Return the condition on actions that are still to be finished."""
    return Q(status__in=OPEN)


def late(on: date) -> Q:
    """Return the condition on actions that are still open after their day."""
    return is_open() & Q(due_on__lt=on)


def possible_owners(on: date, action: AuthorityAction | None = None) -> QuerySet[User]:
    """Return those who may own an action, by name; and whoever owns `action` now."""
    able = RoleGrant.objects.filter(in_force(on), account_open(), user=OuterRef("pk"), role__in=KEEPERS)
    here = Q(pk=action.owner_id) if action else Q(pk__in=())
    return User.objects.filter(Exists(able) | here).order_by("name", "pk")


def owners_of(actions: QuerySet[AuthorityAction]) -> QuerySet[User]:
    """Return the people with an account who own any of some actions, by name."""
    owned = actions.order_by().filter(owner=OuterRef("pk"))
    return User.objects.filter(Exists(owned)).order_by("name", "pk")
