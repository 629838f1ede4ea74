"""Certificates for the parts of one installation, by which they know each other on their own network.

They are made by an authority of certificates that exists for this alone: its key is thrown away once they are made, so
that nobody can make another one. To renew them is to make all of them anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFE = timedelta(days=2 * 365)
_USES = (
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True)
class Certificate:
    """A certificate and its private key, both as PEM."""

    certificate: bytes
    key: bytes


def make(names: Iterable[str], now: datetime) -> tuple[bytes, dict[str, Certificate]]:
    """Return the certificate of a new authority as PEM, and one that it vouches for by each of these names of hosts (or
    addresses of numbers). They hold from a day before, since clocks differ, and end LIFE after `now`."""
    key, own = ec.generate_private_key(ec.SECP256R1()), _named("School support, its own parts")
    now, until = now - timedelta(days=1), now + LIFE
    builder = x509.CertificateBuilder(own, own, key.public_key(), x509.random_serial_number(), now, until)
    authority = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    return authority.public_bytes(pem), {name: _issue(name, key, own, now, until) for name in names}


def ends(file: Path) -> datetime:
    """Return when the first of the certificates in a file ends. Raises OSError and ValueError where it has none."""
    return min(each.not_valid_after_utc for each in x509.load_pem_x509_certificates(file.read_bytes()))


def _issue(
    name: str, authority: ec.EllipticCurvePrivateKey, issuer: x509.Name, now: datetime, until: datetime
) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateBuilder(issuer, _named(name), key.public_key(), x509.random_serial_number(), now, until)
    made = (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_general(name)]), critical=False)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Certificate(made.public_bytes(pem), secret)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        **dict.fromkeys(_USES, False),
    )
