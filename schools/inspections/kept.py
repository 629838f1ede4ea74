"""What the database keeps of inspections: until when a category holds (docs/adr/0089)."""

from django.db import connection


def follow() -> int:
    """Have every category say from which day a later inspection tells it instead (`Inspection.followed_from`), where
    rows were written without triggers, as copies are. Return the number that said something else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schools_follow(NULL)")
        return int(cursor.fetchone()[0])
