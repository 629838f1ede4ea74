"""Passwords that are refused because anybody would try them: Django's list of common ones, by a rule of our own what is
put together from words, years and rows of keys that everybody uses, and what is in a file of breached ones. Nothing is
asked of another computer (docs/adr/0150, docs/adr/0172)."""

import logging
import re
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

from sil.accounts.models import User
from sil.accounts.passwords import NotCommon

from . import breached

log = logging.getLogger(__name__)
BREACHED = (
    "This password is in a list of passwords that were stolen from other services. Choose another one, for example"
    " three random words."
)
# Characters that have to be left once everything below is taken out.
LEAST_LEFT = 6
# What lists of breached passwords are made of, and the words of this service and of whom it is for.
_COMMON = """
    password passwort passcode passwd pass word welcome letmein changeme change admin administrator login signin
    secret access account user default temporary school support schoolsupport improvement council education
    headteacher governor teacher officer director primary secondary academy college nursery authority england spring
    summer autumn winter january february march april june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday football liverpool arsenal chelsea everton iloveyou sunshine
    princess monkey dragon superman charlie master hello test demo please love this the
"""
WORDS = tuple(_COMMON.split())
ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1q2w3e4r5t6y7u8i9o0p")
# From four keys on, a part of a row, read from either end, is one that everybody types.
RUN = 4
# Of a longer password this much is read, so that a very long one takes no time.
MOST_READ = 128
# Digits and signs that stand for letters.
AS_LETTERS = str.maketrans("@4031$5!7", "aaoeissit")


class NotGuessable(NotCommon):
    """Django's list of common passwords, and the rule of this module, with one sentence for both."""

    def validate(self, password: str, user: User | None = None) -> None:
        super().validate(password, user)
        address = (user.email if user else "").rpartition("@")[2]
        if is_guessable(password, _labels(address) + _labels(urlsplit(settings.SITE_URL).hostname or "")):
            raise ValidationError(self.get_error_message(), code="password_too_common")


class NotBreached:
    """Refuses what is in the file of `settings.BREACHED_PASSWORDS`; without a file, nothing."""

    def validate(self, password: str, user: User | None = None) -> None:
        file: Path | None = settings.BREACHED_PASSWORDS
        try:
            found = file is not None and breached.has(file, password)
        except OSError:
            # Whoever is setting a password cannot help it.
            log.exception("The file of SIL_BREACHED_PASSWORDS cannot be read, so a new password was not looked up.")
            return
        if found:
            raise ValidationError(BREACHED, code="password_breached")

    def get_help_text(self) -> str:
        return ""


def is_guessable(password: str, names: tuple[str, ...] = ()) -> bool:
    """Say whether fewer than `LEAST_LEFT` characters are left without what everybody uses, or one piece is repeated.

    `names` are further words, in small letters: those of the authority's own addresses.
    """
    typed = password[:MOST_READ].casefold()
    if re.fullmatch(r"(.{1,7}?)\1+.{0,3}", typed):
        return True
    words = sorted({*WORDS, *names}, key=len, reverse=True)
    return min(len(_left(typed, words)), len(_left(_without_runs(typed).translate(AS_LETTERS), words))) < LEAST_LEFT


def _left(typed: str, words: list[str]) -> str:
    """Return what is left of a password without words, runs and signs."""
    plain = re.sub(r"[\W_]", "", typed)
    return _without_runs(re.sub("|".join(map(re.escape, words)), "", plain))


def _without_runs(typed: str) -> str:
    """Return it without years, parts of rows of keys, and characters that are typed three times or more."""
    for row in ROWS:
        for way in (row, row[::-1]):
            for length in range(len(way), RUN - 1, -1):
                for start in range(len(way) - length + 1):
                    typed = typed.replace(way[start : start + length], "")
    return re.sub(r"(19|20)\d\d|(.)\2{2,}", "", typed)


def _labels(host: str) -> tuple[str, ...]:
    """Return the parts of a host's name that are long enough to be a word."""
    return tuple(label for label in re.split(r"[.-]", host.lower()) if len(label) >= RUN)
