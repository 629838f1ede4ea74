"""What the page of a disposal says, beside its counts: what keeps records that are due, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.apps import apps

from sil.accounts.user_roles import UserRoles
from sil.framework.privacy.retention import RecordKind

from ..holds.queries import readable
from ..models import Disposal, Hold
from ..states import Obstacle
from .queries import keepers

# So many reasons are shown.
MOST = 100


@dataclass(frozen=True)
class Kept:
    """So many records of a kind are kept, and because of what."""

    kind: str
    count: int
    why: str


def kept(disposal: Disposal, who: UserRoles) -> list[Kept]:
    """Return what keeps records that are due. Of a hold the reason is told to those who may read it. Two queries."""
    rows = keepers(disposal, MOST)
    keys = [int(row["because"].rpartition(" ")[2]) for row in rows if row["obstacle"] == Obstacle.HELD]
    holds = {hold.pk: hold for hold in readable(who).filter(pk__in=keys)}
    counted: dict[tuple[str, str], int] = {}
    for row in rows:
        table, _, key = row["because"].rpartition(" ")
        why = _held(holds.get(int(key))) if row["obstacle"] == Obstacle.HELD else f"Still needed: {_words(table)}"
        place = (row["kind"], why)
        counted[place] = counted.get(place, 0) + row["count"]
    return [Kept(RecordKind(kind).words, count, why) for (kind, why), count in counted.items()]


def _held(hold: Hold | None) -> str:
    if hold is None:
        return "Under a legal hold"
    about = hold.school.name if hold.school else hold.case.reference if hold.case else str(hold.person)
    return f"Under a legal hold on {about}: {hold.reason}"


def _words(table: str) -> str:
    return next(
        (str(each._meta.verbose_name) for each in apps.get_models() if each._meta.db_table == table), "a record"
    )


def lines(rows: Iterable[dict[str, object]]) -> Iterable[Sequence[object]]:
    """Yield the rows of the list by school as the table and its file have them."""
    for row in rows:
        words = RecordKind(str(row["kind"])).words
        yield (row["name"], row["urn"], words, row["due"], row["going"], row["held"], row["rests"])
