"""Save a text that several windows or people may write at once, so that nobody's words are lost.

A row that holds such a text has `version`, the number of its saves, `saved_by`, `saved_at` and `replaced`. The action
that saves it holds the lock, writes the text into the row and saves the row.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from sil import clock
from sil.accounts.models import User
from sil.workflow import Denied

# How many texts that were saved over are kept with a row, the latest first.
KEPT = 10
# What a row holds, in the shape that its domain stores.
Content = Mapping[str, Any]


class Saved(Protocol):
    """A row that holds a text which is saved as it is written. `saved_by` and `saved_at` are None before that."""

    version: int
    replaced: list[dict[str, Any]]

    @property
    def saved_by_id(self) -> int | None: ...
    @property
    def saved_by(self) -> User | None: ...
    @saved_by.setter
    def saved_by(self, by: User) -> None: ...
    @property
    def saved_at(self) -> datetime | None: ...
    @saved_at.setter
    def saved_at(self, at: datetime) -> None: ...


def stage_save(row: Saved, content: Content, *, holds: Content, by: User, version: int, over: bool) -> bool:
    """Prepare a row for `content` in place of what it `holds`; False if that says the same already.

    `version` is the one that the writer read, 0 for a row that nobody had saved. If somebody saved since then, raises
    Denied("saved_meanwhile"), unless `over` is true: then the other text is kept in `replaced`.
    """
    if row.version and holds == content:
        return False
    if version != row.version:
        if not over:
            raise Denied("saved_meanwhile", meanwhile(row))
        keep_replaced(row, holds)
    row.version, row.saved_by, row.saved_at = row.version + 1, by, clock.now()
    return True


def keep_replaced(row: Saved, holds: Content) -> None:
    """Keep what a row holds with it, before something else takes its place."""
    if row.saved_by_id is not None:
        assert row.saved_by is not None and row.saved_at is not None, "both are set by a save"
        kept = {"by": row.saved_by.name, "at": row.saved_at.isoformat(), "content": holds}
        row.replaced = [kept, *row.replaced][:KEPT]


def meanwhile(row: Saved) -> str:
    """Return the sentence for somebody whose page is older than what is saved."""
    if row.saved_by_id is None:
        return "A newer version was saved after you opened this page."
    assert row.saved_by is not None and row.saved_at is not None, "both are set by a save"
    return f"{row.saved_by.name} saved this at {clock.local(row.saved_at):%H:%M}, while you were writing."
