"""Kinds of letters of cases: what each says, and what it must not go without.

The parts that a person writes, by kind; who signs and who is addressed is in the framework file, the
words around the parts are in templates/letters/<kind>/<version>.html.
"""

from dataclasses import dataclass, replace

from .powers import POWERS, Answer, Detail, Power, key_of_detail
from .transitions import ACADEMY, DISCUSSION, INTERVENTION, SECTION_60

__all__ = [
    "GROUNDS",
    "KINDS",
    "NOTICES",
    "POWERS",
    "Answer",
    "Detail",
    "Kind",
    "Part",
    "Power",
    "key_of_detail",
]


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

_ALL = (
    Kind(
        slug="discussion_invitation",
        name="Invitation to discuss concerns",
        parts=(
            replace(_CONCERNS, rule=DISCUSSION),
            Part(
                id="intentions",
                name="Intentions",
                hint="What the authority intends to do, and what it hopes to avoid.",
                missing="Say what the authority intends to do.",
                rule=DISCUSSION,
            ),
            Part(
                id="meeting",
                name="When and where",
                hint="The day, time and place that you offer, and how to ask for another.",
                missing="Say when and where the discussion will be.",
            ),
        ),
    ),
    Kind(
        slug="preformal_notice",
        name="Pre-formal warning notice",
        parts=(_MATTERS, _TIMEFRAME, _CONSEQUENCE),
        notice=True,
    ),
    Kind(
        slug="directive_notice",
        name="Directive notice about a specific aspect",
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
    ),
    Kind(
        slug="notice_removed",
        name="Removal of the pre-formal warning notice",
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
        slug="academy_considered",
        name="Concerns about an academy, to the Regional Director",
        parts=(_CONCERNS,),
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
    ),
)
KINDS = {kind.slug: kind for kind in _ALL}

# Section 60(2): what an authority has to be satisfied of, at least one of them.
GROUNDS = {
    "standards": "The standards of performance of pupils are unacceptably low, and are likely to remain so unless "
    "the authority uses its powers (section 60(2)(a))",
    "management": "There has been a serious breakdown in the way the school is managed or governed, which prejudices, "
    "or is likely to prejudice, those standards (section 60(2)(b))",
    "safety": "The safety of pupils or staff is threatened, by a breakdown of discipline or otherwise "
    "(section 60(2)(c))",
}


# Kinds of letter that require something within a period.
NOTICES = tuple(slug for slug, kind in KINDS.items() if kind.notice)
