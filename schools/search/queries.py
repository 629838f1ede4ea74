"""Search schools by a few words.

A number is the URN or the DfE number, and the beginning of a postcode is one; everything else is
looked for in names, towns, trusts and people. Words are taken as they are where any school fits
them, and only else as words that may be misspelt: for each, the known words most like it are
looked for (docs/adr/0087).
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector, TrigramWordSimilarity
from django.db import connection
from django.db.models import Case, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from sil.accounts.models import User, in_force

from ..models import Assignment, Post, School

# Where a search puts how well a school fits: the higher, the better.
RANK = "search_rank"
# Known words that a misspelt one may stand for.
MOST_CHOICES = 5
# Schools that are named by their keys, and those that a misspelt word finds at most.
MOST_NAMED, MOST_ALIKE = 500, 100
# More is no name of a school.
MOST_WORDS = 12
_NUMBER = re.compile(r"\d{3} ?/ ?\d{4}|\d{4}|\d{6,7}", re.ASCII)
_WORD = re.compile(r"[^\W_]+")
_OUTWARD, _INWARD = re.compile(r"[a-z]{1,2}\d[a-z\d]?", re.ASCII), re.compile(r"\d[a-z]{0,2}", re.ASCII)
# Other ways to write what the register writes in one way; words that tell no school from another.
_SAME = {"saint": "st", "and": "", "the": "", "of": "", "school": ""}
_PHRASES = ((re.compile(r"\bchurch of england\b|\bc ?of ?e\b"), "cofe"), (re.compile(r"\broman catholic\b"), "rc"))
Fitting = tuple[QuerySet[School], QuerySet[Any]]


@dataclass(frozen=True)
class Choice:
    """A word that was typed, and those that it may stand for."""

    word: str
    known: tuple[str, ...] = ()

    @property
    def best(self) -> "Choice":
        return Choice(self.word, self.known[:1])

    @property
    def lexemes(self) -> str:
        return f"({' | '.join((f'{self.word}:*', *self.known))})"

    @property
    def in_name(self) -> Q:
        return reduce(or_, (Q(name__icontains=word) for word in (self.word, *self.known)))


def search(schools: QuerySet[School], text: str, on: date) -> QuerySet[School]:
    """The schools that fit a text on a day, each with RANK. Six queries at most before theirs."""
    text = " ".join(text.lower().split())
    if _NUMBER.fullmatch(text):
        return schools.filter(_numbered(re.sub(r"\D", "", text))).annotate(**{RANK: Value(1.0)})
    words = words_of(text)
    if not words:
        return schools.annotate(**{RANK: Value(0.0)}).none()
    fits = _fitting(schools, [[Choice(word) for word in words]], on)
    keys = _keys(schools, fits, MOST_NAMED + 1)
    if not keys:
        return _alike(schools, words, on)
    rank = {RANK: _rank(words)}
    if len(keys) > MOST_NAMED:
        found, of_people = fits
        if of_people.exists():
            found = schools.filter(pk__in=found.order_by().values("pk").union(of_people))
        return found.annotate(**rank)
    # A list asks for the keys of its page, for the rows of them and for their number, and would search each time.
    return schools.filter(pk__in=keys).annotate(**rank)


def words_of(text: str) -> list[str]:
    """The words to look for, in lower case, as the register writes them; a postcode is one word."""
    for phrase, short in _PHRASES:
        text = phrase.sub(short, text)
    found = _WORD.findall(re.sub(r"['’.]", "", text))[:MOST_WORDS]
    telling = [same for word in found if (same := _SAME.get(word, word))]
    joined: list[str] = []
    for word in telling or found:
        if joined and _INWARD.fullmatch(word) and _OUTWARD.fullmatch(joined[-1]):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _numbered(digits: str) -> Q:
    """URN of six or seven digits; establishment number of four, with the authority's three before it."""
    if len(digits) == 4:
        return Q(establishment_number=digits)
    found = Q(pk=int(digits))
    return found | Q(la_code=digits[:3], establishment_number=digits[3:]) if len(digits) == 7 else found


def _rank(words: list[str]) -> Case:
    """The name begins with the words, has them all, or they are elsewhere."""
    in_name = Q()
    for word in words:
        in_name &= Q(name__icontains=word)
    return Case(When(name__istartswith=" ".join(words), then=3.0), When(in_name, then=2.0), default=1.0)


def _alike(schools: QuerySet[School], words: list[str], on: date) -> QuerySet[School]:
    """Those that are most alike, where every word may be misspelt. A word that is like none known is left out, and one
    more where no school has them all. Of schools that have the same words the first by name are taken."""
    choices = [choice for choice in _choices(words) if choice.known]
    if not choices:
        return schools.annotate(**{RANK: Value(0.0)}).none()
    found = _keys(schools, _fitting(schools, [[choice.best for choice in choices]], on), MOST_ALIKE, "name", "pk")
    if len(found) < MOST_ALIKE:
        found |= _keys(schools, _fitting(schools, [choices], on), MOST_NAMED, "name", "pk")
    if not found and len(choices) > 1:
        ways = [choices[:place] + choices[place + 1 :] for place in range(len(choices))]
        found = _keys(schools, _fitting(schools, ways, on), MOST_NAMED, "name", "pk")
    # As exact as a page is asked for by: the function answers with half the digits.
    rank = {RANK: Cast(TrigramWordSimilarity(" ".join(words), "words"), FloatField())}
    if len(found) > MOST_ALIKE:
        best = schools.filter(pk__in=found).annotate(**rank).order_by(f"-{RANK}", "name", "pk")
        found = set(best.values_list("pk", flat=True)[:MOST_ALIKE])
    return schools.filter(pk__in=found).annotate(**rank)


def _choices(words: list[str]) -> list[Choice]:
    """Each word with the known ones that are most like it, of at least three tenths, as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.typed, ARRAY(SELECT word FROM schools_word WHERE word %% t.typed"
            " ORDER BY similarity(word, t.typed) DESC, word LIMIT %s)"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS t (typed, place) ORDER BY t.place",
            [MOST_CHOICES, words],
        )
        return [Choice(typed, tuple(known)) for typed, known in cursor.fetchall()]


def _fitting(schools: QuerySet[School], ways: list[list[Choice]], on: date) -> Fitting:
    """The schools that fit one of some ways to search: each of its words, or a known one like it, begins a word of the
    school's text; and the keys of those where all are in the name of somebody who is there on a day. Two questions, as
    each has an index that a condition with OR would not use."""
    texts = [" & ".join(choice.lexemes for choice in way) for way in ways]
    query = SearchQuery(" | ".join(f"({text})" for text in texts), search_type="raw", config="simple")
    fits = schools.alias(vector=SearchVector("words", config="simple")).filter(vector=query)
    named = reduce(or_, (reduce(and_, (choice.in_name for choice in way)) for way in ways))
    theirs = in_force(on) & Q(user__in=User.objects.filter(named))
    posts, assignments = (each.objects.filter(theirs).order_by().values("school") for each in (Post, Assignment))
    return fits, posts.union(assignments)


def _keys(schools: QuerySet[School], fitting: Fitting, most: int, *order: str) -> set[int]:
    """The keys of the first so many of each."""
    both = (fitting[0], schools.filter(pk__in=fitting[1]))
    one, other = (rows.order_by(*order).values_list("pk", flat=True)[:most] for rows in both)
    return set(one.union(other))
