"""schools.covers: who works with an absent officer's schools, and only between two days."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from allocations.allocation.permissions import check_decide, check_propose, deciders, party_of
from allocations.proposal import actions as proposals
from allocations.states import Party, State
from monitoring.service import actions as service
from monitoring.summaries.summary.permissions import may_write as may_sum_up
from monitoring.visits.calendar.queries import reports_owed
from monitoring.visits.report.permissions import check_may_check, may_write
from monitoring.visits.report.reminders import remind
from monitoring.visits.visit.permissions import may_change, may_correct, may_plan
from monitoring.visits.visit.queries import plannable, readable
from schools.covers import actions
from schools.models import AssignmentRole, Cover, School
from schools.people import actions as people_actions
from schools.queries import officer, officers_with_cover, reads_casework, visible, works_with
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import RoleGrant, User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied, can
from tests.conftest import TODAY
from tests.factories import allocations, covers, people, reports, schools, visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("V11")]
SIP, PO = AssignmentRole.SIP, AssignmentRole.PRINCIPAL_OFFICER
DAY = timedelta(days=1)
FIRST, LAST = TODAY + 3 * DAY, TODAY + 14 * DAY
# The days around a cover, and whether it holds.
DAYS = ((FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False))


class Team:
    """Two partners with a school each, a third school of nobody's concern, and whoever assigns."""

    def __init__(self) -> None:
        self.boss = people.person("Olive Officer", role="principal_officer")
        self.away = people.person("Ada Example", role="sip")
        self.sam = people.person("Sam Sample", role="sip", password=people.PASSWORD)
        self.covered, self.own, self.foreign = (schools.school(f"Example {n} School") for n in ("A", "B", "C"))
        people.assign(self.covered, self.away)
        people.assign(self.own, self.sam)
        people.assign(self.foreign)

    def cover(self, **changes: Any) -> Cover:
        asked = {"away": self.away, "covering": self.sam, "role": SIP, "starts_on": FIRST, "ends_on": LAST}
        return actions.arrange(**(asked | {"by": self.boss, "on": TODAY} | changes))


@pytest.fixture
def team() -> Team:
    return Team()


def _may_plan(user: User, school: School, on: date) -> bool:
    return may_plan(school, roles_of(user, on))


def _may_sum_up(user: User, school: School, on: date) -> bool:
    return may_sum_up(school, roles_of(user, on))


def _opens(user: User, school: School, on: date) -> bool:
    return visible(roles_of(user, on)).filter(pk=school.pk).exists()


def _reads(user: User, school: School, on: date) -> bool:
    return reads_casework(school, roles_of(user, on))


def _may_log(user: User, school: School, on: date) -> bool:
    return plannable(roles_of(user, on)).filter(pk=school.pk).exists()


# What an officer may do for their schools, school by school.
ACTS: tuple[Callable[[User, School, date], bool], ...] = (_opens, _reads, _may_plan, _may_log, _may_sum_up)


class TestAccess:
    @pytest.mark.parametrize(("on", "holds"), DAYS)
    @pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
    def test_between_the_days_and_no_longer(
        self, team: Team, act: Callable[[User, School, date], bool], on: date, holds: bool
    ) -> None:
        team.cover()
        assert [act(team.sam, s, on) for s in (team.covered, team.own, team.foreign)] == [holds, True, False]
        assert [act(team.away, s, on) for s in (team.covered, team.own, team.foreign)] == [True, False, False]

    @pytest.mark.parametrize(("on", "holds"), DAYS)
    def test_visits_and_reports_of_who_is_away(self, team: Team, on: date, holds: bool) -> None:
        team.cover()
        planned = visits.planned(team.covered, team.away, TODAY + 7 * DAY)
        held = visits.held(team.covered, team.away, TODAY - 7 * DAY)
        who = roles_of(team.sam, on)
        assert readable(who).filter(pk=planned.pk).exists() is holds
        assert may_change(planned, who) is holds
        assert may_correct(held, who) is holds
        assert may_write(held.report, by=team.sam, on=on) is holds
        assert may_write(held.report, by=team.away, on=on)
        titles = [item.title for item in waiting_for(who)]
        assert any(title.startswith("Write the report") for title in titles) is holds

    @pytest.mark.parametrize(("on", "holds"), DAYS)
    def test_proposals(self, team: Team, on: date, holds: bool) -> None:
        team.cover()
        found = allocations.open_round().allocations.get(school=team.covered)
        assert can(check_propose)(found, by=team.sam, on=on) is holds
        assert can(party_of)(found, by=team.sam, on=on) is holds
        mine = [item for item in waiting_for(roles_of(team.sam, on)) if item.about == team.covered.name]
        assert bool(mine) is holds

    def test_the_officer_stays_the_same_person(self, team: Team) -> None:
        team.cover()
        assert officer(team.covered, SIP, FIRST) == team.away
        assert list(officers_with_cover(team.covered, SIP, FIRST)) == [team.away, team.sam]
        assert list(officers_with_cover(team.covered, SIP, LAST + DAY)) == [team.away]
        assert list(officers_with_cover(team.covered, PO, FIRST)) == []

    def test_a_school_that_the_officer_loses_meanwhile_is_lost_to_both(self, team: Team) -> None:
        team.cover()
        other = people.person(role="sip")
        people_actions.assign([team.covered], user=other, role=SIP, starts_on=FIRST + DAY, by=team.boss, on=TODAY)
        assert _opens(team.sam, team.covered, FIRST) and not _opens(team.sam, team.covered, FIRST + DAY)

    def test_cover_is_of_one_role_and_is_not_passed_on(self, team: Team) -> None:
        team.cover()
        school = schools.school()
        accounts.give_role(team.away, by=None, on=TODAY, role=PO, starts_on=people.LONG_AGO, title="x")
        people.assign(school, team.away, role=PO)
        assert not works_with(team.sam, school, PO, FIRST) and not _opens(team.sam, school, FIRST)
        third = people.person(role="sip")
        covers.arranged(team.sam, third, FIRST, LAST)
        assert _opens(third, team.own, FIRST) and not _opens(third, team.covered, FIRST)

    def test_it_ends_with_the_role(self, team: Team) -> None:
        team.cover()
        accounts.end_role(team.sam.grants.get(), by=None, on=TODAY, ends_on=FIRST, title="x")
        assert _opens(team.sam, team.covered, FIRST) and not _opens(team.sam, team.covered, FIRST + DAY)

    def test_whoever_may_write_a_report_does_not_check_it(self, team: Team) -> None:
        """A Principal Officer who covers for the partner."""
        both = people.person(role="principal_officer")
        accounts.give_role(both, by=None, on=TODAY, role=SIP, starts_on=people.LONG_AGO, title="x")
        scene = reports.scene("in_review", checked=True)
        assert can(check_may_check)(scene.report, by=both, on=TODAY)
        covers.arranged(scene.sip, both, TODAY, LAST)
        with pytest.raises(Denied) as refused:
            check_may_check(scene.report, by=both, on=TODAY)
        assert refused.value.code == "own_report"
        assert not [item for item in waiting_for(roles_of(both, TODAY)) if item.title.startswith("Check")]

    def test_who_proposed_never_decides_though_they_cover(self) -> None:
        scene = allocations.scene(State.IDENTIFIED)
        both = people.person("Both Example", role="principal_officer")
        accounts.give_role(both, by=None, on=TODAY, role=SIP, starts_on=people.LONG_AGO, title="x")
        covers.arranged(scene.sip, both, allocations.PROPOSED, LAST, on=allocations.PROPOSED)
        covers.arranged(scene.officer, both, allocations.PROPOSED, LAST, role=PO, on=allocations.PROPOSED)
        case = allocations.case(scene.allocation.framework)
        proposals.propose(scene.allocation, by=both, on=allocations.PROPOSED, choice=case)
        scene.allocation.refresh_from_db()
        allocations.disagree(scene)
        assert both not in deciders(scene.allocation, Party.OFFICER, TODAY)
        with pytest.raises(Denied) as refused:
            check_decide(scene.allocation, Party.OFFICER, by=both, on=TODAY)
        assert refused.value.code == "barred"
        assert not [i for i in waiting_for(roles_of(both, TODAY)) if i.title.startswith("Decide")]


class TestMessages:
    def test_both_are_told_and_only_who_covers_reads_the_note(self, team: Team) -> None:
        team.cover(note="The boiler is out.")
        told = {m.email: m for m in Message.objects.filter(kind="cover_arranged")}
        assert set(told) == {team.away.email, team.sam.email}
        assert "The boiler is out." in told[team.sam.email].body
        assert "The boiler is out." not in told[team.away.email].body
        assert "4 December 2026" in told[team.sam.email].subject

    def test_messages_to_the_partner_go_to_who_covers_as_well(self, team: Team) -> None:
        held = visits.held(team.covered, team.away, TODAY - 9 * DAY)
        covers.arranged(team.away, team.sam, TODAY, LAST)
        with clock.at(TODAY):
            remind(TODAY)
        told = set(Message.objects.filter(kind="report_reminder").values_list("email", flat=True))
        assert told == {team.away.email, team.sam.email}
        assert [visit for _, visit in reports_owed(team.away, TODAY)] == [held]

    def test_a_concern_about_the_service_waits_for_who_covers(self, team: Team) -> None:
        cover_officer = people.person(role="principal_officer")
        people.assign(team.covered, team.boss, role=PO)
        head = people.post(team.covered, "headteacher").user
        covers.arranged(team.boss, cover_officer, TODAY, LAST, role=PO)
        service.raise_concern(school=team.covered, text="Late again.", by=head, on=TODAY)
        told = set(Message.objects.filter(kind="service_concern_raised").values_list("email", flat=True))
        assert told == {team.boss.email, cover_officer.email}
        assert any("service" in item.href for item in waiting_for(roles_of(cover_officer, TODAY)))


# What is asked, and the refusal.
REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"ends_on": FIRST - DAY}, "ends_before"),
    ({"starts_on": TODAY - 9 * DAY, "ends_on": TODAY - DAY}, "over"),
    ({"covering": "away"}, "oneself"),
    ({"covering": "boss"}, "not_in_role"),
    ({"away": "boss", "covering": "sam"}, "not_in_role"),
    ({"role": PO}, "not_in_role"),
)


class TestArranging:
    @pytest.mark.parametrize(("changes", "code"), REFUSED, ids=[f"{code}-{n}" for n, (_, code) in enumerate(REFUSED)])
    def test_refused_with_a_sentence(self, team: Team, changes: dict[str, Any], code: str) -> None:
        asked = {key: getattr(team, value) if key in ("away", "covering") else value for key, value in changes.items()}
        with pytest.raises(Denied) as refused:
            team.cover(**asked)
        assert refused.value.code == code and refused.value.sentence.endswith(".")
        assert not Cover.objects.exists() and not Message.objects.filter(kind__startswith="cover").exists()

    def test_only_those_who_assign_officers(self, team: Team) -> None:
        for by in (team.sam, team.away, people.person(role="director_of_education")):
            with pytest.raises(Denied) as refused:
                team.cover(by=by)
            assert refused.value.code == "not_allowed"
        assert team.cover(by=people.person(role="administrator"))

    def test_a_role_that_is_known_to_end_too_early(self, team: Team) -> None:
        RoleGrant.objects.filter(user=team.sam).update(ends_on=LAST - DAY)
        with pytest.raises(Denied, match="does not hold the role School Improvement Partner on 4 December 2026"):
            team.cover()

    def test_one_at_a_time(self, team: Team) -> None:
        first = team.cover()
        third = people.person(role="sip")
        with pytest.raises(Denied) as refused:
            team.cover(covering=third, starts_on=LAST, ends_on=LAST + DAY)
        assert refused.value.code == "covered_already"
        with pytest.raises(IntegrityError), transaction.atomic():
            Cover.objects.create(
                away=team.away, covering=third, role=SIP, starts_on=LAST, ends_on=LAST, arranged_at=clock.now()
            )
        actions.end(first, by=team.boss, on=TODAY)
        assert team.cover(covering=third, starts_on=LAST, ends_on=LAST + DAY)

    def test_two_away_at_once_is_warned_of(self, team: Team) -> None:
        team.cover()
        third = people.person("Third Example", role="sip")
        with pytest.raises(Denied) as warned:
            team.cover(away=third, covering=team.away)
        assert warned.value.code == "sure" and "Ada Example is away too" in warned.value.sentence
        assert "not the School Improvement Partner of any school" in warned.value.sentence
        assert team.cover(away=third, covering=team.away, sure=warned.value.sentence)

    def test_the_last_day_is_changed(self, team: Team) -> None:
        cover = team.cover()
        changed = actions.change(cover, ends_on=LAST + 5 * DAY, by=team.boss, on=TODAY)
        assert _opens(team.sam, team.covered, LAST + 5 * DAY) and changed.ends_on == LAST + 5 * DAY
        for day, code in ((LAST + 5 * DAY, "no_change"), (FIRST - DAY, "ends_before")):
            with pytest.raises(Denied) as refused:
                actions.change(cover, ends_on=day, by=team.boss, on=TODAY)
            assert refused.value.code == code
        event = Event.objects.filter(kind="cover.changed", scope=f"school:{team.covered.pk}").get()
        assert event.data["old"] == {"last_day": LAST.isoformat()}

    def test_it_ends_at_once_and_stays_on_record(self, team: Team) -> None:
        cover = team.cover()
        ended = actions.end(cover, by=team.boss, on=FIRST + DAY)
        assert (ended.ends_on, ended.called_off_at) == (FIRST, None)
        assert not _opens(team.sam, team.covered, FIRST + DAY) and _opens(team.sam, team.covered, FIRST)
        with pytest.raises(Denied) as refused:
            actions.end(cover, by=team.boss, on=FIRST + DAY)
        assert refused.value.code == "closed"

    def test_on_its_first_day_and_before_it_is_called_off(self, team: Team) -> None:
        ended = actions.end(team.cover(), by=team.boss, on=FIRST)
        assert ended.called_off_at and not _opens(team.sam, team.covered, FIRST)
        assert Message.objects.filter(kind="cover_ended", body__contains="cancelled").count() == 2


class TestPages:
    def test_arranged_by_the_form_after_a_second_look(self, team: Team) -> None:
        client = Client()
        client.force_login(team.boss)
        days = {"starts_on": TODAY - DAY, "ends_on": LAST}
        posted = {f"{n}_{p}": str(getattr(d, p)) for n, d in days.items() for p in ("day", "month", "year")}
        posted |= {"away": f"sip:{team.away.pk}", "covering": str(team.sam.pk), "note": "Ring first."}
        page: Any = client.post("/officers/cover/arrange/", posted)
        asked = "Thursday 19 November 2026 is in the past. Is that the day?"
        assert asked in page.content.decode() and "Ring first." in page.content.decode()
        assert not Cover.objects.exists()
        done: Any = client.post("/officers/cover/arrange/", posted | {"asked-starts_on": asked}, follow=True)
        assert "Sam Sample covers for Ada Example" in done.content.decode()

    def test_words_where_a_school_shows_why(self, team: Team) -> None:
        covers.arranged(team.away, team.sam, TODAY, LAST, note="Ring first.")
        client = Client()
        client.force_login(team.sam)
        home = " ".join(client.get("/").content.decode().split())
        assert "You are covering for Ada Example" in home and "Ring first." in home
        assert home.count("covering for Ada Example until") == 1
        page = client.get(f"/schools/{team.covered.urn}/?part=people").content.decode()
        assert "Covered by Sam Sample until" in page
        head = people.post(team.covered, "headteacher").user
        client.force_login(head)
        assert team.sam.email in client.get("/").content.decode()
        client.force_login(team.sam)
        assert client.get(f"/schools/{team.foreign.urn}/").status_code == 404
