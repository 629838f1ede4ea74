"""The questions after an event. The words of an answer can be changed; its value is stored and stays."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """`answers` are the values that are stored and their words, the best first."""

    slug: str
    words: str
    # What it is called at the head of a table.
    short: str
    missing: str
    answers: Mapping[int, str]


USEFUL = Question(
    slug="useful",
    words="How useful was it?",
    short="How useful",
    missing="Select how useful it was.",
    answers={5: "Very useful", 4: "Useful", 3: "Partly useful", 2: "Not very useful", 1: "Not useful at all"},
)
RECOMMEND = Question(
    slug="recommend",
    words="Would you recommend it to a colleague?",
    short="Would recommend",
    missing="Select whether you would recommend it.",
    answers={3: "Yes", 2: "Perhaps", 1: "No"},
)
NEXT_STEP = Question(
    slug="next_step",
    words="What will you do with it?",
    short="What they will do",
    missing="Select what you will do with it.",
    answers={
        4: "Change something at the school",
        3: "Share it with colleagues",
        2: "Find out more first",
        1: "Nothing at present",
    },
)
QUESTIONS = (USEFUL, RECOMMEND, NEXT_STEP)
