"""The register of schools (GIAS): since when has a school its type?"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from schools.establishments import Sector
from schools.models import School, TypeSpell
from sil import clock
from tests.conftest import TODAY
from tests.data.registers.made_up import ACADEMY, PRIVATE, ROW, Reader, spells, versions
from tests.factories.schools import COMMUNITY, CONVERTER, INDEPENDENT


@pytest.fixture
def read(db: None, tmp_path: Path) -> Reader:
    return Reader(tmp_path)


# Spells of a type


def converted(read: Reader, *, changed_on: str, **options: Any) -> list[tuple[Any, ...]]:
    """The spells of a school that opened on 1 September 1975 and has turned into an academy."""
    read(ROW)
    read({**ACADEMY, "LastChangedDate": changed_on}, **options)
    return spells(900001)


@pytest.mark.parametrize(
    ("said", "changed_on"),
    [
        ("01-09-2026", date(2026, 9, 1)),
        (f"{TODAY:%d-%m-%Y}", TODAY),
        # In the future, before the present spell, on its first day, or unknown: today.
        (f"{TODAY + timedelta(1):%d-%m-%Y}", TODAY),
        ("31-08-1975", TODAY),
        ("01-09-1975", TODAY),
        ("02-09-1975", date(1975, 9, 2)),
        ("", TODAY),
    ],
)
def test_a_change_of_type_ends_a_spell_and_begins_one(read: Reader, said: str, changed_on: date) -> None:
    assert converted(read, changed_on=said) == [
        (1, 4, date(1975, 9, 1), changed_on - timedelta(1)),
        (34, 10, changed_on, None),
    ]
    own = School.objects.get()
    assert own.sector_on(changed_on) is Sector.ACADEMY
    assert own.sector_on(changed_on - timedelta(1)) is Sector.MAINTAINED
    assert TypeSpell.objects.last() is not None
    assert set(TypeSpell.objects.values_list("type_name", flat=True)) == {"Community school", "Academy converter"}


def test_a_day_of_change_stored_earlier_says_nothing_of_this_change(read: Reader) -> None:
    """The file lacks LastChangedDate, and the stored one belongs to another change."""
    assert converted(read, changed_on="", without=("LastChangedDate",))[1] == (34, 10, TODAY, None)
    assert School.objects.get().changed_in_register_on == date(2026, 6, 1)


def test_a_change_of_the_group_alone_is_a_change_of_type(read: Reader) -> None:
    read(ROW)
    read({"EstablishmentTypeGroup (code)": "5"})
    assert spells(900001)[1:] == [(1, 5, date(2026, 6, 1), None)]


def test_any_other_change_leaves_the_spells_alone(read: Reader) -> None:
    read(ROW)
    before = versions("schools_typespell")
    assert read({"EstablishmentName": "Renamed", "TypeOfEstablishment (name)": "Community School"}).outcome.changed == 1
    assert versions("schools_typespell") == before


def test_a_spell_that_begins_today_never_held(read: Reader) -> None:
    """Two files on one day: the second corrects the first."""
    read(ROW)
    read({**ACADEMY, "LastChangedDate": ""})
    read({**PRIVATE, "LastChangedDate": ""})
    assert spells(900001) == [(1, 4, date(1975, 9, 1), TODAY - timedelta(1)), (11, 3, TODAY, None)]
    assert TypeSpell.objects.get(type_code=11).type_name == "Other independent school"
    with clock.at(TODAY + timedelta(1)):
        read({**ACADEMY, "LastChangedDate": ""})
    assert spells(900001)[1:] == [(11, 3, TODAY, TODAY), (34, 10, TODAY + timedelta(1), None)]


def test_a_school_that_is_to_open_changes_its_type_from_the_first_day(read: Reader) -> None:
    opening = {"OpenDate": "01-09-2027", "EstablishmentStatus (name)": "Proposed to open"}
    read(opening)
    read(opening | ACADEMY)
    assert spells(900001) == [(34, 10, date(2027, 9, 1), None)]


def test_a_school_without_a_day_of_opening_has_its_type_as_far_back_as_known(read: Reader) -> None:
    read({"OpenDate": ""})
    assert spells(900001) == [(1, 4, None, None)]
    read({"OpenDate": "", **ACADEMY, "LastChangedDate": "01-09-2020"})
    assert spells(900001) == [(1, 4, None, date(2020, 8, 31)), (34, 10, date(2020, 9, 1), None)]


def test_a_school_that_came_without_a_spell_keeps_the_type_it_had(read: Reader) -> None:
    School.objects.create(
        urn=900001, name="As It Was", la_code="341", status="Open", open_date=date(1990, 1, 1), **COMMUNITY
    )
    read({**ACADEMY, "LastChangedDate": "01-09-2026"})
    assert spells(900001) == [(1, 4, date(1990, 1, 1), date(2026, 8, 31)), (34, 10, date(2026, 9, 1), None)]


def test_the_present_type_follows_the_last_spell(read: Reader) -> None:
    own = School.objects.create(urn=900001, name="As It Was", la_code="341", status="Open", **CONVERTER)
    TypeSpell.objects.create(school=own, **INDEPENDENT, ends_on=date(2010, 8, 31))
    read(ACADEMY)
    assert spells(900001) == [(11, 3, None, date(2010, 8, 31)), (34, 10, date(2010, 9, 1), None)]
