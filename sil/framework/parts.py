"""Shapes that the sections of a framework file share."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from sil.accounts.roles import ROLES

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$", max_length=40)]
BandId = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$", max_length=20)]
Text = Annotated[str, Field(min_length=1)]
# Half days are the smallest unit the framework counts in.
Days = Annotated[Decimal, Field(ge=0, le=366, multiple_of=Decimal("0.5"))]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _known_role(slug: str) -> str:
    if slug not in ROLES:
        raise ValueError(f"there is no role “{slug}”; the roles are {', '.join(ROLES)}")
    return slug


RoleSlug = Annotated[str, AfterValidator(_known_role)]


class Named(Part):
    """Something with a stable name and words for people: a section of a report, a question, a criterion."""

    id: Slug
    name: Text
    hint: str = ""
    required: bool = False


class Authority(Part):
    name: Text
    service: Text
    code: Annotated[str, Field(pattern=r"^\d{3}$")]
    address: tuple[Text, ...] = Field(min_length=1)
    telephone: Text
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
    website: str = ""
    # Whose law holds: the powers of intervention of this product are those of England.
    nation: Literal["england", "wales"] = "england"
    # Behind white text, so it must be dark enough to read.
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]

    @model_validator(mode="after")
    def colour_is_readable(self) -> Self:
        if (ratio := contrast_with_white(self.colour)) < 4.5:
            raise ValueError(
                f"colour {self.colour} is too light for white text: contrast {ratio:.1f} to 1, at least 4.5 is needed"
            )
        return self


class OfferKind(StrEnum):
    """How a school gets what is offered."""

    EVENT = "event"  # it books places
    REQUEST = "request"  # it asks, and is answered within some days
    NEWSLETTER = "newsletter"  # it is sent
    INFORMATION = "information"  # it is told that it has it


class Offer(Part):
    """Support without a number of days, for some bands. Versions that were stored before ADR 117 have neither an id nor
    a kind: they tell what a band gives, and nothing can be booked under them."""

    text: Text
    bands: tuple[BandId, ...] = Field(min_length=1)
    id: Slug | None = None
    kind: OfferKind = OfferKind.INFORMATION
    # Working days within which a school that asks for it is answered.
    answered_within: Annotated[int, Field(ge=1, le=60)] | None = None
    # The kind of the visit that comes of a request, which says the line of days that it uses.
    visit_kind: Slug | None = None

    @model_validator(mode="after")
    def can_be_named(self) -> Self:
        if self.kind != OfferKind.INFORMATION and self.id is None:
            raise ValueError(f"an offer of the kind “{self.kind}” needs an id, by which events and requests name it")
        if self.kind == OfferKind.REQUEST and self.answered_within is None:
            raise ValueError("a request needs answered_within, the number of working days until the school is answered")
        if self.kind != OfferKind.REQUEST and self.answered_within is not None:
            raise ValueError("only an offer of the kind “request” has answered_within")
        if self.kind != OfferKind.REQUEST and self.visit_kind is not None:
            raise ValueError("only an offer of the kind “request” has a visit_kind")
        return self


class Paragraph(Part):
    """A paragraph of an authority's own in a letter, as text: nothing in it is read as code or markup."""

    text: Annotated[str, Field(min_length=1, max_length=2000)]
    # Whether it comes before the letter's own text or after it.
    place: Literal["beginning", "end"] = "end"


class LetterVersion(Part):
    version: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    starts_on: date


def version_on(versions: Iterable[LetterVersion], on: date) -> str:
    """The wording in force on a day; the earliest one before any is."""
    ordered = sorted(versions, key=lambda v: v.starts_on)
    begun = [v for v in ordered if v.starts_on <= on]
    return (begun[-1] if begun else ordered[0]).version


def check_unique(what: str, ids: Iterable[str]) -> None:
    """Raises ValueError where two entries have one id."""
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise ValueError(f"two entries have the same {what} id: {each}")
        seen.add(each)


class TeamRules(Part):
    """`bands` ask for a team; `services` are those whose officers help. `maintained_only` is what an academy is told
    that asks for financial support, which members of the service `finance` may read."""

    name: Text = "Team Around the School"
    bands: tuple[BandId, ...] = Field(min_length=1)
    services: tuple[Named, ...] = Field(min_length=1)
    finance: Slug = ""
    maintained_only: Text

    def service(self, slug: str) -> str:
        """Return the name of a service, or "" for one that the file does not name."""
        return next((each.name for each in self.services if each.id == slug), "")


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of WCAG 2.2 (1.4.3) between a #rrggbb colour and white."""

    def channel(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
