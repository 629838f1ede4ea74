"""Who of some people can be reached: the one place through which the recipients of a message pass.

A message, a letter or a question to nobody is an error. In a test it is raised; in use the act goes on, the error is
logged, and a message that could not be sent stands in the list of messages, which administrators find on their first
page.
"""

import logging
from collections.abc import Iterable

from django.conf import settings

from sil.accounts.models import User

from .actions import record_nobody
from .post import Content

log = logging.getLogger(__name__)


class NobodyToTell(Exception):
    """Raised in tests where a message would go to nobody."""


def reached(
    people: Iterable[User], message: type[Content], *, otherwise: Iterable[User] = (), but: User | None = None
) -> list[User]:
    """Return those of some people whose account is open, each once, and without `but`, who acts and knows. Where none
    of them can be reached, those of `otherwise`, which is not read before; where nobody can, it is an error (see
    above)."""
    found = _open(people) or _open(otherwise)
    if not found:
        _nobody(message)
    return [person for person in found if person != but]


def _open(people: Iterable[User]) -> list[User]:
    return [person for person in dict.fromkeys(people) if person.is_active]


def _nobody(message: type[Content]) -> None:
    if settings.TESTING:
        raise NobodyToTell(message.kind)
    log.error("A message of the kind %s has nobody to go to", message.kind)
    record_nobody(message.kind)
