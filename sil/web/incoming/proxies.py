"""Whom a request comes from, where proxies stand in front: read from their headers, and from nobody else's."""

import logging
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

log = logging.getLogger(__name__)
_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")
Address = IPv4Address | IPv6Address


class TrustedProxiesMiddleware:
    """Puts the visitor's address into REMOTE_ADDR if the peer is one of settings.TRUSTED_PROXIES.

    X-Forwarded-For is read from the right, where each proxy adds whom it was asked by: the first address that is
    no trusted proxy is the visitor, whatever the visitor wrote to the left of it. X-Forwarded-Proto is the last
    one that a trusted proxy sent. From any other peer all such headers are dropped.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        if settings.SECURE_SSL_REDIRECT and not settings.TRUSTED_PROXIES:
            log.warning("SIL_TRUSTED_PROXIES is empty, so no proxy is believed that visitors came by https.")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        peer = parsed(request.META.get("REMOTE_ADDR", ""))
        found = {name: str(request.META.pop(name, "")) for name in _HEADERS}
        if peer and _is_trusted(peer):
            request.META["REMOTE_ADDR"] = str(visitor(peer, found["HTTP_X_FORWARDED_FOR"]))
            request.META["HTTP_X_FORWARDED_PROTO"] = found["HTTP_X_FORWARDED_PROTO"].rpartition(",")[2].strip()
        return self.get_response(request)


def comes_from_proxy(request: HttpRequest) -> bool:
    """Whether a request comes from one of settings.TRUSTED_PROXIES; asked before TrustedProxiesMiddleware."""
    peer = parsed(request.META.get("REMOTE_ADDR", ""))
    return peer is not None and _is_trusted(peer)


def visitor(peer: Address, forwarded: str) -> Address:
    """Return the first address from the right that is no trusted proxy, or the last trusted one before what is none."""
    last = peer
    for found in _from_right(forwarded):
        if found is None:
            return last
        last = found
        if not _is_trusted(found):
            return found
    return last


def parsed(text: str) -> Address | None:
    """Return an address, also one with a port or in brackets; None if it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _from_right(forwarded: str) -> Iterator[Address | None]:
    if forwarded.strip():
        yield from (parsed(each) for each in reversed(forwarded.split(",")))


def _is_trusted(address: Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)
