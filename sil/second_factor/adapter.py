"""How the second step of the sign-in library is set up for this product."""

import base64
from hashlib import sha256
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.encoding import force_bytes

from sil.framework.queries import current


class Adapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "The code is not correct, or it was used before. Enter the code that the app shows now.",
    }

    def get_totp_issuer(self) -> str:
        """The name under which an app or a device lists this service."""
        framework = current()
        return str(framework.authority.service) if framework else "School support"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host of the service, for which alone a passkey works, and its name."""
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """How a device names the account."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": str(user)}

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()


def _keys() -> MultiFernet:
    """The key by which secrets stand in the database, so that a copy of it gives nobody a second step."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [sha256(b"sil.second_factor:" + force_bytes(secret)).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
