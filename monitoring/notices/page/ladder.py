"""The progress of a case as its page draws it: the steps behind it, the one now and those to come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sil.audit import events
from sil.audit.models import Event
from sil.clock import in_london

from ..case.fitted import fitted_step
from ..case.stages import STAGES, stage_of
from ..case.steps import Step
from ..models import Case, CaseLetter
from ..states import Branch, CaseState
from ..transitions import GIVES


@dataclass(frozen=True, kw_only=True)
class ShownStep:
    """A step as it is drawn: done, now or to come. `letter` is the one by which it was taken."""

    place: int
    name: str
    state: str  # "done", "now" or "next"
    text: str
    on: date | None = None
    by: str = ""
    why: str = ""
    letter: CaseLetter | None = None

    @property
    def href(self) -> str:
        """Where its letter is read; blank where there is none."""
        return self.letter.get_absolute_url() if self.letter else ""

    @property
    def state_words(self) -> str:
        return {"done": "Done", "now": "Now", "next": "To come"}[self.state]


def shown_steps(case: Case, happened: Iterable[Event], letters: Sequence[CaseLetter]) -> list[ShownStep]:
    """Return the steps of a case: those that its events show it took, then those ahead of its state. No query."""
    found: list[ShownStep] = []
    for state, event in _taken(case, happened):
        step, letter = _step_of(case, state), _letter_given_by(event, letters)
        found.append(
            ShownStep(
                place=len(found) + 1,
                name=_name_of(step, letter) or str(CaseState(state).label),
                state="done",
                text=events.sentence(event),
                on=in_london(event.at),
                by=event.actor_name,
                why=event.reason,
                letter=letter,
            )
        )
    for place, step in enumerate(stage_of(case).ahead):
        state = "next" if place else "now"
        found.append(ShownStep(place=len(found) + 1, name=step.name, state=state, text=step.text))
    return found


def _taken(case: Case, happened: Iterable[Event]) -> list[tuple[str, Event]]:
    """The states that a case came through and by which event, without those that were taken back: a
    withdrawal leads back to an earlier state, and a step that is taken again replaces itself."""
    taken: list[tuple[str, Event]] = []
    for event in sorted(_changes_of_state(case, happened), key=lambda each: (each.at, each.pk)):
        state = str(event.data.get("status", [None, CaseState.OPENED])[1])
        if event.kind in _NO_STEP:
            continue
        if event.kind.startswith("case.withdraw_"):
            while taken and taken[-1][0] != state:
                taken.pop()
            continue
        if taken and _step_of(case, taken[-1][0]) == _step_of(case, state) is not None:
            taken.pop()
        taken.append((state, event))
    return taken


# Letters that leave the case where it is: the notification of a power, and the day on which one will end.
_NO_STEP = ("case.notify_state", "case.end_power")


def _name_of(step: Step | None, letter: CaseLetter | None) -> str:
    """The name of a step that was taken: where several kinds of letter take it, that of the one that did."""
    if step is None:
        return ""
    return letter.name if letter and len(step.letters) > 1 else step.name


def _step_of(case: Case, state: str) -> Step | None:
    step = STAGES[Branch(case.branch)][CaseState(state)].step
    return (fitted_step(step, case.rules) or step) if step else None


def _changes_of_state(case: Case, happened: Iterable[Event]) -> Iterable[Event]:
    """The events that changed the state of the case, out of everything that happened."""
    table = case._meta.db_table
    mine = (each for each in happened if each.subject_table == table)
    return (each for each in mine if each.kind == "case.opened" or "status" in each.data)


def _letter_given_by(event: Event, letters: Sequence[CaseLetter]) -> CaseLetter | None:
    """The letter that an event is the giving of: of those that do this, the last that was given by then."""
    act, day = event.kind.removeprefix("case."), in_london(event.at)
    given = [each for each in letters if GIVES.get(each.kind) == act and each.given_on]
    by_then = [each for each in given if each.letter is not None and each.letter.dated <= day]
    return by_then[-1] if by_then else None
