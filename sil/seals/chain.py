"""The text of a seal, in SQL, so that the rows that it covers never leave the database to be sealed."""

# What every run of sealing takes, so that the chain has one end. Any number that nothing else uses.
LOCK = 7_325_117_151
# So many rows at most are in one seal, and so many digests in memory where a file is compared.
MOST_ROWS = 10_000
FIRST = "0" * 64

# The file of a seal `s`, which may be a row of the table or one that is about to be.
TEXT = """(
    '{"seal": ' || s.number || ', "format": 1, "sealed_at": "'
    || to_char(s.sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    || '", "complete": ' || s.is_complete::text || ', "rows": ' || s.rows || ', "previous": "' || s.previous || '"}'
    || chr(10)
    || coalesce((
        SELECT string_agg(
            encode(r.digest, 'hex') || '  ' || r.source || ' ' || r.key || chr(10),
            '' ORDER BY r.source COLLATE "C", r.key
        )
        FROM seals_sealedrow r WHERE r.seal = s.number
    ), '')
)"""
SHA256 = f"encode(sha256(convert_to({TEXT}, 'UTF8')), 'hex')"

# The SHA-256 of what a disposal deleted, for its certificate: the number of the disposal is the parameter.
DISPOSED_SHA256 = """(
    SELECT encode(sha256(convert_to(coalesce(string_agg(
        encode(d.digest, 'hex') || '  ' || d.source || ' ' || d.key || chr(10), '' ORDER BY d.id
    ), ''), 'UTF8')), 'hex')
    FROM seals_disposedrow d WHERE d.disposal = {disposal}
)"""
