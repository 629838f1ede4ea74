"""Periods of a framework file: how each is counted, and how long those are that have a length of their own."""

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, model_validator

from .parts import Part, Text


class Counting(Part):
    """How the days of a period are counted. `day_one` says whether the day of the event counts."""

    name: Text
    unit: Literal["calendar", "working"]
    day_one: Literal["in", "out"]
    trigger: Text
    source: Text


class Period(Counting):
    """A number of days that runs from an event."""

    count: Annotated[int, Field(ge=1, le=400)]


class CompliancePeriod(Counting):
    """How the compliance period of a notice is counted. It has no length here: neither the Act nor the framework
    gives one, and whoever prepares a notice enters it (Education and Inspections Act 2006, section 60(4)(c))."""

    @model_validator(mode="before")
    @classmethod
    def has_no_length(cls, given: Any, info: ValidationInfo) -> Any:
        """Versions that were stored before ADR 53 have a `count`, which is passed over; a file may not."""
        if not isinstance(given, dict) or "count" not in given:
            return given
        if (info.context or {}).get("is_file"):
            raise ValueError("a compliance period has no count: it is entered for each notice, so delete this line")
        return {key: value for key, value in given.items() if key != "count"}

    def lasting(self, count: int, unit: str = "") -> Period:
        """Return the period of one notice; `unit` is "calendar" or "working", blank for the framework's."""
        said = self.model_dump() | {"count": count}
        return Period.model_validate(said | ({"unit": unit} if unit else {}))


class Periods(Part):
    visit_report: Period
    action_plan: Period
    compliance_period: CompliancePeriod
    answer: Period
    # For the Principal Officer and the Director alike; without it a disagreement has no date.
    decision: Period | None = None
    # Within the time for the report: until somebody else has read it.
    report_check: Period | None = None
    # Until the school says whether a report is accurate.
    report_answer: Period | None = None
    # Until a school's concern about the service is answered.
    service_concern: Period | None = None
    # Until the Regional Director and the leadership of an academy answer a letter about a concern.
    academy_answer: Period | None = None
    # Until the governing body can comment on a notice that is not one under section 60.
    notice_comment: Period | None = None
    # Until a school and its partner agree the plan that its band asks for.
    partnership_plan: Period | None = None

    @property
    def given(self) -> dict[str, Counting]:
        """Rule -> period, for those that the authority has, in the order above."""
        return {rule: period for rule, period in self if period is not None}

    @property
    def counted(self) -> dict[str, Period]:
        """The same for those that have a length."""
        return {rule: period for rule, period in self.given.items() if isinstance(period, Period)}
