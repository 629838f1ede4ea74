"""One finished record of each kind of RECORDS, made by the real actions, with the day from which its period counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Model

from allocations.models import BulkDraft
from allocations.round import actions as rounds
from allocations.states import State
from monitoring.access_review import actions as reviews
from monitoring.information_requests.log import actions as information_requests
from monitoring.offer.event import actions as offered
from monitoring.offer.tasks import hold_past_events
from monitoring.scrutiny.report import actions as scrutiny
from monitoring.scrutiny.report import making
from monitoring.service import actions as concerns
from monitoring.summaries.runs import actions as runs
from monitoring.summaries.summary import actions as summarising
from monitoring.support.leaders.actions import end_leader
from monitoring.support.models import LeaderFile
from monitoring.support.states import SupportState
from monitoring.surveys.models import Cycle
from monitoring.team.action import actions as team_actions
from monitoring.team.models import TeamAction
from monitoring.team.team import actions as team
from monitoring.visits.models import Term
from monitoring.visits.more_days import actions as more_days
from monitoring.visits.offers import actions as times
from monitoring.visits.requests import actions as days
from schools.letters.authority_actions import actions as of_authority
from schools.models import AssignmentRole, School, SignDecision
from sil import clock
from sil.accounts.models import User
from sil.framework.privacy.retention import RecordKind
from sil.outbox.models import Message, Status
from sil.outbox.post import store
from tests.factories import (
    allocations,
    authority_actions,
    conversations,
    events,
    notes,
    offers,
    people,
    reports,
    schools,
    support,
    surveys,
    visits,
)
from tests.factories import teams as of_teams

TODAY = date(2026, 11, 20)
# In every text that a person could have written.
TEXT = "Ada Example is worried about her class."


@dataclass(frozen=True)
class Due:
    """A record, its day, the school whose hold keeps it (None where no school's does), and a person whose hold does."""

    kind: RecordKind
    record: Model
    day: date
    school: School | None
    person: User


def _people() -> tuple[School, User, User, User]:
    """A school with its headteacher, its partner and its Principal Officer."""
    school = schools.school("Example Due School")
    head = people.post(school, "headteacher", people.person("Hilda Head")).user
    sip = people.assign(school, people.person("Sam Partner", role="sip")).user
    officer = people.person("Olive Officer", role="principal_officer")
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    return school, head, sip, officer


def _note() -> Due:
    school, _, sip, _ = _people()
    made = notes.added(school, sip, text=TEXT, shared=True)
    return Due(RecordKind.NOTES, made, made.day, school, sip)


def _support() -> Due:
    scene = support.scene()
    made = support.walk(scene, SupportState.CLOSED, need=TEXT)
    return Due(RecordKind.SUPPORT, made, TODAY, scene.school, scene.head)


def _leader() -> Due:
    school, _, _, officer = _people()
    made = support.leader(officer, school=school, notes=TEXT)
    end_leader(made, reason=TEXT, by=officer, on=TODAY)
    # The directory names people by their address.
    return Due(RecordKind.DIRECTORY, made, TODAY, school, people.person("Lea Leader", email=made.email))


def _provider() -> Due:
    officer = people.person("Olive Officer", role="principal_officer")
    made = support.provider(officer, active_to=TODAY, notes=TEXT)
    return Due(RecordKind.DIRECTORY, made, TODAY, None, people.person("Hilary Hub", email=made.email))


def _school_offer() -> Due:
    school, _, _, officer = _people()
    made = support.offer(school, officer, ends_on=TODAY, text=TEXT)
    return Due(RecordKind.DIRECTORY, made, TODAY, school, officer)


def _leader_file() -> Due:
    officer = people.person("Olive Officer", role="principal_officer")
    made = LeaderFile.objects.create(
        name="leaders.csv", made_by=officer, made_on=TODAY, entries=[{"name": TEXT}], problems=[], unknown=[]
    )
    return Due(RecordKind.DIRECTORY, made, TODAY, None, officer)


def _team() -> Due:
    school, _, sip, officer = _people()
    made = of_teams.set_up(school, sip, reason=TEXT)
    helper = people.person("Hattie Helper", role="service_officer")
    of_teams.joined(made, helper, sip)
    of_teams.held(made, sip, purpose=TEXT)
    action = of_teams.agreed_to(made, sip, helper, text=TEXT)
    team_actions.update(action, progress=TeamAction.Progress.DONE, note=TEXT, by=helper, on=TODAY)
    of_teams.granted(made, sip, officer)
    with clock.at(TODAY + timedelta(days=1)):
        made = team.end(made, reason=TEXT, by=sip, on=TODAY + timedelta(days=1))
    return Due(RecordKind.TEAMS, made, TODAY + timedelta(days=1), school, helper)


def _event() -> Due:
    school, head, _, officer = _people()
    made = events.opened(officer)
    (booking,) = events.booked(made, school, head, "Ada Example")
    with clock.at(events.DAY):
        offered.record_attendance(made, {booking.pk}, by=officer, on=events.DAY)
        booking.refresh_from_db()
    with clock.at(events.DAY + timedelta(days=1)):
        hold_past_events()
        booking.refresh_from_db()
        events.answered(booking, head, on=events.DAY + timedelta(days=1), text=TEXT)
    made.refresh_from_db()
    return Due(RecordKind.EVENTS, made, events.DAY, school, head)


def _offer_request() -> Due:
    school, head, sip, _ = _people()
    made = events.asked(school, head, "arranged", by=sip)
    return Due(RecordKind.REQUESTS, made, events.DAY, school, head)


def _times() -> Due:
    school, _, sip, _ = _people()
    made = offers.offered(school, sip, purpose=TEXT)
    times.withdraw(made, reason=TEXT, by=sip, on=TODAY)
    return Due(RecordKind.REQUESTS, made, offers.REPLY_BY, school, sip)


def _days_request() -> Due:
    school, _, sip, officer = _people()
    made = days.ask(school, line="", days=Decimal(1), reason=TEXT, by=sip, on=TODAY)
    days.decline(made, reason=TEXT, by=officer, on=TODAY)
    return Due(RecordKind.REQUESTS, made, TODAY, school, sip)


def _extra_days() -> Due:
    school, _, sip, officer = _people()
    asked = days.ask(school, line="", days=Decimal(1), reason=TEXT, by=sip, on=TODAY)
    made = days.approve(asked, reason="", by=officer, on=TODAY).extra
    assert made is not None
    return Due(RecordKind.ALLOCATIONS, made, date(2027, 8, 31), school, officer)


def _bulk_draft() -> Due:
    """A file of a round that is closed, as its row is."""
    scene = allocations.scene(State.AGREED)
    made = BulkDraft.objects.create(
        round=scene.allocation.round, made_by=scene.sip, made_at=clock.now(), source="file", name="bands.csv",
        entries=[{"reasons": TEXT}], problems=[], unknown=[], saved_on=TODAY,
    )  # fmt: skip
    rounds.close_round(made.round, by=scene.officer, on=TODAY)
    return Due(RecordKind.ALLOCATIONS, made, date(2027, 8, 31), None, scene.sip)


def _days_of_school() -> Due:
    school, head, sip, _ = _people()
    made = more_days.ask(school, days=Decimal(1), reason=TEXT, by=head, on=TODAY)
    more_days.decline(made, reason=TEXT, by=sip, on=TODAY)
    return Due(RecordKind.REQUESTS, made, TODAY, school, head)


def _concern() -> Due:
    school, head, _, officer = _people()
    made = concerns.raise_concern(school=school, text=TEXT, by=head, on=TODAY)
    concerns.answer(made, text=TEXT, outcome="upheld", by=officer, on=TODAY)
    return Due(RecordKind.SERVICE_CONCERNS, made, TODAY, school, head)


OVER = date(2026, 12, 18)


def _summary() -> Due:
    term = visits.term("Autumn term", date(2026, 9, 1), OVER, by=people.person("Amir Admin", role="administrator"))
    scene = reports.scene("issued")
    made = summarising.make(scene.school, term, by=scene.sip, on=TODAY)
    assert made is not None
    with clock.at(OVER):
        summarising.approve(made, version=made.version, by=scene.sip, on=OVER)
    return Due(RecordKind.SUMMARIES, made, OVER, scene.school, scene.sip)


def _summary_run() -> Due:
    admin = people.person("Amir Admin", role="administrator")
    term = visits.term("Autumn term", date(2026, 9, 1), OVER, by=admin)
    scene = reports.scene("issued")
    officer = people.person("Olive Officer", role="principal_officer")
    made = runs.start(term, by=officer, on=TODAY)
    return Due(RecordKind.SUMMARIES, made, OVER, scene.school, officer)


def _sign_decision() -> Due:
    school, _, _, officer = _people()
    now = clock.now()
    made = SignDecision.objects.create(
        school=school, rule="absence", facts=TEXT, is_dismissal=True, reason=TEXT, by=officer, on=TODAY, at=now
    )
    return Due(RecordKind.SIGNS, made, TODAY, school, officer)


def _authority_action() -> Due:
    _, _, _, officer = _people()
    about = authority_actions.letter(officer)
    made = authority_actions.added(about, officer, text=TEXT)
    of_authority.withdraw(made, reason=TEXT, by=officer, on=TODAY)
    return Due(RecordKind.AUTHORITY_ACTIONS, made, TODAY, None, officer)


def _scrutiny_report() -> Due:
    school, _, _, officer = _people()
    made = scrutiny.ask(scrutiny.Asked(school=school, starts_on=TODAY, ends_on=TODAY, why=TEXT), by=officer, on=TODAY)
    making.make_next()
    return Due(RecordKind.SCRUTINY, made, TODAY, school, officer)


def _access_review() -> Due:
    """Decided line by line by two officers."""
    school, head, _, officer = _people()
    Term.objects.create(academic_year=2026, name="Autumn term", starts_on=TODAY, ends_on=OVER)
    second = people.person("Otto Officer", role="principal_officer")
    made = reviews.start_due(TODAY)
    assert made is not None
    for by in (officer, second):
        waiting = made.lines.filter(decision="").exclude(person=by)
        reviews.confirm(made, list(waiting.values_list("pk", flat=True)), by=by, on=TODAY)
    made = reviews.finish(made, by=officer, on=TODAY)
    return Due(RecordKind.ACCESS_REVIEWS, made, TODAY, school, head)


def _email() -> Due:
    school, head, _, _ = _people()
    made = store(kind="note_shared", email=head.email, subject="A note", body=TEXT)
    assert made is not None
    Message.objects.filter(pk=made.pk).update(status=Status.SENT, sent_at=clock.now())
    return Due(RecordKind.EMAILS, made, TODAY, school, head)


def _information_request() -> Due:
    school, _, _, officer = _people()
    said = information_requests.Said(
        kind="freedom_of_information", asker="Ada Example", reach="ada@test.example", wanted=TEXT, received_on=TODAY,
        school=school,
    )  # fmt: skip
    made = information_requests.log(said, by=officer, on=TODAY)
    made = information_requests.close(made, "answer", day=TODAY, text=TEXT, by=officer, on=TODAY)
    return Due(RecordKind.INFORMATION_REQUESTS, made, TODAY, school, officer)


def _conversation() -> Due:
    scene = conversations.Scene()
    made = scene.says(scene.head, TEXT).conversation
    return Due(RecordKind.CONVERSATIONS, made, TODAY, scene.school, scene.head)


def _survey() -> Due:
    school, head, _, officer = _people()
    made = surveys.opened(officer, in_confidence=False)
    surveys.answered(made, by=head, comment=TEXT)
    surveys.closed(made, officer)
    return Due(RecordKind.SURVEYS, Cycle.objects.get(pk=made.pk), TODAY, school, head)


# Of RECORDS those that no school's hold keeps.
OF_NO_SCHOOL = {"a provider", "a file of leaders", "a file of proposals", "an action of the authority"}
RECORDS: dict[str, Callable[[], Due]] = {
    "a note": _note,
    "support": _support,
    "a leader": _leader,
    "a provider": _provider,
    "an offer of a school": _school_offer,
    "a file of leaders": _leader_file,
    "a team": _team,
    "an event": _event,
    "a request under the offer": _offer_request,
    "times that were offered": _times,
    "a request for days": _days_request,
    "extra days": _extra_days,
    "a file of proposals": _bulk_draft,
    "days that a school asked for": _days_of_school,
    "a concern about the service": _concern,
    "a summary": _summary,
    "a run of summaries": _summary_run,
    "a decision on an early sign": _sign_decision,
    "an action of the authority": _authority_action,
    "a report for scrutiny": _scrutiny_report,
    "an access review": _access_review,
    "an email": _email,
    "a request for information": _information_request,
    "a conversation": _conversation,
    "a survey": _survey,
}
