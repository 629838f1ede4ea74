"""Which identity provider people sign in by; a part of sil/settings.py."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

# Entra's hosts, of the world and of national clouds: one issuer for each tenant.
_MICROSOFT = ("login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn")
_TENANT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


@dataclass(frozen=True)
class Provider:
    """An identity provider, and what is believed of what it says."""

    issuer: str
    client_id: str
    secret: str
    # As it stands on the button: "Sign in with {name}".
    name: str
    # The directory of Microsoft Entra, blank elsewhere.
    tenant: str = ""
    # Whose addresses are believed without `email_verified`, since the authority alone gives them out.
    trusted_domains: tuple[str, ...] = ()
    # Values of `amr`, `acr` or `acrs` that count as our second step.
    second_step: tuple[str, ...] = ()
    # Whether officers sign in by it alone.
    required: bool = False

    @property
    def discovery(self) -> str:
        """Where its addresses and keys are listed (OpenID Connect Discovery 1.0, 4)."""
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"

    @property
    def needs_https(self) -> bool:
        return self.issuer.startswith("https://")


def read(env: Any, *, is_trial: bool) -> Provider | None:
    """Return the provider of the environment; None without one. `is_trial` allows http, for tests and the
    demonstration. Raises ImproperlyConfigured with a sentence for whatever is not fit."""
    texts = {name: env.str(f"SIL_OIDC_{name}", default="").strip() for name in _TEXTS}
    lists = {name: tuple(filter(None, map(str.strip, env.list(f"SIL_OIDC_{name}", default=[])))) for name in _LISTS}
    required = env.bool("SIL_OIDC_REQUIRED", default=False)
    if not texts["ISSUER"]:
        if required or any(texts.values()) or any(lists.values()):
            raise ImproperlyConfigured("SIL_OIDC_ISSUER is empty, and other settings of SIL_OIDC_ are not. Set it too.")
        return None
    missing = [f"SIL_OIDC_{name}" for name in ("CLIENT_ID", "CLIENT_SECRET", "NAME") if not texts[name]]
    if missing:
        raise ImproperlyConfigured(f"SIL_OIDC_ISSUER needs {', '.join(missing)}.")
    found = Provider(
        issuer=texts["ISSUER"],
        client_id=texts["CLIENT_ID"],
        secret=texts["CLIENT_SECRET"],
        name=texts["NAME"],
        tenant=texts["TENANT"].lower(),
        trusted_domains=tuple(domain.lower().lstrip("@") for domain in lists["TRUSTED_DOMAINS"]),
        second_step=lists["SECOND_STEP"],
        required=required,
    )
    _check(found, is_trial=is_trial)
    return found


_TEXTS = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME", "TENANT")
_LISTS = ("TRUSTED_DOMAINS", "SECOND_STEP")


def _check(found: Provider, *, is_trial: bool) -> None:
    address = urlsplit(found.issuer)
    if not address.hostname or address.query or address.fragment or ".well-known" in address.path:
        raise ImproperlyConfigured("SIL_OIDC_ISSUER: write the issuer, such as https://login.example.gov.uk.")
    if address.scheme != "https" and not (is_trial and address.scheme == "http"):
        raise ImproperlyConfigured("SIL_OIDC_ISSUER: write the https:// address. Nothing else proves who answers.")
    if found.tenant and not _TENANT.fullmatch(found.tenant):
        raise ImproperlyConfigured("SIL_OIDC_TENANT: write the directory (tenant) ID, like 8eaef023-2b34-….")
    if address.hostname in _MICROSOFT and address.path.rstrip("/").lower() != f"/{found.tenant}/v2.0":
        raise ImproperlyConfigured(
            "SIL_OIDC_ISSUER: for Microsoft Entra write https://login.microsoftonline.com/, the ID of SIL_OIDC_TENANT"
            " and /v2.0. With common or organizations anybody's directory could sign people in."
        )
    if wrong := [domain for domain in found.trusted_domains if not _DOMAIN.fullmatch(domain)]:
        raise ImproperlyConfigured(f"SIL_OIDC_TRUSTED_DOMAINS: {wrong[0]} is no domain. Write example.gov.uk.")
