"""The contents of each kind of letter of a case, as they are printed. Days are in words.

A content type for each set of contents that the law or the framework asks for: what a letter must
not go without is a field without a default, so that a letter which lacks it cannot be made.
"""

from dataclasses import dataclass

from sil.letters.kinds import Content


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Whom to ask."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """A letter that was given before, by its kind, its reference and the day it was given."""

    name: str
    reference: str
    day: str


@dataclass(frozen=True, kw_only=True)
class Required:
    """One action that is required, and what will show that it is done."""

    text: str
    measure: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was found of one action that the earlier notice required, on which evidence; blank where nothing was."""

    text: str
    result: str
    evidence: str
    on: str


@dataclass(frozen=True, kw_only=True)
class Span:
    """A period by its first and last day (both included), and why, in words."""

    first: str
    last: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class InCategory:
    """What an inspection found, on which day it began, and the section by which the school is eligible."""

    name: str
    inspected: str
    section: str


@dataclass(frozen=True, kw_only=True)
class Discussed:
    """Who spoke for the authority, with whom of the school, on which day."""

    by: str
    present: tuple[str, ...]
    on: str


@dataclass(frozen=True, kw_only=True)
class NamedPower:
    """A power by its section of the Act; `until` is blank where the Act sets no last day for it."""

    section: str
    name: str
    until: str


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """The written notice of section 60(1)(d): the last day for representations, the first day on which a power can be
    used, and why."""

    represent_by: str
    usable_from: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class Arrangements:
    """Section 63."""

    parties: str
    arrangement: str


@dataclass(frozen=True, kw_only=True)
class Governors:
    """Section 64; `number` in figures."""

    number: str
    names: str
    term: str


@dataclass(frozen=True, kw_only=True)
class Board:
    """Section 65."""

    starts: str
    members: str
    pay: str


@dataclass(frozen=True, kw_only=True)
class Budget:
    """Section 66; `starts` is blank where it is suspended when the governing body receives the notice."""

    starts: str


@dataclass(frozen=True, kw_only=True)
class Consulted:
    who: str
    on: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Consent:
    """The consent of the Secretary of State."""

    on: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class ConcernLetter(Content):
    """What every letter about a concern says."""

    school: str
    urn: int
    # Everybody it is addressed to, where that is more than one.
    addressed_to: tuple[str, ...]
    copied_to: tuple[str, ...]
    ask: Contact
    # The withdrawn letter whose place it takes.
    replaces: Earlier | None


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """The discussion that is offered: "Thursday 3 December 2026 at 4.30pm", and where or how."""

    when: str
    is_online: bool
    place: str


@dataclass(frozen=True, kw_only=True)
class Invitation(ConcernLetter):
    """`meeting` is what else is said of the discussion; it can be blank."""

    concerns: str
    intentions: str
    offered: Meeting
    meeting: str


@dataclass(frozen=True, kw_only=True)
class Notice(ConcernLetter):
    """`named` is what the authority calls it, as it stands within a sentence; `given` is the day on which it is given,
    `service` says in words why."""

    named: str
    matters: str
    required: tuple[Required, ...]
    given: str
    service: str
    period: Span
    timeframe: str
    # None for a notice with which the authority asks for no action plan.
    plan: Span | None = None


@dataclass(frozen=True, kw_only=True)
class PreformalNotice(Notice):
    """`comment` is None where the authority sets no time for comments."""

    consequence: str
    discussed: Discussed
    comment: Span | None


@dataclass(frozen=True, kw_only=True)
class DirectiveNotice(PreformalNotice):
    aspect: str


@dataclass(frozen=True, kw_only=True)
class FormalNotice(Notice):
    """Section 60(4) of the Act; the action plan is the framework's. `earlier` is None where no notice came before;
    `left_out` says why, and is blank where the framework has no earlier step, or it was taken."""

    grounds: tuple[str, ...]
    minded: str
    powers: tuple[NamedPower, ...]
    earlier: Earlier | None
    # Of what the earlier notice required.
    found: tuple[Found, ...]
    left_out: str
    # Where it is the written notice of section 60(1)(d) too.
    proposed: Proposed | None


@dataclass(frozen=True, kw_only=True)
class NoticeEnded(ConcernLetter):
    """`effect` is the day from which the notice has no effect."""

    improvement: str
    effect: str
    earlier: Earlier
    found: tuple[Found, ...]


@dataclass(frozen=True, kw_only=True)
class IntentionNotice(ConcernLetter):
    reasons: str
    powers: tuple[NamedPower, ...]
    earlier: Earlier
    # The last day of the compliance period of the earlier notice.
    expired: str
    found: tuple[Found, ...]
    proposed: Proposed


@dataclass(frozen=True, kw_only=True)
class PowerUsed(ConcernLetter):
    """One of the four uses is there, that of the power."""

    reasons: str
    power: NamedPower
    arrangements: Arrangements | None
    governors: Governors | None
    board: Board | None
    budget: Budget | None
    consulted: tuple[Consulted, ...]
    consent: Consent | None
    # The notice that was not complied with and the end of its period; None and blank for a school in a category.
    earlier: Earlier | None
    expired: str
    category: InCategory | None


@dataclass(frozen=True, kw_only=True)
class StateNotified(ConcernLetter):
    """`planned` is the day on which the power is to be used; `earlier` and `expired` are those of the formal notice,
    None and blank for a school in a category."""

    facts: str
    power: NamedPower
    planned: str
    earlier: Earlier | None
    expired: str
    category: InCategory | None


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The last day of a power and the day after it; `successor` is the governing body that takes over from a board,
    blank for other powers."""

    last_day: str
    from_day: str
    successor: str


@dataclass(frozen=True, kw_only=True)
class PowerEnded(ConcernLetter):
    """`used` is the letter that used the power; `notice_stands` says that the formal warning notice stays in force."""

    reasons: str
    power: NamedPower
    used: Earlier
    ending: Ending
    notice_stands: bool


@dataclass(frozen=True, kw_only=True)
class AcademyConcerns(ConcernLetter):
    """`answer` is None where the authority sets no time for one."""

    trust: str
    answer: Span | None
    concerns: str
    # None where the school was not met: it is offered to an academy, not required.
    talked: Discussed | None


@dataclass(frozen=True, kw_only=True)
class AcademyExpected(AcademyConcerns):
    expected: str
    earlier: Earlier


@dataclass(frozen=True, kw_only=True)
class AcademyNoImprovement(AcademyConcerns):
    done: str
    earlier: Earlier


@dataclass(frozen=True, kw_only=True)
class AcademyImprovement(ConcernLetter):
    trust: str
    improvement: str
    earlier: Earlier


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """The letter that is withdrawn: what a person calls it ("notice" or "letter"), and whether it required anything."""

    name: str
    called: str
    reference: str
    day: str
    requires: bool


@dataclass(frozen=True, kw_only=True)
class Withdrawal(ConcernLetter):
    """`from_day` is the day from which the letter is withdrawn; `resting` are later ones that rest on it."""

    withdrawn: Withdrawn
    from_day: str
    reason: str
    resting: tuple[Earlier, ...]


CONTENTS: dict[str, type[ConcernLetter]] = {
    "discussion_invitation": Invitation,
    "preformal_notice": PreformalNotice,
    "directive_notice": DirectiveNotice,
    "notice_removed": NoticeEnded,
    "formal_notice": FormalNotice,
    "formal_lifted": NoticeEnded,
    "intention_notice": IntentionNotice,
    "state_notified": StateNotified,
    "power_used": PowerUsed,
    "power_ended": PowerEnded,
    "academy_considered": AcademyConcerns,
    "academy_concerns": AcademyExpected,
    "academy_improvement": AcademyImprovement,
    "academy_no_improvement": AcademyNoImprovement,
    "withdrawal": Withdrawal,
}
# What a notice is called within a sentence, where the authority has no name of its own for it.
NAMED = {
    "preformal_notice": "pre-formal warning notice",
    "directive_notice": "directive notice",
    "formal_notice": "formal warning notice",
}
SUBJECTS = {
    "discussion_invitation": "Invitation to discuss our concerns about {school}",
    "preformal_notice": "Pre-formal warning notice: {school}",
    "directive_notice": "Directive notice: {school}",
    "notice_removed": "Notice removed: {school}",
    "formal_notice": "Formal warning notice: {school}",
    "formal_lifted": "Formal warning notice ended: {school}",
    "intention_notice": "Proposed use of powers of intervention: {school}",
    "state_notified": "Notification of the proposed use of a power of intervention: {school}",
    "power_used": "Use of a power of intervention: {school}",
    "power_ended": "End of a power of intervention: {school}",
    "academy_considered": "Concerns about {school}",
    "academy_concerns": "Concerns about {school}: what is expected",
    "academy_improvement": "Improvement at {school}",
    "academy_no_improvement": "Concerns about {school}: no improvement",
    "withdrawal": "Withdrawal of {withdrawn}: {school}",
}
