"""Count attempts to sign in."""

import ipaddress
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Max, Q

from sil import clock

from . import policies
from .devices import account_of
from .models import FailedAttempt


class TooManyAttempts(Exception):
    """An attempt comes too early; `until` says when the next one may be made."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"wait until {until}")
        self.until = until


@transaction.atomic
def start(email: str, *, device: str, address: str) -> FailedAttempt:
    """Count an attempt as failed, before the password is checked, so that many at once are counted too.

    Whoever finds the password right deletes it again. `device` is blank for a device that is not known; a known
    one has a count of its own and does not take turns with others of its network. Raises TooManyAttempts.
    """
    now, account = clock.now(), account_of(email)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sign-in {account}"])
    network = "" if device else network_of(address)
    FailedAttempt.objects.filter(at__lt=now - policies.KEPT).delete()
    until = max(filter(None, (_account(account, device), _network(network, now))), default=now)
    if until > now:
        raise TooManyAttempts(until)
    return FailedAttempt.objects.create(account=account, device=device, network=network, at=now)


def succeed(attempt: FailedAttempt) -> None:
    """Count an attempt no longer: what was typed was right."""
    attempt.delete()


def forget(email: str) -> None:
    """Forget the failed attempts at an account, which has a new password."""
    FailedAttempt.objects.filter(account=account_of(email)).delete()


def network_of(address: str) -> str:
    """Return what one subscriber has: an IPv4 address, or the /64 of an IPv6 address. Blank if it is neither."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))


def _account(account: str, device: str) -> datetime | None:
    made = FailedAttempt.objects.filter(account=account, device=device).aggregate(n=Count("pk"), last=Max("at"))
    return policies.account_waits_until(made["n"], made["last"])


def _network(network: str, now: datetime) -> datetime | None:
    if not network:
        return None
    recent = Q(network=network, at__gt=now - policies.WITHIN)
    made = FailedAttempt.objects.filter(recent).aggregate(n=Count("account", distinct=True), last=Max("at"))
    return policies.network_waits_until(made["n"], made["last"])
