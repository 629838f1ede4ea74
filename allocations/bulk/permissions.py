"""Permissions of drafts for many schools."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.framework.queries import titles
from sil.workflow import Denied

from ..models import BulkDraft


def check_prepare(*, by: User, on: date) -> UserRoles:
    """Return what a person may do on a day. Raises Denied("not_allowed") unless they propose bands or run the round;
    for which schools is a matter of `queries.may_prepare_for`."""
    who = roles_of(by, on)
    if not who.may(Permission.ALLOCATION_PROPOSE, Permission.ROUND_OPEN):
        named = titles()
        sentence = f"Only a {named['sip']} or a {named['principal_officer']} can prepare drafts of proposals."
        raise Denied("not_allowed", sentence)
    return who


def check_own(bulk: BulkDraft, *, by: User) -> None:
    """Raises Denied("not_yours") unless the person made it."""
    if bulk.made_by_id != by.pk:
        raise Denied("not_yours", "Only the person who prepared these drafts can save them.")
