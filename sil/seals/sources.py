"""Which rows are sealed, and how the digest of one is computed, in SQL.

A recipe is never changed once rows were sealed by it, or every row would count as changed: a column that is added to
one of these tables later is not part of its digest, unless a table of its own holds it.
"""

from dataclasses import dataclass

from psycopg import sql

_PARTS = ("table", "key", "digest", "at", "says", "where", "fits")


@dataclass(frozen=True, kw_only=True)
class Source:
    """A table of which rows are sealed. Everything but `table` and `key` is SQL about a row `t` of it.

    `columns` are what goes into the digest, in this order, each as a value of JSON that is the same in any time zone
    and encoding; `at` is when the row was written, `says` what it is in a few words and without text by people, `where`
    which rows are sealed, and `fits`, where a row has a SHA-256 of its own, whether it is that of its contents.
    """

    table: str
    key: str
    columns: tuple[str, ...]
    at: str
    says: str
    where: str = "TRUE"
    fits: str = ""

    @property
    def digest(self) -> str:
        """SQL of the SHA-256 of a row: of its columns as a JSON array, as PostgreSQL writes `jsonb`, in UTF-8."""
        return f"sha256(convert_to(jsonb_build_array({', '.join(self.columns)})::text, 'UTF8'))"

    def asked(self, question: str) -> sql.Composed:
        """Return a question about this table: {table}, {key}, {digest}, {at}, {says}, {where} and {fits} are filled in,
        and {when}, which is `at` as text."""
        when = f"to_char(({self.at}) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS \"UTC\"')"
        parts = {**{name: getattr(self, name) for name in _PARTS}, "when": when}
        return sql.SQL(question).format(**{name: sql.SQL(text) for name, text in parts.items()})


def plain(*columns: str) -> tuple[str, ...]:
    """Columns that are the same as JSON everywhere: text, numbers, days, JSON."""
    return tuple(f"t.{column}" for column in columns)


def moment(column: str) -> str:
    """A time, in seconds since 1970."""
    return f"extract(epoch FROM t.{column})::text"


def hashed(column: str) -> str:
    """The SHA-256 of bytes."""
    return f"encode(sha256(t.{column}), 'hex')"


SOURCES = (
    Source(
        table="audit_event",
        key="id",
        columns=(
            *plain("id", "kind", "subject_table", "subject_id", "scope", "actor_id", "actor_name", "reason", "data"),
            moment("at"),
            "t.transaction_id::text",
        ),
        at="t.at",
        says="t.kind || ', ' || t.subject_table || ' ' || t.subject_id",
    ),
    Source(
        table="letters_letter",
        key="id",
        columns=(
            *plain("id", "reference", "kind", "template_version", "subject", "about_table", "about_id", "urn"),
            *plain("history", "context", "html", "html_sha256", "signed_by_id", "signed_as", "dated", "replaces_id"),
            moment("signed_at"),
            moment("issued_at"),
        ),
        at="t.issued_at",
        says="'letter ' || t.reference",
        where="t.status = 'issued'",
        fits="encode(sha256(convert_to(t.html, 'UTF8')), 'hex') = t.html_sha256",
    ),
    Source(
        table="letters_document",
        key="letter_id",
        columns=(*plain("letter_id", "sha256"), moment("made_at"), hashed("pdf")),
        at="t.made_at",
        says="'PDF of letter ' || coalesce((SELECT l.reference FROM letters_letter l WHERE l.id = t.letter_id), '?')",
        fits=f"{hashed('pdf')} = t.sha256",
    ),
    Source(
        table="letters_recipient",
        key="id",
        columns=plain(
            *("id", "letter_id", "user_id", "name", "post", "party", "is_copy", "method", "email", "address")
        ),
        at="(SELECT l.signed_at FROM letters_letter l WHERE l.id = t.letter_id)",
        says="'recipient of letter '"
        " || coalesce((SELECT l.reference FROM letters_letter l WHERE l.id = t.letter_id), '?')",
    ),
    Source(
        table="seals_disposedrow",
        key="id",
        columns=(
            *plain("id", "source", "key", "disposal", "record"),
            "encode(t.digest, 'hex')",
            moment("at"),
            "t.transaction_id::text",
        ),
        at="t.at",
        says="'that ' || t.source || ' ' || t.key || ' was disposed of'",
    ),
    Source(
        table="seals_certificate",
        key="disposal",
        columns=(*plain("disposal", "rows", "sha256", "content"), moment("made_at")),
        at="t.made_at",
        says="'certificate of disposal ' || t.disposal",
    ),
)
