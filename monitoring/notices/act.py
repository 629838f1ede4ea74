"""What the Act names: the grounds of a warning notice, and the powers with what each asks for.

Source: Education and Inspections Act 2006, sections 60(2) and 63 to 66.
"""

from dataclasses import dataclass
from enum import StrEnum

NAME = "Education and Inspections Act 2006"
# Section 60(2): what an authority has to be satisfied of, at least one of them.
GROUNDS = {
    "standards": "The standards of performance of pupils are unacceptably low, and are likely to remain so unless "
    "the authority uses its powers (section 60(2)(a))",
    "management": "There has been a serious breakdown in the way the school is managed or governed, which prejudices, "
    "or is likely to prejudice, those standards (section 60(2)(b))",
    "safety": "The safety of pupils or staff is threatened, by a breakdown of discipline or otherwise "
    "(section 60(2)(c))",
}


class Answer(StrEnum):
    """What a detail of a power is: a line, a text, a whole number or a day."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True, kw_only=True)
class Detail:
    """What the letter that uses a power has to say of it: its label, its hint, and the sentence that refuses a letter
    without it; blank where it can be left out."""

    id: str
    name: str
    hint: str = ""
    answer: Answer = Answer.LINE
    missing: str = ""


@dataclass(frozen=True, kw_only=True)
class Power:
    """A power of the authority over a school that is eligible for intervention, with its conditions.

    `window`: only within two months after the compliance period (section 64(2)); `consent`: of the
    Secretary of State, in writing; `consulted`: whom the authority has to consult before; `details`: what the letter
    that uses it says.
    """

    section: str
    name: str
    window: bool
    consent: bool
    consulted: tuple[str, ...]
    details: tuple[Detail, ...]
    # What is reviewed while it is in use; blank for a power that is done once it is used.
    reviewed: str = ""
    # What the letter that ends it says, besides its last day.
    ending: tuple[Detail, ...] = ()

    def detail(self, detail_id: str) -> Detail:
        return next(each for each in self.details if each.id == detail_id)


# What the letter that ends a power says, whichever it is.
LAST_DAY = Detail(
    id="ends",
    name="What is the last day of the power?",
    hint="The day of the letter or a later one.",
    answer=Answer.DAY,
    missing="Enter the last day of the power.",
)


# What the letter that notifies the Secretary of State says, whichever power it names. It is kept under STATE.
STATE = "state"
PLANNED = Detail(
    id="planned",
    name="On which day is the power to be used?",
    hint="The day planned for the letter that uses it.",
    answer=Answer.DAY,
    missing="Enter the day on which the power is to be used.",
)


def key_of_detail(power: str, detail: str) -> str:
    """Return the key under which a letter stores what was typed, and its field: "governors-number"."""
    return f"{power}-{detail}"


POWERS = {
    "arrangements": Power(
        section="63",
        name="Require the governing body to enter into arrangements with others",
        window=True,
        consent=False,
        consulted=("The governing body", "The diocesan authority or the person who appoints foundation governors"),
        details=(
            Detail(
                id="parties",
                name="With whom is the governing body to make arrangements?",
                hint="For example, another school, a college or a person who gives advice, with its full name.",
                missing="Name those with whom the governing body is to make arrangements (section 63).",
            ),
            Detail(
                id="arrangement",
                name="What are they to arrange?",
                hint="What the contract, collaboration or federation is for, and by when it is to be made.",
                answer=Answer.TEXT,
                missing="Say what the governing body is to arrange with them (section 63).",
            ),
        ),
    ),
    "governors": Power(
        section="64",
        name="Appoint additional governors",
        window=True,
        consent=False,
        consulted=(),
        details=(
            Detail(
                id="number",
                name="How many additional governors?",
                answer=Answer.NUMBER,
                missing="Enter how many additional governors you appoint (section 64).",
            ),
            Detail(
                id="names",
                name="Who are they?",
                hint="One name on each line.",
                answer=Answer.TEXT,
                missing="Name the additional governors (section 64).",
            ),
            Detail(
                id="term",
                name="For how long are they appointed?",
                hint="For example, four years from 1 December 2026.",
                missing="Say for how long the additional governors are appointed (section 64).",
            ),
        ),
    ),
    "board": Power(
        section="65",
        name="Have the governing body consist of interim executive members",
        window=False,
        consent=True,
        consulted=("The governing body", "The diocesan authority or the person who appoints foundation governors"),
        details=(
            Detail(
                id="starts",
                name="From which day does the governing body consist of interim executive members?",
                answer=Answer.DAY,
                missing="Enter the day from which the governing body consists of interim executive members "
                "(section 65).",
            ),
            Detail(
                id="members",
                name="Who are the members?",
                hint="One name on each line. Say who chairs the board.",
                answer=Answer.TEXT,
                missing="Name the members of the interim executive board (section 65).",
            ),
            Detail(
                id="pay",
                name="What are the members paid?",
                hint="For example, nothing, or a sum for each day, and expenses.",
                missing="Say what the members of the interim executive board are paid, or that they are paid nothing "
                "(section 65).",
            ),
        ),
        reviewed="the interim executive board",
        ending=(
            Detail(
                id="successor",
                name="Which governing body takes over?",
                hint="How it is constituted, who its members are as far as they are known, and when it first meets.",
                answer=Answer.TEXT,
                missing="Say which governing body takes over from the interim executive board (section 65 and "
                "Schedule 6).",
            ),
        ),
    ),
    "budget": Power(
        section="66",
        name="Suspend the right to a delegated budget",
        window=True,
        consent=False,
        consulted=(),
        details=(
            Detail(
                id="starts",
                name="From which day is the right to a delegated budget suspended?",
                hint="If you leave it blank, it is suspended when the governing body receives the notice.",
                answer=Answer.DAY,
            ),
        ),
        reviewed="the suspension of the delegated budget",
    ),
}
