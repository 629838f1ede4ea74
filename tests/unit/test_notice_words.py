"""Sentences about letters of cases that are put together from parts read as sentences."""

import pytest

from monitoring.notices.bundle.collecting import signed_in_words
from monitoring.notices.kinds import KINDS


@pytest.mark.parametrize(
    ("signed_as", "words"),
    [
        ("Director of Education", "Signed by the Director of Education"),
        ("For the Director of Education", "Signed for the Director of Education"),
        ("Head of Forms", "Signed by the Head of Forms"),
    ],
)
def test_the_index_of_a_bundle_says_who_signed_a_letter(signed_as: str, words: str) -> None:
    assert signed_in_words(signed_as) == words


def test_a_letter_that_lacks_a_part_is_refused_in_one_sentence() -> None:
    refusals = [part.refusal for part in KINDS["preformal_notice"].parts]
    assert refusals == [
        "Say which matters the concerns are based on (Framework, Intervention: the first content of the notice).",
        "Give the timeframe in which the concerns are to be addressed "
        "(Framework, Intervention: the third content of the notice).",
        "Say what the authority will do if the governing body does not act "
        "(Framework, Intervention: the fourth content of the notice).",
    ]
    assert KINDS["notice_removed"].parts[0].refusal == "Say what has improved."
