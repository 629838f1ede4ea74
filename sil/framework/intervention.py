"""Letters about schools that cause concern, as a framework file has them: who signs, who gets each.

Who signs, who is addressed, who has a copy, which wording is in force, which steps there are and what they are called
are an authority's; which step follows which, and what the law asks of it, is the product's own code (`required`).
"""

from collections.abc import Iterable, Iterator
from datetime import date, time
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from .parts import LetterVersion, Named, Paragraph, Part, RoleSlug, Slug, Text, check_unique


class Party(StrEnum):
    """Who a letter about a concern can go to."""

    GOVERNING_BODY = "governing_body"
    HEADTEACHER = "headteacher"
    CHAIR = "chair"
    DIOCESE = "diocese"
    FOUNDATION = "foundation"
    ACADEMY_LEADERSHIP = "academy_leadership"
    REGIONAL_DIRECTOR = "regional_director"
    SECRETARY_OF_STATE = "secretary_of_state"
    OFSTED = "ofsted"


# Those outside the school and its church, whose addresses are in the framework file.
OUTSIDE = frozenset({Party.REGIONAL_DIRECTOR, Party.SECRETARY_OF_STATE, Party.OFSTED})


class Body(Part):
    """An office outside the authority that letters go to: a party, or a diocese by the register's code."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+$", max_length=40)]
    name: Text
    salutation: Text
    address: tuple[Text, ...] = ()
    # Blank: it is written to by post.
    email: Annotated[str, Field(pattern=r"^([^@\s]+@[^@\s]+)?$")] = ""


class Step(Part):
    """One letter on the way: who signs it, to whom it goes, what is checked before it is signed."""

    # What the authority calls the letter, where it is not the product's name for it.
    name: str = ""
    signed_by: RoleSlug
    to: tuple[Party, ...] = Field(min_length=1)
    copies: tuple[Party, ...] = ()
    # Copies that go only if the person who prepares the letter adds them.
    optional_copies: tuple[Party, ...] = ()
    checks: tuple[Named, ...] = ()
    source: Text
    versions: tuple[LetterVersion, ...] = Field(min_length=1)
    # What the authority adds to the letter.
    paragraphs: tuple[Paragraph, ...] = ()

    @property
    def parties(self) -> frozenset[Party]:
        return frozenset((*self.to, *self.copies, *self.optional_copies))

    @model_validator(mode="after")
    def nobody_gets_two(self) -> Self:
        check_unique("recipient", (*self.to, *self.copies, *self.optional_copies))
        return self


class Length(Part):
    """How long the compliance period of a kind of notice usually is, and at the least, in calendar days. Both are
    settings of the authority, with their source: a shorter period is asked about, never refused."""

    usual_days: Annotated[int, Field(ge=1, le=400)] | None = None
    shortest_days: Annotated[int, Field(ge=1, le=400)] | None = None
    source: Text

    @model_validator(mode="after")
    def shortest_is_not_longer(self) -> Self:
        if self.usual_days and self.shortest_days and self.shortest_days > self.usual_days:
            raise ValueError("shortest_days is more than usual_days")
        return self


class Lengths(Part):
    """The lengths by kind of notice; nothing is asked about the length of a kind that is left out."""

    preformal_notice: Length | None = None
    directive_notice: Length | None = None
    formal_notice: Length | None = None


class WorkingDays(Part):
    """A number of working days after a letter, not counting the day on which it is given, and whose rule that is."""

    count: Annotated[int, Field(ge=1, le=100)]
    source: Text


class CalendarDays(Part):
    """A number of days, weekends included, and whose rule that is."""

    count: Annotated[int, Field(ge=1, le=400)]
    source: Text


_FIRST_VERSIONS = (LetterVersion(version="2026-09", starts_on=date(2026, 9, 1)),)
_NOTIFIES = "Education and Inspections Act 2006, sections 70A to 70C: before a power is used"
_ENDS = "Education and Inspections Act 2006, section 65 with Schedule 6, and section 66: a power ends by notice"

# Section 60(1)(d) asks for reasonable written notice; how long that is, an authority says.
_INTENTION = WorkingDays(count=10, source="A local setting: section 60(1)(d) asks for reasonable written notice")
_REPRESENTATIONS = WorkingDays(count=7, source="A local setting: the Act names no day for representations")


class Intervention(Part):
    # Where a concern can come from.
    sources: tuple[Named, ...] = Field(min_length=1)
    bodies: tuple[Body, ...] = ()
    # The end of the working day: an email that is sent later counts as given on the next working day.
    latest_time: time = time(16, 30)
    # The wording of the letter by which another is withdrawn; it is signed, addressed and copied as that one was.
    withdrawal_versions: tuple[LetterVersion, ...] = Field(default=_FIRST_VERSIONS, min_length=1)
    # The kind of visit by which officers see what became of a concern.
    visit_kind: Slug | None = None
    # The criterion of the grid to which a notice in force speaks.
    criterion: Slug | None = None
    lengths: Lengths = Lengths()
    # The notices with which the governing body is asked for an action plan, due by `Periods.action_plan`.
    plan_with: tuple[Literal["preformal_notice", "directive_notice", "formal_notice"], ...] = ("formal_notice",)
    # Between the notice of proposed use of powers and the first day on which a power can be used, and for the
    # representations of the governing body.
    intention_days: WorkingDays = _INTENTION
    representation_days: WorkingDays = _REPRESENTATIONS
    # How often a board or a suspended budget is reviewed. None: a person enters the day of each review.
    power_review_days: CalendarDays | None = None
    # None for a step that the authority does not have. `required` says which ones it cannot leave out.
    discussion_invitation: Step | None = None
    # Maintained schools.
    preformal_notice: Step | None = None
    directive_notice: Step | None = None
    notice_removed: Step | None = None
    formal_notice: Step | None = None
    formal_lifted: Step | None = None
    intention_notice: Step | None = None
    # Without a table of its own it is signed as the letter that uses the power, and goes to the Secretary of State.
    state_notified: Step | None = None
    power_used: Step | None = None
    # Without a table of its own it is signed, addressed and copied as the letter that used the power.
    power_ended: Step | None = None
    # Academies.
    academy_considered: Step | None = None
    academy_concerns: Step | None = None
    academy_improvement: Step | None = None
    academy_no_improvement: Step | None = None

    @model_validator(mode="after")
    def addresses_are_there(self) -> Self:
        wanted = {party for _, step in self.steps() for party in step.parties & OUTSIDE}
        if missing := sorted(wanted - {body.id for body in self.bodies}):
            raise ValueError(f"letters go to a body that is not listed: {', '.join(missing)}")
        return self

    @model_validator(mode="after")
    def representations_come_first(self) -> Self:
        if self.representation_days.count > self.intention_days.count:
            raise ValueError(
                "representation_days must be no more than intention_days: they come before a power is used"
            )
        return self

    def steps(self) -> Iterable[tuple[str, Step]]:
        """Every kind of letter that the authority has with its step, in the order above."""
        return self._by_kind.items()

    @cached_property
    def _by_kind(self) -> dict[str, Step]:
        """A page of cases asks for them hundreds of times, and a version is read once in a process."""
        return dict(self._every_step())

    def _every_step(self) -> Iterator[tuple[str, Step]]:
        for name, value in self:
            if isinstance(value, Step):
                yield name, value
            elif (changes := self._after_power_used(name)) and self.power_used:
                fixed = {"name": "", "versions": _FIRST_VERSIONS, "checks": (), "paragraphs": (), **changes}
                yield name, self.power_used.model_copy(update=fixed)

    def _after_power_used(self, name: str) -> dict[str, Any]:
        """How the step of a letter about a power differs from that of the use of one, in a file that has no table for
        it; nothing for other steps."""
        if name == "power_ended":
            return {"source": _ENDS}
        if name == "state_notified" and self.body(Party.SECRETARY_OF_STATE):
            only = {"to": (Party.SECRETARY_OF_STATE,), "copies": (), "optional_copies": ()}
            return {"source": _NOTIFIES, **only}
        return {}

    def step(self, kind: str) -> Step:
        """The step of a kind of letter. Raises KeyError for a kind that the authority does not have."""
        return self._by_kind[kind]

    def length(self, kind: str) -> Length | None:
        """The lengths that are usual for a kind of notice; None where nothing is said of it."""
        found: Length | None = getattr(self.lengths, kind, None)
        return found

    def withdrawal_of(self, kind: str) -> Step:
        """The step of the letter that withdraws one of a kind: signed, addressed and copied as that one, in its own
        wording."""
        return self.step(kind).model_copy(update={"versions": self.withdrawal_versions, "checks": (), "paragraphs": ()})

    def has(self, kind: str) -> bool:
        """Whether the authority has a kind of letter."""
        return kind in self._by_kind

    def name_of(self, kind: str) -> str:
        """What the authority calls a kind of letter; blank where it has no name of its own."""
        step = self._by_kind.get(kind)
        return step.name if step else ""

    def body(self, body_id: str) -> Body | None:
        return next((body for body in self.bodies if body.id == body_id), None)

    def source(self, source_id: str) -> Named | None:
        return next((source for source in self.sources if source.id == source_id), None)
