"""Schools as the national register has them, their types over time, and the readings of files."""

from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower, Replace
from django.urls import reverse

from sil.accounts.models import User

from ..establishments import Sector, sector_expression, sector_of


def _searched() -> models.Expression:
    postcode = Replace("postcode", Value(" "))
    parts = [part for each in ("name", "town", postcode, "trust_name", "head_name") for part in (each, Value(" "))]
    marks = (Value("['’.]"), Value(""), Value("g"))
    return Lower(models.Func(Concat(*parts), *marks, function="regexp_replace", output_field=models.TextField()))


_OPEN = Q(is_open=True)


class School(models.Model):
    """A school as the national register (GIAS) has it; each import overwrites what it holds.

    A school that converts gets a new URN there, and so a new row here.
    """

    urn = models.PositiveIntegerField("URN", primary_key=True)
    la_code = models.CharField(max_length=3)
    establishment_number = models.CharField(max_length=4, blank=True)
    name = models.CharField(max_length=200)
    type_code = models.PositiveSmallIntegerField()
    type_name = models.CharField(max_length=100)
    group_code = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=40)
    phase = models.CharField(max_length=60, blank=True)
    low_age = models.PositiveSmallIntegerField(null=True, blank=True)
    high_age = models.PositiveSmallIntegerField(null=True, blank=True)
    open_date = models.DateField(null=True, blank=True)
    close_date = models.DateField(null=True, blank=True)
    religious_character = models.CharField(max_length=100, blank=True)
    diocese_code = models.CharField(max_length=10, blank=True)
    diocese_name = models.CharField(max_length=100, blank=True)
    trust_name = models.CharField(max_length=300, blank=True)
    federation_name = models.CharField(max_length=300, blank=True)
    street = models.CharField(max_length=150, blank=True)
    locality = models.CharField(max_length=150, blank=True)
    address3 = models.CharField(max_length=150, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    # Where it stands, in metres on the grid of the Ordnance Survey.
    easting = models.PositiveIntegerField(null=True, blank=True)
    northing = models.PositiveIntegerField(null=True, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    website = models.CharField(max_length=300, blank=True)
    # The head as the register names them; who may answer for the school is said by a Post.
    head_name = models.CharField(max_length=200, blank=True)
    head_title = models.CharField(max_length=150, blank=True)
    pupils = models.PositiveIntegerField(null=True, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    percentage_fsm = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    changed_in_register_on = models.DateField(null=True, blank=True)

    sector = models.GeneratedField(
        expression=sector_expression(), output_field=models.CharField(max_length=10), db_persist=True
    )
    is_open = models.GeneratedField(
        expression=models.ExpressionWrapper(Q(status__startswith="Open"), output_field=models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    # What a search looks through: lower case, without apostrophes and full stops, the postcode as one word.
    words = models.GeneratedField(expression=_searched(), output_field=models.TextField(), db_persist=True)

    class Meta:
        ordering = ["name", "urn"]
        indexes = [
            models.Index(fields=["la_code", "is_open", "sector"], name="school_in_scope"),
            models.Index(fields=["name"], name="school_name"),
            # All schools of an authority are told by these alone.
            models.Index(fields=["urn"], include=["la_code", "sector"], condition=Q(is_open=True), name="school_open"),
            models.Index(fields=["urn"], condition=Q(is_open=False), name="school_closed"),
            # Half of the register are closed schools, which are seldom looked for.
            GinIndex(SearchVector("words", config="simple"), name="school_words", condition=_OPEN),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("school", kwargs={"urn": self.urn})

    @property
    def laestab(self) -> str:
        return f"{self.la_code}/{self.establishment_number}" if self.establishment_number else ""

    @property
    def sector_label(self) -> str:
        return str(Sector(self.sector).label)

    @property
    def has_diocese(self) -> bool:
        """Whether there is a diocesan authority; a religious character alone does not say so."""
        return self.diocese_code not in ("", "0000")

    @property
    def address_lines(self) -> tuple[str, ...]:
        lines = (self.street, self.locality, self.address3, self.town, self.postcode)
        return tuple(line for line in lines if line)

    def sector_on(self, on: date) -> Sector:
        """The sector on a day, by the type the school had then. One query, and none where `type_spells` were read with
        the school."""
        spell = next((each for each in self.type_spells.all() if each.holds_on(on)), None)
        return sector_of(spell.type_code, spell.group_code) if spell else Sector(self.sector)


class TypeSpell(models.Model):
    """The type a school had from a day to a day (both included). No first day: as far back as known."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="type_spells")
    type_code = models.PositiveSmallIntegerField()
    type_name = models.CharField(max_length=100)
    group_code = models.PositiveSmallIntegerField()
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["school", F("starts_on").desc(nulls_last=True)]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="spell_dates_in_order",
            ),
            models.UniqueConstraint(fields=["school"], condition=Q(ends_on__isnull=True), name="one_present_type"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id}: {self.type_name}"

    def holds_on(self, on: date) -> bool:
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or self.ends_on >= on)


class RegisterRun(models.Model):
    """One reading of a national file: which file, by whom, and what came of every row of it."""

    register = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    # rows read, added, changed, unchanged; left out by reason; refused
    counts = models.JSONField()
    # [{"line": 12, "reason": "..."}], the first thousand
    refused = models.JSONField(default=list)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.register}: {self.file_name}"
