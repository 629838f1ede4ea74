"""What inspectors judged, yes or no, by kind and year; and sentences that look like a judgement and are none."""

from . import openings
from .draw import Draw, Facts

# Yes and no, by kind of letter; each pair of lists in the same manner.
_GENERAL = (
    ("Leaders and managers are taking effective action.", "Leaders and managers are not taking effective action."),
    ("The school is taking effective action.", "The school is not yet taking effective action."),
    ("Leaders have taken effective action since then.", "Leaders have not taken effective action since then."),
    ("Effective action is being taken by leaders.", "Too little effective action is being taken by leaders."),
)
_ACTION: dict[str, tuple[tuple[str, str], ...]] = {
    openings.SPECIAL: (
        (
            "Leaders and managers are taking effective action towards the removal of special measures.",
            "Leaders and managers are not taking effective action towards the removal of special measures.",
        ),
        (
            "The school is making reasonable progress towards the removal of special measures.",
            "The school is not making enough progress towards the removal of special measures.",
        ),
        (
            "Progress since being subject to special measures – satisfactory.",
            "Progress since being subject to special measures – inadequate.",
        ),
        (
            "It is my opinion that leaders and managers are taking effective action towards the removal of special"
            " measures.",
            "It is my opinion that leaders and managers have yet to take effective action towards the removal of"
            " special measures.",
        ),
        (
            "Leaders, governors and the trust are taking effective action so that special measures can be removed.",
            "Leaders, governors and the trust have failed to take effective action so that special measures can be"
            " removed.",
        ),
        (
            "The school has made satisfactory progress in addressing the areas for improvement.",
            "The school has made inadequate progress in addressing the areas for improvement.",
        ),
    ),
    openings.SERIOUS: (
        (
            "Leaders and managers are taking effective action towards the removal of the serious weaknesses"
            " designation.",
            "Leaders and managers are not taking effective action towards the removal of the serious weaknesses"
            " designation.",
        ),
        *_GENERAL,
    ),
    openings.NOTICE: (
        (
            "The school is making satisfactory progress in addressing the issues for improvement.",
            "The school is making inadequate progress in addressing the issues for improvement.",
        ),
        (
            "As a result, the school has made good progress in tackling its weaknesses.",
            "As a result, the school has not made sufficient progress in tackling its weaknesses.",
        ),
    ),
    openings.SATISFACTORY: (
        (
            "The school has made satisfactory progress in making improvements.",
            "The school has made inadequate progress in making improvements.",
        ),
        (
            "The school has made good progress in demonstrating a better capacity for sustained improvement.",
            "The school has not made enough progress in demonstrating a better capacity for sustained improvement.",
        ),
    ),
    openings.IMPROVEMENT: (
        (
            "Senior leaders and governors are taking effective action to tackle the areas requiring improvement"
            " identified at the last section 5 inspection in order for the school to become good.",
            "Senior leaders and governors are not taking effective action to tackle the areas requiring improvement"
            " identified at the last section 5 inspection in order for the school to become good.",
        ),
        *_GENERAL[:2],
        (
            "Leaders have made progress to improve the school, but more work is necessary for it to become good.",
            "Leaders have not made enough progress to improve the school.",
        ),
        *_GENERAL[2:],
    ),
    openings.NO_DESIGNATION: (
        (
            "Leaders and managers have taken effective action to improve behaviour.",
            "Leaders and managers have not taken effective action to improve behaviour.",
        ),
        *_GENERAL,
    ),
    openings.URGENT: _GENERAL,
    openings.CARD: (
        (
            "Leaders have made sufficient progress in the areas that need attention.",
            "Leaders have not made sufficient progress in the areas that need attention.",
        ),
        *_GENERAL,
    ),
}
_QUALIFIERS = (
    "However, the pace of change needs to quicken.",
    "However, more remains to be done before pupils do well enough.",
    "Nevertheless, there is still much to do in mathematics.",
    "Even so, this work is at an early stage.",
)
_LEADS = (
    "Having considered all the evidence I am of the opinion that at this time: ",
    "In my judgement, ",
    "",
    "I am of the opinion that ",
    "",
)
_SCHOOLS_PLAN = (
    ("The school's action plan is fit for purpose.", "The school's action plan is not fit for purpose."),
    ("The school's improvement plans are fit for purpose.", "The school's improvement plans are not fit for purpose."),
    ("The trust's statement of action is fit for purpose.", "The trust's statement of action is not fit for purpose."),
    ("The academy's post-Ofsted plan is fit for purpose.", "The academy's post-Ofsted plan is not fit for purpose."),
)
_AUTHORITYS_STATEMENT = (
    (
        "The local authority's statement of action is fit for purpose.",
        "The local authority's statement of action is not fit for purpose.",
    ),
    (
        "The statement of action of the local authority is fit for purpose.",
        "The statement of action of the local authority is not fit for purpose.",
    ),
    (
        "The authority's statement of action is fit for purpose.",
        "The authority's statement of action is not yet fit for purpose.",
    ),
    (
        "The council's statement of action is fit for purpose.",
        "The council's statement of action is unfit for purpose.",
    ),
)
_TEACHERS: tuple[tuple[int, int, str, str], ...] = (
    (2005, 2019, "Newly qualified teachers may be appointed.", "Newly qualified teachers may not be appointed."),
    (
        2013,
        2021,
        "The school may appoint newly qualified teachers before the next monitoring inspection.",
        "The school may not appoint newly qualified teachers before the next monitoring inspection.",
    ),
    (
        2012,
        2021,
        "The school may appoint newly qualified teachers.",
        "I strongly recommend that the school does not seek to appoint newly qualified teachers.",
    ),
    (
        2021,
        2026,
        "The school may appoint early career teachers before the next monitoring inspection.",
        "The school may not appoint early career teachers before the next monitoring inspection.",
    ),
    (
        2021,
        2026,
        "The school may appoint early career teachers.",
        "The school should not appoint early career teachers.",
    ),
    (2022, 2026, "ECTs may be appointed.", "ECTs may not be appointed for the time being."),
)
_SAFEGUARDING = (
    ("Safeguarding is effective.", "Safeguarding is not effective."),
    ("The arrangements for safeguarding are effective.", "The arrangements for safeguarding are not effective."),
    (
        "Safeguarding arrangements meet statutory requirements.",
        "Safeguarding arrangements do not meet statutory requirements.",
    ),
    (
        "The school's safeguarding arrangements are effective.",
        "The school's safeguarding arrangements are ineffective.",
    ),
    ("The safeguarding standards are met.", "The safeguarding standards are not met."),
)
# None of these judges the school, wherever in the letter it stands.
LOOK_ALIKES = (
    "Leaders believe that safeguarding is effective.",
    "At the time of the last inspection, safeguarding was not effective.",
    "Pupils have made good progress in reading since the autumn.",
    "Governors wanted to know if leaders are taking effective action quickly enough.",
    "Middle leaders take effective action when pupils fall behind in reading.",
    "Inspectors looked at whether safeguarding is effective in the early years.",
    "I asked governors how they know that the plan is fit for purpose.",
    "Leaders hope to appoint two newly qualified teachers in the autumn.",
    "Leaders told me that they are taking effective action to improve attendance.",
    "The previous headteacher did not take effective action when staff raised concerns.",
    "A new electronic system for recording concerns about safeguarding is in use.",
    "The plan for mathematics does not say who is to do what.",
)


def action(draw: Draw, facts: Facts) -> str:
    """The main judgement, with what qualifies it."""
    value = draw.chance(60)
    said = draw.wording(_ACTION[facts.kind])[0 if value else 1]
    facts.expected["effective_action"] = {"value": value, "sentence": said}
    lead = "" if said.startswith(("Progress", "As a result", "It is my")) else draw.wording(_LEADS)
    if lead and not lead.endswith(": "):
        said = lead + said[0].lower() + said[1:]
        facts.expected["effective_action"]["sentence"] = said
    elif lead:
        said = lead + said
    if ", but " in said:
        facts.expected["effective_action"]["qualifier"] = said.partition(", but ")[2].rstrip(".")
    elif draw.chance(35):
        qualifier = draw.wording(_QUALIFIERS)
        facts.expected["effective_action"]["qualifier"] = qualifier
        return f"{said} {qualifier}"
    return said


def others(draw: Draw, facts: Facts) -> list[str]:
    """Plans, statements and teachers: paragraphs in the order in which a letter may give them."""
    found = []
    if facts.kind in (openings.SPECIAL, openings.SERIOUS):
        if draw.chance(60):
            found.append(_of(draw, facts, "plan_fit_for_purpose", draw.wording(_SCHOOLS_PLAN)))
        if draw.chance(45):
            found.append(_of(draw, facts, "authority_statement_fit", draw.wording(_AUTHORITYS_STATEMENT)))
        if draw.chance(60):
            pool = [each[2:] for each in _TEACHERS if each[0] <= facts.year <= each[1]]
            found.append(_of(draw, facts, "may_appoint_new_teachers", draw.one(pool)))
    draw.random.shuffle(found)
    return found


def safeguarding(draw: Draw, facts: Facts) -> str | None:
    """The sentence about safeguarding, where the letter has one."""
    if draw.chance(85 if facts.kind in (openings.SHORT, openings.UNGRADED, openings.URGENT) else 25):
        return _of(draw, facts, "safeguarding_effective", draw.wording(_SAFEGUARDING))
    return None


def _of(draw: Draw, facts: Facts, name: str, said: tuple[str, str]) -> str:
    value = draw.chance(60)
    sentence = said[0 if value else 1]
    facts.expected[name] = {"value": value, "sentence": sentence}
    return sentence
