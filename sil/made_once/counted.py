"""Keep a dear count for a moment, so that people who read the same page one after another do not all wait for it.

What a page shows is counted afresh as long as that is cheap. A count that takes long, in a large authority, is kept for
some times as long as it took, a minute at most: so at most a twentieth of the time is spent on it, and nobody reads
older figures (docs/adr/0115).
"""

import hashlib
import json
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache

from sil.accounts.user_roles import UserRoles

T = TypeVar("T")

TIMES = 20
# Seconds: what has been kept longer is counted again, however long that takes.
LONGEST = 60


def counted(asked: tuple[Any, ...], count: Callable[[], T]) -> T:
    """Return what `count` returns, or what it returned a moment ago to the same question. `asked` is everything that
    the answer depends on but the records, as JSON can have it: what is counted, of what, for which day, and for
    `reader(who)` where people read different records. Nobody may change the answer. One query where it is kept."""
    key = f"counted-{hashlib.sha256(json.dumps(asked).encode()).hexdigest()}"
    kept: tuple[T] | None = cache.get(key)
    if kept is not None:
        return kept[0]
    began = time.monotonic()
    found = count()
    took = time.monotonic() - began
    if took >= settings.KEEP_COUNTS_OVER:
        cache.set(key, (found,), min(took * TIMES, LONGEST))
    return found


def reader(who: UserRoles) -> tuple[Any, ...]:
    """Return what decides which records a person may read: who they are, in which roles, on which day."""
    return who.user.pk, sorted(who.roles), str(who.on)
