"""Files of national registers that were sent in by browser, and their status;
spreadsheets of people and of earlier records."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from sil.accounts.models import User

from .register import RegisterRun


class RegisterFile(models.Model):
    """A file on its way in: it is checked by a dry run, a person confirms it, then it is read in.

    Its bytes are kept until it is settled, its fingerprint for good.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Being checked"
        CHECKED = "checked", "Checked, not read in yet"
        CONFIRMED = "confirmed", "Being read in"
        TAKEN_IN = "taken_in", "Read in"
        REFUSED = "refused", "Refused"
        SET_ASIDE = "set_aside", "Set aside"

    register = models.CharField(max_length=20)
    # Three digits: whose schools are wanted.
    authority = models.CharField(max_length=3)
    # The calendar year in which the academic year begins, where the sender named one.
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=15, choices=Status, default=Status.WAITING)
    # None where the service fetched it itself.
    sent_in_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_in_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What the dry run found: the counts of a run, and the first changes one by one.
    report = models.JSONField(null=True, blank=True)
    # Why it was refused, as the person reads it.
    refusal = models.TextField(blank=True)
    run = models.OneToOneField(RegisterRun, on_delete=models.PROTECT, null=True, blank=True, related_name="file")
    # A worker has it in hand until then; one that died is replaced afterwards.
    taken_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    # What a worker is asked to do, and what is not settled yet.
    DUE = (Status.WAITING, Status.CONFIRMED)
    OPEN = (Status.WAITING, Status.CHECKED, Status.CONFIRMED)

    class Meta:
        ordering = ["-sent_in_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "sha256"],
                condition=Q(status__in=["waiting", "checked", "confirmed"]),
                name="register_file_in_hand_once",
            ),
            models.CheckConstraint(
                condition=Q(status="taken_in", run__isnull=False) | (~Q(status="taken_in") & Q(run__isnull=True)),
                name="register_file_read_in_by_a_run",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("register_file", kwargs={"pk": self.pk})

    @property
    def is_due(self) -> bool:
        return self.status in self.DUE

    @property
    def came(self) -> str:
        """How it came here, as the start of what is said with its day."""
        return f"uploaded by {self.sent_in_by.name}" if self.sent_in_by else "fetched by the service"


class RegisterFilePart(models.Model):
    """Some bytes of a file, compressed (zlib), so that no value is as large as the file."""

    file = models.ForeignKey(RegisterFile, on_delete=models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["file", "place"]
        constraints = [models.UniqueConstraint(fields=["file", "place"], name="register_file_part_once")]

    def __str__(self) -> str:
        return f"{self.file_id}: part {self.place}"


class RegisterFetch(models.Model):
    """How the last try to fetch the file of an address of the settings went."""

    address = models.CharField(max_length=500, unique=True)
    tried_at = models.DateTimeField()
    # Why nothing came, as an administrator reads it; blank where it went well.
    refusal = models.TextField(blank=True)
    # The last day on which it went well, and the register that the file was of.
    fetched_on = models.DateField(null=True, blank=True)
    register = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.tried_at:%Y-%m-%d %H:%M}"


class PeopleFile(models.Model):
    """What a spreadsheet of people would do. Only its maker reads it. Once it is done, its lines are gone and the
    numbers stay: what was done is in the history of each person and school."""

    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # The name of the file.
    name = models.CharField(max_length=150)
    # The lines that were read, as `reading.Row` has them.
    rows: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField()
    # [{"line": 3, "name": "", "email": "", "steps": [[kind, sentence]], "notes": [sentence]}] of lines that
    # do something.
    entries: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField()
    # [[line, sentence]]: while there is one, nothing can be done.
    problems: "models.JSONField[list[tuple[int, str]], list[tuple[int, str]]]" = models.JSONField()
    # Headings of columns that were not read, and lines without an email address, which were left out.
    unknown: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    left_out: "models.JSONField[list[int], list[int]]" = models.JSONField(default=list)
    # Kind of step -> how many there are.
    numbers: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(default=dict)
    done_on = models.DateField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class BroughtInFile(models.Model):
    """A spreadsheet of earlier records: what it would bring in, until that is done, and afterwards where the records
    came from. The records name it. A file that was brought in by mistake is taken back as a whole."""

    class Kind(models.TextChoices):
        BANDS = "bands", "Bands"

    kind = models.CharField(max_length=10, choices=Kind)
    # The name of the file.
    name = models.CharField(max_length=150)
    # None where it was the server's command line.
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    # [{"line": 3, "cells": {heading: text}}], and what they bring in, as the domain of the kind reads them.
    rows: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    entries: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    # [[line, sentence]]: while there is one, nothing can be brought in.
    problems: "models.JSONField[list[tuple[int, str]], list[tuple[int, str]]]" = models.JSONField(default=list)
    # Headings of columns that were not read.
    unknown: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    # How many records it brought in.
    number = models.PositiveIntegerField(default=0)
    done_on = models.DateField(null=True)
    taken_back_on = models.DateField(null=True)
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_on=None) | Q(done_on__isnull=False), name="brought_in_before_it_is_taken_back"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def who(self) -> str:
        """Whoever brought it in, by name."""
        return self.made_by.name if self.made_by else "the server’s administrator"
