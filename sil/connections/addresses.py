"""Where the database, the broker and the virus scanner are, and which of them is on another machine and has no TLS.

An address is a URL. The password may stand in it, with each character that is no letter or figure written like %40; or
it is in a variable of its own, as it is.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured

THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
_CLAMD = re.compile(r"(?:tcp|tls)://[^/:@]+:\d+|unix:///.+")


def is_here(host: str) -> bool:
    """Return whether a host is this machine."""
    return host in THIS_MACHINE


def databases(env: Any) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return Django's settings of the database for the role that serves, and for its owner: None where
    SIL_OWNER_DATABASE_URL is not set."""
    serving = _database(env, env.str("DATABASE_URL") or "postgresql://postgres@/sil", "DATABASE_PASSWORD")
    owning = env.str("SIL_OWNER_DATABASE_URL")
    return serving, _database(env, owning, "SIL_OWNER_DATABASE_PASSWORD") if owning else None


def _database(env: Any, address: str, password: str) -> dict[str, Any]:
    found: dict[str, Any] = env.db_url_config(address)
    if secret := env.str(password):
        found["PASSWORD"] = secret
    options = found.setdefault("OPTIONS", {})
    if options.get("sslmode", "").startswith("verify") and (ca := env.str("SIL_TRUSTED_CERTIFICATES")):
        options.setdefault("sslrootcert", ca)
    return found


def broker(env: Any) -> str:
    """Return the address of Valkey or Redis that Celery and Django's cache understand alike: with the password of
    BROKER_PASSWORD where there is one. With TLS (rediss://) SIL_TRUSTED_CERTIFICATES vouch for the server."""
    address: str = env.str("BROKER_URL") or "redis://127.0.0.1:6379/0"
    parts = urlsplit(address)
    if secret := env.str("BROKER_PASSWORD"):
        user = quote(parts.username or "", safe="")
        parts = parts._replace(netloc=f"{user}:{quote(secret, safe='')}@{parts.netloc.rpartition('@')[2]}")
    if parts.scheme == "rediss":
        checks = {"ssl_cert_reqs": "required", "ssl_check_hostname": "true"}
        if ca := env.str("SIL_TRUSTED_CERTIFICATES"):
            checks["ssl_ca_certs"] = ca
        parts = parts._replace(query=urlencode({**checks, **dict(parse_qsl(parts.query))}))
    # Put together again, the address of a socket would lose the slashes before its path.
    return address if parts == urlsplit(address) else urlunsplit(parts)


def scanner(env: Any) -> str:
    """Return where clamd listens, or a blank. Raises ImproperlyConfigured for what is no such address."""
    found: str = env.str("SIL_CLAMD")
    if found and not _CLAMD.fullmatch(found):
        raise ImproperlyConfigured("SIL_CLAMD: write tcp://host:3310, tls://host:3311 or unix:///run/clamav/clamd.ctl.")
    return found


@dataclass(frozen=True)
class _Way:
    """One connection: which variable says so, to which hosts, whether by TLS that checks them, and what to write."""

    variable: str
    hosts: tuple[str, ...]
    is_checked: bool
    instead: str


def without_tls(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each connection of the settings that reaches another machine without TLS, or without a
    look at whose certificate it is. Hosts of SIL_PRIVATE_HOSTS are on a network that never leaves this machine."""
    for way in _ways(found):
        hosts = [host for host in way.hosts if not (is_here(host) or host in found["PRIVATE_HOSTS"])]
        if hosts and not way.is_checked:
            yield (
                f"{way.variable} reaches {hosts[0]} without TLS that checks its certificate: {way.instead}. If it is on"
                f" a network that never leaves this machine, add {hosts[0]} to SIL_PRIVATE_HOSTS."
            )


def _ways(found: Mapping[str, Any]) -> Iterator[_Way]:
    options = found["DATABASES"]["default"].get("OPTIONS", {})
    yield _Way(
        "SIL_OWNER_DATABASE_URL" if found["AS_OWNER"] else "DATABASE_URL",
        _database_hosts(found["DATABASES"]["default"]),
        options.get("sslmode") == "verify-full",
        "write ?sslmode=verify-full behind the name of the database, and set SIL_TRUSTED_CERTIFICATES",
    )
    broker = urlsplit(found["CELERY_BROKER_URL"])
    asked = dict(parse_qsl(broker.query))
    yield _Way(
        "BROKER_URL",
        () if "socket" in broker.scheme else (broker.hostname or "",),
        broker.scheme == "rediss"
        and asked.get("ssl_cert_reqs") == "required"
        and asked.get("ssl_check_hostname", "").lower() == "true",
        "write rediss:// without ssl_cert_reqs and ssl_check_hostname",
    )
    scanner = urlsplit(found["CLAMD"])
    yield _Way(
        "SIL_CLAMD",
        (scanner.hostname or "",) if scanner.scheme in ("tcp", "tls") else (),
        scanner.scheme == "tls",
        "let stunnel stand before clamd and write tls://host:port",
    )


def _database_hosts(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The hosts that libpq would ask: several may be named, sockets are paths, and nothing is PGHOST or a socket."""
    options = settings.get("OPTIONS", {})
    named = (options.get("hostaddr"), options.get("host") or settings.get("HOST") or os.environ.get("PGHOST"))
    hosts = [host for names in named if names for host in str(names).split(",")]
    if "service" in options:
        hosts.append(f"service {options['service']}")
    return tuple(host for host in hosts if host and not host.startswith(("/", "@")))


def is_private(address: str) -> bool:
    """Whether nobody between reads or changes what comes from an address: by TLS, or from this machine itself."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_here(host)))
    except ValueError:
        return False
