"""The steps of a worked case, each taken by the real actions on its day."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from monitoring.notices.categories.actions import record_category
from monitoring.notices.discussions.actions import Held, record_discussion
from monitoring.notices.ends.state_notices import record_notice_of_state
from monitoring.notices.giving import actions as giving
from monitoring.notices.letters import actions as letters
from monitoring.notices.models import CaseLetter
from monitoring.notices.outcomes.actions import judge
from monitoring.notices.signing import actions as signing
from monitoring.notices.state.actions import record_act, record_notification
from schools.models import TypeSpell
from sil import clock
from sil.letters.models import Method
from tests.factories import case_letters, cases, inspections, people, visits
from tests.factories.case_scene import Scene

NINE = time(9)


@dataclass(frozen=True)
class Step(ABC):
    """Something that is done on a day."""

    day: date

    @abstractmethod
    def take(self, made: Scene) -> None: ...


@dataclass(frozen=True)
class Evidence(Step):
    """Evidence is added, of the concern or of the school's inability to act."""

    bears_on: str

    def take(self, made: Scene) -> None:
        cases.evidence(made, self.bears_on, on=self.day)


@dataclass(frozen=True)
class Discuss(Step):
    """The Director, the headteacher and the chair discuss the concerns."""

    chair_present: bool = True
    absence: str = ""

    def take(self, made: Scene) -> None:
        held = Held(
            held_on=self.day,
            director=made.director,
            head_present=True,
            chair_present=self.chair_present,
            said="The results of the summer.",
            absence=self.absence,
        )
        record_discussion(made.case, held=held, by=made.officer, on=self.day)


@dataclass(frozen=True)
class Give(Step):
    """A letter is written, presented, signed and given on its day, at an hour, by a method. `served_on` is another day
    that is recorded of it; `reason` why its plan can be due when its period is over."""

    kind: str = "preformal_notice"
    by: str = Method.HAND
    at: time = NINE
    served_on: date | None = None
    reason: str = "The governing body has promised its plan for the first week."
    written: Mapping[str, Any] = field(default_factory=dict)

    def take(self, made: Scene) -> None:
        with clock.at(datetime.combine(self.day, self.at, clock.LONDON)):
            letter = letters.prepare(made.case, kind=self.kind, by=made.officer, on=self.day)
            writing = case_letters.writing(letter, method=self.by, **self.written)
            how: dict[str, Any] = {"by": made.officer, "on": self.day}
            letter = letters.save(letter, writing=writing, version=letter.version, **how)
            case_letters.tick_all(letter, made.officer, on=self.day)
            letter = CaseLetter.objects.get(pk=letter.pk)
            said = case_letters.presents_sure(letter, self.day) | {"plan_reason": self.reason}
            letter = signing.present(letter, dated=self.day, version=letter.version, **how, **said)
            how["by"] = made.signer(letter)
            sure = case_letters.sure(letter, self.day, self.day)
            signed = signing.sign(letter, version=letter.version, sure=sure, plan_reason=self.reason, **how)
            case_letters.make(signed)
            if self.by != Method.EMAIL:
                letter = CaseLetter.objects.get(pk=letter.pk)
                done_on = self.served_on or self.day
                with clock.at(max(done_on, self.day)):
                    case_letters.serve(made, letter, done_on=done_on, on=max(done_on, self.day))


@dataclass(frozen=True)
class Prepare(Step):
    """A letter is begun, which says to whom it would go."""

    kind: str = "formal_notice"

    def take(self, made: Scene) -> None:
        letters.prepare(made.case, kind=self.kind, by=made.officer, on=self.day)


@dataclass(frozen=True)
class Judge(Step):
    """The notice in force is judged, every action done or none."""

    secured: bool = False

    def take(self, made: Scene) -> None:
        notice = made.case.notice_to_answer()
        assert notice is not None
        cases.found(made, notice.kind, *["met" if self.secured else "not_met"] * 2, on=self.day)
        judge(notice, by=made.officer, on=self.day, secured=self.secured, reasons="As found.", sure="")


@dataclass(frozen=True)
class Withdraw(Step):
    kind: str

    def take(self, made: Scene) -> None:
        letter = made.notice(self.kind)
        giving.withdraw(letter, reason="It named another school.", by=made.signer(letter), on=self.day)


@dataclass(frozen=True)
class StateNotice(Step):
    """The authority records that the Secretary of State gave a warning notice, on a day before or on this one."""

    given_on: date

    def take(self, made: Scene) -> None:
        how: dict[str, Any] = {"by": made.officer, "on": self.day}
        record_notice_of_state(made.school, given_on=self.given_on, told_on=self.day, **how)


@dataclass(frozen=True)
class StateActs(Step):
    """The Secretary of State gives notice to act instead of the authority."""

    def take(self, made: Scene) -> None:
        record_act(made.case, by=made.officer, on=self.day, given_on=self.day)


@dataclass(frozen=True)
class Notify(Step):
    """The Secretary of State is notified that a power is to be used."""

    power: str

    def take(self, made: Scene) -> None:
        said = {"power": self.power, "notified_on": self.day, "how": "By email."}
        record_notification(made.case, by=made.officer, on=self.day, **said)


@dataclass(frozen=True)
class InCategory(Step):
    """An inspection of the day before put the school into a category, and this is recorded."""

    category: str

    def take(self, made: Scene) -> None:
        day = self.day - timedelta(days=1)
        found = inspections.from_a_file(made.school, day, kind="report_card", overall="", category=self.category)
        record_category(made.case, inspection=found, by=made.officer, on=self.day)


@dataclass(frozen=True)
class Convert(Step):
    """The school is an academy from a day."""

    def take(self, made: Scene) -> None:
        spells = TypeSpell.objects.filter(school=made.school)
        spells.update(ends_on=self.day - timedelta(days=1))
        TypeSpell.objects.create(
            school=made.school, type_code=34, type_name="Academy converter", group_code=10, starts_on=self.day
        )


@dataclass(frozen=True)
class Term(Step):
    """A term of the school, from this day to its last."""

    last: date

    def take(self, made: Scene) -> None:
        admin = people.person(role="administrator")
        visits.term(f"From {self.day}", self.day, self.last, by=admin, school=made.school)


@dataclass(frozen=True)
class AnotherCase(Step):
    """Another case about the same school, with a pre-formal notice of this day in force."""

    def take(self, made: Scene) -> None:
        other = cases.about(made.school, vars(made), "discussed", on=self.day)
        Give(self.day).take(other)


def last_letter(made: Scene) -> CaseLetter | None:
    """The letter that was begun last."""
    return made.case.letters.order_by("-pk").first()
