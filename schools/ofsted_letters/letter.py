"""The values of a letter from Ofsted, and how they look as JSON."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

TO_AUTHORITY = "letter_to_authority"
# A letter about one school has none of these, so its JSON does not hold them.
OF_AUTHORITY = ("tallies", "strengths", "areas")


@dataclass(frozen=True)
class Judgement:
    """What the letter holds of one question; the sentence is quoted as given, and begins at `offset`.

    A sentence without a value was found and cannot be told to mean yes or no. `qualifier` is what the letter says next
    to it that limits it, in its own words.
    """

    value: bool | None = None
    sentence: str | None = None
    offset: int | None = None
    qualifier: str | None = None


@dataclass(frozen=True)
class Item:
    """One bullet of a list and the bullets below it."""

    text: str
    children: tuple["Item", ...] = ()


@dataclass(frozen=True)
class Part:
    count: int
    text: str


@dataclass(frozen=True)
class Tally:
    """Schools counted in a letter to an authority: how many in all, and how many of each sort it names."""

    about: str
    total: int | None
    parts: tuple[Part, ...]
    sentence: str
    offset: int


@dataclass(frozen=True, kw_only=True)
class Letter:
    """Dates are ISO; of an earlier inspection often only the month is said (2018-05). Not said is None or empty."""

    kind: str | None
    school_name: str | None = None
    school_urn: int | None = None
    addressee: str | None = None
    letter_date: str | None = None
    visit_start: str | None = None
    visit_end: str | None = None
    visit_number: int | None = None
    previous_inspection: str | None = None
    effective_action: Judgement = field(default_factory=Judgement)
    plan_fit_for_purpose: Judgement = field(default_factory=Judgement)
    authority_statement_fit: Judgement = field(default_factory=Judgement)
    may_appoint_new_teachers: Judgement = field(default_factory=Judgement)
    safeguarding_effective: Judgement = field(default_factory=Judgement)
    inspectors: tuple[str, ...] = ()
    copied_to: tuple[str, ...] = ()
    further_actions: tuple[Item, ...] = ()
    areas_for_improvement: tuple[Item, ...] = ()
    additional_areas: tuple[Item, ...] = ()
    external_reviews: tuple[str, ...] = ()
    external_support: str | None = None
    contradictions: tuple[str, ...] = ()
    tallies: tuple[Tally, ...] = ()
    strengths: tuple[Item, ...] = ()
    areas: tuple[Item, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The letter as JSON holds it: strings, numbers, lists and objects."""
        left_out = () if self.kind == TO_AUTHORITY else OF_AUTHORITY
        held = asdict(self)
        return {each.name: held[each.name] for each in fields(self) if each.name not in left_out}


@dataclass(frozen=True)
class Declined:
    """A text that is no such letter; `reason` is a sentence for people."""

    reason: str
