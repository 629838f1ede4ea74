"""Build the content of a letter, as it is printed, from what was prepared.

Each field of a content that no person writes has one supplier, in the table at the end.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sil.clock import in_words, weekday_in_words
from sil.deadlines.rules import Due
from sil.deadlines.working_days import ONE_DAY, two_month_window

from ..act import GROUNDS, POWERS
from ..case.resting import resting_on
from ..days import TypedDay
from ..kinds import KINDS
from ..models import CaseLetter
from ..states import BY_CATEGORY, FORMAL_IN_FORCE
from .contexts import (
    CONTENTS,
    NAMED,
    Arrangements,
    Board,
    Budget,
    ConcernLetter,
    Consent,
    Consulted,
    Discussed,
    Earlier,
    Ending,
    Found,
    Governors,
    InCategory,
    Meeting,
    NamedPower,
    Proposed,
    Required,
    Span,
    Withdrawn,
)
from .early import has_steps_before, is_early
from .head import about, earlier_of
from .policies import Timing
from .written import ONLINE, Written, last_day_of, planned_day_of, read_meeting, said_of, written_in


@dataclass(frozen=True)
class _Source:
    """What a content is read from. While it is a draft a gap is named in the letter; otherwise it is an error."""

    letter: CaseLetter
    timing: Timing
    written: Written
    draft: bool

    def gap(self, what: str) -> str:
        if not self.draft:
            raise ValueError(f"{self.letter.kind} letters do not go without: {what}")
        return f"[{what}: missing]"


def content_of(
    letter: CaseLetter, timing: Timing, *, replaces: CaseLetter | None, draft: bool = False
) -> ConcernLetter:
    """Return the content of a letter that goes as `timing` says and replaces a withdrawn one.

    Raises ValueError for one that lacks something; as a draft it says in brackets what it lacks.
    """
    source, kind = _Source(letter, timing, written_in(letter), draft), CONTENTS[letter.kind]
    wanted = {field.name for field in fields(kind)}
    written: dict[str, Any] = {
        part.id: _written(text, part.name, source) if part.required else text.strip()
        for part in KINDS[letter.kind].parts
        for text in [letter.parts.get(part.id, "")]
    }
    read = {name: supply(source) for name, supply in _SUPPLY.items() if name in wanted}
    return kind(**about(letter, replaces), **written, **read)


def _written(text: str, what: str, source: _Source) -> str:
    return text.strip() or source.gap(what)


def _offered(source: _Source) -> Meeting:
    meeting = read_meeting(source.letter.meeting)
    is_whole = meeting.day.on and meeting.at
    return Meeting(
        when=meeting.when_in_words if is_whole else source.gap("Day and time of the discussion"),
        is_online=meeting.mode == ONLINE,
        place=_written(meeting.place, "Place of the discussion", source),
    )


def _called(source: _Source) -> str:
    rules = source.letter.case.rules
    own = rules.name_of(source.letter.kind) if rules else ""
    return f"{own[0].lower()}{own[1:]}" if own else NAMED[source.letter.kind]


def _earlier(source: _Source) -> Earlier:
    made_from = source.letter.made_from
    if made_from is None:
        return Earlier(name="earlier letter", reference=source.gap("Its reference"), day=source.gap("Its date"))
    return earlier_of(made_from)


def _withdrawn(source: _Source) -> Withdrawn:
    """The letter that this one withdraws."""
    other = source.letter.made_from
    assert other is not None and other.letter is not None and other.given_on is not None, "it withdraws a given letter"
    kind = other.kind_of
    return Withdrawn(
        name=other.name_within,
        called=kind.called,
        reference=other.letter.reference,
        day=in_words(other.given_on),
        requires=kind.notice,
    )


def _category(source: _Source) -> InCategory | None:
    """What makes the school eligible without a notice; None where a notice does."""
    case = source.letter.case
    if case.status not in BY_CATEGORY:
        return None
    found = case.categories.first()
    assert found is not None, "a case is in such a state because it was recorded"
    return InCategory(name=found.name, inspected=in_words(found.inspected_on), section=found.section)


def _earlier_if_any(source: _Source) -> Earlier | None:
    """None where no letter comes before: the school is in a category, or the notice leaves the earlier steps out."""
    letter = source.letter
    none = letter.case.status in BY_CATEGORY or is_early(letter) or not _comes_after(letter)
    return None if none else _earlier(source)


def _comes_after(letter: CaseLetter) -> bool:
    """Whether a letter of its kind is made from another one, in this framework."""
    return letter.kind_of.early is None or has_steps_before(letter.case)


def _left_out(source: _Source) -> str:
    """Why the earlier steps are left out; blank where they were taken."""
    part = source.letter.kind_of.early
    if part is None or not is_early(source.letter):
        return ""
    return _written(source.letter.parts.get(part.id, ""), part.name, source)


def _required(source: _Source) -> tuple[Required, ...]:
    actions = source.letter.required_actions.all()
    found = tuple(
        Required(text=_written(a.text, "Required action", source), measure=a.measure.strip()) for a in actions
    )
    return found or (Required(text=source.gap("Required action"), measure=""),)


def _found(source: _Source) -> tuple[Found, ...]:
    """The latest finding of each action that the earlier notice required, in its order. Two queries."""
    made_from = source.letter.made_from
    actions = made_from.required_actions.prefetch_related("findings") if made_from else ()
    latest = [(action, next(iter(action.findings.all()), None)) for action in actions]
    return tuple(
        Found(
            text=action.text.strip(),
            result=found.get_result_display() if found else "",
            evidence=found.evidence.strip() if found else "",
            on=in_words(found.found_on) if found else "",
        )
        for action, found in latest
    )


def _span(due: Due | None, what: str, source: _Source) -> Span:
    if due is None:
        gap = source.gap(what)
        return Span(first=gap, last=gap, basis=gap)
    return _span_of(due)


def _span_if_any(due: Due | None) -> Span | None:
    return _span_of(due) if due else None


def _span_of(due: Due) -> Span:
    return Span(first=in_words(due.starts), last=weekday_in_words(due.due), basis=due.basis)


def _grounds(source: _Source) -> tuple[str, ...]:
    return tuple(GROUNDS[slug] for slug in GROUNDS if slug in source.letter.grounds) or (source.gap("Ground"),)


def _powers(source: _Source) -> tuple[NamedPower, ...]:
    """In the order of the Act. Those of a notice of the powers to be used say until when they can be used."""
    letter, runs = source.letter, source.timing.period
    ended = None
    if letter.is_notice_of_powers:
        ended = runs.due if runs else _ended_of(letter)
    found = tuple(_power_named(slug, ended) for slug in POWERS if slug in letter.powers)
    return found or (NamedPower(section="[]", name=source.gap("Power"), until=""),)


def _power_named(slug: str, ended: date | None) -> NamedPower:
    """`ended` is the last day of the compliance period, where the letter says until when the power can be used."""
    power = POWERS[slug]
    ended = ended if power.window else None
    until = in_words(two_month_window(ended)[1]) if ended else ""
    return NamedPower(section=power.section, name=power.name, until=until)


def _ended_of(letter: CaseLetter) -> date | None:
    """The last day of the compliance period of the formal notice that a letter is made from."""
    made_from = letter.made_from
    return made_from.period_ends_on if made_from and made_from.kind_of.statutory else None


def _expired(source: _Source) -> str:
    if source.letter.case.status in BY_CATEGORY:
        return ""
    ended = _ended_of(source.letter)
    return in_words(ended) if ended else source.gap("End of the compliance period")


def _proposed(source: _Source) -> Proposed | None:
    told = source.timing.intention
    if told is None:
        return None
    return Proposed(
        represent_by=weekday_in_words(told.represent_by),
        usable_from=weekday_in_words(told.usable_from),
        basis=told.basis,
    )


def _said(source: _Source, power: str) -> dict[str, str] | None:
    """What is said of a power, where it is the one that the letter uses: id of a detail -> its words."""
    if power not in source.letter.powers:
        return None
    return {
        each.detail.id: _written(str(each), each.detail.name.rstrip("?"), source) if each.detail.missing else str(each)
        for each in said_of(source.letter)
    }


def _arrangements(source: _Source) -> Arrangements | None:
    said = _said(source, "arrangements")
    return Arrangements(**said) if said else None


def _governors(source: _Source) -> Governors | None:
    said = _said(source, "governors")
    return Governors(**said) if said else None


def _board(source: _Source) -> Board | None:
    said = _said(source, "board")
    return Board(**said) if said else None


def _budget(source: _Source) -> Budget | None:
    said = _said(source, "budget")
    return Budget(**said) if said else None


def _planned(source: _Source) -> str:
    day = planned_day_of(source.letter)
    return weekday_in_words(day) if day else source.gap("Day on which the power is to be used")


def _ending(source: _Source) -> Ending:
    """The last day of the power that a letter ends, and the day from which it has no effect."""
    last = last_day_of(source.letter)
    said = {each.detail.id: each for each in said_of(source.letter)}
    successor = said.get("successor")
    return Ending(
        last_day=weekday_in_words(last) if last else source.gap("Last day of the power"),
        from_day=weekday_in_words(last + ONE_DAY) if last else source.gap("Day after the last day of the power"),
        successor=_written(successor.text, "Governing body that takes over", source) if successor else "",
    )


def _consulted(source: _Source) -> tuple[Consulted, ...]:
    return tuple(
        Consulted(
            who=_written(each.who, "Who was consulted", source),
            on=_day(each.day, "Day of the consultation", source),
            said=each.said,
        )
        for each in source.written.consulted
    )


def _consent(source: _Source) -> Consent | None:
    """The consent as it was typed; asked for where the power needs it."""
    consent, needed = (
        source.written.consent,
        any(POWERS[slug].consent for slug in POWERS if slug in source.letter.powers),
    )
    if not needed and not consent.day:
        return None
    day = _day(consent.day, "Consent of the Secretary of State", source)
    return Consent(on=day, reference=consent.reference)


def _day(day: TypedDay, what: str, source: _Source) -> str:
    return in_words(day.on) if day.on else source.gap(what)


def _talked(source: _Source) -> Discussed | None:
    """The latest discussion; None where there was none."""
    case = source.letter.case
    held = next(iter(case.discussions.all()), None)
    if held is None:
        return None
    was_there = {"headteacher": held.head_present, "chair": held.chair_present}
    titles = (case.framework.title(role) for role, there in was_there.items() if there)
    present = tuple(f"the {title[0].lower()}{title[1:]}" for title in titles)
    return Discussed(by=f"{held.director.name}, {held.director_as},", present=present, on=in_words(held.held_on))


def _discussed(source: _Source) -> Discussed:
    return _talked(source) or Discussed(by="", present=(), on=source.gap("Day of the discussion"))


_SUPPLY: dict[str, Callable[[_Source], Any]] = {
    "required": _required,
    "found": _found,
    "given": lambda source: in_words(source.timing.service.given),
    "service": lambda source: source.timing.service.rule,
    "effect": lambda source: weekday_in_words(source.timing.service.given),
    "period": lambda source: _span(source.timing.period, "Compliance period", source),
    "plan": lambda source: _span_if_any(source.timing.plan),
    "comment": lambda source: _span_if_any(source.timing.comment),
    "answer": lambda source: _span_if_any(source.timing.answer),
    "grounds": _grounds,
    "powers": _powers,
    "power": lambda source: _powers(source)[0],
    "proposed": _proposed,
    "used": _earlier,
    "ending": _ending,
    "planned": _planned,
    "notice_stands": lambda source: source.letter.case.status in FORMAL_IN_FORCE,
    "arrangements": _arrangements,
    "governors": _governors,
    "board": _board,
    "budget": _budget,
    "expired": _expired,
    "consulted": _consulted,
    "consent": _consent,
    "earlier": _earlier_if_any,
    "withdrawn": _withdrawn,
    "from_day": lambda source: weekday_in_words(source.timing.service.sent),
    "resting": lambda source: tuple(earlier_of(each) for each in resting_on(source.letter.made_from)),
    "category": _category,
    "left_out": _left_out,
    "named": _called,
    "offered": _offered,
    "discussed": _discussed,
    "talked": _talked,
    "trust": lambda source: source.letter.case.school.trust_name,
}
