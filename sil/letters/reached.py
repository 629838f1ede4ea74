"""Who of the recipients of a letter is told of it by email."""

from collections.abc import Sequence

from sil.outbox.post import Content
from sil.outbox.reached import reached

from .models import Letter, Recipient


def who_gets(letter: Letter, message: type[Content]) -> Sequence[Recipient]:
    """Return the recipients at the school who can be reached: whoever has left since is not. Nobody is an error, see
    sil/outbox/reached.py."""
    found = list(letter.recipients.select_related("user"))
    able = reached((each.user for each in found if each.user), message)
    return [each for each in found if each.user in able]
