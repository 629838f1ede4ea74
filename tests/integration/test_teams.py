"""The Team Around the School: who sets one up and reads what, its members, meetings and actions."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.test import Client

from allocations.states import State
from monitoring.team.action import actions as acts
from monitoring.team.action.policies import ActionInput
from monitoring.team.action.queries import readable as readable_actions
from monitoring.team.meeting import actions as meetings
from monitoring.team.meeting.policies import NotesInput, WhenInput, when_of
from monitoring.team.meeting.queries import readable as readable_meetings
from monitoring.team.models import Meeting, MeetingVersion, Team, TeamActionUpdate
from monitoring.team.support import actions as support
from monitoring.team.tasks import send_reminders
from monitoring.team.team import actions
from monitoring.team.team.queries import readable, schools_without_team
from monitoring.team.transitions import MEETING_ROWS, TEAM_ROWS
from schools.models import AssignmentRole, School, SchoolLink
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.framework.queries import framework_on
from sil.outbox.models import Message
from sil.web import panels
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, people, schools, teams, terms
from tests.factories.allocations import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("P5")]
LATER = TODAY + timedelta(days=1)


@pytest.fixture
def made() -> Scene:
    """A school in band D with its people."""
    terms.recorded()
    found = allocations.scene(State.AGREED, band="D")
    Message.objects.all().delete()
    return found


@pytest.fixture
def helper() -> User:
    return people.person("Hattie Helper", role="service_officer")


def page(user: User, path: str, data: dict[str, str] | None = None) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(path) if data is None else client.post(path, data, follow=True)


def text(response: Any) -> str:
    """The page without the marks around dates."""
    return " ".join(unescape(re.sub(r"</?time[^>]*>", "", response.content.decode())).split())


def told(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("email", flat=True))


def emails(*users: User) -> list[str]:
    return sorted(user.email for user in users)


def refused(code: str, act: Any, *args: Any, **said: Any) -> str:
    with pytest.raises(Denied) as denied, transaction.atomic():
        act(*args, **{"on": TODAY} | said)
    assert denied.value.code == code
    return denied.value.sentence


def titles_for(user: User, on: date = TODAY) -> list[str]:
    return [item.title for item in waiting_for(roles_of(user, on))]


def test_a_band_that_asks_for_a_team_is_work_of_the_partner_until_there_is_one(made: Scene) -> None:
    wanted = "Set up a Team Around the School: its band asks for one"
    assert schools_without_team(TODAY) == [made.school.pk]
    assert wanted in titles_for(made.sip) and wanted not in titles_for(made.head)
    said = text(page(made.sip, f"/schools/{made.school.pk}/team/set-up/", {"lead": str(made.sip.pk)}))
    assert f"The team around {made.school.name} is set up." in said
    found = Team.objects.get()
    assert (found.school, found.lead, found.reason, found.status) == (made.school, made.sip, "", "open")
    assert told("team_set_up") == emails(made.head, made.chair)
    assert schools_without_team(TODAY) == [] and wanted not in titles_for(made.sip)
    actions.end(found, reason="Better.", by=made.sip, on=TODAY)
    assert schools_without_team(TODAY) == [made.school.pk]


@pytest.mark.parametrize(("band", "asks"), [("A", False), ("B", False), ("C", False), ("D", True)])
def test_which_bands_ask_for_a_team(band: str, asks: bool) -> None:
    made = allocations.scene(State.AGREED, band=band)
    assert schools_without_team(TODAY) == ([made.school.pk] if asks else [])


def test_another_band_needs_a_reason_and_is_not_refused() -> None:
    made = allocations.scene(State.AGREED, band="C")
    path = f"/schools/{made.school.pk}/team/set-up/"
    said = text(page(made.sip, path))
    assert "The framework asks for a team for schools in Band D." in said and "is in Band C" in said
    assert "Enter why this school needs a team" in text(page(made.sip, path, {"lead": str(made.sip.pk)}))
    refused("no_reason", actions.set_up, made.school, lead=made.sip, by=made.sip)
    found = teams.set_up(made.school, made.sip, reason="High risk.")
    assert found.reason == "High risk."
    assert "High risk." in text(page(made.officer, found.get_absolute_url()))
    assert "High risk." not in text(page(made.head, found.get_absolute_url()))


def test_there_is_one_open_team_a_school(made: Scene) -> None:
    first = teams.set_up(made.school, made.sip)
    refused("there", actions.set_up, made.school, lead=made.sip, by=made.officer)
    actions.end(first, reason="Better.", by=made.sip, on=TODAY)
    second = teams.set_up(made.school, made.officer)
    refused("there", actions.reopen, first, reason="Too early.", by=made.sip)
    with pytest.raises(IntegrityError), transaction.atomic():
        Team.objects.create(school=made.school, lead=made.sip, set_up_on=TODAY, set_up_by=made.sip)
    assert Team.objects.filter(status="open").get() == second


def test_who_sets_up_and_keeps_a_team(made: Scene, helper: User) -> None:
    other = people.person(role="sip")
    for person in (made.head, made.chair, made.director, helper, other):
        refused("not_yours", actions.set_up, made.school, lead=made.sip, by=person)
    refused("not_a_lead", actions.set_up, made.school, lead=helper, by=made.sip)
    team = teams.set_up(made.school, made.sip)
    for person in (made.head, made.chair, made.director, helper, other):
        refused("not_yours", actions.end, team, reason="No.", by=person)
        refused("not_yours", teams.joined, team, helper, person)
        refused("not_yours", teams.agreed_to, team, person)
        refused("not_yours", teams.meets, team, person)
    # Whoever leads it keeps it, though the school is not theirs.
    actions.change_lead(team, lead=other, by=made.officer, on=TODAY)
    assert told("team_lead") == emails(other)
    assert teams.joined(Team.objects.get(), helper, other).service_name == "SEND"


STATES = {"end": {"open": "ended"}, "reopen": {"ended": "open"}}


@pytest.mark.parametrize("act", STATES)
@pytest.mark.parametrize("state", Team.Status.values)
def test_each_act_on_a_team_from_each_state(made: Scene, act: str, state: str) -> None:
    team = teams.set_up(made.school, made.sip)
    if state == "ended":
        team = actions.end(team, reason="Better.", by=made.sip, on=TODAY)
    target = STATES[act].get(state)
    if target is None:
        refused("wrong_state", getattr(actions, act), team, reason="So.", by=made.sip)
    else:
        refused("no_reason", getattr(actions, act), team, reason=" ", by=made.sip)
        assert getattr(actions, act)(team, reason="So.", by=made.sip, on=TODAY).status == target
    assert {(row.action, row.source): row.target for row in TEAM_ROWS} == {
        ("end", "open"): "ended",
        ("reopen", "ended"): "open",
    }


MEETING = {
    "move": {"planned": "planned"},
    "hold": {"planned": "held"},
    "cancel": {"planned": "cancelled"},
    "correct": {"held": "held"},
}


@pytest.mark.parametrize("act", MEETING)
@pytest.mark.parametrize("state", Meeting.Status.values)
def test_each_act_on_a_meeting_from_each_state(made: Scene, act: str, state: str) -> None:
    team = teams.set_up(made.school, made.sip)
    found = teams.meets(team, made.sip, day=TODAY)
    if state == "held":
        found = meetings.hold(found, teams.NOTES, by=made.sip, on=TODAY)
    elif state == "cancelled":
        found = meetings.cancel(found, reason="Ill.", by=made.sip, on=TODAY)
    other = NotesInput(present="Two.", discussed="The staff.", decided="")
    afternoon = WhenInput(day=TODAY, begins=time(15), mode="online", place="")
    doing = {
        "move": lambda: meetings.move(found, afternoon, reason="Ill.", by=made.sip, on=TODAY),
        "hold": lambda: meetings.hold(found, other, by=made.sip, on=TODAY),
        "cancel": lambda: meetings.cancel(found, reason="Ill.", by=made.sip, on=TODAY),
        "correct": lambda: meetings.correct(found, other, reason="A slip.", by=made.sip, on=TODAY),
    }[act]
    target = MEETING[act].get(state)
    if target is None:
        with pytest.raises(Denied) as denied, transaction.atomic():
            doing()
        assert denied.value.code == ("not_held" if act == "correct" else "wrong_state")
    else:
        assert doing().status == target
    assert {(row.action, row.source) for row in MEETING_ROWS} == {
        ("move", "planned"),
        ("hold", "planned"),
        ("cancel", "planned"),
    }


def test_a_team_ends_once_no_meeting_is_planned(made: Scene) -> None:
    """Those invited have it in their calendars, so that it is cancelled with a reason of its own."""
    team = teams.set_up(made.school, made.sip)
    found = teams.meets(team, made.sip)
    path = f"{team.get_absolute_url()}end/"
    assert found.get_absolute_url() in text(page(made.sip, path))
    said = text(page(made.sip, path, {"reason": "Better."}))
    assert "A meeting is planned for Thursday 26 November 2026. Cancel it" in said and "Better." in said
    refused("meets", actions.end, team, reason="Better.", by=made.sip)
    meetings.cancel(found, reason="The school is better.", by=made.sip, on=TODAY)
    assert told("team_meeting_cancelled") == emails(made.head)
    assert "cannot end the team" not in text(page(made.sip, path))
    assert actions.end(team, reason="Better.", by=made.sip, on=TODAY).status == "ended"


def test_a_team_continues_at_the_school_that_took_the_place_of_its_own(made: Scene, helper: User) -> None:
    team = teams.set_up(made.school, made.sip)
    teams.joined(team, helper, made.sip)
    meeting, action = teams.meets(team, made.sip), teams.agreed_to(team, made.sip, helper)
    request = teams.granted(team, made.sip, made.officer, "900.00")
    academy, other = schools.school(open_date=TODAY, **schools.CONVERTER), people.person(role="sip")
    head = people.post(academy, "headteacher").user
    people.assign(academy, other)
    SchoolLink.objects.create(
        predecessor_urn=made.school.pk,
        successor_urn=academy.pk,
        kind="succession",
        key=f"{made.school.pk}-{academy.pk}",
        dated_by_predecessor=TODAY,
    )
    principal = people.person(role="principal_officer")
    people.assign(academy, principal, role=AssignmentRole.PRINCIPAL_OFFICER)

    def prompts(user: User) -> list[str]:
        return [item.about for item in waiting_for(roles_of(user, TODAY)) if item.act == "Continue the team"]

    path = f"/schools/{academy.pk}/team/set-up/"
    assert f"The team around {made.school.name}" not in text(page(other, path)), "it is open still"
    assert prompts(principal) == []
    School.objects.filter(pk=made.school.pk).update(status="Closed", close_date=TODAY)
    assert f"The team around {made.school.name}, which has closed, continues" in text(page(other, path))
    # It has no band yet that would ask its partner for a team.
    assert (prompts(principal), prompts(made.officer), prompts(other)) == ([academy.name], [], [])
    said = text(page(other, path, {"lead": str(other.pk)}))
    assert f"The Team Around the School of {made.school.name} continues at {academy.name}" in said
    found = Team.objects.get()
    assert (found.pk, found.school, found.lead) == (team.pk, academy, other)
    assert prompts(principal) == []
    assert emails(head)[0] in told("team_set_up")
    for each in (found, meeting, action, request):
        assert page(other, each.get_absolute_url()).status_code == 200
    assert page(helper, found.get_absolute_url()).status_code == 200
    # What was paid before is still of the school it was agreed for, and an academy has no more of it.
    before = TODAY - timedelta(days=1)
    refused("too_early", support.pay, request, amount=Decimal(100), paid_on=before, by=other)
    refused("closed", support.pay, request, amount=Decimal(100), paid_on=TODAY, by=other)
    assert made.school.name in text(page(other, request.get_absolute_url()))
    refused("not_maintained", teams.asked, found, other)


def test_a_framework_without_teams_has_no_form_for_members(made: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is on record stays readable."""
    team = teams.set_up(made.school, made.sip)
    rules = framework_on(TODAY)
    assert rules
    for where in ("team.views", "team.queries", "team.actions", "team.permissions", "support.views"):
        monkeypatch.setattr(
            f"monitoring.team.{where}.framework_on", lambda on: rules.model_copy(update={"team": None}), raising=True
        )
    for path in (f"/teams/{team.pk}/members/add/", f"/schools/{made.school.pk}/team/set-up/"):
        assert page(made.sip, path).status_code == 404
    said = text(page(made.sip, team.get_absolute_url()))
    assert "Plan a meeting" in said and "Add a member" not in said
    assert page(made.sip, f"/teams/{team.pk}/financial-support/ask/").status_code == 200
    refused("no_teams", teams.joined, team, made.officer, made.sip)


class TestMembers:
    """What an officer of another service opens: the teams that they are in, and nothing else."""

    def test_a_member_reads_the_team_and_not_the_school(self, made: Scene, helper: User) -> None:
        team = teams.set_up(made.school, made.sip)
        path = team.get_absolute_url()
        assert page(helper, path).status_code == 404
        teams.joined(team, helper, made.sip)
        assert told("team_joined") == emails(helper)
        said = text(page(helper, path))
        assert (
            made.school.name in said and made.sip.email in said and "Band" not in said and "What happened" not in said
        )
        assert f'href="/schools/{made.school.pk}/"' not in said
        listed = text(page(helper, "/teams/"))
        assert made.school.name in listed and "1 team" in listed and "Band" not in listed
        closed = (f"/schools/{made.school.pk}/", "/visits/", "/notes/", "/allocations/", "/cases/", "/causing-concern/")
        nobody = people.person()
        for each in closed:
            assert page(helper, each).status_code == page(nobody, each).status_code, each
            assert made.school.name not in text(page(helper, each)), each
        assert made.school.name not in text(page(helper, "/schools/"))

    def test_they_read_nothing_of_another_team(self, made: Scene, helper: User) -> None:
        teams.joined(teams.set_up(made.school, made.sip), helper, made.sip)
        other = schools.school()
        people.assign(other, made.sip)
        people.post(other, "headteacher")
        theirs = teams.set_up(other, made.sip)
        meeting, action = teams.held(theirs, made.sip), teams.agreed_to(theirs, made.sip)
        for each in (theirs, meeting, action):
            assert page(helper, each.get_absolute_url()).status_code == 404
        assert other.name not in text(page(helper, "/teams/"))

    def test_leaving_ends_what_it_gave_at_once_and_passes_actions_on(self, made: Scene, helper: User) -> None:
        team = teams.set_up(made.school, made.sip)
        member = teams.joined(team, helper, made.sip)
        action = teams.agreed_to(team, made.sip, helper)
        refused("no_reason", actions.leave, member, reason="", by=made.sip)
        actions.leave(member, reason="Another post.", by=made.sip, on=TODAY)
        action.refresh_from_db()
        assert (action.owner, action.owner_name) == (made.sip, made.sip.name)
        assert not readable(roles_of(helper, TODAY)).exists() and told("team_left") == emails(helper)
        refused("left", actions.leave, member, reason="Again.", by=made.sip)
        assert "Another post." in text(page(made.sip, team.get_absolute_url()))
        assert "Why: Another post." in Message.objects.get(kind="team_left").body, "as the form says"
        assert "Another post." not in text(page(made.head, team.get_absolute_url()))

    def test_an_ended_team_is_read_by_the_service_and_the_school_alone(self, made: Scene, helper: User) -> None:
        team = teams.set_up(made.school, made.sip)
        teams.joined(team, helper, made.sip)
        actions.end(team, reason="Better.", by=made.sip, on=TODAY)
        assert told("team_ended") == emails(helper, made.head, made.chair)
        readers = {made.sip, made.officer, made.director, made.head, made.chair}
        for person in (*readers, helper):
            assert readable(roles_of(person, TODAY)).exists() is (person in readers)
        actions.reopen(team, reason="Too early.", by=made.sip, on=TODAY)
        assert readable(roles_of(helper, TODAY)).exists()

    def test_the_end_of_the_role_ends_it(self, made: Scene, helper: User) -> None:
        teams.joined(teams.set_up(made.school, made.sip), helper, made.sip)
        accounts.end_role(helper.grants.get(), by=None, on=TODAY, ends_on=TODAY)
        assert readable(roles_of(helper, TODAY)).exists() and not readable(roles_of(helper, LATER)).exists()

    def test_who_can_be_in_a_team(self, made: Scene, helper: User) -> None:
        team = teams.set_up(made.school, made.sip)
        for person in (made.head, made.chair, people.person(role="administrator"), people.person()):
            refused("not_an_officer", teams.joined, team, person, made.sip)
        teams.joined(team, helper, made.sip)
        refused("there", teams.joined, team, helper, made.sip, service="hr")
        refused("no_service", teams.joined, team, people.person(role="sip"), made.sip, service="police")

    def test_who_leaves_later_is_a_member_until_that_day(self, made: Scene, helper: User) -> None:
        team = teams.set_up(made.school, made.sip)
        member = teams.joined(team, made.officer, made.sip)
        meeting = teams.meets(team, made.sip, day=LATER + timedelta(days=4))
        asked = "Come to the meeting of the Team Around the School, 9.30am"
        actions.let_go(member, reason="Retires.", by=None, on=LATER)
        said = text(page(made.sip, team.get_absolute_url()))
        assert "No longer a member from 21 November 2026" in said and "Members who have left" not in said
        assert f"/teams/members/{member.pk}/end/" not in said
        refused("there", teams.joined, team, made.officer, made.sip)
        assert asked in titles_for(made.officer) and asked not in titles_for(made.officer, LATER)
        with clock.at(LATER):
            said = text(page(made.sip, team.get_absolute_url()))
        assert "joined on 20 November 2026, no longer a member from 21 November 2026. Why they left: Retires." in said
        assert meeting.is_planned


class TestMeetings:
    def test_those_invited_are_told_with_the_meeting_for_their_calendar(self, made: Scene, helper: User) -> None:
        team = teams.set_up(made.school, made.sip)
        teams.joined(team, helper, made.sip)
        found = teams.meets(team, made.sip)
        sent = Message.objects.filter(kind="team_meeting_planned")
        assert sorted(sent.values_list("email", flat=True)) == emails(helper, made.head)
        assert all("on Thursday 26 November 2026, 9.30am" in each.subject for each in sent)
        calendar = sent.get(email=helper.email).appointment.replace("\r\n ", "")
        assert "METHOD:REQUEST" in calendar and f"mailto:{helper.email}" in calendar and "Band" not in calendar
        meetings.cancel(found, reason="Many are ill.", by=made.sip, on=TODAY)
        off = Message.objects.get(kind="team_meeting_cancelled", email=helper.email)
        assert "METHOD:CANCEL" in off.appointment and "Why: Many are ill." in off.body

    def test_those_invited_are_told_where_it_is_moved_to_and_why(self, made: Scene, helper: User) -> None:
        team = teams.set_up(made.school, made.sip)
        teams.joined(team, helper, made.sip)
        found = teams.meets(team, made.sip)
        path = f"{found.get_absolute_url()}move/"
        said = {"day_day": "30", "day_month": "11", "day_year": "2026", "begins": "2pm", "mode": "online"}
        assert "Enter why the meeting is moved." in text(page(made.sip, path, said | {"reason": " "}))
        moved = text(page(made.sip, path, said | {"reason": "Many are ill."}))
        assert "The meeting is now on Monday 30 November 2026." in moved
        assert "Thursday 26 November 2026" in moved and "Many are ill." in moved, "the history says what was planned"
        assert told("team_meeting_moved") == emails(helper, made.head)
        calendar = Message.objects.get(kind="team_meeting_moved", email=helper.email).appointment
        assert "METHOD:REQUEST" in calendar and "SEQUENCE:1" in calendar and "20261130T140000" in calendar
        found.refresh_from_db()
        refused("no_change", meetings.move, found, when_of(found), reason="So.", by=made.sip)
        for person in (helper, made.head, made.director):
            refused("not_yours", meetings.move, found, when_of(found), reason="So.", by=person)
        meetings.cancel(found, reason="Snow.", by=made.sip, on=TODAY)
        off = Message.objects.get(kind="team_meeting_cancelled", email=helper.email)
        assert "SEQUENCE:2" in off.appointment

    def test_those_invited_are_reminded_once_on_the_working_day_before(self, made: Scene, helper: User) -> None:
        team = teams.set_up(made.school, made.sip)
        teams.joined(team, helper, made.sip)
        found = teams.meets(team, made.sip, day=date(2026, 11, 30))
        friday, thursday = date(2026, 11, 27), date(2026, 11, 26)
        for moment, written in (
            (datetime.combine(thursday, time(10)), 0),
            (datetime.combine(friday, time(6, 59)), 0),
            (datetime.combine(friday, time(7)), 3),
            (datetime.combine(friday, time(8)), 0),
            (datetime.combine(found.day, time(8)), 0),
        ):
            with clock.at(moment):
                assert send_reminders() == written, moment
        assert told("team_meeting_reminder") == emails(made.sip, helper, made.head)
        # Who is told of the day on the day before needs no reminder of it.
        later = WhenInput(day=date(2026, 12, 1), begins=time(9), mode="online", place="")
        meetings.move(found, later, reason="Ill.", by=made.sip, on=found.day)
        with clock.at(found.day):
            assert send_reminders() == 0

    def test_who_reads_a_meeting(self, made: Scene, helper: User) -> None:
        team = teams.set_up(made.school, made.sip)
        teams.joined(team, helper, made.sip)
        other = people.person(role="sip")
        inviting = {
            (True, True): {made.head, made.chair},
            (True, False): {made.head},
            (False, True): {made.chair},
            (False, False): set(),
        }
        for (head, chair), of_school in inviting.items():
            found = teams.held(team, made.sip, invites_head=head, invites_chair=chair)
            everybody = {made.sip, made.officer, made.director, helper, made.head, made.chair, other}
            readers = {p for p in everybody if readable_meetings(roles_of(p, TODAY)).filter(pk=found.pk).exists()}
            assert readers == {made.sip, made.officer, made.director, helper, *of_school}

    def test_a_meeting_to_come_cannot_be_recorded_yet(self, made: Scene) -> None:
        found = teams.meets(teams.set_up(made.school, made.sip), made.sip)
        refused("not_yet", meetings.hold, found, teams.NOTES, by=made.sip)
        assert page(made.sip, found.get_absolute_url()).status_code == 200
        assert "Record what was decided" not in text(page(made.sip, found.get_absolute_url()))

    def test_notes_are_corrected_and_the_old_text_is_kept(self, made: Scene) -> None:
        found = teams.held(teams.set_up(made.school, made.sip), made.sip)
        again = NotesInput(present="Everybody but one.", discussed="The budget.", decided="A new plan.")
        refused("no_reason", meetings.correct, found, again, reason="", by=made.sip)
        refused("no_change", meetings.correct, found, teams.NOTES, reason="A slip.", by=made.sip)
        meetings.correct(found, again, reason="One was ill.", by=made.sip, on=TODAY)
        kept = MeetingVersion.objects.get()
        assert (kept.present, kept.reason) == ("Everybody.", "One was ill.")
        with pytest.raises(IntegrityError), transaction.atomic():
            MeetingVersion.objects.update(present="Nobody.")

    def test_what_a_plan_needs(self, made: Scene) -> None:
        team = teams.set_up(made.school, made.sip)
        refused("past", teams.meets, team, made.sip, day=TODAY - timedelta(days=1))
        refused("no_place", teams.meets, team, made.sip, place="")
        assert teams.meets(team, made.sip, place="", mode="online").pk


class TestActions:
    def test_a_member_has_their_own_in_their_work_and_updates_it(self, made: Scene, helper: User) -> None:
        team = teams.set_up(made.school, made.sip)
        teams.joined(team, helper, made.sip)
        action = teams.agreed_to(team, made.sip, helper)
        assert told("team_action_given") == emails(helper)
        assert "Team Around the School: Plan a budget." in titles_for(helper)
        path = f"{action.get_absolute_url()}update/"
        assert "Enter what was found." in text(page(helper, path, {"state": "done", "note": ""}))
        assert "The update is saved." in text(page(helper, path, {"state": "done", "note": "It is done."}))
        action.refresh_from_db()
        assert (action.progress, action.progress_note, action.progress_on) == ("done", "It is done.", TODAY)
        assert "Team Around the School: Plan a budget." not in titles_for(helper)
        refused("no_change", acts.update, action, progress="done", note="It is done.", by=helper)
        acts.update(action, progress="", note="It has to be done again.", by=made.sip, on=TODAY)
        assert [each.progress for each in action.updates.all()] == ["", "done"]
        with pytest.raises(IntegrityError), transaction.atomic():
            TeamActionUpdate.objects.all().delete()

    def test_who_updates_an_action(self, made: Scene, helper: User) -> None:
        team = teams.set_up(made.school, made.sip)
        other = people.person(role="service_officer")
        for person in (helper, other):
            teams.joined(team, person, made.sip)
        action = teams.agreed_to(team, made.sip, helper)
        for person in (made.head, made.chair, made.director, other):
            refused("not_yours", acts.update, action, progress="done", note="Done.", by=person)
        for note, person in (("One.", helper), ("Two.", made.sip), ("Three.", made.officer)):
            acts.update(action, progress="partly", note=note, by=person, on=TODAY)
        assert readable_actions(roles_of(made.head, TODAY)).get() == action

    def test_what_is_late_comes_first_and_what_is_done_last(self, made: Scene) -> None:
        team = teams.set_up(made.school, made.sip)
        days = {"Late one": -3, "Later late one": -1, "To come": 5, "Done long ago": -9}
        made_of = {
            name: teams.agreed_to(team, made.sip, text=name, due_on=TODAY + timedelta(days=days[name])) for name in days
        }
        acts.update(made_of["Done long ago"], progress="done", note="Done.", by=made.sip, on=TODAY)
        path = f"/teams/{team.pk}/actions/"
        rows = page(made.head, f"{path}?export=csv").getvalue().decode("utf-8-sig").splitlines()
        assert [row.split(",")[0] for row in rows[1:]] == ["Late one", "Later late one", "To come", "Done long ago"]
        assert b"".join(page(made.head, f"{path}?export=xlsx").streaming_content)[:2] == b"PK"
        late = text(page(made.sip, f"{path}?late=on"))
        assert "2 actions" in late and "To come" not in late

    def test_an_action_is_changed_and_the_history_says_what_it_was(self, made: Scene, helper: User) -> None:
        team = teams.set_up(made.school, made.sip)
        teams.joined(team, helper, made.sip)
        action = teams.agreed_to(team, made.sip, helper)
        path = f"{action.get_absolute_url()}change/"
        later = {"text": action.text, "due_on_day": "11", "due_on_month": "12", "due_on_year": "2026"}
        assert "Enter why the action is changed." in text(page(made.sip, path, later | {"owner": str(helper.pk)}))
        page(made.sip, path, later | {"owner": str(helper.pk), "reason": "More time."})
        assert told("team_action_changed") == emails(helper)
        said = text(page(made.sip, path, later | {"owner": "school", "reason": "It is the school's."}))
        assert (
            "You changed the action. We will email Hattie Helper." in said
            and "4 December 2026" in said
            and "Hattie Helper" in said
        )
        assert "More time." in text(page(made.head, action.get_absolute_url()))
        action.refresh_from_db()
        assert (action.owner, action.owner_name, action.due_on) == (None, "The school", date(2026, 12, 11))
        assert told("team_action_passed_on") == emails(helper) and told("team_action_given") == emails(helper)
        same = text(page(made.sip, path, later | {"owner": "school", "reason": "Again."}))
        assert "Nothing has been changed." in same and "Again." in same
        change = partial(acts.change, action, reason="So.")
        outsider = ActionInput(text="It.", owner=people.person(role="sip"), owner_name="", due_on=LATER)
        refused("not_a_member", change, outsider, by=made.sip)
        for person in (helper, made.head, made.director):
            refused("not_yours", change, outsider, by=person)

    def test_only_members_and_the_lead_can_own_one_by_account(self, made: Scene, helper: User) -> None:
        team = teams.set_up(made.school, made.sip)
        refused("not_a_member", teams.agreed_to, team, made.sip, helper)
        assert teams.agreed_to(team, made.sip).owner_name == "The school"


def test_the_schools_page_shows_the_team_to_its_readers(made: Scene) -> None:
    team = teams.set_up(made.school, made.sip)
    path = f"/schools/{made.school.pk}/?part=team"
    for person in (made.sip, made.head, made.chair, made.officer, made.director):
        assert team.get_absolute_url() in text(page(person, path))
    everything = text(page(made.officer, f"/schools/{made.school.pk}/?part=all"))
    apart = everything.partition("Not on this page:")[2].partition("</p>")[0]
    titles = [panel.title for panel in panels.PANELS if not panel.on_all]
    assert titles and all(f">{title}</a>" in apart for title in titles)
    clerk = people.post(School.objects.get(pk=made.school.pk), "clerk").user
    assert team.get_absolute_url() not in text(page(clerk, f"/schools/{made.school.pk}/?part=all"))
    other = schools.school()
    people.assign(other, made.sip)
    assert f"/schools/{other.pk}/team/set-up/" in text(page(made.sip, f"/schools/{other.pk}/?part=team"))
