"""Which accounts here are linked with an account at the identity provider."""

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import QuerySet

from sil import clock
from sil.accounts.models import RoleGrant, User, in_force

from .config import Provider

# By which the library knows this provider (sil/identity_provider/exchange.py).
PROVIDER_ID = "identity_provider"


def configured() -> Provider | None:
    """Return the provider of the settings; None where nobody signs in by one."""
    found: Provider | None = settings.IDENTITY_PROVIDER
    return found


def links() -> "QuerySet[SocialAccount]":
    """Return the accounts here that are linked."""
    found: QuerySet[SocialAccount] = SocialAccount.objects.filter(provider=PROVIDER_ID)
    return found


def signs_in_by_provider_alone(user: User) -> bool:
    """Return whether somebody's password is closed: an officer's, where the settings require the provider."""
    provider = configured()
    if provider is None or not provider.required:
        return False
    return RoleGrant.objects.filter(in_force(clock.today()), user=user).exists()
