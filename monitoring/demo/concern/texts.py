"""What is known of the made-up schools that cause concern, and what the letters about them say."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Known:
    """One thing on a case: what it says, who says so, how many days old it is when it is taken onto the case."""

    text: str
    source: str
    age: int
    bears_on: str = "concern"


@dataclass(frozen=True, kw_only=True)
class Concern:
    """A concern as it is recorded, what bears it out, and what is written of it later: parts of letters by
    kind, how many days a notice gives and why, required actions as (what, what will show it), what was found of each as
    (result, evidence)."""

    source: str
    concern: str
    known: tuple[Known, ...] = ()
    high_risk: str = ""
    said: str = ""
    agreed: str = ""
    parts: dict[str, dict[str, str]] = field(default_factory=dict)
    lengths: dict[str, tuple[int, str]] = field(default_factory=dict)
    requires: tuple[tuple[str, str], ...] = ()
    found: tuple[tuple[str, str], ...] = ()
    judged: str = ""


OPENED = Concern(
    source="allocation",
    concern="Pupils who fall behind in reading are not found before the end of the year, and the governing body has "
    "not asked why since the spring.",
    known=(
        Known(
            text="Of 14 pupils who did not pass the phonics check, 9 had no help noted in the term after it.",
            source="The school's own record, read during the termly visit",
            age=16,
        ),
        Known(
            text="Reading is not mentioned in the minutes of the last three meetings of the governing body.",
            source="Minutes of the governing body",
            age=30,
            bears_on="inability",
        ),
    ),
)

WAITS = Concern(
    source="visit",
    concern="Mathematics in the upper years was weak in two visits a term apart, and the plan that was promised after "
    "the first has not been written.",
    high_risk="Two year groups leave the school with gaps that the next school cannot close.",
    known=(
        Known(
            text="In six of nine lessons pupils did work that they could do before. The same was seen in the summer.",
            source="Notes of two visits",
            age=21,
        ),
        Known(
            text="The plan for mathematics was promised for June, then for September. There is none.",
            source="Letters of the headteacher",
            age=9,
            bears_on="inability",
        ),
    ),
    said="The two visits and what was promised after the first. The headteacher said that the leader of mathematics is "
    "away and that nobody else had the time. The chair had not known of the first report.",
    agreed="The governing body looks at mathematics in each meeting until the summer.",
    parts={
        "preformal_notice": {
            "matters": "In six of nine lessons in the upper years pupils did work that they could do before. The same "
            "was seen a term earlier. A plan was promised twice, for June and for September, and has not been written.",
            "timeframe": "Please send the plan within a week. Your School Improvement Partner comes in the second week "
            "and looks at lessons and books with you.",
            "consequence": "If the required action is not taken, I will consider a formal warning notice under "
            "section 60 of the Education and Inspections Act 2006.",
        }
    },
    lengths={
        "preformal_notice": (
            42,
            "Six weeks: one to write the plan, and five in which lessons can be seen to change.",
        )
    },
    requires=(
        (
            "Write a plan for mathematics in years 4 to 6 that says what is taught, when, and who is responsible.",
            "The plan, with the minute of the meeting in which governors adopted it.",
        ),
        (
            "Have somebody lead mathematics while its leader is away.",
            "The name, and half a day a week free of lessons.",
        ),
    ),
)

RUNS = Concern(
    source="results",
    concern="Attendance has fallen for four terms, most among pupils who get free school meals, and nobody calls "
    "home on the first day of absence.",
    known=(
        Known(
            text="Attendance fell from 93.8 to 90.1 per cent in four terms; one in four pupils misses a day a "
            "fortnight.",
            source="The school's attendance record",
            age=12,
        ),
        Known(
            text="The attendance plan of last year was not acted on: no calls on the first day in 11 of 20 cases "
            "looked at.",
            source="Note of a visit by the attendance team",
            age=8,
            bears_on="inability",
        ),
    ),
    said="Attendance by class and by group, and why the calls stopped. The chair asked for help with families whom "
    "the school cannot reach.",
    agreed="The attendance team comes once a week until half term.",
    parts={
        "preformal_notice": {
            "matters": "Attendance fell from 93.8 to 90.1 per cent in four terms. In 11 of 20 cases that we looked at "
            "nobody rang home on the first day of absence, though your plan of last year says so.",
            "timeframe": "The attendance team looks at the record with you after the first week and again after the "
            "second.",
            "consequence": "If the required action is not taken, I will consider a formal warning notice under "
            "section 60 of the Education and Inspections Act 2006.",
        }
    },
    lengths={
        "preformal_notice": (
            42,
            "Six weeks: the register shows by then whether calls and meetings have any effect.",
        )
    },
    requires=(
        ("Ring home by ten on the first day of each absence.", "The record of calls for every school day."),
        (
            "Meet the parents of each pupil who has missed more than ten days.",
            "A note of each meeting, with what was agreed.",
        ),
        ("Report attendance by group to the governing body each half term.", "The report and the minute."),
    ),
    found=(
        ("met", "The record has a call for every absence of the last week."),
        ("partly", "Five of twelve meetings have been held; the others have their days."),
    ),
)

FORMAL = Concern(
    source="governance",
    concern="Outcomes at the end of key stage 4 are among the lowest in the area for the third year, and leadership "
    "has changed too often for any plan to hold.",
    high_risk="A third year group is about to take its examinations.",
    known=(
        Known(
            text="Attainment at the end of key stage 4 has been lower than in nine of ten similar schools for three "
            "years.",
            source="Published results",
            age=70,
        ),
        Known(
            text="Three plans for improvement in two years; the governing body has looked at none of them twice.",
            source="Minutes of the governing body",
            age=14,
            bears_on="inability",
        ),
    ),
    said="The results of three years and what became of each plan. The chair, who is new, asked for a notice that "
    "says in so many words what has to be done first.",
    agreed="The governing body meets every two weeks.",
    parts={
        "preformal_notice": {
            "matters": "Attainment at the end of key stage 4 has been lower than in nine of ten similar schools for "
            "three years. Of three plans none was seen through.",
            "timeframe": "Your School Improvement Partner comes each week and reports to me.",
            "consequence": "If the required action is not taken, I will consider a formal warning notice under "
            "section 60 of the Education and Inspections Act 2006.",
        },
        "formal_notice": {
            "matters": "Attainment at the end of key stage 4 has been lower than in nine of ten similar schools for "
            "three years, and what the pre-formal notice required was not done in its period.",
            "timeframe": "I ask for an action plan within 15 days. My officers look at each action with you at the "
            "end of the compliance period.",
            "minded": "I would appoint two additional governors with experience of leading secondary schools.",
        },
    },
    lengths={
        "preformal_notice": (
            15,
            "The governing body said in the discussion that both actions can be done within two weeks.",
        ),
        "formal_notice": (
            28,
            "The action plan is due within 15 days. That leaves more than a week to read it with the governing body, "
            "and two meetings of the governing body are within the four weeks.",
        ),
    },
    requires=(
        (
            "Adopt one plan for key stage 4 and say who answers for each line of it.",
            "The plan, with the minute of its adoption.",
        ),
        (
            "Have every mock examination of year 11 marked by somebody from another school.",
            "The marks, and what teachers do about them.",
        ),
    ),
    found=(
        ("not_met", "No plan was adopted; the meeting was put off twice."),
        ("partly", "English was marked by another school, mathematics and science were not."),
    ),
    judged="Neither action was done in full, and no date was given for finishing them.",
)

ACADEMY = Concern(
    source="inspection",
    concern="An inspection found weaknesses in how leaders know what pupils remember, and the trust has told parents "
    "that nothing needs to change.",
    known=(
        Known(
            text="Pupils could not say what they had learned in history and geography a month earlier.",
            source="Report of an inspection",
            age=60,
        ),
    ),
    parts={
        "academy_considered": {
            "concerns": "Pupils do not remember what they were taught in several subjects, as an inspection has found. "
            "We have offered to talk with leaders and the trust and have had no answer."
        },
        "academy_concerns": {
            "concerns": "Since our first letter leaders have met us once. There is no plan yet for the subjects that "
            "the inspection named, and the tests of this term show the same gaps.",
            "expected": "A plan for each of these subjects within a month. We look at it with leaders after that.",
        },
    },
)

# Who holds which post at the trust of this academy, and what was answered to the first letter: so many days ago, for
# which of those addressed, by whom, in which words.
AT_TRUST = {"accounting_officer": "Orla Notional", "chair_of_trustees": "Piers Supposed"}
TRUST_ADDRESS = "2 Sample Square\nExampleton\nZZ99 1AB"
ANSWERS = (
    (
        36,
        "academy_leadership",
        "Orla Notional, accounting officer of the trust",
        "The trust sees the same gaps in history and geography. Its director of curriculum works with the school's "
        "leaders from next week.",
    ),
    (
        30,
        "regional_director",
        "The office of the Regional Director",
        "We have noted your concerns and ask to be told of any further step.",
    ),
)

CATEGORY = Concern(
    source="inspection",
    concern="The report card found weaknesses in leadership and governance that put the school in a category.",
    known=(
        Known(
            text="Governors do not check what they are told about pupils who need help.",
            source="Report card of an inspection",
            age=12,
        ),
    ),
)

REMOVED = Concern(
    source="visit",
    concern="Safety in corridors and at the gate was poor in three visits, and staff did not follow one rule.",
    known=(
        Known(text="Two pupils were hurt in the same corridor in one month.", source="Accident record", age=15),
        Known(
            text="The duty list that was agreed in the autumn was not kept on any of three days.",
            source="Note of a visit",
            age=6,
            bears_on="inability",
        ),
    ),
    said="The three visits, the accidents, and what keeps the duty list from being followed.",
    agreed="The deputy checks the list each morning.",
    parts={
        "preformal_notice": {
            "matters": "Two pupils were hurt in the same corridor in one month. The duty list was not kept on any of "
            "three days that we looked at.",
            "timeframe": "We come twice, without saying when.",
            "consequence": "If the required action is not taken, I will consider a formal warning notice under "
            "section 60 of the Education and Inspections Act 2006.",
        },
        "notice_removed": {
            "improvement": "On two days that were not announced every post of the duty list was filled, and pupils "
            "and staff say that it is calmer. Governors have seen it for themselves."
        },
    },
    lengths={
        "preformal_notice": (
            28,
            "The duty list needs no preparation. Four weeks are enough to see it kept.",
        )
    },
    requires=(
        ("Keep the duty list every day, at every post.", "What we see on two days."),
        ("Have a governor look at it each week.", "The governor's notes."),
    ),
    found=(
        ("met", "Every post was filled on both days."),
        ("met", "Two notes of the safeguarding governor, with what they asked for."),
    ),
    judged="Both actions are done, and it was seen on days that were not announced.",
)

RESTRICTED = Concern(
    source="safeguarding",
    concern="A member of staff has reported that concerns about pupils were not passed on. It is being "
    "looked into. Until then only those who need to know can read this.",
    known=(
        Known(
            text="Two concerns that were written down in September were not passed on before November.",
            source="A report to the authority",
            age=3,
        ),
    ),
)
