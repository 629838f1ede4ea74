"""How the tables of allocations are copied for an authority of any size."""

from django.db import connection

from sil.seeding.tables import shared

# Tallies are counted again where allocations were copied.
TABLES = shared("allocations.Round", "allocations.RoundTally")


def follow_bands() -> None:
    """Have every band say from which year a later one holds (`Allocation.followed_from`): copies are made without the
    triggers that keep it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT allocations_follow(NULL)")
