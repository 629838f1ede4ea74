"""What the sign-in page says of the identity provider."""

from django import template

from sil.accounts.models import User

from .. import queries

register = template.Library()


@register.simple_tag
def provider_of(user: User) -> str:
    """Return the name of the identity provider where somebody has an account that is linked with theirs here."""
    return provider_name() if queries.links().filter(user=user).exists() else ""


@register.simple_tag
def provider_name() -> str:
    """Return the name of the identity provider; blank where nobody signs in by one."""
    found = queries.configured()
    return found.name if found else ""
