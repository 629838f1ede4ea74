"""A school that becomes an academy in mid-case: its case ends, and the academy's goes on with it."""

from datetime import date, timedelta
from typing import Any

import pytest

from monitoring.notices.case import readers
from monitoring.notices.case.queries import history
from monitoring.notices.ends.conversion import convert, convert_cases
from monitoring.notices.evidence.actions import remove_evidence
from monitoring.notices.models import Case
from monitoring.notices.states import Branch, CaseState
from monitoring.notices.tasks import convert_cases as sweep
from schools.models import School, SchoolLink
from sil.accounts.user_roles import roles_of
from sil.deadlines.models import Deadline
from sil.letters.models import Method, Withdrawal
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import case_letters, cases, schools

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C10")]
# Written out by hand: the open states of a maintained school's case.
OPEN = (
    *("opened", "invited", "discussed", "preformal", "secured", "not_secured", "formal", "complied"),
    *("not_complied", "eligible", "powers_used"),
)


def becomes(school: School, *, since: date = TODAY) -> School:
    """It closes, and an academy with a number of its own opens in its place."""
    academy = schools.school(f"{school.name} Academy", open_date=since, **schools.CONVERTER)
    School.objects.filter(pk=school.pk).update(status="Closed", close_date=since - timedelta(1))
    SchoolLink.objects.create(
        key=f"{school.pk}-{academy.pk}",
        predecessor_urn=school.pk,
        successor_urn=academy.pk,
        kind="succession",
        dated_by_successor=since,
    )
    return academy


def becomes_under_its_own_number(school: School, since: date = TODAY) -> None:
    school.type_spells.update(ends_on=since - timedelta(1))
    school.type_spells.create(type_code=34, type_name="Academy converter", group_code=10, starts_on=since)
    School.objects.filter(pk=school.pk).update(**schools.CONVERTER)


@pytest.mark.parametrize("state", OPEN)
def test_from_every_state_the_academys_case_goes_on(liverpool: Any, state: str) -> None:
    made = cases.scene(state)
    academy = becomes(made.school)
    assert convert_cases(TODAY) == 1
    before, after = made.case, Case.objects.get(continues=made.case)
    assert (before.status, before.ended_on) == (CaseState.CONVERTED, TODAY)
    assert after.reference in before.end_reason
    assert (after.school, after.branch, after.status) == (academy, Branch.ACADEMY, CaseState.OPENED)
    assert (after.concern, after.source, after.since, after.owner) == (
        before.concern,
        before.source,
        before.since,
        before.owner,
    )


def test_another_run_does_nothing(liverpool: Any) -> None:
    made = cases.scene()
    becomes(made.school)
    sweep()
    assert convert_cases(TODAY) == 0
    assert Case.objects.count() == 2


def test_evidence_restriction_and_people_go_with_it(liverpool: Any) -> None:
    made = cases.scene(high_risk="Two leaders left.")
    kept, off = cases.evidence(made), cases.evidence(made, text="Wrong.")
    remove_evidence(off, reason="Another class.", by=made.officer, on=TODAY)
    readers.restrict(made.case, reason="A complaint.", by=made.officer, on=TODAY)
    readers.name(made.case, person=made.dcs, by=made.officer, on=TODAY)
    becomes(made.school)
    after = convert(made.case, by=made.officer, on=TODAY)
    assert [(each.text, each.source, each.added_by) for each in after.evidence.all()] == [
        (kept.text, kept.source, kept.added_by)
    ]
    assert (after.restricted, list(after.named.all()), after.high_risk) == (True, [made.dcs], True)
    assert "Two leaders left." in [event.reason for event in history(after, roles_of(made.officer, TODAY))]


def test_a_letter_under_way_does_not_go_and_nothing_runs_on(liverpool: Any) -> None:
    made = cases.scene(CaseState.NOT_SECURED)
    notice = made.notice("preformal_notice")
    signed = case_letters.signed(made, "formal_notice", method=Method.HAND)
    becomes(made.school)
    convert_cases(TODAY)
    signed.refresh_from_db()
    assert signed.status == "discarded"
    assert Withdrawal.objects.get(letter=signed.letter).reason.endswith("the authority's powers have ended.")
    assert not Deadline.objects.running().exists()
    assert notice.name not in made.case.end_reason
    assert signed.name in made.case.end_reason


def test_a_school_under_its_own_number_goes_on_under_it(liverpool: Any) -> None:
    made = cases.scene()
    becomes_under_its_own_number(made.school)
    assert convert_cases(TODAY) == 1
    assert Case.objects.get(continues=made.case).school == made.school


def test_the_owner_is_told(liverpool: Any) -> None:
    made = cases.scene()
    academy = becomes(made.school)
    convert_cases(TODAY)
    message = Message.objects.get(kind="case_converted")
    assert message.email == made.officer.email
    assert academy.name in message.body


def test_a_school_that_closed_without_an_academy_waits_for_a_person(liverpool: Any) -> None:
    made = cases.scene()
    School.objects.filter(pk=made.school.pk).update(status="Closed")
    assert convert_cases(TODAY) == 0
    with pytest.raises(Denied) as refused:
        convert(made.case, by=made.officer, on=TODAY)
    assert refused.value.code == "no_academy"


def test_an_academys_own_case_and_an_ended_one_stay(liverpool: Any) -> None:
    cases.scene(academy=True)
    ended = cases.scene(CaseState.REMOVED)
    becomes(ended.school)
    assert convert_cases(TODAY) == 0


def test_a_director_converts_nothing(liverpool: Any) -> None:
    made = cases.scene()
    becomes(made.school)
    with pytest.raises(Denied) as refused:
        convert(made.case, by=made.director, on=TODAY)
    assert refused.value.code == "not_an_officer"


@pytest.mark.parametrize(("days", "number"), [(-400, 1), (-1, 1), (0, 1), (1, 0), (40, 0)])
def test_it_ends_on_the_day_of_the_change_and_not_before(liverpool: Any, days: int, number: int) -> None:
    """Whatever the register says already of a change to come."""
    made = cases.scene()
    becomes_under_its_own_number(made.school, TODAY + timedelta(days))
    assert convert_cases(TODAY) == number
