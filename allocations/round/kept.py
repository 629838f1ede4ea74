"""Keep what triggers add beside the allocations small and right: the tally of each round, and the schools that may be
out of step with one (docs/adr/0088)."""

from django.db import connection, transaction

from schools.models import School

from ..models import Round, RoundTally, SchoolToCompare
from .queries import out_of_step_among

_FOLD = """
WITH gone AS (
    DELETE FROM allocations_roundtally WHERE round_id IN (SELECT round_id FROM allocations_roundtally WHERE NOT is_sum)
    RETURNING round_id, status, band, holds, number
)
INSERT INTO allocations_roundtally (round_id, status, band, holds, number, is_sum)
SELECT round_id, status, band, holds, sum(number), true FROM gone GROUP BY 1, 2, 3, 4 HAVING sum(number) <> 0
"""
# In one statement, so that no act comes between the two counts.
_DRIFT = """
SELECT DISTINCT round_id FROM (
    SELECT round_id, status, band, holds, number FROM allocations_roundtally
    UNION ALL SELECT round_id, status, band, superseded_on IS NULL, -1 FROM allocations_allocation
) AS each GROUP BY round_id, status, band, holds HAVING sum(number) <> 0
"""


def fold() -> None:
    """Add up what acts added to the tallies of rounds, so that few rows are read. What they add meanwhile stays as it
    is. One query where they added nothing."""
    if RoundTally.objects.filter(is_sum=False).exists():
        with connection.cursor() as cursor:
            cursor.execute(_FOLD)


@transaction.atomic
def compare() -> int:
    """Compare the schools that changed with every round, and keep those that are out of step with one. Return the
    number of schools compared. One query where none changed."""
    changed = SchoolToCompare.objects.filter(round=None)
    if not changed.exists():
        return 0
    with connection.cursor() as cursor:
        # A round that is being opened is waited for: the schools it was opened for may lack one that came meanwhile.
        cursor.execute("LOCK TABLE allocations_round IN SHARE ROW EXCLUSIVE MODE")
    # Read before they are compared: what a row stands for is then there to be seen, and later rows stay.
    rows = list(SchoolToCompare.objects.filter(school__in=changed.values("school")).values_list("pk", "school"))
    found = _out_of_step(sorted({school for _, school in rows}))
    SchoolToCompare.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    SchoolToCompare.objects.bulk_create(
        SchoolToCompare(school_id=school, round_id=round_, lacks=lacks) for school, round_, lacks in found
    )
    return len({school for _, school in rows})


def tally_everything() -> None:
    """Count all allocations again and have every school compared: for rows that were written without triggers, as
    copies are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT allocations_tally_everything()")


def drift() -> list[str]:
    """Return the rounds whose tally is not the number of their allocations, and the schools that are out of step with a
    round without being known to be: faults, where there are any."""
    with connection.cursor() as cursor:
        cursor.execute(_DRIFT)
        wrong = {key for (key,) in cursor.fetchall()}
    found = _out_of_step(list(School.objects.order_by("pk").values_list("pk", flat=True)))
    rows = set(SchoolToCompare.objects.values_list("school", "round", "lacks"))
    changed = {school for school, round_, _ in rows if round_ is None}
    unknown = {row[0] for row in found - rows if row[0] not in changed}
    rounds = [f"Round {each}" for each in _rounds() if each.pk in wrong]
    return rounds + [f"Rounds and {school}" for school in School.objects.filter(pk__in=unknown)]


def _out_of_step(keys: list[int]) -> set[tuple[int, int, bool]]:
    """Of some schools, by their keys, those that are out of step: each with the round, and whether it lacks one."""
    return {
        (school, each.pk, needless is None)
        for each in _rounds()
        for school, _, needless in out_of_step_among(each, keys, keys)
    }


def _rounds() -> list[Round]:
    return list(Round.objects.select_related("framework_version"))
