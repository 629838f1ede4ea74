"""The directory of system leaders and of what schools offer: who is matched with a need, and files that are read in."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from monitoring.support.brokered.actions import agreeing, asking
from monitoring.support.brokered.forms import MatchForm
from monitoring.support.brokered.matches import matches
from monitoring.support.brokered.panels import content
from monitoring.support.leaders.actions import end_leader, keep_leader, prepare_from_file, save_file
from monitoring.support.models import Leader, LeaderFile
from monitoring.support.offers.actions import keep_offer
from monitoring.support.states import SupportState as S
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.uploads.formats import examine
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import people, schools, support
from tests.factories.support import DAY, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("P4")]


@pytest.fixture
def scene() -> Scene:
    return support.scene()


def refusal(act: Callable[[], Any]) -> str:
    with pytest.raises(Denied) as denied, transaction.atomic():
        act()
    return denied.value.code


def typed_of(leader: Leader) -> dict[str, Any]:
    """What the form of somebody in the directory holds."""
    named = ("name", "email", "designation", "school", "topics", "phases", "notes")
    return {name: getattr(leader, name) for name in (*named, "accredited_from", "accredited_to", "days_a_year")}


class TestDirectory:
    def test_matches_have_the_facts_why(self) -> None:
        scene = support.scene(easting=330000, northing=390000, phase="Primary")
        near = schools.school("Example Near School", easting=330000, northing=390000 + 4828)
        support.leader(
            scene.officer,
            name="Nora Near",
            school=near,
            phases=["Primary"],
            accredited_to=date(2027, 8, 31),
            days_a_year=Decimal(6),
        )
        support.leader(scene.officer, phases=["Secondary"])
        support.leader(scene.officer, topics=["attendance"])
        support.leader(scene.officer, accredited_to=TODAY - DAY)
        support.leader(scene.officer, days_a_year=Decimal(0))
        gone = support.leader(scene.officer)
        end_leader(gone, reason="Retired.", by=scene.officer, on=TODAY)
        far = schools.school("Example Far School", easting=346093, northing=390000)
        support.offer(far, people.post(far, "headteacher").user)
        support.leader(scene.officer, email=scene.head.email, name="The head themselves")
        found = matches(support.asked(scene), TODAY)
        assert [each.name for each in found] == ["Nora Near", "Example Far School"]
        assert found[0].facts == (
            "Helps with Reading",
            "Works with Primary",
            "3.0 miles away in a straight line",
            "6 days left of 6 days this financial year",
            "Works at Example Near School",
            "Accredited until 31 August 2027",
        )
        assert found[1].facts[2] == "10.0 miles away in a straight line"

    def test_nobody_is_asked_beyond_the_days_they_have(self, scene: Scene) -> None:
        giver, line = support.leader(scene.officer, days_a_year=Decimal(5)), support.budget(scene.officer)
        first, second = support.asked(scene), support.asked(scene)
        act = {"by": scene.partner, "on": TODAY}
        first = agreeing.match(first, support.proposal(giver, line, days="3"), **act)
        too_many = support.proposal(giver, line, days="2.5")
        assert refusal(lambda: agreeing.match(second, too_many, **act)) == "no_days"
        agreeing.match(second, support.proposal(giver, line, days="2"), **act)
        assert matches(support.asked(scene), TODAY) == []
        asking.decline(first, reason="No.", **act)
        assert [each.left for each in matches(support.asked(scene), TODAY)] == [3]

    def test_days_can_be_changed_within_what_is_left(self, scene: Scene) -> None:
        giver, line = support.leader(scene.officer, days_a_year=Decimal(5)), support.budget(scene.officer)
        made = agreeing.match(support.asked(scene), support.proposal(giver, line, days="4"), by=scene.partner, on=TODAY)
        assert agreeing.match(made, support.proposal(giver, line, days="5"), by=scene.partner, on=TODAY).days == 5

    def test_days_a_year_are_not_fewer_than_are_taken(self, scene: Scene) -> None:
        line, act = support.budget(scene.officer, financial_year=2027), {"by": scene.partner, "on": TODAY}
        next_year = {"starts_on": date(2027, 5, 3), "ends_on": date(2027, 6, 3)}
        giver, own = support.leader(scene.officer), support.offer(schools.school(), scene.officer)
        for each, days in ((giver, "4"), (giver, "2.5"), (own, "5")):
            agreeing.match(support.asked(scene), support.proposal(each, line, days=days, **next_year), **act)
        with pytest.raises(Denied) as denied:
            keep_leader(giver, typed_of(giver) | {"days_a_year": Decimal(6)}, by=scene.officer, on=TODAY)
        assert denied.value.sentence == (
            "Enter 6.5 days or more, because support in April 2027 to March 2028 takes that many."
        )
        keep_leader(giver, typed_of(giver) | {"days_a_year": Decimal("6.5")}, by=scene.officer, on=TODAY)
        fewer = {name: getattr(own, name) for name in ("topic", "text", "phases", "starts_on", "ends_on")} | {
            "days_a_year": Decimal("4.9")
        }
        assert refusal(lambda: keep_offer(own.school, own, fewer, by=scene.officer, on=TODAY)) == "too_few"

    def test_who_left_returns_in_their_own_record(self, scene: Scene) -> None:
        gone = end_leader(support.leader(scene.officer), reason="Retired.", by=scene.officer, on=TODAY)
        back = keep_leader(None, typed_of(gone), by=scene.officer, on=TODAY)
        assert (back.pk, back.ended_on, back.ended_reason) == (gone.pk, None, "")
        event = Event.objects.filter(kind="support.leader_returned").latest("pk")
        assert event.data["old"] == {"ended_on": str(TODAY), "ended_reason": "Retired."}
        end_leader(back, reason="Moved.", by=scene.officer, on=TODAY)
        browser = Client()
        browser.force_login(scene.officer)
        page = browser.get(f"/support/leaders/{gone.pk}/change/").content.decode()
        assert "Put them back in the directory" in page
        assert keep_leader(gone, typed_of(gone), by=scene.officer, on=TODAY).ended_on is None

    def test_who_has_days_in_another_year_can_be_chosen(self, scene: Scene) -> None:
        taken, later = support.leader(scene.officer), support.leader(scene.officer, accredited_from=TODAY + 5 * DAY)
        line = support.budget(scene.officer)
        found = support.proposal(taken, line, days="10")
        agreeing.match(support.asked(scene), found, by=scene.partner, on=TODAY)
        made = support.asked(scene)
        assert matches(made, TODAY) == []
        choices = str(MatchForm(support=made, on=TODAY)["giver"])
        assert taken.name in choices and later.name in choices

    def test_the_panel_shows_what_is_to_come_and_what_is_open(self, scene: Scene) -> None:
        first = support.asked(scene)
        for _ in range(6):
            support.walk(scene, S.WITHDRAWN)
        support.offer(scene.school, scene.head, starts_on=TODAY + DAY)
        support.offer(scene.school, scene.head, ends_on=TODAY - DAY)
        for user in (scene.head, scene.partner):
            there = content(scene.school, roles_of(user, TODAY))
            assert there and there["support"][0] == first and len(there["support"]) == 4
            assert [later for _, later in there["offers"]] == [True]

    def test_who_is_not_accredited_on_all_days_is_refused(self, scene: Scene) -> None:
        giver = support.leader(scene.officer, accredited_to=support.ENDS - DAY)
        made = support.asked(scene)
        found = support.proposal(giver, support.budget(scene.officer))
        assert refusal(lambda: agreeing.match(made, found, by=scene.partner, on=TODAY)) == "not_there"

    def test_what_is_recorded_is_corrected_with_its_history(self, scene: Scene) -> None:
        giver = support.leader(scene.officer)
        typed = typed_of(giver)
        assert refusal(lambda: keep_leader(giver, typed, by=scene.officer, on=TODAY)) == "no_change"
        keep_leader(giver, typed | {"days_a_year": Decimal(4)}, by=scene.officer, on=TODAY)
        event = Event.objects.filter(kind="support.leader_kept").latest("pk")
        assert (event.data["old"], event.data["new"]) == ({"days_a_year": "10.0"}, {"days_a_year": "4"})
        assert refusal(lambda: keep_leader(giver, typed, by=scene.partner, on=TODAY)) == "not_allowed"
        other = support.leader(scene.officer)
        assert refusal(lambda: keep_leader(other, typed, by=scene.officer, on=TODAY)) == "email"

    def test_a_school_sees_its_own_offers_alone(self, scene: Scene) -> None:
        own = support.offer(scene.school, scene.head)
        other = schools.school()
        foreign = support.offer(other, people.post(other, "headteacher").user)
        browser = Client()
        browser.force_login(scene.head)
        assert browser.get(own.get_absolute_url()).status_code == 200
        assert browser.get(foreign.get_absolute_url()).status_code == 404
        assert browser.get("/support/offers/").status_code == browser.get("/support/leaders/").status_code == 404


class TestFiles:
    HEADINGS = "Name,Email,Designation,Topics,Accredited from,Days a year"

    def prepared(self, scene: Scene, *rows: str, headings: str = HEADINGS) -> LeaderFile:
        content = "\n".join([headings, *rows]).encode()
        return prepare_from_file(examine("leaders.csv", content), by=scene.officer, on=TODAY)

    def test_every_change_is_shown_and_then_saved(self, scene: Scene) -> None:
        there = support.leader(scene.officer, name="Lena Leader", email="lena@test.example")
        made = self.prepared(
            scene,
            "Lena Leader,lena@test.example,,,,12",
            "Nia New,nia@test.example,SLE,Reading; Attendance,1/9/2025,4.5",
        )
        made.refresh_from_db()
        assert made.problems == [] and Leader.objects.count() == 1
        assert made.entries[0]["changes"] == [["Days a year", "10", "12"]]
        assert made.entries[1]["changes"][1:4] == [
            ["Designation", "", "Specialist Leader of Education (SLE)"],
            ["Topics", "", "Reading; Attendance"],
            ["Accredited from", "", "1 September 2025"],
        ]
        assert save_file(made, by=scene.officer, on=TODAY) == 2
        there.refresh_from_db()
        new = Leader.objects.get(email="nia@test.example")
        assert there.days_a_year == 12
        assert (new.designation, new.topics, new.accredited_from, new.days_a_year) == (
            "sle",
            ["reading", "attendance"],
            date(2025, 9, 1),
            Decimal("4.5"),
        )
        assert refusal(lambda: save_file(made, by=scene.officer, on=TODAY)) == "saved"

    def test_problems_are_told_by_line_and_nothing_is_saved(self, scene: Scene) -> None:
        made = self.prepared(
            scene,
            "Nia New,nia@test.example,King,Reading,1/9/2025,4",
            "Noa New,no address,SLE,Reading,1/9/2025,4",
            "Ned New,ned@test.example,SLE,Cooking,31/2/2025,many",
            "Good New,good@test.example,SLE,Reading,1/9/2025,4",
            "Twice New,good@test.example,SLE,Reading,1/9/2025,4",
            "Half New,half@test.example,SLE,,,",
        )
        assert [line for line, _ in made.problems] == [2, 3, 4, 4, 4, 6, 7, 7, 7]
        assert refusal(lambda: save_file(made, by=scene.officer, on=TODAY)) == "problems"
        assert Leader.objects.count() == 0

    def test_a_directory_that_was_changed_meanwhile_refuses_all_of_it(self, scene: Scene) -> None:
        there = support.leader(scene.officer, name="Lena Leader", email="lena@test.example")
        made = self.prepared(
            scene, "Nia New,nia@test.example,SLE,Reading,1/9/2025,4", "Lena Leader,lena@test.example,,,,12"
        )
        Leader.objects.filter(pk=there.pk).update(days_a_year=3)
        assert refusal(lambda: save_file(made, by=scene.officer, on=TODAY)) == "changed"
        assert Leader.objects.count() == 1

    def test_a_file_that_changes_nothing_is_refused(self, scene: Scene) -> None:
        support.leader(scene.officer, name="Lena Leader", email="lena@test.example")
        assert refusal(lambda: self.prepared(scene, "Lena Leader,lena@test.example,,,,10")) == "nothing"
