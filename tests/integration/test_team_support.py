"""Financial support for schools with a team: who can have it, who decides, what is paid, and who reads it."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allocations.states import State
from monitoring.team.models import Payment, SupportRequest, Team
from monitoring.team.support import actions
from monitoring.team.support.policies import financial_year
from monitoring.team.support.queries import readable, total_paid
from monitoring.team.transitions import SUPPORT_ROWS
from schools.models import AssignmentRole, School
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.framework.queries import framework_on
from sil.outbox.models import Message
from tests.conftest import TODAY
from tests.factories import allocations, people, schools, teams
from tests.factories.allocations import Scene
from tests.integration.test_teams import emails, page, refused, text, titles_for, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("P5")]
WORK = "Decide on financial support"
WHY = "An academy is funded through its trust."


@pytest.fixture
def made() -> Scene:
    found = allocations.scene(State.AGREED, band="D")
    Message.objects.all().delete()
    return found


@pytest.fixture
def team(made: Scene) -> Team:
    return teams.set_up(made.school, made.sip)


def converts(school: School) -> None:
    """The school becomes an academy, from the day on which it is looked at."""
    School.objects.filter(pk=school.pk).update(**schools.CONVERTER)
    school.type_spells.update(type_code=34, group_code=10)


def decided(found: SupportRequest, by: User, amount: str | None = "4500.00", *, agreed: bool = True) -> SupportRequest:
    given = Decimal(amount) if amount else None
    return actions.decide(found, agreed=agreed, amount=given, reason="Needed.", by=by, on=TODAY)


KINDS = {
    "community": ({"type_code": 1, "group_code": 4}, True),
    "voluntary aided": ({"type_code": 2, "group_code": 4}, True),
    "foundation": ({"type_code": 5, "group_code": 4}, True),
    "community special": ({"type_code": 7, "group_code": 5}, True),
    "foundation special": ({"type_code": 12, "group_code": 5}, True),
    "local authority nursery": ({"type_code": 15, "group_code": 4}, True),
    "sponsored academy": ({"type_code": 28, "group_code": 10}, False),
    "academy converter": ({"type_code": 34, "group_code": 10}, False),
    "free school": ({"type_code": 35, "group_code": 11}, False),
    "independent": ({"type_code": 11, "group_code": 3}, False),
    "other special": ({"type_code": 10, "group_code": 5}, False),
}


@pytest.mark.parametrize("kind", KINDS)
def test_only_a_maintained_school_can_have_it(kind: str) -> None:
    facts, can_have = KINDS[kind]
    school = schools.school(type_name=kind, **facts)
    sip = people.assign(school).user
    people.post(school, "headteacher")
    people.assign(school, role=AssignmentRole.PRINCIPAL_OFFICER)
    team = teams.set_up(school, sip)
    if can_have:
        assert teams.asked(team, sip).status == "asked"
    else:
        assert WHY in refused("not_maintained", teams.asked, team, sip)
        said = text(page(sip, f"/teams/{team.pk}/financial-support/"))
        assert WHY in said and "Ask for financial support" not in said


def test_a_school_that_has_converted_can_only_be_declined(made: Scene, team: Team) -> None:
    found = teams.asked(team, made.sip)
    converts(made.school)
    refused("not_maintained", teams.asked, team, made.sip)
    refused("not_maintained", actions.decide, found, agreed=True, amount=Decimal(100), reason="So.", by=made.officer)
    assert decided(found, made.officer, None, agreed=False).status == "declined"


def test_what_was_agreed_is_not_paid_once_the_school_has_converted(made: Scene, team: Team) -> None:
    found = teams.granted(team, made.sip, made.officer)
    converts(made.school)
    refused("not_maintained", actions.pay, found, amount=Decimal(100), paid_on=TODAY, by=made.officer)


@pytest.mark.parametrize("closes", [{"close_date": TODAY}, {"status": "Closed"}])
def test_a_school_that_has_closed_has_none_whatever_follows_it(made: Scene, team: Team, closes: dict[str, Any]) -> None:
    """One that converts closes, and the academy has a URN of its own."""
    agreed, found = teams.granted(team, made.sip, made.officer), teams.asked(team, made.sip)
    School.objects.filter(pk=made.school.pk).update(**closes)
    if "close_date" in closes:
        academy = schools.school(open_date=TODAY, **schools.CONVERTER)
        assert academy.name not in refused("closed", teams.asked, team, made.sip)
    assert f"{made.school.name} has closed" in refused("closed", teams.asked, team, made.sip)
    refused("closed", actions.decide, found, agreed=True, amount=Decimal(100), reason="So.", by=made.officer)
    refused("closed", actions.pay, agreed, amount=Decimal(100), paid_on=TODAY, by=made.officer)
    assert "has closed, so it cannot have" in text(page(made.sip, f"/teams/{team.pk}/financial-support/"))
    assert decided(found, made.officer, None, agreed=False).status == "declined"


def test_nobody_handles_the_money_of_the_school_at_which_they_hold_a_post(made: Scene, team: Team) -> None:
    agreed, found = teams.granted(team, made.sip, made.officer), teams.asked(team, made.sip)
    other = people.person(role="principal_officer")
    people.post(made.school, "clerk", user=other)
    people.post(schools.school(), "clerk", user=made.officer)
    refused("in_post", actions.decide, found, agreed=True, amount=Decimal(100), reason="So.", by=other)
    refused("in_post", actions.pay, agreed, amount=Decimal(100), paid_on=TODAY, by=other)
    assert page(other, f"{found.get_absolute_url()}decide/").status_code == 404
    made.school.assignments.filter(role=AssignmentRole.PRINCIPAL_OFFICER).update(ends_on=TODAY - timedelta(days=1))
    assert WORK not in titles_for(other)
    assert WORK in titles_for(people.person(role="principal_officer"))


def test_what_waits_for_a_school_without_a_principal_officer_is_work_of_all_of_them(made: Scene, team: Team) -> None:
    teams.asked(team, made.sip)
    other = people.person(role="principal_officer")
    assert WORK not in titles_for(other), "it is in the work of the school's own"
    made.officer.is_active = False
    made.officer.save()
    assert WORK in titles_for(other)
    barred = people.person(role="principal_officer")
    people.post(made.school, "clerk", user=barred)
    Message.objects.all().delete()
    teams.asked(team, made.sip)
    assert told("team_support_asked") == emails(other), "not the one who may not decide"
    people.post(made.school, "clerk", user=other)
    teams.asked(team, made.sip)
    assert told("team_support_asked") == emails(other, made.director)


def test_who_asks(made: Scene, team: Team) -> None:
    finance = people.person(role="service_officer")
    teams.joined(team, finance, made.sip, service="finance")
    for person in (made.chair, made.director, finance, people.person(role="sip")):
        refused("not_yours", teams.asked, team, person)
    for person in (made.sip, made.officer, made.head):
        assert teams.asked(team, person).asked_by == person
    assert told("team_support_asked") == emails(made.officer, made.director, made.officer)
    assert told("receipt") == emails(made.head)


def test_who_decides_and_never_who_asked(made: Scene, team: Team) -> None:
    by_partner, by_officer = teams.asked(team, made.sip), teams.asked(team, made.officer)
    for person in (made.sip, made.head, made.chair):
        refused("not_yours", actions.decide, by_officer, agreed=True, amount=Decimal(1), reason="So.", by=person)
    refused("asked", actions.decide, by_officer, agreed=True, amount=Decimal(1), reason="So.", by=made.officer)
    assert page(made.officer, f"{by_officer.get_absolute_url()}decide/").status_code == 404
    assert decided(by_partner, made.officer).decided_by == made.officer
    assert decided(by_officer, made.director).decided_by == made.director
    assert set(told("team_support_decided")) == set(emails(made.sip, made.officer, made.head))


def test_what_waits_is_work_of_those_who_may_decide(made: Scene, team: Team) -> None:
    words = WORK
    found = teams.asked(team, made.sip)
    assert words in titles_for(made.officer) and words not in titles_for(made.sip) + titles_for(made.director)
    decided(found, made.officer)
    teams.asked(team, made.officer)
    assert words not in titles_for(made.officer) and words in titles_for(made.director)


STATES = {"agree": {"asked": "agreed"}, "decline": {"asked": "declined"}}


@pytest.mark.parametrize("act", STATES)
@pytest.mark.parametrize("state", SupportRequest.Status.values)
def test_each_decision_from_each_state(made: Scene, team: Team, act: str, state: str) -> None:
    found = teams.asked(team, made.sip)
    if state == "withdrawn":
        found = actions.withdraw(found, by=made.sip, on=TODAY)
    elif state != "asked":
        found = decided(found, made.officer, agreed=state == "agreed")
    target = STATES[act].get(state)
    said = {"agreed": act == "agree", "amount": Decimal(100), "by": made.officer}
    if target is None:
        refused("wrong_state", actions.decide, found, reason="So.", **said)
        return
    refused("no_reason", actions.decide, found, reason=" ", **said)
    assert actions.decide(found, reason="So.", **said, on=TODAY).status == target
    assert {(row.action, row.source, row.target) for row in SUPPORT_ROWS} == {
        ("agree", "asked", "agreed"),
        ("decline", "asked", "declined"),
        ("withdraw", "asked", "withdrawn"),
    }


def test_the_side_that_asked_withdraws_until_there_is_a_decision(made: Scene, team: Team) -> None:
    by_head, by_partner = teams.asked(team, made.head), teams.asked(team, made.sip)
    for request, may in ((by_head, {made.head}), (by_partner, {made.sip, made.officer})):
        path = f"{request.get_absolute_url()}withdraw/"
        for person in (made.head, made.sip, made.officer, made.chair, made.director):
            assert (page(person, path).status_code == 200) is (person in may)
            assert (path in text(page(person, request.get_absolute_url()))) is (person in may)
            if person not in may:
                refused("not_yours", actions.withdraw, request, by=person)
    said = text(page(made.head, f"{by_head.get_absolute_url()}withdraw/", {"reason": "The trust pays."}))
    assert "You withdrew the request." in said and "Withdrawn by" in said and "The trust pays." in said
    assert told("team_support_withdrawn") == emails(made.officer)
    assert told("receipt") == emails(made.head, made.head)
    assert len([title for title in titles_for(made.officer) if title == WORK]) == 1
    for act in (partial(actions.decide, agreed=False, reason="So."), actions.withdraw):
        refused("wrong_state", act, by_head, by=made.officer if act is not actions.withdraw else made.head)
    # Another officer of the school withdraws what an officer asked for, whatever that officer becomes later.
    people.comes_to_hold(made.school, "headteacher", made.sip, starts_on=TODAY + timedelta(days=1))
    assert actions.withdraw(by_partner, by=made.officer, on=TODAY).status == "withdrawn"


def test_less_can_be_agreed_and_never_more(made: Scene, team: Team) -> None:
    found = teams.asked(team, made.sip, "4500.50")
    said = {"agreed": True, "reason": "So.", "by": made.officer}
    assert "£4,500.50 or less" in refused("too_much", actions.decide, found, amount=Decimal("4500.51"), **said)
    refused("no_amount", actions.decide, found, amount=Decimal(0), **said)
    assert actions.decide(found, amount=Decimal("4000.00"), **said, on=TODAY).agreed_amount == Decimal(4000)


def test_parts_are_paid_until_nothing_is_left(made: Scene, team: Team) -> None:
    found = teams.granted(team, made.sip, made.officer, "1000.00")
    said = {"paid_on": TODAY, "by": made.officer}
    first = actions.pay(found, amount=Decimal("600.00"), **said, on=TODAY)
    assert "£400.00 or less" in refused("too_much", actions.pay, found, amount=Decimal("400.01"), **said)
    actions.pay(found, amount=Decimal("400.00"), **said, on=TODAY)
    refused("too_much", actions.pay, found, amount=Decimal("0.01"), **said)
    assert "£1,000.00 paid, £0.00 left of £1,000.00." in text(page(made.head, found.get_absolute_url()))
    actions.take_back(first, reason="Another school.", by=made.officer, on=TODAY)
    refused("taken_back", actions.take_back, first, reason="Again.", by=made.officer)
    assert total_paid(found) == Decimal(400)
    assert actions.pay(found, amount=Decimal("600.00"), **said, on=TODAY).pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.update(note="Other.")


def test_nothing_is_paid_that_was_not_agreed(made: Scene, team: Team) -> None:
    said = {"amount": Decimal(1), "paid_on": TODAY, "by": made.officer}
    refused("not_agreed", actions.pay, teams.asked(team, made.sip), **said)
    refused("not_agreed", actions.pay, decided(teams.asked(team, made.sip), made.officer, None, agreed=False), **said)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pence=st.lists(st.integers(min_value=-50, max_value=60_000), max_size=8))
def test_what_is_paid_never_passes_what_was_agreed(made: Scene, team: Team, pence: list[int]) -> None:
    with transaction.atomic():
        found = teams.granted(team, made.sip, made.officer, "1000.00")
        paid = Decimal(0)
        for each in pence:
            amount = Decimal(each) / 100
            if 0 < amount <= Decimal(1000) - paid:
                actions.pay(found, amount=amount, paid_on=TODAY, by=made.officer, on=TODAY)
                paid += amount
            else:
                code = "no_amount" if amount <= 0 else "too_much"
                refused(code, actions.pay, found, amount=amount, paid_on=TODAY, by=made.officer)
        assert total_paid(found) == paid <= Decimal(1000)
        assert readable(roles_of(made.head, TODAY)).get(pk=found.pk).paid == paid
        transaction.set_rollback(True)


def test_only_members_for_finance_read_it_of_other_services(made: Scene, team: Team) -> None:
    found = teams.asked(team, made.sip)
    framework = framework_on(TODAY)
    assert framework and framework.team
    for service in framework.team.services:
        person = people.person(role="service_officer")
        teams.joined(team, person, made.sip, service=service.id)
        status = 200 if service.id == "finance" else 404
        for path in (f"/teams/{team.pk}/financial-support/", found.get_absolute_url()):
            assert page(person, path).status_code == status, service.id
        assert ("Financial support" in text(page(person, team.get_absolute_url()))) is (status == 200)
    clerk = people.post(made.school, "clerk").user
    assert page(clerk, found.get_absolute_url()).status_code == 404
    for person in (made.sip, made.officer, made.director, made.head, made.chair):
        assert page(person, found.get_absolute_url()).status_code == 200


def test_amounts_are_typed_as_people_write_them(made: Scene, team: Team) -> None:
    path = f"/teams/{team.pk}/financial-support/ask/"
    said = {"purpose": "A teacher for reading.", "financial_year": "2026"}
    for wrong in ("", "much", "0", "-5", "10.555", "99999999999"):
        shown = text(page(made.head, path, said | {"amount": wrong}))
        assert "Enter the amount in pounds, like 4500 or 4500.50." in shown, wrong
    assert "You asked for £4,500.50." in text(page(made.head, path, said | {"amount": " £4,500.50"}))
    assert SupportRequest.objects.get().amount == Decimal("4500.50")


@pytest.mark.parametrize(("day", "year"), [("2026-03-31", 2025), ("2026-04-01", 2026), ("2026-12-31", 2026)])
def test_a_financial_year_begins_on_the_first_of_april(day: str, year: int) -> None:
    assert financial_year(date.fromisoformat(day)) == year
