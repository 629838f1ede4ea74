"""schools.handovers: everything open moves once, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from allocations.draft import actions as drafts
from allocations.draft.actions import Writing
from allocations.states import Party, State
from monitoring.notices.models import Case
from monitoring.visits.models import AgreedAction, Report, ReportVersion, Visit
from monitoring.visits.report.permissions import may_check, may_write
from monitoring.visits.report.queries import readable as readable_reports
from monitoring.visits.visit.queries import readable, reads_all
from schools.handovers import actions
from schools.handovers.parts import PARTS, HandoverPlan, Open, Part, preview
from schools.models import Assignment, AssignmentRole, Handover, School
from schools.people import actions as people_actions
from schools.queries import officer
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, cases, covers, people, reports, schools, visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("V11")]
SIP = AssignmentRole.SIP
DAY = timedelta(days=1)
NOTE = "The head is new."


class Desk:
    """A partner with two schools and something of every kind open at the first, and one who takes over."""

    def __init__(self) -> None:
        self.boss = people.person("Olive Officer", role="principal_officer")
        self.ada = people.person("Ada Example", role="sip")
        self.sam = people.person("Sam Sample", role="sip")
        self.school, self.kept = schools.school("Example First School"), schools.school("Example Kept School")
        for each in (self.school, self.kept):
            people.assign(each, self.ada)
        self.head = people.post(self.school, "headteacher").user
        self.tomorrow = visits.planned(self.school, self.ada, TODAY + DAY)
        self.coming = visits.planned(self.school, self.ada, TODAY + 10 * DAY)
        self.elsewhere = visits.planned(self.kept, self.ada, TODAY + 12 * DAY)
        self.joint = visits.planned(self.school, self.boss, TODAY + 14 * DAY)
        self.past = visits.planned(self.school, self.ada, TODAY - 3 * DAY)
        self.report = {state: self._report(state, day) for day, state in enumerate(_STATES, start=4)}

    def _report(self, state: str, day: int) -> Report:
        visit = visits.held(self.school, self.ada, TODAY - day * DAY)
        scene = reports.Scene(self.school, visit, self.ada, self.head, self.head, self.boss)
        reports.walk(scene, state)
        return scene.report

    def hand_over(self, **changes: Any) -> Handover:
        asked = {"schools": [self.school], "giving": self.ada, "taking": self.sam, "by": self.boss}
        return covers.handed_over(**(asked | changes))

    def leads(self) -> dict[str, str]:
        names = ("tomorrow", "coming", "elsewhere", "joint", "past")
        return {n: Visit.objects.get(pk=getattr(self, n).pk).lead.name.split()[0] for n in names}

    def owed(self) -> dict[str, str]:
        return {s: Report.objects.get(pk=r.pk).owed_by.name.split()[0] for s, r in self.report.items()}


_STATES = ("draft", "returned", "issued", "corrections_asked", "accurate")


@pytest.fixture
def desk() -> Desk:
    return Desk()


class TestMoving:
    def test_everything_open_moves_and_nothing_else(self, desk: Desk) -> None:
        versions = list(ReportVersion.objects.order_by("pk").values_list("issued_by", "content"))
        agreed = list(AgreedAction.objects.order_by("pk").values())
        desk.hand_over()
        assert desk.leads() == {"tomorrow": "Sam", "coming": "Sam", "elsewhere": "Ada", "joint": "Olive", "past": "Ada"}
        assert desk.owed() == dict.fromkeys(("draft", "returned", "issued", "corrections_asked"), "Sam") | {
            "accurate": "Ada"
        }
        assert not Visit.objects.filter(status="held").exclude(lead=desk.ada).exists()
        assert list(ReportVersion.objects.order_by("pk").values_list("issued_by", "content")) == versions
        assert list(AgreedAction.objects.order_by("pk").values()) == agreed
        assert (officer(desk.school, SIP, TODAY), officer(desk.kept, SIP, TODAY)) == (desk.sam, desk.ada)
        assert officer(desk.school, SIP, TODAY - DAY) == desk.ada

    def test_on_a_day_to_come_visits_move_and_reports_stay(self, desk: Desk) -> None:
        first = TODAY + 5 * DAY
        made = desk.hand_over(starts_on=first)
        assert desk.leads() == {"tomorrow": "Ada", "coming": "Sam", "elsewhere": "Ada", "joint": "Olive", "past": "Ada"}
        assert set(desk.owed().values()) == {"Ada"}
        assert (officer(desk.school, SIP, first - DAY), officer(desk.school, SIP, first)) == (desk.ada, desk.sam)
        draft = desk.report["draft"]
        assert [may_write(draft, by=desk.sam, on=day) for day in (first - DAY, first)] == [False, True]
        assert may_write(draft, by=desk.ada, on=first)
        says = {part["title"]: part["says"] for part in made.moved}
        assert says["Open reports"].startswith("They stay with Ada Example, who will finish them.")

    def test_who_took_a_report_owes_it_and_does_not_check_it(self, desk: Desk) -> None:
        desk.hand_over()
        draft = desk.report["draft"]
        draft.refresh_from_db()
        assert may_write(draft, by=desk.sam, on=TODAY) and not may_write(draft, by=desk.ada, on=TODAY)
        for user, waits in ((desk.sam, True), (desk.ada, False)):
            titles = [item.title for item in waiting_for(roles_of(user, TODAY))]
            assert any(title.startswith("Write the report") for title in titles) is waits
        assert may_check(draft, by=desk.boss, on=TODAY)
        Report.objects.filter(pk=draft.pk).update(writer=desk.boss)
        assert not may_check(Report.objects.get(pk=draft.pk), by=desk.boss, on=TODAY)

    def test_a_report_stays_with_its_writer_when_the_school_is_given_to_somebody_else(self, desk: Desk) -> None:
        desk.hand_over()
        person, visit = people.person(role="sip"), desk.report["draft"].visit
        assert not readable(roles_of(person, TODAY)).filter(pk=visit.pk).exists()
        people_actions.assign([desk.school], user=person, role=SIP, starts_on=TODAY + DAY, by=desk.boss, on=TODAY)
        who = roles_of(desk.sam, TODAY + DAY)
        assert readable(who).filter(pk=visit.pk).exists() and readable_reports(who).filter(visit=visit).exists()
        assert reads_all(visit, who) and not reads_all(visit, roles_of(people.person(role="sip"), TODAY))

    def test_given_back_it_is_the_lead_s_again(self, desk: Desk) -> None:
        desk.hand_over()
        covers.handed_over([desk.school], desk.sam, desk.ada, TODAY + DAY, by=desk.boss)
        covers.handed_over([desk.kept], desk.ada, desk.sam, by=desk.boss)
        assert set(desk.owed().values()) == {"Sam", "Ada"}
        covers.handed_over([desk.school], desk.ada, desk.sam, TODAY + 2 * DAY, by=desk.boss, on=TODAY + 2 * DAY)
        assert desk.owed()["draft"] == "Sam"

    def test_every_move_is_in_the_history(self, desk: Desk) -> None:
        desk.hand_over()
        here = Event.objects.filter(scope=f"school:{desk.school.pk}")
        assert here.filter(kind="handover.made").count() == 1
        assert here.filter(kind="report.handed").count() == 4
        moved = here.filter(kind="visit.changed")
        assert [event.data["new"] for event in moved] == [{"lead": "Sam Sample"}] * 2
        assert not Event.objects.filter(scope=f"school:{desk.kept.pk}", kind__startswith="handover").exists()
        assert not Event.objects.filter(kind__startswith="handover", data__contains={"note": "x"}).exists()

    def test_what_moves_is_said_before_and_kept_after(self, desk: Desk) -> None:
        shown = preview(HandoverPlan((desk.school,), desk.ada, desk.sam, TODAY, desk.boss, TODAY))
        made = desk.hand_over()
        kept = [(part["title"], len(part["items"])) for part in made.moved]
        assert kept == [(part.title, len(part.items)) for part in shown]
        assert kept == [
            ("Planned visits from that day", 2),
            ("Planned visits before that day", 1),
            ("Open reports", 4),
            ("Agreed actions to follow up", 1),
        ]

    def test_a_draft_of_a_proposal_goes_on_with_the_next_partner(self, desk: Desk) -> None:
        found = allocations.open_round().allocations.get(school=desk.school)
        assert found.status == State.IDENTIFIED
        save: Callable[[User, int], Any] = lambda by, version: drafts.save_draft(  # noqa: E731
            found, Party.SIP, by=by, on=TODAY, version=version, writing=Writing(band="B", reasons=f"{version}")
        )
        save(desk.ada, 0)
        made = desk.hand_over()
        assert {"title", "says", "items"} == set(made.moved[-1]) and made.moved[-1]["title"] == "Proposals to be made"
        save(desk.sam, 1)
        with pytest.raises(Denied):
            save(desk.ada, 2)

    def test_another_visit_of_the_taker_is_said(self, desk: Desk) -> None:
        own = schools.school()
        people.assign(own, desk.sam)
        visits.planned(own, desk.sam, TODAY + 10 * DAY)
        shown = preview(HandoverPlan((desk.school,), desk.ada, desk.sam, TODAY, desk.boss, TODAY))
        assert [("another visit then" in words) for _, words in shown[0].items] == [False, True]

    def test_a_part_is_declared_by_who_knows_it(self, desk: Desk) -> None:
        moved: list[str] = []

        def found(handing: HandoverPlan) -> list[Open]:
            return [(school, "Concern case") for school in handing.schools]

        part = Part(
            slug="x",
            title="Concern cases",
            order=99,
            found=found,
            says=lambda h: f"{h.taking.name} keeps them.",
            move=lambda h: moved.append(h.taking.name),
        )
        with PARTS.lent(part):
            made = desk.hand_over()
        assert moved == ["Sam Sample"]
        assert made.moved[-1] == {
            "title": "Concern cases",
            "says": "Sam Sample keeps them.",
            "items": [{"school": "Example First School", "words": "Concern case"}],
        }


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"schools": []}, "nothing"),
            ({"taking": "ada"}, "oneself"),
            ({"taking": "boss"}, "not_in_role"),
            ({"giving": "sam", "taking": "ada"}, "not_theirs"),
            ({"by": "sam"}, "not_allowed"),
        ],
    )
    def test_refused_with_a_sentence(self, desk: Desk, changes: dict[str, Any], code: str) -> None:
        asked = {key: getattr(desk, value) if isinstance(value, str) else value for key, value in changes.items()}
        with pytest.raises(Denied) as refused:
            desk.hand_over(**asked)
        assert refused.value.code == code and refused.value.sentence.endswith(".")
        assert not Handover.objects.exists() and set(desk.owed().values()) == {"Ada"}

    def test_what_changed_since_it_was_read_is_read_again(self, desk: Desk) -> None:
        read = covers.read([desk.school], desk.ada, desk.sam, by=desk.boss)
        visits.planned(desk.school, desk.ada, TODAY + 20 * DAY)
        asked: dict[str, Any] = {"giving": desk.ada, "taking": desk.sam, "starts_on": TODAY, "note": NOTE}
        with pytest.raises(Denied) as refused:
            actions.hand_over([desk.school], **asked, read=read, by=desk.boss, on=TODAY)
        assert refused.value.code == "changed" and desk.leads()["coming"] == "Ada"

    def test_a_later_partner_is_in_the_way_and_nothing_moves(self, desk: Desk) -> None:
        desk.hand_over(starts_on=TODAY + 30 * DAY)
        third = people.person(role="sip")
        with pytest.raises(Denied) as refused:
            desk.hand_over(taking=third, starts_on=TODAY + 9 * DAY)
        assert refused.value.code == "later_officer"
        assert Handover.objects.count() == 1 and desk.leads()["coming"] == "Ada"

    @pytest.mark.parametrize(("away", "warned"), [(0, False), (-1, True), (100, False), (200, True)])
    def test_odd_days_are_warned_of(self, desk: Desk, away: int, warned: bool) -> None:
        handing = HandoverPlan((desk.school,), desk.ada, desk.sam, TODAY + away * DAY, desk.boss, TODAY)
        assert bool(actions.plan_warnings(handing)) is warned


class TestReading:
    def test_messages_and_never_the_note_to_a_head(self, desk: Desk) -> None:
        people.post(desk.school, "chair")
        both = schools.school("Example Second School")
        people.assign(both, desk.ada)
        people.post(both, "headteacher", desk.head)
        Message.objects.all().delete()
        desk.hand_over(schools=[desk.school, both], note="Nobody outside reads this.")
        told = {(m.kind, m.email) for m in Message.objects.all()}
        assert told == {
            ("handover", desk.ada.email),
            ("handover", desk.sam.email),
            ("partner_changes", desk.head.email),
        }
        head = Message.objects.get(kind="partner_changes")
        assert "Example First School, Example Second School" in head.body and "20 November 2026" in head.subject
        assert not Message.objects.filter(body__contains="Nobody outside reads this.").exists()

    def test_it_waits_for_both_until_they_have_read_it(self, desk: Desk) -> None:
        made = desk.hand_over()
        for user in (desk.ada, desk.sam):
            waits = [i for i in waiting_for(roles_of(user, TODAY)) if i.act == "Read the handover"]
            assert [item.href for item in waits] == [made.get_absolute_url()]
            client = Client()
            client.force_login(user)
            page = client.get(made.get_absolute_url()).content.decode()
            assert "The head is new" in page and "I have read it" in page
            client.post(f"{made.get_absolute_url()}read/")
            assert "I have read it" not in client.get(made.get_absolute_url()).content.decode()
            assert not [i for i in waiting_for(roles_of(user, TODAY)) if i.act == "Read the handover"]
        assert set(made.read_by.all()) == {desk.ada, desk.sam}

    def test_in_two_pages(self, desk: Desk) -> None:
        client = Client()
        client.force_login(desk.boss)
        path = f"/officers/{desk.ada.pk}/hand-over/"
        assert client.get(path).content.decode().count(" checked") == 2
        posted: dict[str, Any] = {
            "schools": [str(desk.school.pk)],
            "taking": str(desk.sam.pk),
            "note": NOTE,
            "starts_on_day": "20",
            "starts_on_month": "11",
            "starts_on_year": "2026",
        }
        page: Any = client.post(path, posted)
        words = " ".join(page.content.decode().split())
        assert "Nothing has moved yet." in words and "Hand over 1 school" in words
        assert "Open reports (4)" in words and not Handover.objects.exists()
        again: Any = client.post(path, posted | {"act": "change"})
        assert NOTE in again.content.decode() and "See what moves" in again.content.decode()
        visits.planned(desk.school, desk.ada, TODAY + 20 * DAY)
        stale: Any = client.post(path, posted | {"act": "hand_over", "read": page.context["read"]})
        assert stale.status_code == 409 and "Something changed while you were reading this." in stale.content.decode()
        done: Any = client.post(path, posted | {"act": "hand_over", "read": stale.context["read"]}, follow=True)
        assert "Ada Example handed 1 school over to Sam Sample." in done.content.decode()
        assert Assignment.objects.get(school=desk.school, ends_on=None).user == desk.sam

    def test_a_school_s_history_tells_of_it(self, desk: Desk) -> None:
        desk.hand_over()
        client = Client()
        client.force_login(desk.sam)
        page = client.get(f"/schools/{desk.school.urn}/timeline/?kind=people").content.decode()
        assert "Ada Example handed the school over to Sam Sample, from 20 November 2026" in page
        assert School.objects.filter(handovers__giving=desk.ada).get() == desk.school


@pytest.mark.parametrize(("days", "restricted", "moves"), [(0, False, True), (5, False, False), (0, True, False)])
def test_a_concern_case_goes_with_its_school_from_the_day_on_unless_it_is_restricted(
    days: int, restricted: bool, moves: bool
) -> None:
    desk = Desk()
    case = cases.opened(desk.school, desk.ada)
    kept = cases.opened(desk.kept, desk.ada)
    Case.objects.filter(pk=case.pk).update(restricted=restricted)
    desk.hand_over(starts_on=TODAY + days * DAY)
    case.refresh_from_db()
    kept.refresh_from_db()
    assert (case.owner, kept.owner) == (desk.sam if moves else desk.ada, desk.ada)
    told = Event.objects.filter(kind="case.owner_changed", subject_id=str(case.pk))
    assert told.exists() == moves
