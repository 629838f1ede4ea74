"""The chain of seals, what each of them covers, its file, and what was found when all of it was compared."""

from typing import ClassVar

from django.db import models


class Seal(models.Model):
    """One link of the chain. Append-only by trigger, as all tables here are.

    `sha256` is that of its file (docs/reference/seals.md), which holds the digest of every row that the seal covers
    and, as `previous`, the `sha256` of the seal before it. A run of sealing ends with a seal that `is_complete`:
    with it every row was covered that the database held then.
    """

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    is_complete = models.BooleanField()
    rows = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number}: {self.sha256}"


class SealedRow(models.Model):
    """The digest of one row when it was sealed. It has no foreign key: it outlives the row."""

    pk = models.CompositePrimaryKey("source", "key")
    source = models.CharField(max_length=60)
    key = models.BigIntegerField()
    seal = models.BigIntegerField()
    digest = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["seal"], name="sealedrow_of_seal")]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


class DisposedRow(models.Model):
    """A row that a disposal deleted: its table, key and digest. Only the database's own function adds one, in the
    transaction that deletes the row, and nothing that is kept for good is deleted without one (ADR 168).

    Of a row that seals cover the digest is computed as theirs, of others over all of its columns. Nothing here has a
    foreign key. Column `transaction_id` (outside this model, filled by the database) ties it to the deletion.
    """

    source = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    disposal = models.BigIntegerField()
    # The record in the list of the disposal with which the row went.
    record = models.BigIntegerField()
    digest = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="row_disposed_of_once")]
        indexes = [models.Index(fields=["disposal", "id"], name="disposedrow_of_disposal")]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


class Certificate(models.Model):
    """What a disposal destroyed and by whose authority, as the page prints it. `sha256` is that of the list of digests,
    tables and keys, a line each as in the file of a seal, in the order in which they went."""

    disposal = models.BigIntegerField(primary_key=True)
    rows = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.JSONField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Certificate of disposal {self.disposal}"


class SealFile(models.Model):
    """That the file of a seal was written, so that one that is gone is missed."""

    seal = models.OneToOneField(Seal, on_delete=models.PROTECT, primary_key=True, related_name="file")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seal_id} at {self.written_at}"


class Verification(models.Model):
    """What was found when everything was compared with its seals. `found` has the first findings, as they are shown;
    `fingerprint` is the same while the same is found."""

    at = models.DateTimeField()
    seals = models.PositiveBigIntegerField()
    rows = models.PositiveBigIntegerField()
    with_files = models.BooleanField()
    count = models.PositiveBigIntegerField()
    found = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.count} found at {self.at}"
