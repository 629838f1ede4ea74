"""How long to wait after failed attempts to sign in. No queries."""

from datetime import datetime, timedelta

KEPT = timedelta(hours=24)
# Wrong passwords for one account within a day, from all devices together that it does not know, or from one that it
# knows -> how long to wait after the last of them. Guessing gets about eighty tries a day, and no lock stays.
WAITS = (
    (40, timedelta(hours=1)),
    (20, timedelta(minutes=15)),
    (10, timedelta(minutes=5)),
    (5, timedelta(minutes=1)),
)
# Accounts with a wrong password from one network within an hour. One password tried on many accounts looks like this,
# and an office of this size hardly does; then devices that are not known take turns.
MANY_ACCOUNTS, WITHIN = 60, timedelta(hours=1)
TURN = timedelta(seconds=10)


def account_waits_until(failures: int, last: datetime | None) -> datetime | None:
    """Return when the next attempt at an account may be made; None if nothing has to be waited for."""
    wait = next((wait for least, wait in WAITS if failures >= least), None)
    return last + wait if wait and last else None


def network_waits_until(accounts: int, last: datetime | None) -> datetime | None:
    """Return when a device that is not known may try from a network; None if nothing has to be waited for."""
    return last + TURN if last and accounts >= MANY_ACCOUNTS else None
