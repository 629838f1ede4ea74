"""What heads and chairs are asked, and who is asked the fourth question.

The first three questions were asked of headteachers and governors in Ofsted's focused inspections of an authority's
schools in 2013, the fourth of schools that were good or outstanding. The words are our own. Answers are kept by the
slug: a question that is asked in other words, so that its answers cannot be compared, gets a new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    slug: str
    words: str
    short: str
    # What is said where it is not answered.
    missing: str
    only_good: bool = False


QUESTIONS = (
    Question(
        "knows",
        "How well does the local authority know your school, how it performs and what its pupils achieve?",
        "Knows the school",
        "Select how well the local authority knows your school.",
    ),
    Question(
        "supports",
        "How well do the local authority’s support and challenge meet what your school needs?",
        "Meets the school’s needs",
        "Select how well support and challenge meet what your school needs.",
    ),
    Question(
        "impact",
        "How well have the local authority’s support and challenge helped your school to improve over time?",
        "Helps the school improve",
        "Select how well support and challenge have helped your school to improve.",
    ),
    Question(
        "strengths",
        "How well does the local authority use your school’s strengths to help other schools improve?",
        "Uses the school’s strengths",
        "Select how well the local authority uses your school’s strengths.",
        only_good=True,
    ),
)
# One that everybody answers: the number of its answers is the number of people who answered.
EVERYBODY = QUESTIONS[0].slug
SCALE = ((4, "Very well"), (3, "Well"), (2, "Not well enough"), (1, "Not at all"), (0, "I cannot say"))
WORDS = dict(SCALE)
# The scores that count as well or better.
WELL = (4, 3)
# Grades of a school or an area, in the terms of any year, after which a school is not asked for its strengths.
_NOT_GOOD = {"3", "4", "Needs attention", "Urgent improvement", "Not met", "No"}
_NO_GRADE = {"", "0", "8", "9", "NULL", "Not applicable", "Not judged"}


def asked_of(is_good: bool) -> tuple[Question, ...]:
    """Return the questions that a school is asked."""
    return tuple(each for each in QUESTIONS if is_good or not each.only_good)


def is_good(overall: str, category: str, judgements: Mapping[str, str]) -> bool:
    """Return whether a school is asked the fourth question, by its last full inspection.

    Where that gave an overall grade, the grade decides. Since September 2024 there is none: then every area that was
    judged, and safeguarding, has to be good or better, or meet the expected standard. That decides nothing but which
    questions are asked: no grade is made out of a report card.
    """
    if category:
        return False
    if overall not in _NO_GRADE:
        return overall not in _NOT_GOOD
    said = {value for name, value in judgements.items() if not name.endswith("date of grade")} - _NO_GRADE
    return bool(said) and said.isdisjoint(_NOT_GOOD)
