"""Browsers in which somebody has entered a code: a signed cookie, which names neither the person nor the browser.

It is not the cookie of a device (sil/sign_in/devices.py), which anybody gets who has signed in, with whichever second
step, and which counts for twice as long.
"""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare

from sil import clock
from sil.accounts.models import User
from sil.sign_in.devices import MOST_PEOPLE, account_of

from . import policies, queries

COOKIE = f"{settings.DEVICE_COOKIE_NAME}-confirmed"
_SALT = "sil.second_factor.emailed.browsers"
_SECONDS = int(policies.BROWSER_COUNTS.total_seconds())


def is_confirmed(request: HttpRequest, user: User) -> bool:
    """Return whether a person entered a code in this browser within `policies.BROWSER_COUNTS`, and neither changed
    their password since nor was signed out in other browsers."""
    at, proof = _known(request).get(account_of(user.email), (0, ""))
    then = datetime.fromtimestamp(at, clock.LONDON)
    if clock.now() - then >= policies.BROWSER_COUNTS or not constant_time_compare(proof, policies.proof_of(user)):
        return False
    return not queries.were_ended(user, since=then)


def confirm(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Let a browser keep that this person has entered a code in it."""
    account, known = account_of(user.email), _known(request)
    known.pop(account, None)
    said = (int(clock.now().timestamp()), policies.proof_of(user))
    response.set_cookie(
        COOKIE,
        signing.dumps(dict([*known.items(), (account, said)][-MOST_PEOPLE:]), salt=_SALT, compress=True),
        max_age=_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> dict[str, tuple[int, str]]:
    try:
        found: dict[str, tuple[int, str]] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT)
    except signing.BadSignature:
        return {}
    return found
