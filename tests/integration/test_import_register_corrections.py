"""Ofsted's files beside what people recorded: corrections stay, and one inspection stays one."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schools.inspections import actions
from schools.inspections.actions import Facts
from schools.models import Inspection, School
from schools.registers.table.register import Outcome
from sil.accounts.models import User
from sil.audit import events
from sil.audit.models import Event
from tests.conftest import TODAY
from tests.data.registers.made_up import versions
from tests.data.registers.made_up_ofsted import LATEST, SECTION_8, Reader, facts
from tests.factories.people import person
from tests.factories.schools import school

pytestmark = pytest.mark.feature("S2")
# What the latest graded inspection of the made-up file says.
BY_HAND = Facts(
    kind="graded",
    starts_on=date(2019, 6, 11),
    ends_on=date(2019, 6, 12),
    published_on=date(2019, 7, 10),
    type_name="S5 Inspection",
    overall="2",
    judgements={"Quality of education": "2", "Safeguarding is effective?": "Yes"},
)


@pytest.fixture
def read(db: None, tmp_path: Path) -> Reader:
    school("Examplewood Primary School", urn=900001)
    school("Sampleton Academy", urn=900002)
    return Reader(tmp_path)


@pytest.fixture
def keeper(read: Reader) -> User:
    return person("Ada Example", role="principal_officer")


def by_hand(keeper: User, *, urn: int = 900001, **differs: Any) -> Inspection:
    given = {name: getattr(BY_HAND, name) for name in BY_HAND.__dataclass_fields__} | differs
    return actions.record(school=School.objects.get(pk=urn), facts=Facts(**given), by=keeper, on=TODAY)


def correct(number: str, keeper: User, **differs: Any) -> Inspection:
    inspection = Inspection.objects.get(event_number=number)
    held = actions.facts_of(inspection)
    given = {name: getattr(held, name) for name in held.__dataclass_fields__} | differs
    return actions.correct(inspection, facts=Facts(**given), reason="A slip", by=keeper, on=TODAY)


# Corrections


def test_what_a_person_corrected_stays_and_the_rest_follows_the_file(read: Reader, keeper: User) -> None:
    read(LATEST, {})
    correct("990201", keeper, overall="3", judgements={"Quality of education": "3"})
    before = versions("schools_inspection")
    assert read(LATEST, {}).outcome == Outcome(0, 0, 1)
    # Even where the file says something new of those columns, that is no change.
    assert read(LATEST, {"Overall effectiveness": "1", "Quality of education": "1"}).outcome == Outcome(0, 0, 1)
    assert versions("schools_inspection") == before
    assert read(LATEST, {"Overall effectiveness": "1", "Category of concern": "SM"}).outcome == Outcome(0, 1, 0)
    held = facts("990201")
    assert (held["overall"], held["category"]) == ("3", "SM")
    assert held["judgements"] == {"Quality of education": "3"}
    assert Inspection.objects.get().corrected == ["judgements", "overall"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "ungraded"),
        ("starts_on", date(2019, 6, 10)),
        ("ends_on", date(2019, 6, 13)),
        ("published_on", None),
        ("type_name", "Another"),
        ("category", "SWK"),
    ],
)
def test_each_column_can_be_corrected(read: Reader, keeper: User, name: str, value: Any) -> None:
    read(LATEST, {})
    correct("990201", keeper, **{name: value})
    assert read(LATEST, {}).outcome == Outcome(0, 0, 1)
    assert facts("990201")[name] == value


def test_a_withdrawn_inspection_stays_withdrawn(read: Reader, keeper: User) -> None:
    read(LATEST, {})
    actions.withdraw(Inspection.objects.get(), reason="Another school's", by=keeper, on=TODAY)
    assert read(LATEST, {"Overall effectiveness": "4"}).outcome == Outcome(0, 1, 0)
    assert not Inspection.objects.exists()
    held = Inspection.everything.get()
    assert (held.overall, held.withdrawn_on) == ("4", TODAY)
    assert not Event.objects.filter(kind="inspection.adopted").exists()


# Adoption


def test_the_file_takes_up_what_was_recorded_by_hand(read: Reader, keeper: User) -> None:
    made = by_hand(keeper, overall="3", published_on=None, judgements={"Quality of education": "3", "Own": "2"})
    report = read(LATEST, {}, by=None)
    assert report.outcome == Outcome(0, 1, 0)
    held = Inspection.objects.get()
    assert (held.pk, held.event_number, held.run) == (made.pk, "990201", report.run)
    assert (held.overall, held.published_on) == ("2", date(2019, 7, 10))
    assert held.judgements == {"Quality of education": "2", "Own": "2", "Safeguarding is effective?": "Yes"}
    assert held.source == "Ofsted management information, made-up.csv"
    event = Event.objects.get(kind="inspection.adopted")
    assert (event.scope, event.subject_id) == ("school:900001", str(made.pk))
    assert events.sentence(event) == "Ofsted's file confirmed the inspection of 11 June 2019"
    assert event.data["old"] == {
        "event_number": None,
        "overall": "3",
        "published_on": None,
        "judgements": {"Quality of education": "3", "Own": "2"},
    }
    assert event.data["new"]["published_on"] == "2019-07-10"
    assert read(LATEST, {}).outcome == Outcome(0, 0, 1)
    assert Event.objects.filter(kind="inspection.adopted").count() == 1


def test_a_file_that_says_the_same_brings_the_number_only(read: Reader, keeper: User) -> None:
    by_hand(keeper)
    report = read(LATEST, {})
    assert report.outcome == Outcome(0, 1, 0)
    assert [(each.key, each.columns) for each in report.outcome.sample] == [
        ("990201", {"event_number": (None, "990201")})
    ]
    assert Event.objects.get(kind="inspection.adopted").data["new"] == {"event_number": "990201"}
    assert Inspection.objects.get().source == "Ofsted management information, made-up.csv"


def test_what_was_corrected_by_hand_stays_when_the_file_comes(read: Reader, keeper: User) -> None:
    made = by_hand(keeper)
    held = actions.facts_of(made)
    given = {name: getattr(held, name) for name in held.__dataclass_fields__} | {"overall": "3"}
    actions.correct(made, facts=Facts(**given), reason="A slip", by=keeper, on=TODAY)
    read(LATEST, {})
    assert Inspection.objects.get().overall == "3"


def test_an_ungraded_one_is_taken_up_too(read: Reader, keeper: User) -> None:
    by_hand(keeper, kind="ungraded", starts_on=date(2023, 3, 14), ends_on=None, overall="", judgements={})
    assert read(LATEST, SECTION_8).outcome == Outcome(1, 1, 0)
    assert Inspection.objects.get(kind="ungraded").event_number == "990301"


@pytest.mark.parametrize(
    "differs",
    [
        {"kind": "ungraded"},
        {"kind": "report_card"},
        {"starts_on": date(2019, 6, 10)},
        {"urn": 900002},
    ],
)
def test_another_inspection_is_left_alone(read: Reader, keeper: User, differs: dict[str, Any]) -> None:
    made = by_hand(keeper, **differs)
    assert read(LATEST, {}).outcome == Outcome(1, 0, 0)
    made.refresh_from_db()
    assert made.event_number is None


def test_one_at_the_school_that_the_file_names_for_the_day_is_taken_up(read: Reader, keeper: User) -> None:
    """The school has converted since: Ofsted lists the inspection with the new one."""
    by_hand(keeper, urn=900002)
    assert read(LATEST, {"URN at time of latest full inspection": "900002"}).outcome == Outcome(0, 1, 0)
    assert (facts("990201")["school_id"], facts("990201")["urn_at_time"]) == (900001, 900002)


def test_of_two_that_fit_neither_is_taken_up(read: Reader, keeper: User) -> None:
    made = by_hand(keeper)
    Inspection.objects.create(school_id=900001, kind="graded", starts_on=made.starts_on, source="A letter")
    assert read(LATEST, {}).outcome == Outcome(1, 0, 0)
    assert Inspection.objects.filter(event_number=None).count() == 2


def test_of_two_inspections_of_a_file_neither_takes_up_the_one_on_record(read: Reader, keeper: User) -> None:
    by_hand(keeper)
    previous = {"Previous full inspection number": "990101", "Previous inspection start date": "11/06/2019"}
    assert read(LATEST, previous).outcome == Outcome(2, 0, 0)


def test_a_withdrawn_one_is_not_taken_up(read: Reader, keeper: User) -> None:
    actions.withdraw(by_hand(keeper), reason="A mistake", by=keeper, on=TODAY)
    assert read(LATEST, {}).outcome == Outcome(1, 0, 0)
    assert Inspection.objects.count() == 1


def test_one_recorded_again_after_it_was_withdrawn_is_taken_up(read: Reader, keeper: User) -> None:
    actions.withdraw(by_hand(keeper), reason="A mistake", by=keeper, on=TODAY)
    made = by_hand(keeper)
    assert read(LATEST, {}).outcome == Outcome(0, 1, 0)
    assert Inspection.objects.get() == made


def test_a_dry_run_takes_up_nothing(read: Reader, keeper: User) -> None:
    by_hand(keeper)
    assert read(LATEST, {}, dry_run=True).outcome == Outcome(0, 1, 0)
    assert Inspection.objects.get().event_number is None
    assert not Event.objects.filter(kind="inspection.adopted").exists()
