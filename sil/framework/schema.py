"""The shape of a framework file, and the rules its parts keep together.

Everything an authority may word or count differently is here as data: bands, criteria, days,
periods, titles, letters. States and guards are not: they are the product's own code.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sil.accounts.roles import ROLES

from .intervention import Intervention, Step
from .measures import MEASURES
from .parts import (
    Authority,
    BandId,
    Days,
    LetterVersion,
    Named,
    Offer,
    Paragraph,
    Part,
    RoleSlug,
    Slug,
    TeamRules,
    Text,
    version_on,
)
from .periods import Periods
from .privacy.notice import Privacy
from .signs import SignRule
from .visits import Support, Visits

# A word that stands after "a" and before "s'": so it has small letters, and begins with a consonant.
Word = Annotated[str, Field(pattern=r"^[b-df-hj-np-tv-z][a-z]+( [a-z]+)?$", max_length=30)]
# The colours that a tag can have: each is readable on its background.
Colour = Literal["grey", "green", "teal", "blue", "light-blue", "purple", "pink", "red", "orange", "yellow"]


# "band" within a sentence, and "Band" at its beginning; no part of a name.
BAND = re.compile(r"(?<![\w-])(?:bands?|Bands?(?= [a-z]|$))(?![\w-])")


class About(Part):
    name: Text
    first_academic_year: Annotated[int, Field(ge=2000, le=2100)]
    # True for a file whose criteria are not the authority's own words: shown wherever they are.
    demonstration_wording: bool = False


class Allocation(Part):
    name: Text
    short: Text
    # Whether the order of the bands means better to worse.
    ordered: bool
    # Whether academies receive an allocation too.
    academies: bool
    # What one of the bands is called, and several of them, within a sentence: "category", "categories".
    band_word: Word = "band"
    bands_word: Word = "bands"
    # What the authority says of giving out bands that it is asked for.
    disclosure: str = ""
    # Whether a Principal Officer reads each proposal before the headteacher does.
    moderated: bool = False
    principle: Text

    def worded(self, sentence: str) -> str:
        """A sentence of the product with this word for a band. A name such as "Band A" is the authority's and stays."""
        if (self.band_word, self.bands_word) == ("band", "bands"):
            return sentence
        own = {"band": self.band_word, "bands": self.bands_word}
        return BAND.sub(lambda found: like(found[0], own[found[0].lower()]), sentence)


class Line(Part):
    """One line of a band's days, as printed."""

    id: Slug
    text: Text
    days: Days
    # False where the printed list is cut short and the line follows from the criteria.
    printed: bool = True
    # How many contacts the line owes in a year, each of so many days, and whether they are one a term.
    contacts: Annotated[int, Field(ge=1, le=60)] = 1
    length: Days | None = None
    each_term: bool = False
    # The line whose visit is one of these contacts, where the authority prints "inclusive of the above".
    includes: Slug | None = None


class Band(Part):
    id: BandId
    name: Text
    colour: Colour
    # None at all for a band that gives no days: then it has no lines either.
    headline_days: Days = Decimal(0)
    # Whether the days are the most that a school can have, of which it is owed none.
    up_to: bool = False
    # Whether a school in this band is listed among the schools causing concern.
    concern: bool = False
    # Whether an officer may flag a school in this band as high-risk, which lists it too.
    may_be_high_risk: bool = False
    lines: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def days_have_lines(self) -> Self:
        if self.headline_days and not self.lines:
            raise ValueError(f"band {self.id} has days but no [[bands.lines]] that say what they are for")
        if self.up_to and not self.headline_days:
            raise ValueError(f"band {self.id} is “up to” a number of days, but has no headline_days")
        return self

    @model_validator(mode="after")
    def high_risk_adds_to_concern(self) -> Self:
        if self.concern and self.may_be_high_risk:
            raise ValueError(
                f"every school in band {self.id} causes concern, so a high-risk flag adds nothing: "
                "set concern or may_be_high_risk, not both"
            )
        return self

    @property
    def has_days(self) -> bool:
        return bool(self.headline_days)

    @property
    def days_number(self) -> str:
        """ "7" or "up to 7"."""
        return f"{'up to ' if self.up_to else ''}{plain(self.headline_days)}"

    @property
    def days_words(self) -> str:
        """ "7 days", "up to 7 days", or that there are none."""
        return f"{'up to ' if self.up_to else ''}{days_in_words(self.headline_days)}" if self.has_days else "no days"

    @property
    def days_of_lines(self) -> Decimal:
        return sum((line.days for line in self.lines), Decimal(0))

    @property
    def open_days(self) -> Decimal:
        """Days that the headline promises beyond its lines; shown, never corrected."""
        return self.headline_days - self.days_of_lines


class ExtraDays(Part):
    """Days outside the headline, given when a person ticks the condition."""

    id: Slug
    text: Text
    condition: Text
    days: Days


class Reading(Part):
    """What a criterion says for a band, or for several that read the same. Blank: it says nothing."""

    bands: tuple[BandId, ...] = Field(min_length=1)
    text: str


class Criterion(Part):
    id: Slug
    name: Text
    # What Ofsted calls the judgements that speak to this criterion, in each inspection framework as
    # published there; "Overall effectiveness" and "Category of concern" are among them.
    judgements: tuple[Text, ...] = ()
    # Published figures that speak to this criterion, by their slugs; one that is not known is warned of.
    measures: tuple[Slug, ...] = ()
    # Only schools with pupils older than this are judged by it; where it is left out, every school is.
    pupils_over: int | None = None
    readings: tuple[Reading, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def measures_differ(self) -> Self:
        if twice := [slug for slug, count in Counter(self.measures).items() if count > 1]:
            raise ValueError(f"criterion “{self.id}” names the same measure twice: {_listed(twice)}")
        return self

    @model_validator(mode="after")
    def judgements_differ(self) -> Self:
        if twice := [name for name, count in Counter(map(_folded, self.judgements)).items() if count > 1]:
            raise ValueError(f"criterion “{self.id}” names the same judgement twice: {_listed(twice)}")
        return self

    def draws_on(self, judgement: str) -> bool:
        """Whether a judgement, by its published name in any case and spacing, speaks to this criterion."""
        return _folded(judgement) in map(_folded, self.judgements)

    def fits(self, high_age: int | None) -> bool:
        """Whether a school is judged by it, by the highest age of its pupils; where that is not known, it is."""
        return self.pupils_over is None or high_age is None or high_age > self.pupils_over

    def reading_of(self, band: str) -> Reading:
        return next(reading for reading in self.readings if band in reading.bands)


class LetterRule(Part):
    """Which wording of a letter is in force, whose posts it goes to, and what the authority adds to it."""

    to: tuple[RoleSlug, ...] = Field(min_length=1)
    versions: tuple[LetterVersion, ...] = Field(min_length=1)
    paragraphs: tuple[Paragraph, ...] = ()

    def version_on(self, on: date) -> str:
        """The version in force on a day; the earliest one before any is."""
        return version_on(self.versions, on)


# What older files leave out.
_TO_THE_SCHOOL = LetterRule(
    to=("headteacher", "acting_headteacher", "chair"),
    versions=(LetterVersion(version="2020-09", starts_on=date(2020, 9, 1)),),
)


class PartnershipPlan(Part):
    """The plan that a school and its partner write together while the school is in one of some bands. By when it is to
    be agreed is in `Periods.partnership_plan`."""

    title: Text
    bands: tuple[BandId, ...] = Field(min_length=1)
    # How often a plan in force is reviewed in each term at least.
    reviews_each_term: int = Field(1, ge=0, le=4)


class Letters(Part):
    allocation_agreed: LetterRule
    allocation_recorded: LetterRule = _TO_THE_SCHOOL
    allocation_decided: LetterRule = _TO_THE_SCHOOL
    allocation_determined: LetterRule = _TO_THE_SCHOOL
    allocation_confirmed: LetterRule = _TO_THE_SCHOOL
    # The chair only where `Visits.chair_reads` says so.
    visit_report: LetterRule = _TO_THE_SCHOOL
    visit_summary: LetterRule = _TO_THE_SCHOOL


class Framework(Part):
    framework: About
    authority: Authority
    titles: dict[RoleSlug, Text] = {}
    allocation: Allocation
    bands: tuple[Band, ...] = Field(min_length=2)
    extra_days: tuple[ExtraDays, ...] = ()
    offers: tuple[Offer, ...] = ()
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    periods: Periods
    # None for an authority that does not record its visits here.
    visits: Visits | None = None
    # None for an authority that does not handle schools causing concern here.
    intervention: Intervention | None = None
    priorities: tuple[Named, ...] = ()
    # None for an authority that asks for no plan.
    partnership_plan: PartnershipPlan | None = None
    # None on for an authority that wants no early signs.
    early_signs: tuple[SignRule, ...] = ()
    # None for an authority that sets up no Teams Around the School here.
    team: TeamRules | None = None
    support: Support = Support()
    privacy: Privacy = Privacy()
    letters: Letters

    def band(self, band_id: str) -> Band:
        return next(b for b in self.bands if b.id == band_id)

    def names(self, bands: Iterable[str]) -> str:
        """Several bands by name in the file's order: "Band A or Band B"; "Does not apply" for none.

        Raises KeyError for an id that is no band's.
        """
        wanted = set(bands)
        if unknown := wanted - {b.id for b in self.bands}:
            raise KeyError(_listed(unknown))
        *first, last = [b.name for b in self.bands if b.id in wanted] or ["Does not apply"]
        return f"{', '.join(first)} or {last}" if first else last

    def distance(self, one: str, other: str) -> int | None:
        """How many bands apart two bands are, from 0; None where the order means nothing or a band is unknown."""
        order = [b.id for b in self.bands]
        if not self.allocation.ordered or not {one, other} <= set(order):
            return None
        return abs(order.index(one) - order.index(other))

    def criterion(self, criterion_id: str) -> Criterion | None:
        return next((c for c in self.criteria if c.id == criterion_id), None)

    def offers_of(self, band_id: str) -> tuple[str, ...]:
        """What a band gives without a number of days. What uses a line of days is printed as that line."""
        line_of = self.visits.line_of if self.visits else lambda _: ""
        return tuple(o.text for o in self.offers if band_id in o.bands and not line_of(o.visit_kind))

    def offer(self, offer_id: str) -> Offer | None:
        return next((o for o in self.offers if o.id == offer_id), None)

    def paragraphs(self, kind: str) -> tuple[Paragraph, ...]:
        """What the authority adds to letters of a kind."""
        rules = self.intervention
        step = rules.step(kind) if rules and rules.has(kind) else None
        rule: LetterRule | Step | None = getattr(self.letters, kind, step)
        return rule.paragraphs if rule else ()

    def title(self, role: str) -> str:
        """What the authority calls a role."""
        return self.titles.get(role, ROLES[role].name)

    def warnings(self) -> list[str]:
        """What a person should know about the file that the product does not correct."""
        found = [
            f"{band.name}: the headline prints {plain(band.headline_days)} days, its lines add up to "
            f"{plain(band.days_of_lines)}; {plain(abs(band.open_days))} is shown as open."
            for band in self.bands
            if band.open_days
        ]
        found += [
            f"{criterion.name}: no figures are kept of {_listed(unknown)}, so nothing is shown for them."
            for criterion in self.criteria
            if (unknown := set(criterion.measures).difference(MEASURES))
        ]
        found += [
            f"Early sign {rule.id}: no figures are kept of {_listed(unknown)}, so it never appears for them."
            for rule in self.early_signs
            if (unknown := set(rule.measures or ()).difference(MEASURES))
        ]
        if self.framework.demonstration_wording:
            found.append("The criteria are demonstration wording, not the authority's own text.")
        return found


def like(said: str, word: str) -> str:
    """A word with a capital letter where what it stands for has one."""
    return f"{word[0].upper()}{word[1:]}" if said[0].isupper() else word


def plain(number: Decimal) -> str:
    """5.50 -> "5.5", 7.0 -> "7"."""
    return f"{number.normalize():f}"


def days_in_words(number: Decimal) -> str:
    """1 -> "1 day", 5.5 -> "5.5 days"."""
    return f"{plain(number)} day{'' if number == 1 else 's'}"


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(sorted(ids))
