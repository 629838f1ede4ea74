"""Find the account here of somebody who signed in at the identity provider; link the two, and end that."""

import logging
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from sil import clock
from sil.accounts import sign_ins
from sil.accounts.models import User
from sil.workflow import Denied

from . import queries
from .claims import Identity

log = logging.getLogger(__name__)
UNKNOWN = "There is no account for you in this service. You need an invitation from the authority's administrator."
UNVERIFIED = (
    "{name} did not confirm your email address, so we cannot tell which account in this service is yours. If you have a"
    " password for this service, sign in with it."
)
OTHER = (
    "The account in this service with your email address is linked to another account of {name}. An administrator has"
    " to end that link first."
)
ANOTHER = "You signed in to {name} as somebody else than you are here. Sign in there with your own account."
NOT_ASKED = (
    "{name} did not ask you to sign in again. Sign out of this service, sign in again, then do what you wanted to do"
    " within 15 minutes."
)
# Seconds: somebody types a password and a code, and is led back.
JUST_NOW = 5 * 60
CLOSED = "Your account in this service is closed. If you think this is a mistake, ask the authority's administrator."


def check_open(user: User) -> None:
    """Raise Denied("closed") for an account that was ended."""
    if not user.is_active:
        sign_ins.record_failed(user.email)
        raise Denied("closed", CLOSED)


def check_same(here: Any, there: User, identity: Identity, *, name: str) -> None:
    """Raise Denied("another", "not_asked") unless whoever is signed in `here` has just signed in at the provider again.

    What the provider was asked for (`prompt`, `max_age`) stands in an address that anybody at the computer can change,
    so the token has to say when its owner was asked (OpenID Connect Core 1.0, 3.1.2.1: max_age and auth_time).
    """
    if not here.is_authenticated or here.pk != there.pk:
        raise Denied("another", ANOTHER.format(name=name))
    if clock.now().timestamp() - identity.signed_in_at > JUST_NOW:
        log.warning("Somebody was not asked again at the identity provider, or its token has no auth_time.")
        raise Denied("not_asked", NOT_ASKED.format(name=name))


def link(identity: Identity, *, name: str) -> User:
    """Link somebody who was never here before with the account that has their address; return whose it is.

    `name` is the provider's. Raises Denied("unverified", "unknown", "closed", "other"): nobody signs themselves up, an
    account that is linked already is nobody else's, and an address that passed on to a successor opens nothing.
    """
    if not identity.email:
        log.warning("A sign-in by the identity provider was refused: it did not say that the address is verified.")
        raise Denied("unverified", UNVERIFIED.format(name=name))
    with transaction.atomic():
        user = User.objects.select_for_update().filter(email=identity.email).first()
        is_linked = user is not None and queries.links().filter(user=user).exists()
        if user is not None and user.is_active and not is_linked:
            SocialAccount.objects.create(user=user, provider=queries.PROVIDER_ID, uid=identity.uid, extra_data={})
            sign_ins.record("provider_linked", user, by=user)
            return user
    # Outside the transaction, so that the history keeps it.
    if user is not None and not is_linked:
        check_open(user)
    sign_ins.record_failed(identity.email)
    raise Denied("other", OTHER.format(name=name)) if is_linked else Denied("unknown", UNKNOWN)


@transaction.atomic
def unlink(user: User) -> bool:
    """End the link of an account, from the server's command line alone; return whether there was one. The next person
    who signs in at the provider with that address is linked anew. Sessions that are open stay open."""
    User.objects.select_for_update().get(pk=user.pk)
    deleted, _ = queries.links().filter(user=user).delete()
    if deleted:
        sign_ins.record("provider_unlinked", user, by=None)
    return bool(deleted)
