"""How is a text saved that several windows or people may write at once, so that nobody's words are lost?

The row that holds it has `version`, which counts its saves, `saved_by`, `saved_at` and `replaced`. Its
caller holds the lock, writes the text into it and saves it.
"""

from typing import Any

from sil import clock
from sil.accounts.models import User
from sil.workflow import Denied

# How many texts that gave way to another are kept with a row, the latest first.
KEPT = 10


def stage_save(row: Any, content: Any, *, holds: Any, by: User, version: int, over: bool) -> bool:
    """Ready a row for `content` in place of what it `holds`; False where it says the same already.

    `version` is the one that was read, 0 for a row that nobody had saved. Where somebody saved meanwhile,
    Denied("saved_meanwhile") is raised, unless `over` says so, and then the other text is kept.
    """
    if row.version and holds == content:
        return False
    if version != row.version:
        if not over:
            raise Denied("saved_meanwhile", meanwhile(row))
        keep_replaced(row, holds)
    row.version, row.saved_by, row.saved_at = row.version + 1, by, clock.now()
    return True


def keep_replaced(row: Any, holds: Any) -> None:
    """Keep what a row holds beside what takes its place."""
    if row.saved_by_id is not None:
        kept = {"by": row.saved_by.name, "at": row.saved_at.isoformat(), "content": holds}
        row.replaced = [kept, *row.replaced][:KEPT]


def meanwhile(row: Any) -> str:
    """What somebody reads whose page is older than what is saved."""
    if row.saved_by_id is None:
        return "A newer version was saved after you opened this page."
    return f"{row.saved_by.name} saved this at {clock.local(row.saved_at):%H:%M}, while you were writing."
