"""The exchange with the identity provider: the library's OpenID Connect with what it leaves out.

The library keeps the state in the session, sends PKCE and fetches the token. Here its answer has a nonce, its signature
is always checked, its addresses come from the configured issuer alone, and no claim is stored.

The views alone import this module, when they are opened: `requests` and what it brings would take seven megabytes of
every worker, which never speaks to a provider.
"""

import base64
from hashlib import sha256
from typing import Any, cast

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter, OAuth2CallbackView
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from requests import RequestException

from .claims import NotBelieved, identity
from .config import Provider
from .pages import NoAnswer
from .queries import PROVIDER_ID, configured

# Seconds for which the list of addresses is kept, so that pressing the button asks the provider nothing.
KEPT = 600
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
# Signed with a private key of the provider's: whoever knows the client's secret can sign nothing.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
# Seconds by which the clocks may differ.
LEEWAY = 60
# What a provider that is away, or answers wrongly, ends in.
FAILURES = (RequestException, NoAnswer, NotBelieved, jwt.PyJWTError, ValueError, KeyError)


def addresses(provider: Provider) -> dict[str, str]:
    """Return the provider's addresses by their names in its discovery document. Raises NoAnswer, and what `requests`
    raises."""
    kept: dict[str, str] | None = cache.get(kept_as(provider))
    if kept is not None:
        return kept
    said = _fetched(provider.discovery)
    if said.get("issuer") != provider.issuer:
        raise NoAnswer("The discovery document is of another issuer.")
    found = {name: said[name] for name in _ENDPOINTS if isinstance(said.get(name), str)}
    if missing := set(_ENDPOINTS[:3]) - set(found):
        raise NoAnswer(f"The discovery document has no {min(missing)}.")
    if provider.needs_https and not all(address.startswith("https://") for address in found.values()):
        raise NoAnswer("The discovery document has an address without https.")
    cache.set(kept_as(provider), found, timeout=KEPT)
    return found


def kept_as(provider: Provider) -> str:
    """Return the key by which the cache has a provider's addresses."""
    return f"identity-provider:{sha256(provider.discovery.encode()).hexdigest()[:40]}"


def complete(request: HttpRequest) -> HttpResponse:
    """Sign in whom the provider's answer is about, or refuse. Raises what `FAILURES` lists."""
    return cast(HttpResponse, OAuth2CallbackView.adapter_view(Exchange(request))(request))


def nonce_of(verifier: str) -> str:
    """Return the nonce of a sign-in: a digest of the PKCE verifier, which the session keeps and no address has."""
    return base64.urlsafe_b64encode(sha256(f"nonce {verifier}".encode()).digest()).decode().rstrip("=")


class Exchange(OAuth2Adapter):
    """The library's, for the one provider of the settings."""

    provider_id = PROVIDER_ID

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.nonce = ""

    @property
    def _provider(self) -> Provider:
        found = configured()
        assert found is not None, "the pages of the provider are closed without one"
        return found

    @property
    def authorize_url(self) -> str:
        return addresses(self._provider)["authorization_endpoint"]

    @property
    def access_token_url(self) -> str:
        return addresses(self._provider)["token_endpoint"]

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return str(settings.SITE_URL) + reverse("account_provider_return")

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> Any:
        self.nonce = nonce_of(pkce_code_verifier or "")
        return super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        claims = self._claims(str(kwargs["response"].get("id_token", "")))
        return self.get_provider().sociallogin_from_response(request, {"identity": identity(claims, self._provider)})

    def _claims(self, token: str) -> dict[str, Any]:
        """Return what an ID token says (OpenID Connect Core 1.0, 3.1.3.7). Raises jwt.PyJWTError, NotBelieved, NoAnswer
        and what `requests` raises."""
        provider = self._provider
        keys = jwt.PyJWKSet.from_dict(_fetched(addresses(provider)["jwks_uri"]))
        kid = jwt.get_unverified_header(token).get("kid")
        signed_by = [key for key in keys.keys if kid is None or key.key_id == kid]
        if len(signed_by) != 1:
            raise NotBelieved("The token was signed with a key that the provider does not list.")
        claims: dict[str, Any] = jwt.decode(
            token,
            signed_by[0].key,
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "aud", "exp", "iat", "sub"]},
        )
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else provider.client_id) != provider.client_id:
            raise NotBelieved("The token was made for another client (azp).")
        if not self.nonce or claims.get("nonce") != self.nonce:
            raise NotBelieved("The token was made for another sign-in (nonce).")
        return claims


class IdentityProvider(OAuth2Provider):
    """The provider of the settings, as the library lists its own."""

    id = PROVIDER_ID
    name = "Identity provider"
    account_class = ProviderAccount
    oauth2_adapter_class = Exchange

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        return reverse("account_provider_start")

    def get_callback_url(self) -> str:
        return reverse("account_provider_return")

    def get_pkce_params(self) -> dict[str, str]:
        """PKCE (RFC 7636), always, and the nonce, which the library would not send."""
        challenge: dict[str, str] = generate_code_challenge()
        return challenge | {"nonce": nonce_of(challenge["code_verifier"])}

    def get_default_scope(self) -> list[str]:
        return ["openid", "email"]

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["identity"].uid)

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing: what the provider says of people is read once and not stored."""
        return {}

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> Any:
        login = super().sociallogin_from_response(request, response)
        login.identity = response["identity"]
        return login


registry.register(IdentityProvider)


def _fetched(address: str) -> dict[str, Any]:
    with get_adapter().get_requests_session() as session:
        answer = session.get(address, allow_redirects=False)
    answer.raise_for_status()
    said = answer.json()
    if answer.status_code != 200 or not isinstance(said, dict):
        raise NoAnswer("The provider answered something else than JSON.")
    return said
