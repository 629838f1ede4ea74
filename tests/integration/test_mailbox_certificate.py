"""sil.outbox.returned.mailbox: whether the certificate of a mail server is looked at before a password is sent."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sil.outbox.returned import mailbox

HOST = "127.0.0.1"
NO_ENCRYPTION = serialization.NoEncryption()


class Server(NamedTuple):
    """A mail server with a certificate that nobody but `certificate` vouches for, and the lines that it was sent."""

    address: str
    certificate: Path
    lines: list[str]


def certificate(folder: Path) -> Path:
    """Return a file with a key and a certificate for HOST that is signed by that key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    file = folder / "server.pem"
    file.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, NO_ENCRYPTION) + made.public_bytes(pem))
    return file


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    pem = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    lines: list[str] = []
    with socket.create_server((HOST, 0)) as listening:
        Thread(target=answer, args=(listening, context, lines), daemon=True).start()
        yield Server(f"imaps://replies:secret@{HOST}:{listening.getsockname()[1]}", pem, lines)


def answer(listening: socket.socket, context: ssl.SSLContext, lines: list[str]) -> None:
    """Say yes to every command of one visitor."""
    visitor, _ = listening.accept()
    try:
        with (
            context.wrap_socket(visitor, server_side=True) as connection,
            connection.makefile("rw", newline="") as talk,
        ):
            talk.write("* OK [CAPABILITY IMAP4rev1] ready\r\n")
            talk.flush()
            for line in talk:
                lines.append(line)
                tag = line.split()[0]
                talk.write(f"* CAPABILITY IMAP4rev1\r\n* 0 EXISTS\r\n{tag} OK done\r\n")
                talk.flush()
    except OSError:
        return


def test_a_mailbox_whose_certificate_nobody_vouches_for_gets_no_password(server: Server) -> None:
    """A mailbox is asked only where the certificate of its server is a trusted one."""
    with pytest.raises(ssl.SSLCertVerificationError) as refused, mailbox.opened(server.address):
        pass
    assert isinstance(refused.value, mailbox.AWAY)
    assert server.lines == []


def test_a_trusted_one_is_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    with mailbox.opened(server.address) as connection:
        assert mailbox.unread(connection, 5) == []
    assert any("LOGIN replies" in line for line in server.lines)
