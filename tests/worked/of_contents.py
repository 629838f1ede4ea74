"""What each notice says, the checklist of domain 2.4 as phrases, and what it must not say."""

from datetime import date
from typing import Any

from .case import Worked
from .steps import Give, Notify, StateNotice
from .ways import BOARD, CONCERN, DISCUSSED, ELIGIBLE, NOT_SECURED, SPECIAL_MEASURES, lasting, safety

DAY = date(2026, 9, 7)
MATTERS = {
    "matters": "In summer 2026, 41% of pupils read as expected.",
    "timeframe": "We meet the chair on 14 September.",
    "consequence": "We would give a formal warning notice.",
}
STATUTORY = {**MATTERS, "minded": "We would also ask for a review of governance."}
REQUIRED = [{"text": "Appoint a leader for reading.", "measure": "The minutes."}]
# Repealed in 2016, and in every template from before.
TO_OFSTED = (
    "representations to Ofsted",
    "Chief Inspector against",
    "representations against this notice",
    "Her Majesty",
)


def _board(starts: list[str]) -> dict[str, Any]:
    """What a letter says of a board that begins on a day."""
    return {
        **BOARD,
        "details": {"board-starts": starts, "board-members": "Mina Muster (chair)", "board-pay": "Nothing."},
    }


CONTENTS = (
    Worked(
        name="a pre-formal notice: the framework's four contents, the discussion, and that it is not of section 60",
        source="2.4, pre-formal notice; 2.6, pre-formal",
        steps=(*DISCUSSED, Give(DAY, written={"parts": MATTERS, "actions": REQUIRED, **lasting(15)})),
        says=(
            MATTERS["matters"],
            "Appoint a leader for reading.",
            "The compliance period begins on 7 September 2026 and ends on Monday 21 September 2026. Both days count.",
            MATTERS["timeframe"],
            MATTERS["consequence"],
            "discussed the concerns with the headteacher and the chair of governors on 1 September 2026",
            "This is not a warning notice under section 60",
            "For and on behalf of Liverpool City Council",
        ),
        omits=("action plan", *TO_OFSTED),
        asks=frozenset(),
        state="preformal",
    ),
    Worked(
        name="a directive notice is called so, and names its aspect",
        source="1, directive notice; 2.6, pre-formal, directive",
        steps=(*DISCUSSED, Give(DAY, "directive_notice", written={"parts": {**MATTERS, "aspect": "Attendance."}})),
        says=("gives this directive notice", "Attendance.", "This is not a warning notice under section 60"),
        omits=("this pre-formal warning notice", "Pre-formal warning notice:"),
    ),
    Worked(
        name="a formal notice: the Act's four contents, the ground, the plan beside the period, the copies",
        source="2.4, formal warning notice; section 60(4)",
        school="voluntary aided, Church of England",
        steps=(
            *NOT_SECURED,
            Give(
                date(2026, 9, 24),
                "formal_notice",
                written={
                    "parts": STATUTORY,
                    "actions": REQUIRED,
                    "grounds": ["standards", "management"],
                    "powers": ["board", "governors"],
                    **lasting(28),
                },
            ),
        ),
        # 24 September and 27 days more; the fifteen days of the plan leave that day out.
        period=(date(2026, 9, 24), date(2026, 10, 21)),
        plan=date(2026, 10, 9),
        says=(
            "gives it to the governing body of",
            "under section 60 of the Education and Inspections Act 2006",
            "(section 60(2)(a))",
            "(section 60(2)(b))",
            STATUTORY["matters"],
            "Appoint a leader for reading.",
            "This notice is given on 24 September 2026.",
            "The compliance period begins on 24 September 2026 and ends on Wednesday 21 October 2026.",
            "action plan by Friday 9 October 2026",
            "The authority is minded to use these powers: Section 64:",
            "Section 65:",
            STATUTORY["minded"],
            "The Secretary of State for Education",
            "His Majesty's Chief Inspector",
            "did not bring about the improvement that it required",
        ),
        omits=("(section 60(2)(c))", "without the earlier steps", "section 60(1)(d)", *TO_OFSTED),
        asks=frozenset(),
        state="formal",
    ),
    Worked(
        name="without the earlier steps: the reasons and the ground of safety are printed",
        source="2.6, s60(2)(c)",
        steps=(*CONCERN, Give(DAY, "formal_notice", written=safety(28))),
        says=("Two pupils were hurt this week.", "(section 60(2)(c))", "without the earlier steps"),
        omits=("did not bring about the improvement", *TO_OFSTED),
        state="formal",
    ),
    Worked(
        name="combined: the formal notice is the notice of the powers too",
        source="2.4, before powers; 2.6, intention",
        steps=(*CONCERN, Give(DAY, "formal_notice", written=safety(28, intends=True))),
        says=("section 60(1)(d)", "No power will be used before Monday 5 October 2026."),
        omits=TO_OFSTED,
    ),
    Worked(
        name="the use of section 64: number, names, term",
        source="2.6, powers",
        steps=(*ELIGIBLE, Give(date(2026, 10, 15), "power_used")),
        says=("under section 64 of the Education and Inspections Act 2006", "Gita Example", "Four years."),
        omits=("interim executive", "from today"),
    ),
    Worked(
        name="the use of section 65: members, pay, effective day, consent and consultation",
        source="2.2, 65; 2.6, powers",
        steps=(
            *ELIGIBLE,
            Give(
                date(2026, 10, 15),
                "power_used",
                written=_board(["2", "11", "2026"]),
            ),
        ),
        says=(
            "From Monday 2 November 2026 the governing body consists of interim executive members.",
            "Mina Muster (chair)",
            "Consulted on 5 October 2026: The governing body.",
            "The Secretary of State consented in writing on 12 October 2026 (EX/123).",
        ),
        omits=("until 28 November 2026",),
        state="powers_used",
    ),
    Worked(
        name="section 65 has no two months: a board after them",
        source="2.2: the window is of sections 63, 64 and 66",
        steps=(
            *ELIGIBLE,
            Give(
                date(2026, 12, 1),
                "power_used",
                written=_board(["4", "1", "2027"]),
            ),
        ),
        state="powers_used",
    ),
    Worked(
        name="special measures: a power without a notice, an intention or a window",
        source="2.6, s61, s62",
        steps=(
            *SPECIAL_MEASURES,
            Notify(date(2026, 9, 16), "budget"),
            Give(date(2027, 6, 1), "power_used", written={"powers": ["budget"], "details": {}}),
        ),
        says=("under section 66 of the Education and Inspections Act 2006", "14 September 2026", "special measures"),
        omits=("compliance period", "formal warning notice", "we proposed to use"),
        state="category_power",
    ),
    Worked(
        name="a notice of the Secretary of State ends one that was given before it",
        source="2.1, (4B); 2.6, s60(4B)",
        steps=(
            *CONCERN,
            Give(DAY, "formal_notice", written=safety(28)),
            StateNotice(date(2026, 9, 15), date(2026, 9, 14)),
        ),
        state="superseded",
    ),
    Worked(
        name="and not one that was given after it",
        source="2.6, s60(4B)",
        steps=(
            *CONCERN,
            Give(DAY, "formal_notice", written=safety(28)),
            StateNotice(date(2026, 9, 15), date(2026, 9, 4)),
        ),
        state="formal",
    ),
)
