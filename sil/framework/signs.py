"""Rules of early signs, as a framework file has them: which kind, from which figures on, and whether each is on."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from .parts import Part, Slug

# The kinds of rules that the product knows -> the figures that a rule of the kind needs.
KINDS: dict[str, tuple[str, ...]] = {
    "no_visit": ("weeks",),
    "report_late": ("days",),
    "same_area_in_reports": ("times", "section"),
    "same_area_in_inspections": ("years",),
    "head_changed": ("months",),
    "actions_overdue": ("days",),
    "band_down": (),
    "result_down": ("points", "years", "measures"),
    "absence_above": ("points", "measures"),
    "answers_late": ("times", "months"),
}
_FIGURES = ("weeks", "days", "months", "years", "times", "points", "section", "measures")


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"there is no kind of early sign “{kind}”; the kinds are {', '.join(KINDS)}")
    return kind


class SignRule(Part):
    """One rule. A sign is what somebody should look at; it says nothing about how good a school is."""

    id: Slug
    kind: Annotated[str, AfterValidator(_known_kind)]
    is_on: bool = True
    # Weeks of term, not of the calendar.
    weeks: Annotated[int, Field(ge=1, le=60)] | None = None
    days: Annotated[int, Field(ge=1, le=366)] | None = None
    months: Annotated[int, Field(ge=1, le=60)] | None = None
    years: Annotated[int, Field(ge=1, le=20)] | None = None
    times: Annotated[int, Field(ge=2, le=10)] | None = None
    # Of a published figure, in its own unit.
    points: Annotated[Decimal, Field(gt=0, le=100)] | None = None
    # The section of a report that names what is to be developed.
    section: Slug | None = None
    measures: tuple[Slug, ...] | None = None

    @model_validator(mode="after")
    def has_the_figures_of_its_kind(self) -> Self:
        needed = KINDS[self.kind]
        given = [name for name in _FIGURES if getattr(self, name) not in (None, ())]
        if missing := [name for name in needed if name not in given]:
            raise ValueError(f"an early sign of the kind {self.kind} needs {' and '.join(missing)}")
        if unused := [name for name in given if name not in needed]:
            raise ValueError(f"an early sign of the kind {self.kind} has no use for {' and '.join(unused)}")
        return self

    def figure(self, name: str) -> int:
        """A whole figure that the kind of the rule needs. Raises KeyError for one that it has none of."""
        value = getattr(self, name)
        if value is None:
            raise KeyError(name)
        return int(value)
