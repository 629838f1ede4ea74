"""A device with passkeys, in software: it answers what a page asks a browser for, as WebAuthn has it."""

import html
import json
import re
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

FLAGS = AuthenticatorData.FLAG


def options(page: str) -> dict[str, Any]:
    """What a page asks the browser for."""
    found = re.search(r'data-passkey="(?:create|get)" data-options="([^"]*)"', page)
    assert found, page
    asked: dict[str, Any] = json.loads(html.unescape(found[1]))["publicKey"]
    return asked


class Device:
    """It has one passkey, for the site at `origin`."""

    def __init__(self, *, origin: str = "https://testserver", identifier: bytes = b"a passkey of a test") -> None:
        self.origin, self.identifier = origin, identifier
        self.key = ec.generate_private_key(ec.SECP256R1())

    def make(self, page: str, **changes: Any) -> str:
        """The answer to a page on which a passkey is added; `changes` make it wrong."""
        asked = options(page)
        credential = AttestedCredentialData.create(
            Aaguid.NONE, self.identifier, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(_site(asked["rp"]["id"]), FLAGS.UP | FLAGS.UV | FLAGS.AT, 0, credential)
        made = AttestationObject.create("none", data, {})
        return self._answer(
            {"clientDataJSON": self._client("webauthn.create", asked, **changes), "attestationObject": bytes(made)}
        )

    def use(self, page: str, **changes: Any) -> str:
        """The answer to a page on which a passkey is used; `changes` make it wrong."""
        asked = options(page)
        data = AuthenticatorData.create(_site(asked["rpId"]), FLAGS.UP | FLAGS.UV, 0)
        client = self._client("webauthn.get", asked, **changes)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"clientDataJSON": client, "authenticatorData": bytes(data), "signature": signature})

    def _client(self, kind: str, asked: dict[str, Any], **changes: Any) -> bytes:
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said | changes).encode()

    def _answer(self, response: dict[str, bytes]) -> str:
        key = websafe_encode(self.identifier)
        told = {name: websafe_encode(value) for name, value in response.items()}
        return json.dumps({"id": key, "rawId": key, "type": "public-key", "response": told, "more": "kept by nobody"})


def _site(host: str) -> bytes:
    return sha256(host.encode()).digest()
