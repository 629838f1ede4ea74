"""What is unusual about a file as a whole, asked about before anything of it is read in: a register seldom changes much
from one file to the next, and a wrong file looks like many ordinary changes."""

from collections.abc import Iterator, Sequence

from ...models import RegisterRun
from ..table.register import Register, listed


def of_columns(register: Register, columns: Sequence[str]) -> Iterator[str]:
    """Columns that came or went since the last file of the same kind: one that was renamed is both."""
    before = _last_alike(register, columns)
    if before is None:
        return
    if gone := [column for column in before if column not in columns]:
        yield f"Columns that the last file had, and this one has not: {listed(gone)}. What is here of them stays."
    if new := [column for column in columns if column not in before]:
        yield f"Columns that the last file did not have: {listed(new)}."


def _last_alike(register: Register, columns: Sequence[str]) -> list[str] | None:
    """The columns of the last file that shares most of its columns: some registers have files of several kinds."""
    runs = RegisterRun.objects.filter(register=register.slug, counts__has_key="columns")
    for before in runs.order_by("-started_at", "-pk").values_list("counts__columns", flat=True)[:10]:
        shared = len(set(before) & set(columns))
        if shared * 2 > len(set(before) | set(columns)):
            return list(before)
    return None
