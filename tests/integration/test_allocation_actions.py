"""The acts of allocations: what opening a round, proposing and agreeing leave behind."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allocations.answer import actions as answers
from allocations.draft import actions as drafts
from allocations.draft.actions import Writing
from allocations.models import Allocation, Draft, Position, Round, Settlement
from allocations.position.actions import Marking, PositionInput
from allocations.proposal import actions as proposals
from allocations.round import actions as rounds
from allocations.states import Party, State
from schools.models import AssignmentRole
from schools.people import actions as people_actions
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.framework import actions as framework_actions
from sil.framework.models import FrameworkVersion
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, people, schools
from tests.factories.allocations import YEAR, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]


@pytest.mark.feature("A1")
class TestOpening:
    def test_every_open_maintained_school_and_academy_of_the_authority_and_nothing_else(self) -> None:
        wanted = [
            schools.school("Community"),
            schools.school("Academy", **schools.CONVERTER),
            schools.school("Special", type_code=7, group_code=5),
            schools.school("Free", type_code=35, group_code=11),
            schools.school("Closing", status="Open, but proposed to close"),
        ]
        schools.school("Closed", status="Closed")
        schools.school("Not yet", status="Proposed to open")
        schools.school("Private", **schools.INDEPENDENT)
        schools.school("Private special", type_code=10, group_code=5)
        schools.school("Elsewhere", la_code="831")
        opened = allocations.open_round()
        assert {a.school.name for a in opened.allocations.all()} == {s.name for s in wanted}
        assert set(opened.allocations.values_list("status", flat=True)) == {State.IDENTIFIED}
        assert Event.objects.get(kind="round.opened").data["schools"] == len(wanted)

    @pytest.mark.parametrize(
        ("role", "may"),
        [
            ("principal_officer", True),
            ("sip", False),
            ("director_of_education", False),
            ("director_of_childrens_services", False),
            ("administrator", False),
        ],
    )
    def test_who_may(self, role: str, may: bool) -> None:
        schools.school()
        by = people.person(role=role)
        if may:
            rounds.open_round(year=YEAR, by=by, on=TODAY)
            return
        with pytest.raises(Denied, match="Only a Principal Officer"):
            rounds.open_round(year=YEAR, by=by, on=TODAY)
        assert not Round.objects.exists()

    @pytest.mark.parametrize(
        ("year", "code"),
        [(2025, "not_now"), (2026, None), (2027, None), (2028, "not_now"), (2019, "no_framework")],
    )
    def test_this_year_and_the_next_under_a_framework(self, year: int, code: str | None) -> None:
        schools.school()
        if code is None:
            assert rounds.open_round(year=year, by=None, on=TODAY).academic_year == year
            return
        with pytest.raises(Denied) as denied:
            rounds.open_round(year=year, by=None, on=TODAY)
        assert denied.value.code == code

    def test_an_allocation_is_written_as_if_one_by_one(self) -> None:
        schools.school()
        opened = allocations.open_round()
        added = rounds.add_school(opened, schools.school(), by=None, on=TODAY)
        assert opened.opened_on == allocations.OPENED
        first, alone = (
            {k: v for k, v in row.items() if k not in ("id", "school_id")}
            for row in opened.allocations.order_by("pk").values()
        )
        assert added.round == opened
        assert first == alone

    def test_many_schools_ask_the_database_as_much_as_one(self) -> None:
        asked = []
        for year in (YEAR, YEAR + 1):
            for _ in range(1 if year == YEAR else 40):
                schools.school()
            with CaptureQueriesContext(connection) as queries:
                opened = rounds.open_round(year=year, by=None, on=TODAY)
            asked.append(len(queries))
        assert opened.allocations.count() == 41
        assert asked[0] == asked[1]

    def test_once_a_year_and_not_without_schools(self) -> None:
        with pytest.raises(Denied) as denied:
            allocations.open_round()
        assert denied.value.code == "no_schools"
        assert not Round.objects.exists()
        schools.school()
        allocations.open_round()
        with pytest.raises(Denied) as denied:
            allocations.open_round()
        assert denied.value.code == "opened"


@pytest.mark.feature("A2", "A4")
class TestProposing:
    @pytest.fixture
    def scene(self) -> Scene:
        return allocations.scene()

    def put(self, scene: Scene, **changes: Any) -> Position:
        case = allocations.case(scene.allocation.framework, **changes)
        return proposals.propose(scene.allocation, by=scene.sip, on=TODAY, choice=case)

    def test_the_grid_is_kept_in_the_framework_s_order(self, scene: Scene) -> None:
        proposal = self.put(scene, band="B")
        marks = list(proposal.marks.all())
        assert [m.criterion for m in marks] == [c.id for c in scene.allocation.framework.criteria]
        assert marks[0].bands == ["B"]
        assert marks[4].bands == ["A", "B"], "a reading that two bands share marks both"

    def test_an_answer_falls_due_after_the_framework_s_period(self, scene: Scene) -> None:
        self.put(scene)
        deadline = Deadline.objects.get(rule="answer")
        assert (deadline.starts_on, deadline.due_on) == (TODAY, date(2026, 12, 4))
        assert "10 working days" in deadline.basis

    def test_the_headteacher_is_told_with_a_link_and_no_band(self, scene: Scene) -> None:
        self.put(scene, band="D")
        message = Message.objects.get(email=scene.head.email)
        assert f"/allocations/{scene.allocation.pk}/" in message.body
        assert "4 December 2026" in message.subject
        assert "Band" not in message.subject + message.body, "a mailbox is not the school"

    def test_a_draft_is_gone_once_it_is_proposed(self, scene: Scene) -> None:
        writing = Writing(reasons="so far")
        drafts.save_draft(scene.allocation, Party.SIP, by=scene.sip, on=TODAY, writing=writing, version=0)
        assert Draft.objects.get().reasons == "so far"
        self.put(scene)
        assert not Draft.objects.exists()

    @pytest.mark.feature("A9")
    def test_extra_days_are_those_of_the_framework_alone(self, scene: Scene) -> None:
        assert self.put(scene, extra_days=["new-to-headship", "holiday"]).extra_days == ["new-to-headship"]

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"band": "Z"}, "no_band"),
            ({"reasons": "  \n "}, "no_reasons"),
            ({"marks": {}}, "unmarked"),
            ({"marks": {"reading": Marking(("B",))}}, "unmarked"),
        ],
    )
    def test_what_is_incomplete_is_refused(self, scene: Scene, changes: dict[str, Any], code: str) -> None:
        case = allocations.case(scene.allocation.framework)
        whole = {"band": case.band, "reasons": case.reasons, "marks": case.marks}
        with pytest.raises(Denied) as denied:
            proposals.propose(scene.allocation, by=scene.sip, on=TODAY, choice=PositionInput(**(whole | changes)))
        assert denied.value.code == code
        assert not Position.objects.exists()

    def test_a_school_without_a_head_has_nobody_to_put_it_to(self, scene: Scene) -> None:
        post = scene.school.posts.get(role="headteacher")
        people_actions.end_post(post, by=None, on=TODAY, ends_on=date(2026, 11, 19))
        with pytest.raises(Denied, match="No headteacher is recorded for Example School"):
            self.put(scene)

    def test_the_last_day_of_a_post_still_counts(self, scene: Scene) -> None:
        post = scene.school.posts.get(role="headteacher")
        people_actions.end_post(post, by=None, on=TODAY, ends_on=TODAY)
        assert self.put(scene).number == 1

    def test_a_partner_of_yesterday_cannot_propose(self, scene: Scene) -> None:
        other = people.person(role="sip")
        people_actions.assign([scene.school], user=other, role=AssignmentRole.SIP, starts_on=TODAY, by=None, on=TODAY)
        with pytest.raises(Denied, match=f"{other.name} is this school's"):
            self.put(scene)

    def test_versions_are_kept_and_the_period_begins_anew(self, scene: Scene) -> None:
        allocations.walk(scene, State.PROPOSED, band="B")
        second = proposals.revise(
            scene.allocation, by=scene.sip, on=TODAY, choice=allocations.case(scene.allocation.framework, "A")
        )
        scene.allocation.refresh_from_db()
        assert scene.allocation.proposal == second
        assert [(p.number, p.band) for p in scene.allocation.positions.all()] == [(2, "A"), (1, "B")]
        assert list(Deadline.objects.order_by("pk").values_list("due_on", "replaced")) == [
            (date(2026, 11, 23), True),
            (date(2026, 12, 4), False),
        ]
        subjects = list(Message.objects.filter(email=scene.head.email).order_by("created_at", "pk"))
        assert len(subjects) == 2


@pytest.mark.feature("A5")
class TestAgreeing:
    def test_the_band_holds_from_now_on(self) -> None:
        scene = allocations.scene(State.PROPOSED, band="C")
        allocations.agree(scene, on=TODAY)
        scene.allocation.refresh_from_db()
        settlement = Settlement.objects.get()
        assert (scene.allocation.band, scene.allocation.ended_on) == ("C", TODAY)
        assert (settlement.made_by, settlement.made_as, settlement.made_on) == (scene.head, "Headteacher", TODAY)
        assert (settlement.how, settlement.position) == ("agreed", scene.allocation.proposal)
        assert Deadline.objects.get(rule="answer").met_on == TODAY

    def test_a_proposal_changed_meanwhile_is_not_agreed_unread(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        read = scene.read()
        proposals.revise(
            scene.allocation, by=scene.sip, on=TODAY, choice=allocations.case(scene.allocation.framework, "A")
        )
        with pytest.raises(Denied) as denied:
            answers.agree(scene.allocation, by=scene.head, on=TODAY, position_id=read)
        assert denied.value.code == "changed"
        assert Allocation.objects.get().status == State.PROPOSED

    def test_who_proposed_never_agrees_whatever_posts_they_hold(self) -> None:
        scene = allocations.scene(State.PROPOSED)
        people.comes_to_hold(scene.school, "acting_headteacher", scene.sip)
        with pytest.raises(Denied) as denied:
            answers.agree(scene.allocation, by=scene.sip, on=TODAY, position_id=scene.read())
        assert denied.value.code == "own_proposal"

    def test_the_partner_hears_of_it(self) -> None:
        scene = allocations.scene(State.AGREED)
        message = Message.objects.get(email=scene.sip.email)
        assert scene.school.name in message.subject
        assert scene.head.name in message.body

    @pytest.mark.feature("A13")
    def test_the_record_keeps_the_framework_it_was_made_under(self) -> None:
        scene = allocations.scene(State.AGREED, band="B")
        later = FrameworkVersion.objects.get()
        text = later.file.source.replace('name = "Band B"', 'name = "Blue"')
        framework_actions.load(text, file_name="later.toml", by=None)
        allocation = Allocation.objects.get(pk=scene.allocation.pk)
        assert allocation.settled_band is not None
        assert allocation.settled_band.name == "Band B"


def test_the_partner_reads_that_a_confirmed_band_is_referred_not_merely_disputed() -> None:
    scene = allocations.scene(State.CONFIRMED)
    case = allocations.view(scene.allocation.framework, "D")
    answers.refer(scene.allocation, by=scene.head, on=date(2026, 11, 25), position_id=scene.read(), choice=case)
    subject = Message.objects.get(kind="allocation_referred", email=scene.sip.email).subject
    assert "refers the decision" in subject


@pytest.mark.parametrize("posted", ["", "x", "-1", "²", "9" * 18, "9" * 19, "9" * 5000])
def test_a_position_that_is_none_is_one_that_was_not_read(client: Client, posted: str) -> None:
    scene = allocations.scene(State.PROPOSED)
    client.force_login(scene.head)
    response = client.post(f"/allocations/{scene.allocation.pk}/agree/", {"position": posted})
    assert response.status_code == 200
    assert Allocation.objects.get().status == State.PROPOSED
