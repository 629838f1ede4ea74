"""Visits, their reports and quality assurance, and support from others, as a framework file has them."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from .parts import BandId, Days, Named, Part, Slug, Text


class VisitKind(Part):
    """A kind of visit. It is charged to the entitlement line `line`; without one it is support beyond
    the lines. `days` is its usual length, with preparation and report."""

    id: Slug
    name: Text
    days: Days
    line: Slug | None = None
    # Whether a written report is owed after it.
    report: bool = True
    # A contact without a visit, by telephone or email: it takes no days, and nobody reports on it. Those of earlier
    # years are on record as visits; new ones are written as notes (docs/adr/0103).
    contact: bool = False

    @model_validator(mode="after")
    def contacts_take_no_days(self) -> Self:
        if self.contact and (self.days or self.line or self.report):
            raise ValueError(f"{self.id} is a contact: set days = 0 and report = false, and no line")
        return self


class Mode(Part):
    id: Slug
    name: Text


class Quality(Part):
    """Which reports somebody else reads before they go: all of schools in some bands, all of a partner's
    first `new_partner_days`, and a share of the rest, drawn so that the draw can be made again."""

    bands: tuple[BandId, ...] = ()
    new_partner_days: Annotated[int, Field(ge=0, le=1000)] = 0
    share: Annotated[Decimal, Field(ge=0, le=1)] = Decimal(0)
    criteria: tuple[Named, ...] = Field(min_length=1)


class Visits(Part):
    kinds: tuple[VisitKind, ...] = Field(min_length=1)
    modes: tuple[Mode, ...] = Field(min_length=1)
    # What the school may write before the visit, and what the partner writes after it.
    prompts: tuple[Named, ...] = ()
    sections: tuple[Named, ...] = Field(min_length=1)
    quality: Quality
    # Whether an issued report goes to the chair of governors too.
    chair_reads: bool = False

    def kind(self, kind_id: str) -> VisitKind | None:
        return next((kind for kind in self.kinds if kind.id == kind_id), None)

    def line_of(self, kind_id: str | None) -> str:
        """Return the line of days that visits of a kind are charged to; "" for none."""
        kind = self.kind(kind_id) if kind_id else None
        return (kind.line if kind else None) or ""

    def mode(self, mode_id: str) -> Mode | None:
        return next((mode for mode in self.modes if mode.id == mode_id), None)


class SupportKind(Part):
    """A kind of support. Schools in other bands than `bands` can have it after a warning; `strict` refuses it. Without
    `bands` any school can have it."""

    id: Slug
    name: Text
    bands: tuple[BandId, ...] = ()
    strict: bool = False

    def fits(self, band: str) -> bool:
        return not self.bands or band in self.bands


class Support(Part):
    kinds: tuple[SupportKind, ...] = Field(
        default=(SupportKind(id="commissioned-support", name="Commissioned support"),), min_length=1
    )
    provider_kinds: tuple[Named, ...] = Field(default=(Named(id="other", name="Another provider"),), min_length=1)
    designations: tuple[Named, ...] = Field(default=(Named(id="leader", name="System leader"),), min_length=1)
    # In pounds: what costs more is approved by somebody who did not agree it. None: nothing is.
    approval_above: Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=2)] | None = None
    # Working days within which both sides agree what is proposed and evaluate what was given. None: nobody is reminded.
    agree_within: Annotated[int, Field(ge=1, le=60)] | None = None
    evaluate_within: Annotated[int, Field(ge=1, le=60)] | None = None

    def kind(self, kind_id: str) -> SupportKind | None:
        return next((each for each in self.kinds if each.id == kind_id), None)
