"""What is believed of an ID token whose signature, issuer, audience and nonce were right. No queries.

What makes somebody known is an identifier that the provider never gives to anybody else. Addresses and names can be
changed, and in Entra whoever runs a directory may write any address beside an account (docs/adr/0171).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .config import Provider

# The longest that the library's column takes.
LONGEST = 191


class NotBelieved(Exception):
    """A token that nobody is signed in by; the text says to an operator why, and names nobody."""


@dataclass(frozen=True)
class Identity:
    """Who signed in at the provider."""

    uid: str
    # The address by which their account here may be found the first time, in small letters; blank where it is not
    # believed.
    email: str
    # Whether the provider says that it asked for a second step that counts here.
    has_second_step: bool
    # When they last typed their password or the like there, in seconds since 1970; 0 where the token does not say.
    signed_in_at: int


def identity(claims: Mapping[str, Any], provider: Provider) -> Identity:
    """Return who an ID token is about. Raises NotBelieved."""
    at = claims.get("auth_time")
    return Identity(
        uid=_uid(claims, provider),
        email=_email(claims, provider),
        has_second_step=_has_second_step(claims, provider),
        signed_in_at=at if isinstance(at, int) else 0,
    )


def _uid(claims: Mapping[str, Any], provider: Provider) -> str:
    """Entra: directory and object; `sub` would be another one for each registered application. Elsewhere: issuer and
    `sub` (OpenID Connect Core 1.0, 5.7)."""
    if provider.tenant:
        if str(claims.get("tid", "")).lower() != provider.tenant:
            raise NotBelieved("The token is of another directory (tid).")
        parts = (provider.tenant, claims.get("oid"))
    else:
        parts = (provider.issuer, claims.get("sub"))
    issuer, subject = parts
    if not (isinstance(subject, str) and subject.strip()):
        raise NotBelieved("The token does not say whom it is about (oid, or sub).")
    uid = f"{issuer} {subject}"
    if len(uid) > LONGEST:
        raise NotBelieved("The identifier in the token is too long.")
    return uid


def _email(claims: Mapping[str, Any], provider: Provider) -> str:
    """The claim `email` alone: `preferred_username` and `upn` are names to sign in by, and not addresses."""
    email = claims.get("email")
    if not isinstance(email, str) or email.count("@") != 1:
        return ""
    email = email.strip().lower()
    verified = claims.get("email_verified")
    if verified is not None:
        return email if verified is True else ""
    is_trusted = email.rpartition("@")[2] in provider.trusted_domains
    return email if is_trusted and not _may_be_guest(claims, provider) else ""


def _may_be_guest(claims: Mapping[str, Any], provider: Provider) -> bool:
    """Guests of a directory bring an address that another directory wrote. Entra says 0 for a member, as a number or as
    text, where the optional claim `acct` was added."""
    return bool(provider.tenant) and str(claims.get("acct")) != "0"


def _has_second_step(claims: Mapping[str, Any], provider: Provider) -> bool:
    said: set[str] = set()
    for name in ("amr", "acr", "acrs"):
        value = claims.get(name)
        said.update(map(str, value) if isinstance(value, list) else [value] if isinstance(value, str) else [])
    return not said.isdisjoint(provider.second_step)
