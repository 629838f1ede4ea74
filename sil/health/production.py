"""What an installation that serves people may not be run with. Read by the settings; a server that breaks one of these
rules does not start."""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from sil.connections.addresses import is_here, is_private
from sil.sign_in.passwords import breached

SHORTEST_IDLE = 600  # seconds; who is asked whether they want to stay has five minutes
SHORTEST_SECRET, SHORTEST_TOKEN, FEWEST_CHARACTERS = 50, 32, 10


def refusals(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each setting (by its name in the settings) that is not fit for people of other machines."""
    if found["DEBUG"]:
        yield "DEBUG is on: error pages would show records and secrets. Leave it out."
    if _is_guessable(found["SECRET_KEY"]):
        yield f"SECRET_KEY can be guessed: set a random text of at least {SHORTEST_SECRET} characters."
    if any(map(_is_guessable, found["SECRET_KEY_FALLBACKS"])):
        yield "SIL_EARLIER_SECRET_KEYS has one that can be guessed, and it still lets people in. Leave it out."
    yield from _addresses(found["SITE_URL"], found["ALLOWED_HOSTS"])
    if not (found["EMAIL_USE_TLS"] or found["EMAIL_USE_SSL"] or is_here(found["EMAIL_HOST"]) or found["PLAIN_MAIL"]):
        yield (
            "MAIL_URL sends emails without TLS: write smtp+tls:// or smtp+ssl://. If the mail server is on a network of"
            " your own and has no TLS, set SIL_PLAIN_MAIL=1."
        )
    if found["METRICS_TOKEN"] and _is_guessable(found["METRICS_TOKEN"], SHORTEST_TOKEN):
        yield f"SIL_METRICS_TOKEN can be guessed: set a random text of at least {SHORTEST_TOKEN} characters."
    if found["BREACHED_PASSWORDS"] and (fault := breached.fault(found["BREACHED_PASSWORDS"])):
        yield f"SIL_BREACHED_PASSWORDS names {found['BREACHED_PASSWORDS']}: {fault}"
    if not (found["SECOND_FACTOR_REQUIRED"] or found["PASSWORD_ALONE"]):
        yield (
            "SIL_SECOND_FACTOR is off: anyone who learns a password reads what its owner reads. Leave it out. If people"
            " are to sign in by a password alone, set SIL_PASSWORD_ALONE=1."
        )
    if not SHORTEST_IDLE <= found["SESSION_IDLE"] <= found["SESSION_COOKIE_AGE"]:
        yield "SIL_IDLE_MINUTES is not between 10 and 720: people would be signed out while they read, or never."


def _is_guessable(secret: str, shortest: int = SHORTEST_SECRET) -> bool:
    return len(secret) < shortest or len(set(secret)) < FEWEST_CHARACTERS


def _addresses(site_url: str, hosts: Sequence[str]) -> Iterator[str]:
    site = urlsplit(site_url)
    if site.scheme != "https":
        yield "SITE_URL begins with http://: people sign in there, so write the https:// address."
    if "*" in hosts:
        yield "ALLOWED_HOSTS has *: emails could be made to link to somebody else's address. Name the hosts."
    elif site.hostname not in hosts:
        yield f"ALLOWED_HOSTS does not have {site.hostname}, the host of SITE_URL: add it."


def networks(name: str, listed: Sequence[str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks of a variable. Raises ImproperlyConfigured, with its name, for what is none."""
    try:
        return tuple(ip_network(network.strip()) for network in listed)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}. Write networks like 10.0.0.0/8,fd00::/8.") from error


def mailbox(name: str, address: str) -> str:
    """Return the address of a mailbox, imaps://user:password@host, or a blank. Raises ImproperlyConfigured, with the
    name of its variable, for one without TLS that is not on this machine."""
    scheme, host = urlsplit(address).scheme, urlsplit(address).hostname or ""
    if address and not (host and (scheme == "imaps" or (scheme == "imap" and is_here(host)))):
        raise ImproperlyConfigured(f"{name}: write imaps://user:password@host. Only TLS is allowed.")
    return address


def files(name: str, listed: Sequence[str]) -> list[str]:
    """Return addresses that files are fetched from. Raises ImproperlyConfigured, with the name of the variable, for
    one without TLS that is not on this machine."""
    for address in listed:
        if not is_private(address):
            raise ImproperlyConfigured(f"{name}: {address} does not begin with https://. Only TLS is allowed.")
    return list(listed)
