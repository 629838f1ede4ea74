"""Phrases that the product does not use, each with the better one.

To set another aside add a row; docs/how-to/words.md says how. A pattern is searched in whole words, in any case, in
every way a sentence can read, and never in a part that is filled in. It must be narrow enough that no good sentence
has to be excused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .sentences import Sentence


@dataclass(frozen=True)
class Phrase:
    """`pattern`: a regular expression without the bounds of words. `reason`: only where it is not plain to see."""

    pattern: str
    better: str
    reason: str = ""


@dataclass(frozen=True)
class Found:
    """A phrase of the table in a sentence, as it is written there."""

    sentence: Sentence
    phrase: Phrase
    words: str

    def __str__(self) -> str:
        why = f" ({self.phrase.reason})" if self.phrase.reason else ""
        return f"{self.sentence.place}: “{self.words}”: better {self.phrase.better}{why}: {self.sentence.shown}"


PHRASES = (
    # Said as nobody says it
    # Not “we judge each one by itself”, which means separately.
    Phrase(
        r"(?<!each one )(?<!judged )by (itself|themselves)",
        "“automatically”, “we will email it on that day”, or say who does it",
    ),
    Phrase(
        r"(counts?|stands?|runs?|is needed|is asked for) no (more|longer)(?! than)",
        "“no longer applies” or “has ended”",
    ),
    Phrase(r"no longer stands?|notice stands|while it stands", "“is in force”, “is no longer in force”"),
    Phrase(r"stands? (here|there|beside|on (the|this|your))", "“is” or “is shown”"),
    Phrase(r"who(so|m)?ever", "“the case owner”, “the signatory”, “your administrator”, “anyone who”"),
    Phrase(r"anew", "“again”; a period “restarts”"),
    Phrase(r"mend(s|ed|ing)?(?! itself)", "“fix”, “change” or “correct”"),
    Phrase(r"nought", "“does not mean zero”"),
    Phrase(r"unwanted mail", "“spam or junk folder”"),
    Phrase(r"first page(?! of)", "“home page”"),
    Phrase(r"(has|have) put right|put right (what|with)", "“corrected”"),
    Phrase(r"also (where|when)", "“even if” or “including when”"),
    Phrase(r"none yet: it", "“Not sent yet. It will be emailed automatically on …”"),
    Phrase(r"you find (it|them) (at|in|on|under)", "“it is at”, “you can find it at”"),
    Phrase(r"you reach(?= \{)", "“you can reach”"),
    Phrase(r"for good(?=[.,;:)]|$| and cannot)", "“permanently”"),
    Phrase(r"(take|takes|taken|took|taking) onto", "“add to”, “added to”"),
    Phrase(r"take in(?= \{)|taken in(?=[.,;:)]|$)", "“add”, “not accepted”"),
    Phrase(r"works? on (none|((no|a|any|such|this|these|the|concern) )?cases?)", "“handles cases”"),
    # Whose act it is
    Phrase(
        r"(?<!that )(?<!which )(is|are) (not )?asked for",
        "“we need …”, “you need to …”, or say who asks",
        "nobody is named",
    ),
    Phrase(r"there is asked", "“the page asks”, “you are asked”"),
    Phrase(r"(is|are) told by e-?mail|you are told", "“we will email …”, “the service emails …”", "nobody is named"),
    Phrase(
        r"(secretary of state|director|headteacher|chair|clerk|officer|partner|administrator)\b[^.?!]{0,60}"
        r"\b(he|she|his|her)(?! majesty)",
        "“they”, “their”",
        "an office has no gender",
    ),
    # Buttons and errors
    Phrase(r"^not now", "“Cancel”, or where the link leads: “Back to the case”"),
    Phrase(r"^see to", "the act: “Continue the case of the academy”"),
    Phrase(r"ensure this value", "“{Label} must be … characters or fewer”", "a stock sentence of Django"),
    Phrase(r"this field is required", "“Enter …”, “Select …”", "a stock sentence of Django"),
    Phrase(r"enter a valid|select a valid choice", "“Enter …, like …”", "a stock sentence of Django"),
    Phrase(r"real date", "“Enter the day of …, like 27 11 2026”"),
    Phrase(r"an address on the web|a file or an address", "“a web address”, “a link”"),
    # One spelling
    Phrase(r"e-mail(s|ed|ing)?", "“email”", "GOV.UK style"),
    Phrase(r"log(ged|ging) (in|on|out|off)|(and|can|must|please|to|you) log (in|on|out|off)", "“sign in”, “sign out”"),
    Phrase(r"head teachers?", "“headteacher”"),
    Phrase(r"in order to", "“to”"),
    Phrase(r"prior to", "“before”"),
    Phrase(r"utili[sz](e|es|ed|ing)", "“use”"),
    Phrase(r"please note( that)?", "nothing: say it"),
)

_PATTERNS = [(phrase, re.compile(rf"(?<!\w)(?:{phrase.pattern})(?!\w)", re.IGNORECASE)) for phrase in PHRASES]
_ANY = re.compile("|".join(pattern.pattern for _, pattern in _PATTERNS), re.IGNORECASE)
_FILLED_IN = re.compile(r"\{[^{}]*\}")


def find(sentences: Iterable[Sentence]) -> Iterator[Found]:
    """Every phrase of the table in the sentences, once for each sentence it is in."""
    for sentence in sentences:
        said = [_FILLED_IN.sub("{}", reading) for reading in sentence.readings]
        if not any(_ANY.search(reading) for reading in said):
            continue
        for phrase, pattern in _PATTERNS:
            if found := next(filter(None, map(pattern.search, said)), None):
                yield Found(sentence, phrase, found.group())
