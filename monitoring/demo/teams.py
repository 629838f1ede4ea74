"""Teams Around the School of the made-up authority: one with five services, and one around an academy."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

from monitoring.team.action import actions
from monitoring.team.action.policies import ActionInput
from monitoring.team.meeting import actions as meetings
from monitoring.team.meeting.policies import MeetingInput, NotesInput, WhenInput
from monitoring.team.models import Meeting, Team
from monitoring.team.support import actions as support
from monitoring.team.support.policies import SupportInput, financial_year
from monitoring.team.team import actions as teams
from monitoring.team.team.policies import JoinInput
from monitoring.team.team.queries import schools_to_continue, schools_without_team
from schools.establishments import Sector
from schools.models import AssignmentRole, School
from schools.queries import officer
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.demo import DOMAIN
from sil.accounts.models import User

DAY = timedelta(days=1)
SET_UP, HELD, ADDED, AGREED, PAID = 25 * DAY, 18 * DAY, 17 * DAY, 10 * DAY, 3 * DAY
# Who helps beside the account of the demonstration, by service.
MEMBERS = (
    ("governors", "Gwen Makeup", "governor-support"),
    ("send", "Sacha Mockman", "send"),
    ("inclusion", "Iris Specimen", "inclusion"),
    ("hr", "Hal Prototype", "hr"),
)
# What was agreed: the service whose member owns it ("" for the school), days from today, how far it is, what was found.
ACTIONS = (
    ("finance", "Make a budget for three years with the school business manager.", -4, "", ""),
    ("send", "Look at the plans of eight pupils with the special needs coordinator.", -6, "partly", "Five of eight."),
    ("governor-support", "Find two governors with experience of finance.", 12, "", ""),
    ("hr", "Advise on the absence of two teachers.", -8, "done", "Both return after the holiday."),
    ("", "Send the calendar of training to all services.", 6, "", ""),
)
NOTES = NotesInput(
    present="All five services, the headteacher and the School Improvement Partner.",
    discussed="The budget runs out in March. Attendance of pupils with special needs is low. Two teachers are absent.",
    decided="A budget for three years comes first. Each service does one thing by the next meeting.",
)
PURPOSE = "What each service does until the spring."
NEXT = "How far the actions are, and what the governors need."
CONVERTS = "Staffing and the budget change with the conversion."
HANDS_OVER = "Agree with the trust who keeps the plans of pupils with special needs."
REASON = "The school has a high deficit, and its trust has asked for help."


def before_conversion(school: School, on: date) -> None:
    """Set a team up around a school that is about to convert."""
    partner = officer(school, AssignmentRole.SIP, on)
    if partner is None:
        return
    with clock.at(on):
        team = teams.set_up(school, lead=partner, reason=CONVERTS, by=partner, on=on)
        content = ActionInput(text=HANDS_OVER, owner=None, owner_name="The school", due_on=on + 60 * DAY)
        actions.add(team, content, by=partner, on=on)


def _carried_on(today: date) -> None:
    """The team of the school that has converted continues at the academy, whose officer says so."""
    for academy in schools_to_continue():
        roles = (AssignmentRole.SIP, AssignmentRole.PRINCIPAL_OFFICER)
        by = next((found for role in roles if (found := officer(academy, role, today - DAY))), None)
        if by:
            with clock.at(today - DAY):
                teams.set_up(academy, lead=by, by=by, on=today - DAY)


def make(known: Mapping[str, User], today: date) -> None:
    """Set the teams up around the first maintained schools whose band asks for one, and around an academy."""
    asking = School.objects.filter(pk__in=schools_without_team(today), sector=Sector.MAINTAINED).order_by("urn")
    school = next((each for each in asking if officer(each, AssignmentRole.SIP, today)), None)
    if school:
        _with_everything(school, known, today)
    academies = School.objects.filter(sector=Sector.ACADEMY, is_open=True, assignments__user=known["sip"]).order_by(
        "urn"
    )
    if academy := academies.first():
        _around_an_academy(academy, known, today)
    _carried_on(today)


def _with_everything(school: School, known: Mapping[str, User], today: date) -> None:
    partner = officer(school, AssignmentRole.SIP, today)
    assert partner is not None, "it has one"
    begun = today - SET_UP
    with clock.at(begun):
        # The band may have been settled later than the team was set up.
        team = teams.set_up(school, lead=partner, reason="It is expected to be in band D.", by=partner, on=begun)
        people = {"finance": _joins(team, known["finance"], "finance", partner, begun)}
        for address, name, service in MEMBERS:
            user = accounts.add(by=None, on=begun, email=f"{address}@{DOMAIN}", name=name)
            accounts.give_role(user, by=None, on=begun, role="service_officer", starts_on=begun)
            people[service] = _joins(team, user, service, partner, begun)
    _meets(team, partner, today - HELD, held=True)
    for service, text, due, progress, note in ACTIONS:
        _agree(team, partner, people.get(service), (text, due, progress, note), today)
    to_come = _meets(team, partner, today + 6 * DAY, on=today - 2 * DAY)
    with clock.at(today - DAY):
        moved = WhenInput(day=today + 5 * DAY, begins=time(10), mode=to_come.mode, place=to_come.place)
        meetings.move(to_come, moved, reason="The headteacher is at a funeral.", by=partner, on=today - DAY)
    _support(team, partner, known["officer"], known["finance"], today)


def _joins(team: Team, user: User, service: str, by: User, on: date) -> User:
    return teams.join(team, user, JoinInput(service=service, starts_on=on), by=by, on=on).user


def _meets(team: Team, by: User, day: date, *, held: bool = False, on: date | None = None) -> Meeting:
    said = MeetingInput(
        day=day,
        begins=time(13, 30) if held else time(9, 30),
        mode="in_person",
        place=f"{team.school.name}, the meeting room",
        purpose=PURPOSE if held else NEXT,
        invites_head=True,
        invites_chair=not held,
    )
    planned = on or day - 5 * DAY
    with clock.at(planned):
        meeting = meetings.plan(team, said, by=by, on=planned)
    if held:
        with clock.at(day):
            meetings.hold(meeting, NOTES, by=by, on=day)
    return meeting


def _agree(team: Team, by: User, owner: User | None, said: tuple[str, int, str, str], today: date) -> None:
    text, due, progress, note = said
    added = today - ADDED
    with clock.at(added):
        content = ActionInput(
            text=text, owner=owner, owner_name="" if owner else "The school", due_on=today + due * DAY
        )
        action = actions.add(team, content, by=by, on=added)
    if progress:
        with clock.at(today - 5 * DAY):
            actions.update(action, progress=progress, note=note, by=owner or by, on=today - 5 * DAY)


def _support(team: Team, partner: User, decider: User, finance: User, today: date) -> None:
    agreed, paid = today - AGREED, today - PAID
    with clock.at(agreed):
        said = SupportInput(
            amount=Decimal("12000.00"), purpose="A teacher for early reading.", financial_year=financial_year(agreed)
        )
        request = support.ask(team, said, by=partner, on=agreed)
        reason = "Reading is where the school is furthest behind. Half of it is for this term."
        support.decide(request, agreed=True, amount=Decimal("8000.00"), reason=reason, by=decider, on=agreed)
        more = replace(said, amount=Decimal("2500.00"), purpose="Books for the library.")
        second = support.ask(team, more, by=partner, on=agreed)
    with clock.at(paid):
        support.withdraw(second, reason="The parents’ association pays for the books.", by=partner, on=paid)
        support.pay(request, amount=Decimal("4000.00"), paid_on=paid, note="First half.", by=finance, on=paid)


def _around_an_academy(school: School, known: Mapping[str, User], today: date) -> None:
    """Its page says why it has no financial support."""
    begun = today - ADDED
    with clock.at(begun):
        team = teams.set_up(school, lead=known["sip"], reason=REASON, by=known["sip"], on=begun)
        _joins(team, known["finance"], "finance", known["sip"], begun)
