"""What rests on a letter that was withdrawn.

A letter rests on the one that it is made from, the use of a power also on the notices that name the power, and each on
what those rest on. What rests on a withdrawn letter stays as it is and is marked, wherever it is shown: whether it
stands on other grounds is not for software to say. Source: ADR 56.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sil.clock import in_words

from ..models import CaseLetter
from ..states import LetterState

_GIVEN = (LetterState.GIVEN, LetterState.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class Rest:
    """The withdrawn letter on which another rests, by its name within a sentence, the days on which it was given and
    withdrawn, and why it was withdrawn."""

    letter: int
    name: str
    given_on: date
    on: date
    reason: str

    def __str__(self) -> str:
        return f"rests on the {self.name} that was withdrawn on {in_words(self.on)}"

    @property
    def words(self) -> str:
        """The same, beginning a sentence or a tag."""
        return f"R{str(self)[1:]}"


def rests_of(letters: Iterable[CaseLetter]) -> dict[int, Rest]:
    """Return what withdrawn letter each of the given letters of one case rests on, by the key of the resting one; those
    that rest on none are left out. `letters` are all of the case. No query where `letter__withdrawal` was read."""
    there = {each.pk: each for each in letters}
    found = {}
    for each in there.values():
        if each.status in _GIVEN:
            below = [base for base in _bases(each, there, set()) if base.status == LetterState.WITHDRAWN]
            if below:
                found[each.pk] = _rest(max(below, key=lambda base: base.pk))
    return found


def rests_in(case: Any) -> dict[int, Rest]:
    """Return the same of a case. One query."""
    found = CaseLetter.objects.filter(case=case, status__in=_GIVEN).select_related("letter__withdrawal")
    return rests_of(found.defer("letter__html", "letter__context"))


def rest_of(notice: CaseLetter) -> Rest | None:
    """Return the withdrawn letter that what was found, judged or sent under a notice rests on: the notice itself, or
    one that it rests on. Two queries at most."""
    if notice.status == LetterState.WITHDRAWN:
        found = CaseLetter.objects.select_related("letter__withdrawal").defer("letter__html", "letter__context")
        return _rest(found.get(pk=notice.pk))
    return rests_in(notice.case_id).get(notice.pk)


def withdrawn_under(letter: CaseLetter) -> list[Rest]:
    """Return every withdrawn letter that one would rest on if it were given now, the first given first: for whoever
    presents or signs it. One query."""
    others = letter.case.letters.exclude(pk=letter.pk)
    related = others.select_related("letter__withdrawal").defer("letter__html", "letter__context")
    there = {each.pk: each for each in related}
    below = sorted(_bases(letter, there, set()), key=lambda base: base.pk)
    return [_rest(base) for base in below if base.status == LetterState.WITHDRAWN]


def resting_on(letter: CaseLetter | None) -> list[CaseLetter]:
    """Return the letters in force that rest on one, the first given first. One query."""
    if letter is None:
        return []
    there = {each.pk: each for each in CaseLetter.objects.filter(case=letter.case_id).select_related("letter")}
    given = (each for each in there.values() if each.status == LetterState.GIVEN and not each.kind_of.withdraws)
    return [each for each in given if any(base.pk == letter.pk for base in _bases(each, there, set()))]


def _bases(letter: CaseLetter, there: dict[int, CaseLetter], seen: set[int]) -> Iterator[CaseLetter]:
    """Yield what a letter rests on, directly or not, each once."""
    for base in _direct(letter, there):
        if base.pk not in seen:
            seen.add(base.pk)
            yield base
            yield from _bases(base, there, seen)


def _direct(letter: CaseLetter, there: dict[int, CaseLetter]) -> Iterator[CaseLetter]:
    if letter.kind_of.withdraws or letter.kind_of.ends_power:
        # A power ends whatever it rested on.
        return
    if letter.made_from_id in there:
        yield there[letter.made_from_id]
    if letter.kind_of.power:
        naming = [
            each
            for each in there.values()
            if each.kind == "intention_notice" and each.pk < letter.pk and set(letter.powers) & set(each.powers)
        ]
        # It stands where one of them does.
        if not any(each.status == LetterState.GIVEN for each in naming):
            yield from (each for each in naming if each.status == LetterState.WITHDRAWN)


def _rest(withdrawn: CaseLetter) -> Rest:
    assert withdrawn.letter is not None and withdrawn.given_on is not None, "it was given"
    said = withdrawn.letter.withdrawal
    name = withdrawn.name_within
    return Rest(letter=withdrawn.pk, name=name, given_on=withdrawn.given_on, on=said.on, reason=said.reason)
