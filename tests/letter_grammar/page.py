"""docs/reference/letters.md, made from the measure."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from .letters import CORPUS, Made, made
from .measure import Count, measure, total

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "letters.md"
# What was measured on letters kept aside before, each part once: what it was, values there, read and right, and the
# fields below 0.99 or 0.9. Written by hand, and never changed.
EARLIER = (
    (
        "First grammar, seeds 0 to 179, 60 letters",
        (1083, 1066, 1066),
        "areas for improvement 0.84, additional areas 0.75",
    ),
    (
        "Second grammar: more layouts and noise, sentences that look like judgements; seeds 1000 to 1179, 60 letters",
        (1095, 1040, 1040),
        "tallies 0.87, further actions 0.83, strengths 0.80, areas for improvement 0.69, additional areas 0.67, areas"
        " of the authority 0.58 (all recall)",
    ),
    (
        "The same grammar after mending, seeds 7000 to 7179, 60 letters",
        (1057, 1031, 1030),
        "recall of tallies 0.80, areas of the authority 0.70 and strengths 0.67 (one letter to an authority was"
        " declined); precision of contradictions 0.75",
    ),
)
_NAMES = {
    "school_urn": "URN",
    "school_name": "name of the school",
    "letter_date": "date of the letter",
    "visit_start": "first day of the visit",
    "visit_end": "last day of the visit",
    "effective_action": "effective action, with its sentence",
    "plan_fit_for_purpose": "plan of the school fit for purpose",
    "authority_statement_fit": "statement of the authority fit for purpose",
    "may_appoint_new_teachers": "may appoint new teachers",
    "safeguarding_effective": "safeguarding effective",
    "qualifiers": "what qualifies a judgement",
    "tallies": "schools counted (to the authority)",
    "strengths": "strengths (to the authority)",
    "areas": "areas for improvement (to the authority)",
    "contradictions": "contradictions of dates",
}
_TEXT = """# How well letters from Ofsted are read

This page is made by `python -m tests.letter_grammar --write`, and `tests/unit/test_letter_corpus.py` compares it.

The reader (`schools/ofsted_letters/`) is measured against {letters} made-up letters, which a grammar of its own
(`tests/letter_grammar/`) puts together from a seed with what a person would read in each: {kinds} kinds of {first} to
{last}, with other wordings, orders of paragraphs, address blocks, headings, bullets, page numbers, line ends and noise
of printers and mail programs. People and schools are invented.

Every third letter is kept aside. The others never hold the fourth wording of each list of wordings, so that the part
kept aside holds words for which no rule was written at the time. A list counts item by item; a judgement counts as
right with its answer and its sentence. Precision is the share of values read that are right, recall the share of values
there that were read right. The aim is a precision of 0.99 and a recall of 0.9 on the part kept aside.

| | kept aside: there | read | right | precision | recall | training: there | precision | recall |
|---|--:|--:|--:|--:|--:|--:|--:|--:|
{rows}

## What letters kept aside gave before

Each part was measured once, and only then looked at, to mend the reader by rule. For the table above, the parts kept
aside of six other ranges of seeds had been looked at as well, so it says that these wordings and layouts are read, and
not that others would be. Between the measures the grammar and the measure were corrected, too, where a miss was
theirs: titles of inspectors, page numbers inside a quoted sentence, marks of forwarded mails and broken words.

| | there | read | right | precision | recall | fields below the aim |
|---|--:|--:|--:|--:|--:|---|
{earlier}

## What this does not say

The same hands made the grammar and the reader, one after the other. Letters that Ofsted sent are more various than any
grammar, and scans are worse than its noise: expect less than the table says. This is why each value stands beside the
place it was read from, with how sure it is, and nothing is on record before a person confirms it.
"""


@cache
def corpus() -> tuple[Made, ...]:
    return tuple(made(seed) for seed in CORPUS)


@cache
def measured(*, kept_aside: bool) -> dict[str, Count]:
    return measure([letter for letter in corpus() if letter.kept_aside is kept_aside])[0]


def page() -> str:
    """The page as text."""
    aside, training = measured(kept_aside=True), measured(kept_aside=False)
    rows = [_row(_NAMES.get(name, name.replace("_", " ")), aside[name], training[name]) for name in aside]
    rows.append(_row("**in all**", total(aside), total(training)))
    years = [letter.year for letter in corpus()]
    return _TEXT.format(
        letters=len(corpus()),
        kinds=len({letter.kind for letter in corpus()}),
        first=min(years),
        last=max(years),
        rows="\n".join(rows),
        earlier="\n".join(_before(*each) for each in EARLIER),
    )


def _row(name: str, aside: Count, training: Count) -> str:
    return (
        f"| {name} | {aside.there:,} | {aside.read:,} | {aside.right:,} | {_shares(aside)}"
        f" | {training.there:,} | {_shares(training)} |"
    )


def _before(name: str, counts: Sequence[int], below: str) -> str:
    count = Count(*counts)
    return f"| {name} | {count.there:,} | {count.read:,} | {count.right:,} | {_shares(count)} | {below} |"


def _shares(count: Count) -> str:
    return f"{count.precision:.3f} | {count.recall:.3f}"
