"""How the tables of schools are copied for an authority of any size."""

from django.db import connection

from sil.seeding.tables import Table, shared

_OWN_TRUST = "CASE t.trust_name WHEN '' THEN '' ELSE t.trust_name || ' ' || {n} END"

TABLES = (
    *shared(
        "schools.Comparator",
        "schools.RegisterFetch",
        "schools.RegisterFile",
        "schools.RegisterFilePart",
        "schools.RegisterRun",
        "schools.Word",
    ),
    Table("schools.School", scope="school", apart={"name": "{place} || ' ' || t.name", "trust_name": _OWN_TRUST}),
    Table("schools.TrustPost", apart={"trust_name": _OWN_TRUST}),
    Table(
        "schools.Indicator", apart={"key": "replace(t.key, t.school_id::text, (t.school_id + {schools.School})::text)"}
    ),
    Table(
        "schools.Inspection",
        apart={"event_number": "t.event_number || {n}", "urn_at_time": "t.urn_at_time + {schools.School}"},
    ),
    Table("schools.OfstedLetter", apart={"sha256": "md5(t.sha256 || {n}) || md5({n} || t.sha256)"}),
    Table(
        "schools.SchoolLink",
        apart={
            "key": "(t.predecessor_urn + {schools.School}) || '-' || (t.successor_urn + {schools.School})",
            "predecessor_urn": "t.predecessor_urn + {schools.School}",
            "successor_urn": "t.successor_urn + {schools.School}",
        },
    ),
)


def keep_words() -> int:
    """Have a search know the words that occur, and no others: copies are made without the triggers that add them.
    Return how many were missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schools_keep_words()")
        return int(cursor.fetchone()[0])
