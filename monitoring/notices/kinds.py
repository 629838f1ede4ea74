"""Kinds of letters of cases: what each says, and what it must not go without.

The parts that a person writes, by kind; who signs and who is addressed is in the framework file, the
words around the parts are in templates/letters/<kind>/<version>.html.
"""

from dataclasses import dataclass, replace

from sil.framework.intervention import Intervention

from .transitions import ACADEMY, DISCUSSION, INTERVENTION, SECTION_60, STATE


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a letter: what the field is called, and the sentence that refuses a letter without it."""

    id: str
    name: str
    hint: str
    missing: str = ""
    rule: str = ""

    @property
    def required(self) -> bool:
        return bool(self.missing)

    @property
    def refusal(self) -> str:
        """The sentence that refuses a letter without it, which names the rule where there is one."""
        return f"{self.missing.removesuffix('.')} ({self.rule})." if self.rule else self.missing


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of letter. `notice`: it has required actions and a compliance period, and is refused without
    evidence of both kinds; `statutory`: under section 60, with grounds and powers."""

    slug: str
    name: str
    parts: tuple[Part, ...]
    notice: bool = False
    statutory: bool = False
    # It names the powers that are to be used (several), or the one that is used.
    powers: bool = False
    power: bool = False
    # It is the written notice of section 60(1)(d), always, or where whoever prepares it chooses so.
    intends: bool = False
    may_intend: bool = False
    # The part that starts with the reasons of the judgement on the earlier letter; blank for none.
    judged: str = ""
    # The earlier letter that it is made from and whose required actions it takes on.
    made_from: tuple[str, ...] = ()
    # It ends the power that the letter it is made from uses.
    ends_power: bool = False
    # It notifies the Secretary of State that a power is to be used (sections 70A to 70C).
    notifies: bool = False
    # It withdraws an earlier letter: made and signed by that act, it is prepared by nobody.
    withdraws: bool = False
    # What is written besides where a notice leaves out the steps that come before it.
    early: Part | None = None
    # It offers a meeting: a day, a time, a place and whether in person or online.
    meets: bool = False
    # It asks those to whom it is addressed for an answer by a day (`Periods.academy_answer`).
    answered: bool = False
    # The governing body is asked for comments by a day (`Periods.notice_comment`): it is no notice under section 60.
    comments: bool = False

    @property
    def names_power(self) -> bool:
        """Whether it is about one power: that is to be used, is used, or ends."""
        return self.power or self.ends_power or self.notifies

    @property
    def chooses_power(self) -> bool:
        """Whether whoever prepares it chooses that power."""
        return self.power or self.notifies

    @property
    def called(self) -> str:
        """What a person calls it: "notice" or "letter"."""
        return "notice" if self.notice or self.powers or self.power or self.ends_power else "letter"


_MATTERS = Part(
    id="matters",
    name="Matters of concern",
    hint="The matters on which the authority's concerns are based, with dates and figures.",
    missing="Say which matters the concerns are based on.",
    rule=f"{INTERVENTION}: the first content of the notice",
)
_CONSEQUENCE = Part(
    id="consequence",
    name="What the authority will do otherwise",
    hint="What the authority will do if the governing body does not take the required action.",
    missing="Say what the authority will do if the governing body does not act.",
    rule=f"{INTERVENTION}: the fourth content of the notice",
)
_TIMEFRAME = Part(
    id="timeframe",
    name="Timeframe",
    hint="What has to be done by when, beyond the compliance period itself: meetings, visits, what is shown when.",
    missing="Give the timeframe in which the concerns are to be addressed.",
    rule=f"{INTERVENTION}: the third content of the notice",
)
_IMPROVEMENT = Part(
    id="improvement",
    name="What has improved",
    hint="What was secured, and the evidence for it.",
    missing="Say what has improved.",
)
_CONCERNS = Part(
    id="concerns",
    name="Concerns",
    hint="The authority's concerns in detail, with dates and figures.",
    missing="Say what the concerns are.",
    rule=ACADEMY,
)

# The letter by which another one is withdrawn.
WITHDRAWAL = "withdrawal"

_ALL = (
    Kind(
        slug="discussion_invitation",
        name="Invitation to discuss concerns",
        parts=(
            replace(_CONCERNS, rule=DISCUSSION),
            Part(
                id="intentions",
                name="Provisional view",
                hint="What the authority thinks of doing, and what it hopes to avoid. Nothing is decided yet.",
                missing="Say what the authority thinks of doing.",
                rule=DISCUSSION,
            ),
            Part(
                id="meeting",
                name="What else they should know about the discussion",
                hint="For example, who else comes, and how to ask for another day.",
            ),
        ),
        meets=True,
    ),
    Kind(
        slug="preformal_notice",
        name="Pre-formal warning notice",
        parts=(_MATTERS, _TIMEFRAME, _CONSEQUENCE),
        notice=True,
        comments=True,
    ),
    Kind(
        slug="directive_notice",
        name="Directive notice",
        parts=(
            Part(
                id="aspect",
                name="The aspect",
                hint="The one aspect of the school's work that the notice is about, such as attendance.",
                missing="Name the aspect that the notice is about.",
                rule="Framework, band C: a directive notice about a specific aspect of school function",
            ),
            _MATTERS,
            _TIMEFRAME,
            _CONSEQUENCE,
        ),
        notice=True,
        comments=True,
    ),
    Kind(
        slug="notice_removed",
        name="Removal of the notice",
        parts=(_IMPROVEMENT,),
        judged="improvement",
        made_from=("preformal_notice", "directive_notice"),
    ),
    Kind(
        slug="formal_notice",
        name="Formal warning notice",
        parts=(
            Part(
                id="matters",
                name="Matters",
                hint="The matters on which the authority bases its conclusion that a ground is met.",
                missing="Say which matters the conclusion is based on.",
                rule=f"{SECTION_60}(4)(a)",
            ),
            _TIMEFRAME,
            Part(
                id="minded",
                name="What the authority is minded to do",
                hint="What the authority is minded to do if the notice is not complied with, beyond the powers named.",
                missing="Say what the authority is minded to do if the notice is not complied with.",
                rule=f"{SECTION_60}(4)(d)",
            ),
        ),
        notice=True,
        statutory=True,
        powers=True,
        may_intend=True,
        judged="matters",
        made_from=("preformal_notice", "directive_notice"),
        early=Part(
            id="left_out",
            name="Why the earlier steps are left out",
            hint="How the safety of pupils or staff is threatened, and why it cannot wait for a discussion and an "
            "earlier notice. This is printed in the notice.",
            missing="Say why the earlier steps are left out.",
            rule=f"{SECTION_60}(2)(c)",
        ),
    ),
    Kind(
        slug="formal_lifted",
        name="End of the formal warning notice",
        parts=(_IMPROVEMENT,),
        judged="improvement",
        made_from=("formal_notice",),
    ),
    Kind(
        slug="intention_notice",
        name="Notice of proposed use of powers",
        parts=(
            Part(
                id="reasons",
                name="Reasons",
                hint="How the notice was not complied with, and why the authority proposes to use these powers.",
                missing="Give the reasons.",
                rule=f"{SECTION_60}(1)(d)",
            ),
        ),
        powers=True,
        intends=True,
        judged="reasons",
        made_from=("formal_notice",),
    ),
    Kind(
        slug="state_notified",
        name="Notification of the Secretary of State before a power",
        parts=(
            Part(
                id="facts",
                name="The facts",
                hint="What the concerns are, what was required and was not done, and why the power is to be used.",
                missing="Say what the facts are.",
                rule=STATE,
            ),
        ),
        notifies=True,
        made_from=("formal_notice",),
    ),
    Kind(
        slug="power_used",
        name="Notice of the use of a power",
        parts=(
            Part(
                id="reasons",
                name="Reasons",
                hint="Why the power is used, what it means for the governing body, and from which day.",
                missing="Give the reasons.",
            ),
        ),
        power=True,
        made_from=("formal_notice",),
    ),
    Kind(
        slug="power_ended",
        name="Notice of the end of a power",
        parts=(
            Part(
                id="reasons",
                name="Reasons",
                hint="What has changed, and what the reviews of the power found.",
                missing="Give the reasons.",
            ),
        ),
        ends_power=True,
        made_from=("power_used",),
    ),
    Kind(
        slug="academy_considered",
        name="Concerns about an academy, to the Regional Director",
        parts=(_CONCERNS,),
        answered=True,
    ),
    Kind(
        slug="academy_concerns",
        name="Concerns about an academy, at the step of a pre-formal notice",
        parts=(
            _CONCERNS,
            Part(
                id="expected",
                name="What is expected",
                hint="What the academy is asked to do, and when the authority will look at it again.",
                missing="Say what is expected of the academy.",
                rule=ACADEMY,
            ),
        ),
        made_from=("academy_considered",),
        answered=True,
    ),
    Kind(
        slug="academy_improvement",
        name="Improvement of an academy, to the Regional Director",
        parts=(_IMPROVEMENT,),
        made_from=("academy_concerns",),
    ),
    Kind(
        slug="academy_no_improvement",
        name="No improvement of an academy, to the Regional Director",
        parts=(
            _CONCERNS,
            Part(
                id="done",
                name="What was done",
                hint="What the academy and the authority have done since, and what has not improved.",
                missing="Say what was done and what did not improve.",
                rule=ACADEMY,
            ),
        ),
        made_from=("academy_concerns",),
        answered=True,
    ),
    Kind(
        slug=WITHDRAWAL,
        name="Letter of withdrawal",
        parts=(
            Part(
                id="reason",
                name="Why it is withdrawn",
                hint="Everyone who has the letter will read this reason.",
                missing="Say why the letter is withdrawn. Everyone who has it will read this.",
            ),
        ),
        withdraws=True,
    ),
)
KINDS = {kind.slug: kind for kind in _ALL}


def name_of_kind(slug: str, rules: Intervention | None) -> str:
    """Return what the authority calls a kind of letter."""
    return (rules.name_of(slug) if rules else "") or KINDS[slug].name


# Kinds of letter that require something within a period.
NOTICES = tuple(slug for slug, kind in KINDS.items() if kind.notice)
