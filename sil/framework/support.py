"""Support from others, as a framework file has it: what each band may have, from whom, and what is approved."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from .parts import BandId, Named, Part, Slug, Text, check_unique


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

    @model_validator(mode="after")
    def ids_are_unique(self) -> Self:
        check_unique("kind of support", (each.id for each in self.kinds))
        check_unique("kind of provider", (each.id for each in self.provider_kinds))
        check_unique("designation", (each.id for each in self.designations))
        return self

    def kind(self, kind_id: str) -> SupportKind | None:
        return next((each for each in self.kinds if each.id == kind_id), None)
