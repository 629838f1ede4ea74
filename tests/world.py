"""A small authority with everybody in it, for tests that try every page as every person."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from allocations.brought_in import actions as bands_before
from allocations.bulk.actions import prepare_from_file
from allocations.draft import actions as drafts
from allocations.draft.actions import Writing
from allocations.evidence.actions import add_evidence
from allocations.models import Allocation, BulkDraft, Evidence, TimeRequest
from allocations.more_time import actions as more_time
from allocations.proposal import actions as proposals
from allocations.review import actions as reviews
from allocations.states import Party, State
from monitoring.access_review import actions as access_reviews
from monitoring.access_review.models import AccessReview
from monitoring.conversations.actions import add as talk
from monitoring.information_requests.answer import actions as answers
from monitoring.information_requests.answer import making
from monitoring.information_requests.held import actions as collections
from monitoring.information_requests.held import collecting
from monitoring.information_requests.held.permissions import readable_items
from monitoring.information_requests.log import actions as information_requests
from monitoring.information_requests.marks import actions as marks
from monitoring.information_requests.models import InformationRequest
from monitoring.newsletters.models import Newsletter
from monitoring.notes.actions import withdraw as withdraw_note
from monitoring.notes.models import Note
from monitoring.notices.answers.actions import Answered, record_answer
from monitoring.notices.assessments.actions import record_received
from monitoring.notices.case import actions as concern_cases
from monitoring.notices.case import readers
from monitoring.notices.categories import actions as categories
from monitoring.notices.delegations.actions import delegate
from monitoring.notices.ends.state_notices import record_notice_of_state
from monitoring.notices.evidence import actions as case_evidence
from monitoring.notices.evidence.queries import Taken
from monitoring.notices.giving.actions import withdraw
from monitoring.notices.models import (
    ActionPlan,
    Bundle,
    BundleFile,
    BundlePart,
    Case,
    CaseEvidence,
    CaseLetter,
    Delegation,
    EmailConsent,
    LetterAnswer,
    SecretaryOfStateNotice,
    StatementEntry,
)
from monitoring.notices.plans import actions as plans
from monitoring.notices.state.actions import record_act, record_notification
from monitoring.notices.states import CaseState, LetterState, PlanState, Purpose
from monitoring.offer.event.actions import cancel as cancel_event
from monitoring.offer.event.actions import hold_past, record_attendance
from monitoring.offer.models import Booking, OfferedEvent, OfferRequest
from monitoring.plans.models import PartnershipPlan, PlanPaper, PlanPaperFile, PlanReview
from monitoring.plans.paper.actions import ask as ask_for_paper
from monitoring.plans.states import PlanState as PartnershipPlanState
from monitoring.retention.disposals import actions as disposals
from monitoring.retention.disposals import working as disposing
from monitoring.retention.holds import actions as holds
from monitoring.retention.models import Disposal, Hold
from monitoring.scrutiny.models import ScrutinyFile, ScrutinyReport, TermReport, TermReportFile
from monitoring.scrutiny.report.actions import Asked
from monitoring.scrutiny.report.actions import ask as ask_for_scrutiny
from monitoring.scrutiny.terms import actions as term_reports
from monitoring.service import actions as service
from monitoring.summaries.models import Summary, SummaryRun
from monitoring.summaries.runs import actions as runs
from monitoring.summaries.summary import actions as summaries
from monitoring.support.leaders.actions import prepare_from_file as prepare_leaders
from monitoring.support.models import BudgetLine, Leader, LeaderFile, Provider, SchoolOffer, Support
from monitoring.support.models import Delivery as DaysGiven
from monitoring.support.states import SupportState
from monitoring.surveys.models import Cycle
from monitoring.team.models import Meeting, Member, Payment, SupportRequest, Team, TeamAction
from monitoring.team.support import actions as team_support
from monitoring.team.team import actions as team_actions
from monitoring.visits.calendar.actions import renew
from monitoring.visits.capacity import actions as capacity
from monitoring.visits.capacity.policies import LeaveInput
from monitoring.visits.days import actions as days
from monitoring.visits.models import (
    AgreedAction,
    ExtraDaysRequest,
    Feed,
    Leave,
    SchoolDaysRequest,
    Term,
    TimesOffer,
    Visit,
)
from monitoring.visits.more_days import actions as more_days
from monitoring.visits.requests import actions as requests
from monitoring.visits.visit.conversation import subject_of as subject_of_visit
from schools.assistants.parts import ABOUT
from schools.casework_access import actions as casework_access
from schools.confirmations.actions import ask_role
from schools.documents import actions as shelf
from schools.letters import actions as letter_actions
from schools.letters.authority_actions.actions import withdraw as withdraw_action
from schools.models import (
    AssignmentRole,
    Assistant,
    AuthorityAction,
    BroughtInFile,
    CaseworkAccess,
    Comparator,
    Cover,
    Handover,
    Indicator,
    Inspection,
    OfstedLetter,
    PeopleFile,
    RegisterFile,
    RegisterRun,
    School,
    SchoolDocument,
    TrustPost,
)
from schools.onboarding.actions import prepare as prepare_people
from schools.people.actions import end_post
from schools.trusts import actions as trusts
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.adapter import invitation_link
from sil.accounts.models import ChangeRequest, User
from sil.accounts.roles import Part
from sil.accounts.user_roles import roles_of
from sil.deadlines.models import BankHoliday
from sil.letters.actions import issue
from sil.letters.models import Delivery, Letter, Method, ProofCorrection
from sil.outbox.models import Message
from sil.saved.actions import save_filter
from sil.saved.models import SavedFilter
from sil.uploads.actions import store
from sil.uploads.formats import examine

from .conftest import NOW, TODAY
from .factories import (
    action_plans,
    allocations,
    assistants,
    authority_actions,
    case_letters,
    cases,
    covers,
    documents,
    events,
    frameworks,
    inspections,
    letters,
    newsletters,
    notes,
    offers,
    people,
    registers,
    reports,
    schools,
    statements,
    support,
    surveys,
    teams,
    visits,
)
from .factories import plans as partnership_plans
from .factories.case_scene import agree
from .factories.people import PASSWORD

# Everybody who tries every address. Those without "other" belong to the schools of the table.
ACTORS = (
    "anonymous",
    "sip",
    "other_sip",
    "head",
    "acting_head",
    "other_head",
    "chair",
    "clerk",
    "officer",
    "director",
    "dcs",
    "admin",
    "helper",
    "assistant",
    "one_part",
    "nobody",
)
_AUTHORITY = {
    "officer": "principal_officer",
    "director": "director_of_education",
    "dcs": "director_of_childrens_services",
    "admin": "administrator",
    "helper": "service_officer",
}


@dataclass
class World:
    """People by actor, and one allocation of the same people's schools in each state."""

    people: dict[str, User] = field(default_factory=dict)
    allocation: dict[State, Allocation] = field(default_factory=dict)
    signed: Letter = field(init=False)
    issued: Letter = field(init=False)
    # That the issued one was handed over, with a document.
    proof: Delivery = field(init=False)
    later_proof: ProofCorrection = field(init=False)
    # Beside one in each state: agreed in a meeting, past its period for an answer, in a band that may
    # be flagged, and of a school that has closed.
    recorded: Allocation = field(init=False)
    late: Allocation = field(init=False)
    flagged: Allocation = field(init=False)
    closed: Allocation = field(init=False)
    # For more time to answer the decision on the one that is decided.
    time_request: TimeRequest = field(init=False)
    # A document that the partner stands on, and one of a draft.
    kept: Evidence = field(init=False)
    loose: Evidence = field(init=False)
    # Drafts for many schools, which the officer prepared and did not save.
    bulk: BulkDraft = field(init=False)
    # Bands of a school that has closed: what the officer brought in, and what they would bring in.
    brought_in: Allocation = field(init=False)
    bands: BroughtInFile = field(init=False)
    # People whom the administrator would set up from a file.
    people_file: PeopleFile = field(init=False)
    # What the officer saved of a list.
    saved: SavedFilter = field(init=False)
    inspection: Inspection = field(init=False)
    # Letters from Ofsted in each status, and two to the authority: one that waits, and one with what is done about it.
    ofsted: dict[str, OfstedLetter] = field(default_factory=dict)
    # An action on the letter to the authority, which the officer owns, and one that was withdrawn.
    authority_action: dict[str, AuthorityAction] = field(default_factory=dict)
    summary: Summary = field(init=False)
    summary_run: SummaryRun = field(init=False)
    # A visit in each state of the same school, one of them past and not recorded.
    visit: dict[str, Visit] = field(default_factory=dict)
    # A visit with a report in each state.
    report: dict[str, Visit] = field(default_factory=dict)

    @property
    def action(self) -> AgreedAction:
        """The first that was agreed in the issued report."""
        return AgreedAction.objects.get(visit=self.report["issued"], place=1)

    # Cases by what is particular about them, evidence with a document of one that is open and of one that is
    # restricted, and a notice of the Secretary of State.
    case: dict[str, Case] = field(default_factory=dict)
    # A report for scrutiny of the school, of that with the restricted case and of the authority; and one that waits.
    scrutiny: dict[str, ScrutinyReport] = field(default_factory=dict)
    # A report of a term for councillors by its state, each of an earlier term; the officer wrote them.
    term_report: dict[str, TermReport] = field(default_factory=dict)
    # The evidence bundle of the open case, and of the restricted one.
    bundle: dict[str, Bundle] = field(default_factory=dict)
    evidence: dict[str, CaseEvidence] = field(default_factory=dict)
    of_state: SecretaryOfStateNotice = field(init=False)
    # A letter of a case in each state, each about another school; whoever it is served on gets it by hand.
    case_letter: dict[LetterState, CaseLetter] = field(default_factory=dict)
    # An invitation to a discussion that was given by hand.
    invitation: CaseLetter = field(init=False)
    delegation: Delegation = field(init=False)
    term: Term = field(init=False)
    days_request: ExtraDaysRequest = field(init=False)
    # What the head of the school of the table asks its partner for.
    school_days: SchoolDaysRequest = field(init=False)
    # Leave of the partner, who has contracted days.
    leave: Leave = field(init=False)
    feed: Feed = field(init=False)
    # Notes of the partner about the school: one not shared, one shared, and one that was withdrawn later.
    note: Note = field(init=False)
    shared_note: Note = field(init=False)
    withdrawn_note: Note = field(init=False)
    # Documents of the school: one of two versions that it shares, one of its own, and one that was taken off.
    document: dict[str, SchoolDocument] = field(default_factory=dict)
    # Assistants of the school's head: one who was invited, and one whose head has gone.
    assistant: dict[str, Assistant] = field(default_factory=dict)
    # The team of the school, whose member for SEND is the helper, and one that ended; its meetings by state; an action
    # of the helper; and financial support by state, with a part that was paid.
    team: Team = field(init=False)
    ended_team: Team = field(init=False)
    team_member: Member = field(init=False)
    team_meeting: dict[str, Meeting] = field(default_factory=dict)
    team_action: TeamAction = field(init=False)
    team_support: dict[str, SupportRequest] = field(default_factory=dict)
    team_payment: Payment = field(init=False)
    # Times that the partner offers the school, and times that the school offers.
    offer: TimesOffer = field(init=False)
    own_offer: TimesOffer = field(init=False)
    # An action plan in each state, and a notice that was given.
    plan: dict[PlanState, ActionPlan] = field(default_factory=dict)
    notice: CaseLetter = field(init=False)
    # The clerk's consent to have notices by email, with a document.
    consent: EmailConsent = field(init=False)
    # The use of a power that rests on a notice withdrawn since.
    power: CaseLetter = field(init=False)
    # The letter that suspended a budget, which is in use and reviewed.
    suspended: CaseLetter = field(init=False)
    # A formal notice that is the notice of the powers too, with what the school has written about it and sent in. One
    # of the Secretary of State was in force when it was given.
    told: CaseLetter = field(init=False)
    representation: StatementEntry = field(init=False)
    # A file of a register in each status, and the record of the one that was read in.
    file: dict[RegisterFile.Status, RegisterFile] = field(default_factory=dict)
    run: RegisterRun = field(init=False)
    # For the partner, by somebody who is nobody's partner: one that is to come.
    cover: Cover = field(init=False)
    # The accounting officer of a trust, and an answer to a letter about its academy.
    trust_post: TrustPost = field(init=False)
    answer: LetterAnswer = field(init=False)
    # That somebody becomes a Principal Officer, asked for by the administrator.
    change: ChangeRequest = field(init=False)
    # An administrator's access to casework that waits for an answer; an earlier one has ended.
    casework_access: CaseworkAccess = field(init=False)
    # Of the present term, with a line for whatever anybody has.
    access_review: AccessReview = field(init=False)
    # On somebody who left; one disposal is done, one waits for a director.
    hold: Hold = field(init=False)
    disposed: Disposal = field(init=False)
    disposal: Disposal = field(init=False)
    # About the headteacher; another one was answered.
    about_head: InformationRequest = field(init=False)
    about_school: InformationRequest = field(init=False)
    # From the partner to another, of a school that is not one of the table.
    handover: Handover = field(init=False)
    # Surveys by what is particular about them, all of one school: planned, open in confidence, open by name and closed.
    survey: dict[str, Cycle] = field(default_factory=dict)
    # Of a school with its partner, each of a school of its own, which has one objective once it is written.
    partnership_plan: dict[PartnershipPlanState, PartnershipPlan] = field(default_factory=dict)
    event: dict[str, OfferedEvent] = field(default_factory=dict)
    booking: dict[str, Booking] = field(default_factory=dict)
    asked: dict[str, OfferRequest] = field(default_factory=dict)
    # By their state; the one that was sent is for chairs and has a file.
    newsletter: dict[str, Newsletter] = field(default_factory=dict)
    # Support from others in each state, all of one school, with its directory and budget.
    support: dict[SupportState, Support] = field(default_factory=dict)
    leader: Leader = field(init=False)
    leader_file: LeaderFile = field(init=False)
    provider: Provider = field(init=False)
    support_offer: SchoolOffer = field(init=False)
    budget: BudgetLine = field(init=False)
    delivery: DaysGiven = field(init=False)
    # Of the plan that is agreed.
    plan_review: PlanReview = field(init=False)
    plan_paper: PlanPaper = field(init=False)

    @property
    def school(self) -> School:
        return self.allocation[State.PROPOSED].school


def build() -> World:
    """The whole world, made by the real actions. A framework is loaded."""
    world = World()
    for actor in ACTORS[1:]:
        world.people[actor] = people.person(
            f"{actor.replace('_', ' ').title()} Example",
            email=f"{actor.replace('_', '-')}@test.example",
            role=_AUTHORITY.get(actor, "sip" if actor.endswith("sip") else ""),
            password=PASSWORD,
        )
    world.people["invited"] = people.person("Invited Example")
    world.people["former_head"] = people.person("Former Head Example")
    places = {state: schools.school(f"Example {state.label} School", phase="Primary") for state in allocations.PATHS}
    more = {
        name: schools.school(f"Example {name.title()} School") for name in ("recorded", "late", "flagged", "closed")
    }
    planned = {state: schools.school(f"Example Plan {state.title()} School") for state in PartnershipPlanState}
    elsewhere = schools.school("Example Other School")
    for school in (*places.values(), *more.values(), *planned.values()):
        _people_of(school, world)
    people.assign(elsewhere, world.people["other_sip"])
    people.post(elsewhere, "headteacher", world.people["other_head"])
    world.inspection = _inspect(places[State.PROPOSED], world.people["sip"])
    world.ofsted = _ofsted_letters(places[State.PROPOSED], world.people)
    _answer_ofsted(world)
    found = allocations.open_round()
    world.allocation = {state: found.allocations.get(school=school) for state, school in places.items()}
    world.kept = _evidence(world, State.PROPOSED)
    for state, allocation in world.allocation.items():
        if state != State.IN_MODERATION:
            allocations.walk(_scene(world, allocation), state)
    _ask_for_time(world, world.allocation[State.DECIDED])
    _send_to_check(world)
    _walk_more(world, {name: found.allocations.get(school=school) for name, school in more.items()})
    _plan_together(world, {state: found.allocations.get(school=school) for state, school in planned.items()})
    _letters(world)
    world.report = _reports(places[State.AGREED], world.people)
    drafts.save_draft(
        world.allocation[State.IDENTIFIED],
        Party.SIP,
        by=world.people["sip"],
        on=allocations.PROPOSED,
        version=0,
        writing=Writing(
            band="B",
            reasons="So far.",
            marks={"reading": {"reading": "1", "reason": "Heard readers in year two.", "evidence": ""}},
        ),
    )
    world.loose = _evidence(world, State.IDENTIFIED)
    world.saved = save_filter(by=world.people["officer"], name="Primary", address="/schools/?phase=Primary", words="")
    unproposed = world.allocation[State.IDENTIFIED]
    table = examine("drafts.csv", f"URN,Band,Safeguarding\n{unproposed.school_id},B,Band A\n".encode())
    world.bulk = prepare_from_file(unproposed.round, table, by=world.people["officer"], on=TODAY)
    _bring_in_bands(world)
    _set_up_people(world)
    _approve_days(world)
    _read_registers(world)
    _raise_concerns(world)
    _ask_in_surveys(world)
    _offer_events(world)
    _broker_support(world)
    world.visit = visits.in_every_state(places[State.PROPOSED], world.people["sip"])
    about = subject_of_visit(world.visit["planned"])
    talk(about, text="Is there parking?", asks=True, by=world.people["head"], on=TODAY)
    world.term = visits.term("Autumn term", date(2026, 9, 1), date(2026, 12, 18), by=world.people["admin"])
    _offer_times(world)
    _write_notes(world)
    _keep_documents(world)
    _have_assistants(world)
    _set_up_teams(world, places[State.CONFIRMED])
    world.feed = renew(by=world.people["sip"])
    _ask_to_read(world)
    _dispose(world)
    _ask_for_information(world)
    world.change = ask_role(
        world.people["invited"], by=world.people["admin"], on=TODAY, role="principal_officer", starts_on=TODAY
    )
    _sum_up(world)
    _miss_school(world)
    _hand_over(world)
    _open_cases(world, places)
    _give_notices(world)
    _send_in(world)
    _write_of_concerns(world, list(places.values()))
    document = examine("minutes.csv", b"day,said\n1,agreed\n")
    world.consent.document = store(document, by=world.people["officer"], on=TODAY)
    world.consent.save()
    review = access_reviews.start_due(TODAY)
    assert review is not None
    world.access_review = review
    return world


def _have_assistants(world: World) -> None:
    """One who has not signed in yet, and one of a headteacher whose post has ended."""
    head, former = world.people["head"], world.people["former_head"]
    world.assistant["invited"] = assistants.given(world.school, head)
    post = people.post(world.school, "headteacher", former)
    world.assistant["left"] = assistants.given(world.school, former, on=people.LONG_AGO)
    end_post(post, by=None, on=TODAY, ends_on=people.LONG_AGO + timedelta(days=300))


def _offer_times(world: World) -> None:
    """For days on which nothing else is, of a term that is to come."""
    days = (date(2027, 6, 8), date(2027, 6, 9))
    world.offer = offers.offered(world.school, world.people["sip"], *days)
    world.own_offer = offers.offered(
        world.school, world.people["head"], *days, by_school=True, kind="termly-contact", days=Decimal("0.5")
    )


def _miss_school(world: World) -> None:
    """An early sign: absence two points above England."""
    published = {"academic_year": 2025, "measure": "absence_overall", "pupil_group": "all", "source": "Made up"}
    key = f"{world.school.pk}-2025-absence_overall-all"
    Indicator.objects.create(key=key, school=world.school, value=Decimal("8.7"), **published)
    Comparator.objects.create(key="made-up", place=Comparator.Place.ENGLAND_STATE, value=Decimal("6.7"), **published)


def _set_up_teams(world: World, elsewhere: School) -> None:
    sip, officer, helper = (world.people[who] for who in ("sip", "officer", "helper"))
    ended = teams.set_up(elsewhere, sip)
    teams.joined(ended, helper, sip)
    world.ended_team = team_actions.end(ended, reason="Done.", by=sip, on=TODAY)
    world.team = teams.set_up(world.school, sip)
    world.team_member = teams.joined(world.team, helper, sip)
    world.team_meeting = {"planned": teams.meets(world.team, sip), "held": teams.held(world.team, sip)}
    world.team_action = teams.agreed_to(world.team, sip, helper)
    world.team_support = {
        "asked": teams.asked(world.team, sip),
        "agreed": teams.granted(world.team, sip, officer, "900.00"),
    }
    world.team_payment = team_support.pay(
        world.team_support["agreed"], amount=Decimal("300.00"), paid_on=TODAY, by=officer, on=TODAY
    )


def _write_notes(world: World) -> None:
    sip = world.people["sip"]
    world.note = notes.added(world.school, sip)
    world.shared_note = notes.added(world.school, sip, shared=True, kind="email")
    world.withdrawn_note = withdraw_note(
        notes.added(world.school, sip, shared=True, kind="conversation"), reason="Another school.", by=sip, on=TODAY
    )


def _ask_to_read(world: World) -> None:
    """An administrator who read casework by an access that has ended, and asks again."""
    admin, officer = world.people["admin"], world.people["officer"]
    asked = {"schools": [world.school], "reason": "The headteacher cannot open a report.", "ends_on": TODAY}
    earlier = casework_access.ask(**asked, by=admin, on=TODAY)
    earlier = casework_access.grant(earlier, schools=[world.school], ends_on=TODAY, by=officer, on=TODAY)
    casework_access.record_read(earlier, by=admin, page="Example page", path="/visits/1/", urn=world.school.pk)
    casework_access.end(earlier, by=admin, on=TODAY)
    world.casework_access = casework_access.ask(**asked | {"ends_on": TODAY + visits.WEEK}, by=admin, on=TODAY)


def _dispose(world: World) -> None:
    """The name of somebody who left long ago was removed; another one is under a legal hold."""
    admin, director = world.people["admin"], world.people["director"]
    for name in ("Freda Former", "Hettie Held"):
        people.person(name, role="sip").grants.update(starts_on=date(2010, 9, 1), ends_on=date(2015, 3, 31))
    held = User.objects.get(name="Hettie Held")
    world.hold = holds.place(held, reason="A claim is expected.", by=world.people["officer"], on=TODAY)
    for which in ("disposed", "disposal"):
        made = disposals.start(by=admin, on=TODAY)
        disposing.carry_on()
        if which == "disposed":
            disposals.approve(made, by=director, on=TODAY)
            disposing.carry_on()
        made.refresh_from_db()
        setattr(world, which, made)


def _ask_for_information(world: World) -> None:
    officer = world.people["officer"]
    said = information_requests.Said(
        kind="subject_access",
        asker="Harriet Head",
        reach="head@test.example",
        wanted="Everything that you hold about me.",
        received_on=TODAY - timedelta(days=3),
        person=world.people["head"],
    )
    world.about_head = information_requests.log(said, by=officer, on=TODAY)
    collections.collect(world.about_head, by=officer, on=TODAY)
    collecting.carry_on()
    of_school = replace(said, kind="freedom_of_information", asker="Rita Reporter", person=None, school=world.school)
    before = information_requests.log(of_school, by=officer, on=TODAY)
    collections.collect(before, by=officer, on=TODAY)
    collecting.carry_on()
    for item in before.items.filter(readable_items(roles_of(officer, TODAY))):
        marks.decide(item, marks.Decided(decision="disclosed"), by=officer, on=TODAY)
    answers.ask(before, by=officer, on=TODAY)
    making.make_next()
    world.about_school = information_requests.close(
        before, "answer", day=TODAY, text="Sent by email.", by=officer, on=TODAY
    )


def _ask_for_time(world: World, decided: Allocation) -> None:
    decided.refresh_from_db()
    assert decided.due_on is not None, "an answer to the decision is owed"
    by, day = world.people["head"], decided.due_on + timedelta(days=2)
    world.time_request = more_time.ask(decided, day=day, reason="We are away.", by=by, on=TODAY)


def _hand_over(world: World) -> None:
    """Cover that is to come, and a school of its own that went from one partner to the other."""
    sip, other, officer = (world.people[actor] for actor in ("sip", "other_sip", "officer"))
    world.cover = covers.arranged(sip, other, TODAY + visits.WEEK, TODAY + 2 * visits.WEEK, by=officer)
    moved = schools.school("Example Handed Over School")
    people.assign(moved, sip)
    world.handover = covers.handed_over([moved], sip, other, by=officer)


def invitation_path(world: World) -> str:
    return "/accounts/" + invitation_link(world.people["invited"]).split("/accounts/")[1]


def bank_holiday() -> BankHoliday:
    return BankHoliday.objects.get(date=date(2027, 12, 27))


def failed_message() -> Message:
    Message.objects.filter(kind="allocation_agreed").update(status="failed", error="550 no such person")
    return Message.objects.filter(status="failed")[0]


def _people_of(school: School, world: World) -> None:
    people.assign(school, world.people["sip"])
    people.assign(school, world.people["officer"], role=AssignmentRole.PRINCIPAL_OFFICER)
    for role, actor in (
        ("headteacher", "head"),
        ("acting_headteacher", "acting_head"),
        ("chair", "chair"),
        ("clerk", "clerk"),
    ):
        post = people.post(school, role, world.people[actor])
        if role in ("chair", "clerk"):
            world.consent = agree(post, world.people["officer"])
    # One with every part of the head's work, and one with a single part.
    for actor, parts in (("assistant", list(ABOUT)), ("one_part", [Part.DOCUMENTS])):
        assistants.given(school, world.people["head"], world.people[actor], parts)


def _scene(world: World, allocation: Allocation) -> allocations.Scene:
    who = world.people
    return allocations.Scene(
        allocation.school, allocation, who["sip"], who["head"], who["chair"], who["officer"], who["director"]
    )


def _send_to_check(world: World) -> None:
    """Liverpool's framework does not ask for it, so the round has another one for this proposal."""
    allocation = world.allocation[State.IN_MODERATION]
    found, own = allocation.round, allocation.round.framework_version
    for version in (frameworks.moderated(first_year=2090), own):
        found.framework_version = version
        found.save()
        if version != own:
            allocations.submit(_scene(world, allocation))
    allocation.refresh_from_db()


def _walk_more(world: World, found: dict[str, Allocation]) -> None:
    allocations.walk(_scene(world, found["recorded"]), State.PROPOSED)
    proposals.record_agreement(
        found["recorded"],
        by=world.people["sip"],
        on=TODAY,
        position_id=_scene(world, found["recorded"]).read(),
        met_on=allocations.PROPOSED,
        met_with="Head Example",
    )
    allocations.propose(_scene(world, found["late"]), on=allocations.OPENED)
    allocations.walk(_scene(world, found["flagged"]), State.AGREED, band="C")
    reviews.flag(found["flagged"], by=world.people["sip"], on=TODAY, reason="The budget and two posts.")
    School.objects.filter(pk=found["closed"].school_id).update(status="Closed")
    world.recorded, world.late = found["recorded"], found["late"]
    world.flagged, world.closed = found["flagged"], found["closed"]


def _plan_together(world: World, found: dict[PartnershipPlanState, Allocation]) -> None:
    for state, allocation in found.items():
        made = _scene(world, allocation)
        allocations.walk(made, State.AGREED, band="C")
        plan = PartnershipPlan.objects.get(school=allocation.school)
        scene = partnership_plans.Scene(allocation.school, plan, made.sip, made.head, made.chair, made.officer)
        world.partnership_plan[state] = partnership_plans.walk(scene, state).plan
        if state == PartnershipPlanState.AGREED:
            minutes = documents.added(allocation.school, scene.head, "Minutes of governors")
            world.plan_review = partnership_plans.review(scene, cited=minutes.versions.get())
            world.plan_paper = _printed(scene)


def _printed(scene: partnership_plans.Scene) -> PlanPaper:
    """A paper as a worker leaves it, with a file of a few bytes."""
    paper = ask_for_paper(scene.plan, by=scene.head, on=TODAY)
    said = {"made_at": NOW, "pages": 1, "size": 4, "sha256": hashlib.sha256(b"%PDF").hexdigest(), "name": "Plan.pdf"}
    PlanPaperFile.objects.create(paper=paper, content=b"%PDF", **said)
    return paper


def _letters(world: World) -> None:
    """One that is still being made, all others issued."""
    world.signed = Letter.objects.get(about_id=world.flagged.pk)
    for letter in Letter.objects.exclude(pk=world.signed.pk):
        issue(letter.pk)
    world.issued = Letter.objects.get(about_id=world.allocation[State.AGREED].pk)
    officer = world.people["officer"]
    world.proof = Delivery.objects.create(
        recipient=world.issued.recipients.all()[0],
        method="hand",
        sent_on=TODAY,
        given_on=TODAY,
        rule="Handed over.",
        document=store(examine("receipt.csv", b"who,when\nhead,9:00\n"), by=officer, on=TODAY),
        recorded_by=officer,
        recorded_at=NOW,
    )
    world.later_proof = ProofCorrection.objects.create(
        delivery=world.proof,
        proof="Handed to the head at the office.",
        document=store(examine("receipt.csv", b"who,when\nhead,10:00\n"), by=officer, on=TODAY),
        reason="The receipt came later.",
        recorded_by=officer,
        recorded_at=NOW,
    )


def _bring_in_bands(world: World) -> None:
    """The band of a year before this service, and a file with that of another one."""
    by, school = world.people["officer"], schools.school(name="Old Quay School", status="Closed")
    head = "URN,Academic year,Band,Agreed on,Reasons"
    for year in ("2021", "2020"):
        line = f"{school.pk},{year}/{int(year[2:]) + 1},Band C,12/11/{year},Reading was weak."
        table = examine("bands.csv", f"{head}\n{line}\n".encode())
        world.bands = bands_before.prepare(table, by=by, on=TODAY)
        if year == "2021":
            bands_before.bring_in(world.bands, by=by, on=TODAY)
    world.brought_in = Allocation.objects.get(school=school)


def _set_up_people(world: World) -> None:
    """Somebody with an account and no invitation, and a file that would add a clerk."""
    add = {"email": "uninvited@test.example", "name": "Uninvited Example", "is_invited": False}
    world.people["uninvited"] = accounts.add(by=None, on=TODAY, **add)
    line = f"Cleo Clerk,cleo@test.example,Clerk,{world.school.pk},1/9/2026"
    table = examine("people.csv", f"Name,Email address,Role,URN,From\n{line}\n".encode())
    world.people_file = prepare_people(table, by=world.people["admin"], on=TODAY)


def _approve_days(world: World) -> None:
    """More days for the school of the table, which has no band yet."""
    days.approve(
        world.school, year=2026, line="", days=Decimal(1), reason="Two posts.", by=world.people["officer"], on=TODAY
    )
    school = world.allocation[State.AGREED].school
    _capacity(world)
    world.days_request = requests.ask(
        school, line="", days=Decimal(1), reason="A new building.", by=world.people["sip"], on=TODAY
    )
    world.school_days = more_days.ask(
        world.school, days=Decimal(1), reason="Two new teachers.", by=world.people["head"], on=TODAY
    )


def _capacity(world: World) -> None:
    by = world.people["officer"]
    capacity.set_contracted(world.people["sip"], year=2026, days=Decimal(95), by=by, on=TODAY)
    week = LeaveInput(date(2027, 2, 1), date(2027, 2, 5))
    world.leave = capacity.add_leave(world.people["sip"], week, by=by, on=TODAY)


def _evidence(world: World, state: State) -> Evidence:
    document = examine("results.csv", b"year,pupils\n2026,41\n")
    return add_evidence(
        world.allocation[state],
        Party.SIP,
        by=world.people["sip"],
        on=allocations.PROPOSED,
        title="Results by year",
        criterion="outcomes-and-gaps",
        dated=date(2026, 8, 20),
        document=document,
    )


def _ofsted_letters(school: School, who: dict[str, User]) -> dict[str, OfstedLetter]:
    sip, officer = who["sip"], who["officer"]
    found = {
        "read": letters.sent(sip, letters.NEGATIVE, school=school),
        "confirmed": letters.confirmed(letters.sent(sip, letters.IMPROVING), school, sip),
        "set_aside": letters.sent(officer, letters.WEAK, school=school),
        "to_authority": letters.sent(officer, letters.TO_AUTHORITY),
    }
    letter_actions.set_aside(found["set_aside"], reason="It is about another school.", by=officer, on=TODAY)
    return found


def _answer_ofsted(world: World) -> None:
    officer = world.people["officer"]
    about = authority_actions.letter(officer)
    world.ofsted["answered"] = about
    world.authority_action = {
        "open": authority_actions.added(about, officer, owner=officer),
        "withdrawn": authority_actions.added(about, officer, 1, text="Visit schools each term."),
    }
    withdraw_action(world.authority_action["withdrawn"], reason="It is there twice.", by=officer, on=TODAY)


def _inspect(school: School, by: User) -> Inspection:
    """As a file of Ofsted brought it, with what it asked."""
    inspection = inspections.from_a_file(school, date(2023, 3, 7), category="SWK", overall="4")
    inspections.asked(inspection, by, "Teach early reading well.")
    return inspection


def _sum_up(world: World) -> None:
    """The summary of the term, and a run that still has schools to do."""
    world.summary = summaries.make(world.school, world.term, by=world.people["sip"], on=TODAY)
    world.summary_run = runs.start(world.term, by=world.people["officer"], on=TODAY)


def _bundle(case: Case, by: User) -> Bundle:
    """A bundle as a worker leaves it, with a ZIP of a few bytes."""
    made = Bundle.objects.create(case=case, asked_by=by, asked_at=NOW, made_at=NOW, total=1, done=1, pages=1)
    content = b"PK.."
    file = BundleFile.objects.create(
        bundle=made, ending="zip", size=len(content), sha256=hashlib.sha256(content).hexdigest()
    )
    BundlePart.objects.create(file=file, place=0, content=content)
    return made


def _open_cases(world: World, places: dict[State, School]) -> None:
    """One that is open, one that only its owner and a director read, an academy's, and one of a school that
    became an academy since; each kept by the Principal Officer."""
    officer = world.people["officer"]
    academy = schools.school("Example Academy", **schools.CONVERTER)
    converted = schools.school("Example Converted School")
    for school in (academy, converted):
        _people_of(school, world)
    about = {"open": world.school, "restricted": places[State.AGREED], "academy": academy, "converted": converted}
    said = {"source": "visit", "since": TODAY, "concern": "Reading is taught unevenly.", "by": officer, "on": TODAY}
    for which, school in about.items():
        world.case[which] = concern_cases.open_case(school, restricted=which == "restricted", **said)
        world.evidence[which] = case_evidence.add_evidence(
            world.case[which],
            taken=Taken(bears_on="concern", text="Two lessons of six were weak.", source="A visit"),
            document=examine("seen.csv", b"lesson,seen\n1,weak\n"),
            by=officer,
            on=TODAY,
        )
    category = schools.school("Example Category School")
    _people_of(category, world)
    made = inspections.from_a_file(category, date(2026, 9, 15), kind="report_card", overall="", category="SM")
    for which in ("to be in category", "in category"):
        world.case[which] = concern_cases.open_case(category, **said)
    categories.record_category(world.case["in category"], inspection=made, by=officer, on=TODAY)
    _write_about_an_academy(world)
    for which in ("open", "restricted"):
        world.bundle[which] = _bundle(world.case[which], officer)
    readers.name(world.case["restricted"], person=world.people["dcs"], by=officer, on=TODAY)
    _report_to_scrutiny(world)
    _report_of_terms(world)
    School.objects.filter(pk=converted.pk).update(**schools.CONVERTER)
    converted.type_spells.update(type_code=34, group_code=10)
    world.of_state = record_notice_of_state(
        places[State.DECIDED], given_on=TODAY, told_on=TODAY, by=officer, on=TODAY, note="By letter."
    )


def _report_to_scrutiny(world: World) -> None:
    """Reports as a worker leaves them, with a file of a few bytes, and one that waits for it."""
    restricted = world.case["restricted"]
    about = {"school": world.school, "restricted": restricted.school, "authority": None, "waiting": world.school}
    for which, school in about.items():
        asked = Asked(school=school, starts_on=TODAY, ends_on=TODAY, why="Education scrutiny committee.")
        world.scrutiny[which] = made = ask_for_scrutiny(asked, by=world.people["officer"], on=TODAY)
        if which != "waiting":
            said = {
                "made_at": NOW,
                "pages": 1,
                "size": 4,
                "sha256": hashlib.sha256(b"%PDF").hexdigest(),
                "name": "Report.pdf",
            }
            ScrutinyFile.objects.create(report=made, content=b"%PDF", **said)
    world.scrutiny["restricted"].cases.add(restricted)


def _report_of_terms(world: World) -> None:
    """Reports of terms long past, as far as each has come; the worker has made the file of the approved one."""
    officer, texts = world.people["officer"], dict.fromkeys(term_reports.TEXTS, "Reading is better.")
    for number, which in enumerate(("draft", "sent", "approved")):
        year = 2017 + number
        term = visits.term("Spring term", date(year, 1, 8), date(year, 3, 29), by=world.people["admin"])
        world.term_report[which] = made = term_reports.start(term, by=officer, on=TODAY)
        said = term_reports.Texts(**texts)
        if which != "draft":
            world.term_report[which] = made = term_reports.send(made, said, by=officer, on=TODAY)
    world.term_report[which] = term_reports.approve(made, by=world.people["director"], on=TODAY)
    about = {"made_at": NOW, "pages": 1, "size": 4, "sha256": hashlib.sha256(b"%PDF").hexdigest(), "name": "Report.pdf"}
    TermReportFile.objects.create(report=world.term_report[which], content=b"%PDF", **about)


def _write_about_an_academy(world: World) -> None:
    """A letter about an academy that was given, an answer to it, and the accounting officer of its trust."""
    school = schools.school("Example Trust Academy", **schools.CONVERTER, trust_name="Example Learning Trust")
    _people_of(school, world)
    world.trust_post = trusts.add(
        trust=school.trust_name,
        role="accounting_officer",
        details=trusts.Details(name="Ada Trust", email="ada@trust.example", address="", source="The trust's website"),
        starts_on=TODAY,
        by=world.people["admin"],
        on=TODAY,
    )
    made = cases.about(school, world.people, CaseState.CONSIDERED)
    world.case["written about"] = made.case
    world.answer = record_answer(
        made.notice("academy_considered"),
        answered=Answered(party="academy_leadership", who="Ada Trust", answered_on=TODAY, text="We are on it."),
        document=examine("answer.csv", b"what,when\nreading,now\n"),
        by=world.people["officer"],
        on=TODAY,
    )


def _give_notices(world: World) -> None:
    """A formal notice with its action plan in each state, each about another school."""
    for state in PlanState:
        school = schools.school(f"Example {state.title()} Plan School")
        _people_of(school, world)
        made = cases.about(school, world.people, CaseState.FORMAL)
        world.plan[state] = action_plans.walk(made, state)
    world.notice = world.plan[PlanState.AWAITED].notice
    plan = world.plan[PlanState.RETURNED]
    document = examine("plan.csv", b"what,who\nphonics,head\n")
    plans.attach(plan, by=world.people["chair"], on=TODAY, document=document)
    paper = world.plan[PlanState.RECEIVED]
    record_received(paper, by=world.people["officer"], on=TODAY, received_on=TODAY, document=document)
    _withdraw_under_a_power(world)
    _suspend_a_budget(world)


def _withdraw_under_a_power(world: World) -> None:
    school = schools.school("Example Power School")
    _people_of(school, world)
    made = cases.about(school, world.people, CaseState.POWERS_USED)
    withdraw(made.notice(), reason="It named another school.", by=world.people["dcs"], on=TODAY)
    world.power = made.notice("power_used")


def _suspend_a_budget(world: World) -> None:
    school = schools.school("Example Budget School")
    _people_of(school, world)
    made = cases.about(school, world.people, CaseState.IN_CATEGORY)
    world.suspended = case_letters.given(made, "power_used", method=Method.HAND, powers=["budget"])


def _send_in(world: World) -> None:
    """Evidence that is being written, with a document, and representations that were sent, with one."""
    school = schools.school("Example Powers School")
    _people_of(school, world)
    made = cases.about(school, world.people, CaseState.NOT_SECURED)
    how: dict[str, Any] = {"method": Method.HAND, "powers": ["governors"], "intends": True}
    world.told = case_letters.given(made, "formal_notice", dated=cases.FORMAL, **how)
    world.representation = statements.sent(made, world.told, Purpose.REPRESENTATIONS)
    statements.saved(made, world.told, Purpose.EVIDENCE)
    said = {"power": "governors", "notified_on": TODAY, "how": "By email.", "document": statements.document("sent.csv")}
    record_notification(made.case, by=made.officer, on=TODAY, **said)
    record_act(made.case, by=made.officer, on=TODAY, given_on=TODAY, note="By letter.")
    before = {"given_on": date(2026, 11, 6), "told_on": TODAY}
    record_notice_of_state(school, by=made.officer, on=TODAY, **before)


def _keep_documents(world: World) -> None:
    head = world.people["head"]
    for which, is_shared in (("shared", True), ("private", False), ("off", True)):
        world.document[which] = documents.added(world.school, head, f"A {which} policy", is_shared=is_shared)
    documents.again(world.document["shared"], head)
    shelf.take_off(world.document["off"], reason="It is about another school.", by=head, on=TODAY)


def _raise_concerns(world: World) -> None:
    """Two about the service, one of them answered."""
    for text in ("The report came late.", "Nobody came."):
        concern = service.raise_concern(school=world.school, text=text, by=world.people["head"], on=TODAY)
    service.answer(concern, text="We are sorry.", outcome="upheld", by=world.people["officer"], on=TODAY)


def _ask_in_surveys(world: World) -> None:
    """Of a school that alone has its phase."""
    school = schools.school("Example Surveyed School", phase="All-through")
    _people_of(school, world)
    by, said = world.people["officer"], {"phases": ("All-through",), "asks_chairs": False}
    world.survey["planned"] = surveys.planned(by, **said)
    world.survey["confidence"] = surveys.opened(by, **said)
    world.survey["name"] = surveys.opened(by, in_confidence=False, **said)
    closed = surveys.opened(by, in_confidence=False, **said)
    surveys.answered(closed, by=world.people["head"], comment="They know us well.")
    world.survey["closed"] = surveys.closed(closed, by)
    surveys.followed_up(world.survey["closed"], by)


def _offer_events(world: World) -> None:
    """One in each state; the open one is full, and somebody waits."""
    by, head = world.people["officer"], world.people["head"]
    world.event["planned"] = events.planned(by)
    world.event["open"] = events.opened(by, places=1)
    world.event["held"] = events.opened(by, day=TODAY, closes_on=TODAY, starts_at=time(11))
    booked, waiting = events.booked(world.event["open"], world.school, head, "Booked Example", "Waiting Example")
    world.booking = {"booked": booked, "waiting": waiting}
    held = world.event["held"]
    (came, missed) = events.booked(held, world.school, by, "Came Example", "Answered Example")
    world.booking |= {"came": came}
    with clock.at(datetime.combine(TODAY, time(12))):
        record_attendance(held, {came.pk, missed.pk}, by=by, on=TODAY)
    events.answered(missed, head)
    hold_past(TODAY + timedelta(days=1))
    for state in ("asked", "arranged", "declined", "with a visit"):
        world.asked[state] = events.asked(world.school, head, state, by=world.people["sip"])
    for state, facts in (("draft", {}), ("sent", {"audience": "governors", "file": newsletters.a_pdf()})):
        world.newsletter[state] = newsletters.written(by, **facts)
    newsletters.sent(world.newsletter["sent"], by)
    world.event["cancelled"] = cancel_event(events.opened(by), reason="The hall is closed.", by=by, on=TODAY)


def _broker_support(world: World) -> None:
    """Of a school of its own; the partner is its officer."""
    school = schools.school("Example Supported School")
    _people_of(school, world)
    who = world.people
    made = support.Scene(school, who["head"], who["sip"], who["officer"], who["director"])
    world.provider = support.provider(who["officer"])
    world.budget = support.budget(who["officer"], "90000")
    world.leader = support.leader(who["officer"])
    world.support_offer = support.offer(school, who["head"])
    table = examine("leaders.csv", f"Name,Email,Days a year\n,{world.leader.email},12\n".encode())
    world.leader_file = prepare_leaders(table, by=who["officer"], on=TODAY)
    for state in SupportState:
        world.support[state] = support.walk(made, state, giver=world.provider, line=world.budget)
    world.delivery = world.support[SupportState.UNDER_WAY].deliveries.get()


def _write_of_concerns(world: World, places: list[School]) -> None:
    """The Director of Children's Services is away for a day that is still to come."""
    who = world.people
    for state, school in zip(LetterState, places, strict=False):
        world.case_letter[state] = case_letters.in_state(cases.about(school, who, CaseState.DISCUSSED), state)
    school = schools.school("Example Invited School")
    _people_of(school, world)
    made = cases.about(school, who, CaseState.OPENED)
    world.invitation = case_letters.given(made, "discussion_invitation", method=Method.HAND)
    world.delegation = delegate(
        role="director_of_childrens_services",
        to=who["director"],
        starts_on=date(2026, 12, 21),
        ends_on=date(2026, 12, 21),
        reason="Leave.",
        authority="Scheme of delegation, part 3.",
        by=who["dcs"],
        on=TODAY,
    )


def _reports(school: School, who: dict[str, User]) -> dict[str, Visit]:
    found = {}
    states = (
        "withdrawn",
        "stands",
        "corrections_asked",
        "accurate",
        "issued",
        "approved",
        "returned",
        "in_review",
        "draft",
    )
    for day, state in zip((13, 20, 10, 11, 12, 16, 17, 18, 19), states, strict=True):
        visit = visits.held(school, who["sip"], date(2026, 11, day))
        made = reports.Scene(school, visit, who["sip"], who["head"], who["chair"], who["officer"])
        reports.walk(made, state)
        found[state] = visit
    return found


def _read_registers(world: World) -> None:
    """A file in each status, those first that wait for no worker. Two schools come by the one that is read in."""
    status = RegisterFile.Status
    rows = [{"URN": "900091"}, {"URN": "900092", "EstablishmentName": "Examplewood Infant School"}, {"URN": "x"}]
    order = (status.TAKEN_IN, status.CHECKED, status.REFUSED, status.SET_ASIDE, status.CONFIRMED, status.WAITING)
    for pupils, place in enumerate(order):
        content = registers.made_up(*rows[:1], *(row | {"NumberOfPupils": str(pupils)} for row in rows[1:]))
        world.file[place] = registers.in_status(place, world.people["admin"], content)
    world.run = world.file[status.TAKEN_IN].run
