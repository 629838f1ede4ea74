"""What the sign-in page says of the identity provider."""

from django import template

from .. import queries

register = template.Library()


@register.simple_tag
def provider_name() -> str:
    """Return the name of the identity provider; blank where nobody signs in by one."""
    found = queries.configured()
    return found.name if found else ""
