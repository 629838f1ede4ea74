"""Devices that a person has signed in on: a signed cookie, which names neither the person nor the device."""

from secrets import token_hex

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE: str = settings.DEVICE_COOKIE_NAME
MAX_AGE = 180 * 24 * 3600  # seconds
# People who share a device; the one who has not signed in for longest goes first.
MOST_PEOPLE = 8
_SALT = "sil.sign_in.devices"


def account_of(email: str) -> str:
    """Return the keyed hash by which an account is known here."""
    return salted_hmac(_SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:40]


def device_of(request: HttpRequest, email: str) -> str:
    """Return the device that a request comes from, if that account has signed in on it; otherwise a blank."""
    return _known(request).get(account_of(email), "")


def remember(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """Let a browser keep that this account has signed in on it."""
    account, known = account_of(email), _known(request)
    device = known.pop(account, "") or token_hex(16)
    kept = dict([*known.items(), (account, device)][-MOST_PEOPLE:])
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=_SALT, compress=True),
        max_age=MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        found: dict[str, str] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return {}
    return found
