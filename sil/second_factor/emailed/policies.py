"""What a code by email looks like, how long it works and how often one is sent. No queries."""

import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import ROLES, Part, Side

# Digits alone, so that no letter is taken for a digit: 26 bits, of which OWASP ASVS 5.0 asks for 20 (6.5.4).
LENGTH = 8
# ASVS 6.5.5: ten minutes at most.
LASTS = timedelta(minutes=10)
# Wrong codes after which the one that was sent no longer works.
MOST_WRONG = 5
# Codes that one person is sent within a time, whoever asks for them.
MOST_SENT, WITHIN = 5, timedelta(hours=1)
# How long a browser counts in which somebody entered a code, from then on and not from its last use.
BROWSER_COUNTS = timedelta(days=90)
# What people type or copy between the digits.
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015.]+")
_OF_SCHOOLS = frozenset(slug for slug, role in ROLES.items() if role.side is Side.SCHOOL)


def is_of_schools_alone(roles: Collection[str]) -> bool:
    """Return whether somebody with these roles (their slugs) holds posts at schools, or assists a headteacher, and
    nothing else. A role that is not known here is not of a school."""
    held = frozenset(roles) - set(Part)
    return bool(held) and held <= _OF_SCHOOLS


def new_code() -> str:
    """Return a code at random: eight digits, some of which may be noughts at its beginning."""
    return f"{secrets.randbelow(10**LENGTH):0{LENGTH}}"


def cleaned(typed: str) -> str:
    """Return what was typed as a code is compared: without spaces, dashes and stops."""
    return _BETWEEN.sub("", typed)


def could_be(code: str) -> bool:
    """Return whether a text, as `cleaned` returns it, is a code at all: a slip of the finger is no attempt."""
    return len(code) == LENGTH and code.isascii() and code.isdigit()


def digest_of(code: str, user: User) -> str:
    """Return the keyed hash of a code for one person, as long as their address and password stay as they are."""
    said = f"{user.pk}:{user.email}:{user.password}:{code}"
    return salted_hmac("sil.second_factor.emailed.code", said, algorithm="sha256").hexdigest()


def proof_of(user: User) -> str:
    """Return what a browser keeps of a person: another one once their address or password is changed."""
    said = f"{user.pk}:{user.email}:{user.password}"
    return salted_hmac("sil.second_factor.emailed.browser", said, algorithm="sha256").hexdigest()[:40]


def masked(email: str) -> str:
    """Return an address as those know it whose it is: a***@school.example."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}***@{domain}"


def in_words(moment: datetime) -> str:
    """Return the time of day of a moment, up to the whole minute in which it has come: "10.12am"."""
    return clock.time_in_words(clock.local(clock.whole_minute(moment)).time())
