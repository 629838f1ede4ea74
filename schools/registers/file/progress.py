"""How far a worker is with a file. Kept in the cache; losing it harms nothing."""

import logging
from dataclasses import dataclass

from django.core.cache import caches
from redis.exceptions import RedisError

from ...models import RegisterFile
from ..table.reading import Progress

log = logging.getLogger(__name__)
_KEPT_SECONDS = 3600
CACHE = "progress"


@dataclass(frozen=True)
class Done:
    """Lines that were read, and about how many there are."""

    lines: int
    total: int

    @property
    def words(self) -> str:
        return f"{self.lines:,} of about {self.total:,} rows"

    @property
    def is_read(self) -> bool:
        return self.lines >= self.total


def reporter(file: RegisterFile) -> Progress:
    """Return the function that a reading reports to. It stops asking a cache that does not answer."""
    key, away = _key(file), False

    def report(lines: int, total: int) -> None:
        nonlocal away
        if away:
            return
        try:
            caches[CACHE].set(key, (lines, total), _KEPT_SECONDS)
        except (OSError, RedisError):
            away = True
            log.warning("The cache does not answer; the progress of file %s is not shown.", file.pk)

    return report


def of(file: RegisterFile) -> Done | None:
    """How far a file is; None where nobody has started on it, or the cache does not know."""
    try:
        found = caches[CACHE].get(_key(file))
    except (OSError, RedisError):
        return None
    return Done(*found) if found else None


def _key(file: RegisterFile) -> str:
    return f"register-file:{file.pk}:{file.status}"
