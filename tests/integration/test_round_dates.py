"""By when bands are to be proposed, and reminders to the partners who have schools left."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from allocations.models import Round
from allocations.round import actions as rounds
from allocations.states import RoundState, State
from schools.models import Assignment, AssignmentRole
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, people, schools
from tests.factories.allocations import YEAR, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("A7")]

DAY = date(2026, 12, 4)


@pytest.fixture
def made() -> list[Scene]:
    """Two schools of one partner to propose for, one of another, and one that was proposed."""
    there = [schools.school() for _ in range(4)]
    scenes = [allocations.scene(school=school) for school in there]
    Assignment.objects.filter(school=there[1], role=AssignmentRole.SIP).update(user=scenes[0].sip)
    allocations.walk(scenes[3], State.PROPOSED)
    return scenes


def officer(made: list[Scene]) -> Client:
    client = Client()
    client.force_login(made[0].officer)
    return client


AT = f"/allocations/rounds/{YEAR}/dates/"


def typed(day: date | None) -> dict[str, str]:
    boxes = (day.day, day.month, day.year) if day else ("", "", "")
    return {f"propose_by_{box}": str(text) for box, text in zip(("day", "month", "year"), boxes, strict=True)}


class TestTheDay:
    def test_it_stands_beside_each_school_that_is_to_be_proposed(self, made: list[Scene]) -> None:
        client = officer(made)
        page = client.get(AT)
        done = client.post(AT, {"act": "date", "read": page.context["read"].token, **typed(DAY)}, follow=True)
        assert "Bands are to be proposed by Friday 4 December 2026." in done.text
        items = waiting_for(roles_of(made[0].sip, TODAY))
        assert [item.due for item in items if "/propose/" in item.href] == [DAY, DAY]
        assert "Friday 4 December 2026" in client.get(f"/allocations/rounds/{YEAR}/").text
        assert Event.objects.get(kind="round.dated").data["day"] == "Friday 4 December 2026"

    def test_the_same_day_again_is_no_event_and_none_takes_it_off(self, made: list[Scene]) -> None:
        found = made[0].allocation.round
        for day, kinds in ((DAY, 1), (DAY, 1), (None, 2)):
            rounds.set_propose_by(found, by=made[0].officer, on=TODAY, day=day)
            assert Event.objects.filter(kind__in=["round.dated", "round.undated"]).count() == kinds
        assert Round.objects.get(pk=found.pk).propose_by is None

    def test_not_in_the_past_nor_in_a_closed_round_nor_by_a_partner(self, made: list[Scene]) -> None:
        found = made[0].allocation.round
        with pytest.raises(Denied, match="today or in the future"):
            rounds.set_propose_by(found, by=made[0].officer, on=TODAY, day=TODAY - timedelta(days=1))
        with pytest.raises(Denied):
            rounds.set_propose_by(found, by=made[0].sip, on=TODAY, day=DAY)
        found.status = RoundState.CLOSED
        for act in (lambda: rounds.remind_partners(found, by=made[0].officer, on=TODAY),):
            with pytest.raises(Denied, match="is closed"):
                act()

    def test_what_somebody_else_set_meanwhile_is_not_overwritten_unread(self, made: list[Scene]) -> None:
        client = officer(made)
        read = client.get(AT).context["read"].token
        rounds.set_propose_by(made[0].allocation.round, by=made[0].officer, on=TODAY, day=DAY)
        other = client.post(AT, {"act": "date", "read": read, **typed(DAY + timedelta(days=7))})
        assert "Nothing has been done" in other.text and 'value="11"' in other.text, "what was typed is still there"
        assert Round.objects.get(academic_year=YEAR).propose_by == DAY

    def test_a_date_that_is_none_says_so_beside_the_field(self, made: list[Scene]) -> None:
        client = officer(made)
        read = client.get(AT).context["read"].token
        page = client.post(
            AT, {"act": "date", "read": read, **typed(DAY), "propose_by_day": "31", "propose_by_month": "2"}
        )
        assert page.status_code == 200 and 'id="id_propose_by-error"' in page.text


class TestReminding:
    def test_each_partner_once_a_day_with_the_number_of_their_schools(self, made: list[Scene]) -> None:
        client = officer(made)
        rounds.set_propose_by(made[0].allocation.round, by=made[0].officer, on=TODAY, day=DAY)
        page = client.get(AT)
        assert "Remind 2 partners" in page.text
        done = client.post(AT, {"act": "remind", "read": page.context["read"].token, **typed(DAY)}, follow=True)
        assert "We will email 2 partners." in done.text
        told = {m.email: m.body for m in Message.objects.filter(kind="round_to_propose")}
        assert set(told) == {made[0].sip.email, made[2].sip.email}
        assert "of 2 of your schools by Friday 4 December 2026." in told[made[0].sip.email]
        assert "of 1 of your schools by Friday 4 December 2026." in told[made[2].sip.email]
        again = client.post(AT, {"act": "remind", "read": client.get(AT).context["read"].token, **typed(DAY)})
        assert "They have been reminded today." in again.text
        assert Message.objects.filter(kind="round_to_propose").count() == 2

    def test_nobody_left(self, made: list[Scene]) -> None:
        for scene in (made[0], replace(made[1], sip=made[0].sip), made[2]):
            allocations.walk(scene, State.PROPOSED)
        with pytest.raises(Denied, match="nobody to remind"):
            rounds.remind_partners(made[0].allocation.round, by=made[0].officer, on=TODAY)
        assert "Every school with a partner has a proposal." in officer(made).get(AT).text


def test_only_those_who_run_rounds_open_the_page(made: list[Scene]) -> None:
    for person in (made[0].sip, made[0].head, people.person(role="administrator")):
        client = Client()
        client.force_login(person)
        assert client.get(AT).status_code in {403, 404}
