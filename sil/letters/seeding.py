"""How the tables of letters are copied for an authority of any size."""

from sil.seeding.tables import Table, shared

# A letter of further schools has no text and no PDF: at 25,000 schools they would fill a disk, and no list reads them.
TABLES = (
    Table(
        "letters.Letter",
        apart={"reference": "t.reference || '-' || {n}", "html": "''", "html_sha256": "encode(sha256(''), 'hex')"},
        pointers=(("about_table", "about_id"),),
        keys={"urn": "schools.School"},
        scopes=("history",),
    ),
    *shared("letters.Document"),
)
