"""Each worked case of the ladder (tests/worked) comes out as it was written by hand from the law and the framework.

Cases that begin alike share their beginning: it is walked once, and each case goes on from there and is undone.
"""

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from monitoring.notices.letters.policies import missing
from monitoring.notices.letters.powers import lacking_of
from monitoring.notices.letters.recipients import recipients_of
from monitoring.notices.models import CaseLetter
from sil import clock
from sil.workflow import Denied
from tests.conftest import NOW, load_liverpool
from tests.factories import cases, schools
from tests.factories.case_scene import Scene, everybody, scene_of
from tests.worked.case import SCHOOLS, Worked
from tests.worked.of_contents import CONTENTS
from tests.worked.of_dates import DATES
from tests.worked.of_people import PEOPLE
from tests.worked.of_refusals import REFUSALS
from tests.worked.steps import last_letter
from tests.worked.ways import OPENED

TABLE = (*DATES, *PEOPLE, *CONTENTS, *REFUSALS)
Begun = Callable[[Worked], Scene]


@pytest.fixture(scope="module")
def begun(django_db_setup: None, django_db_blocker: Any) -> Iterator[Begun]:
    """The case about a school of its kind with every step but the last, which is walked once for all that share it."""
    there: dict[str, Scene] = {}

    def begin(worked: Worked) -> Scene:
        key = f"{worked.school}: {worked.steps[:-1]}"
        if key not in there:
            there[key] = walked(worked)
        return there[key]

    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(NOW):
            load_liverpool()
        yield begin
        transaction.set_rollback(True)


def walked(worked: Worked) -> Scene:
    with clock.at(OPENED):
        school = schools.school(f"Example School, {worked.school}", **SCHOOLS[worked.school])
        who = everybody(school)
        made = scene_of(cases.opened(school, who["officer"], on=OPENED, since=OPENED), who)
    for step in worked.steps[:-1]:
        with clock.at(step.day):
            step.take(made)
    return made


@pytest.mark.feature("C2", "C3", "C5", "C7", "C15")
@pytest.mark.parametrize("worked", TABLE, ids=str)
def test_worked_case(begun: Begun, worked: Worked) -> None:
    made = begun(worked)
    with transaction.atomic():
        refused = tried(made, worked)
        assert refused == worked.refused
        found = last_letter(made)
        if refused:
            assert lacks(found, worked) == worked.lacks
        elif found is not None:
            check_days(found, worked)
            check_people(made, found, worked)
            check_words(found, worked)
        if worked.state:
            assert made.case.status == worked.state
        transaction.set_rollback(True)


def tried(made: Scene, worked: Worked) -> str:
    """The code with which the last step was refused; blank where it was taken."""
    last = worked.steps[-1]
    try:
        with clock.at(last.day):
            last.take(made)
    except Denied as denied:
        return denied.code
    return ""


def lacks(letter: CaseLetter | None, worked: Worked) -> set[str]:
    """What a letter lacks that did not go because of that."""
    if letter is None or worked.refused not in ("incomplete", "conditions"):
        return set()
    found = {each.code for each in missing(letter)}
    if letter.kind_of.power:
        found |= {each.code for each in lacking_of(letter, worked.steps[-1].day)}
    return found


def check_days(letter: CaseLetter, worked: Worked) -> None:
    """Each day that the case names, as the letter has it."""
    period = (letter.period_starts_on, letter.period_ends_on)
    there = {
        "given": letter.given_on,
        "period": period,
        "plan": letter.plan_ends_on,
        "represent_by": letter.represent_by,
        "usable_from": letter.usable_from,
        "answer": letter.answer_ends_on,
    }
    expected = {name: getattr(worked, name) for name in there if getattr(worked, name) is not None}
    assert {name: there[name] for name in expected} == expected


def check_people(made: Scene, letter: CaseLetter, worked: Worked) -> None:
    """To whom it goes and who gets a copy, by what they are: each once, in any order."""
    if worked.copies is None:
        return
    signed = letter.letter.recipients.all() if letter.letter else None
    there = signed if signed is not None else recipients_of(letter, worked.steps[-1].day, {})
    to, copies = ({str(each.party) for each in there if each.is_copy == is_copy} for is_copy in (False, True))
    assert (to, copies) == (set(worked.to), set(worked.copies))


def check_words(letter: CaseLetter, worked: Worked) -> None:
    words = ""
    if letter.letter is not None:
        words = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", letter.letter.html)).split())
    assert [each for each in worked.says if each not in words] == []
    assert [each for each in worked.omits if each in words] == []
    if worked.asks is not None:
        assert set(letter.confirmations.filter(act="sign").values_list("code", flat=True)) == worked.asks
