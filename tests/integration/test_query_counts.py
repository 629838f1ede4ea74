"""No page asks more of the database at 700 schools than at 60, and none more than 15 times; none is over 150 kB or has
a control with more choices than one can read."""

import re
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allocations.answer import actions as answers
from allocations.decision import actions as decisions
from allocations.models import Allocation, Position, Round
from allocations.proposal import actions as proposals
from allocations.states import State
from monitoring.access_review import actions as access_reviews
from monitoring.notices.models import Case, CaseEvidence
from monitoring.notices.states import CaseState
from monitoring.offer.event.actions import record_attendance
from monitoring.plans.models import PartnershipPlan
from monitoring.plans.plan import actions as plan_actions
from monitoring.scrutiny.terms import actions as term_reports
from monitoring.service import actions as service
from monitoring.support.states import SupportState
from monitoring.surveys.answer import actions as answers_of_surveys
from monitoring.visits.days import kept as days_kept
from monitoring.visits.models import Term
from monitoring.visits.report import kept as reports_kept
from schools.assistants.parts import ABOUT
from schools.models import Assignment, AssignmentRole, Comparator, Indicator, Post, RegisterRun, School, TypeSpell
from sil import clock
from sil.accounts.models import User
from sil.audit.models import Event
from sil.letters.actions import issue
from sil.letters.models import Letter
from sil.outbox.models import Message
from sil.web.lists.paging import PAGE_SIZE
from tests.conftest import NOW, TODAY
from tests.factories import (
    action_plans,
    allocations,
    assistants,
    authority_actions,
    case_letters,
    cases,
    covers,
    documents,
    events,
    inspections,
    letters,
    newsletters,
    people,
    registers,
    schools,
    support,
    surveys,
    teams,
    visits,
)
from tests.factories import plans as partnership_plans

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
SIZES = (60, 700)
# What a list has a row of, beyond its schools and people: more than two pages show no more than two do.
PAGES_FULL = 2 * PAGE_SIZE
# The first schools, in which things are asked of their partner; the later ones are handed over.
KEPT = 28
# What is written row by row, every school of it.
EXPORT = ("officer", "/allocations/rounds/2026/?export=csv")

# Pages as whom: every list, every first page, and the record pages.
PAGES = (
    ("sip", "/"),
    ("head", "/"),
    ("chair", "/"),
    ("officer", "/"),
    ("director", "/"),
    ("admin", "/"),
    ("officer", "/schools/"),
    ("officer", "/schools/watched/"),
    ("officer", "/saved-filters/"),
    ("sip", "/schools/?search=Example&sort=-urn"),
    ("officer", "/officers/cover/arrange/"),
    ("admin", "/schools/{urn}/posts/give/"),
    ("officer", "/allocations/"),
    ("officer", "/allocations/rounds/2026/"),
    ("officer", "/allocations/rounds/2026/at-a-glance/?by=phase"),
    ("director", "/allocations/rounds/2026/at-a-glance/"),
    ("officer", "/allocations/rounds/2026/outliers/"),
    ("officer", "/allocations/rounds/2026/marks/"),
    ("officer", "/allocations/rounds/2026/drafts/"),
    ("officer", "/allocations/rounds/2026/?status=proposed&sort=-due&phase=Primary"),
    ("sip", "/allocations/rounds/2026/"),
    ("officer", "/allocations/rounds/2027/open/"),
    ("officer", "/causing-concern/"),
    ("officer", "/early-signs/"),
    ("officer", "/visits/priorities/"),
    ("sip", "/visits/priorities/visits/none/?phase=Primary"),
    ("sip", "/early-signs/?rule=absence&phase=Primary&sort=-latest"),
    ("officer", "/schools/{urn}/?part=signs"),
    ("officer", "/visits/actions/"),
    ("sip", "/visits/actions/?state=all&sort=school&whose=others"),
    ("head", "/visits/actions/"),
    ("officer", "/notes/"),
    ("sip", "/notes/?search=example&sort=school"),
    ("sip", "/notes/add/"),
    ("officer", "/teams/"),
    ("helper", "/"),
    ("helper", "/teams/"),
    ("helper", "/teams/{team}/"),
    ("officer", "/teams/{team}/"),
    ("head", "/teams/{team}/"),
    ("helper", "/teams/{team}/actions/?late=on"),
    ("officer", "/teams/{team}/actions/"),
    ("head", "/teams/{team}/financial-support/"),
    ("sip", "/teams/meetings/{team_meeting}/"),
    ("helper", "/teams/meetings/{team_meeting}/"),
    ("sip", "/teams/{team}/actions/add/"),
    ("sip", "/teams/{team}/members/add/"),
    ("sip", "/teams/?state=all&sort=-to_do&search=example"),
    ("officer", "/legal-holds/"),
    ("officer", "/legal-holds/place/"),
    ("director", "/disposals/"),
    ("officer", "/scrutiny/"),
    ("officer", "/scrutiny/terms/"),
    ("officer", "/scrutiny/terms/start/"),
    ("officer", "/scrutiny/terms/{term_started}/"),
    ("officer", "/scrutiny/terms/{term_started}/write/"),
    ("director", "/scrutiny/terms/{term_sent}/"),
    ("director", "/scrutiny/terms/{term_sent}/decide/"),
    ("officer", "/scrutiny/terms/{term_approved}/"),
    ("officer", "/scrutiny/terms/{term_approved}/correct/"),
    ("director", "/scrutiny/make/?school={urn}"),
    ("officer", "/visits/days/"),
    ("officer", "/visits/days/?by=term"),
    ("officer", "/visits/days/?by=owed&term=Spring+term&state=behind"),
    ("sip", "/visits/days/?by=line&state=behind&sort=-allowed"),
    ("officer", "/visits/days/?year=2027&sort=partner"),
    ("officer", "/visits/capacity/"),
    ("officer", "/visits/capacity/scenario/?number_1=3&from_1=Band+B&to_1=Band+C&rate=450"),
    ("officer", "/visits/owed/"),
    ("sip", "/visits/owed/?line=termly-contact&sort=school"),
    ("sip", "/visits/plan/"),
    ("officer", "/visits/plan/"),
    ("officer", "/schools/{urn}/days/"),
    ("head", "/schools/{urn}/days/?year=2026"),
    ("officer", "/schools/{urn}/days/more/"),
    ("sip", "/causing-concern/?reason=band&phase=Primary&sort=school"),
    ("officer", "/officers/?sip=none"),
    ("admin", "/officers/"),
    ("admin", "/people/"),
    ("admin", "/people/?role=headteacher&search=example"),
    ("admin", "/messages/"),
    ("admin", "/registers/"),
    ("admin", "/registers/read/"),
    ("admin", "/registers/files/{file}/"),
    ("admin", "/registers/runs/{run}/"),
    ("admin", "/settings/bank-holidays/"),
    ("admin", "/settings/seals/"),
    ("admin", "/settings/state/"),
    ("officer", "/cases/"),
    ("sip", "/cases/?ended=all&sort=-due&search=example"),
    ("officer", "/cases/open/"),
    ("officer", "/schools/{urn}/cases/open/"),
    ("officer", "/cases/{case}/"),
    ("sip", "/cases/{case}/"),
    ("director", "/cases/{case}/"),
    ("officer", "/cases/{noticed}/"),
    ("director", "/cases/{noticed}/"),
    ("sip", "/cases/{case}/evidence/pick/"),
    ("officer", "/cases/{case_open}/discussion/"),
    ("officer", "/cases/{case}/owner/"),
    ("sip", "/causing-concern/?reason=case&stage=opened&sort=-due"),
    ("officer", "/schools/{urn}/"),
    ("officer", "/schools/{urn}/?part=all"),
    ("head", "/schools/{urn}/assistants/"),
    ("assistant", "/"),
    ("assistant", "/schools/{urn}/"),
    ("assistant", "/schools/{urn}/documents/"),
    ("assistant", "/visits/"),
    ("assistant", "/visits/{visit}/"),
    ("assistant", "/account/"),
    ("admin", "/people/?role=assistant"),
    ("head", "/schools/{urn}/?part=people"),
    ("head", "/schools/{urn}/?part=documents"),
    ("officer", "/schools/{urn}/?part=documents"),
    ("head", "/schools/{urn}/documents/"),
    ("officer", "/schools/{urn}/documents/?kind=policy&sort=-title"),
    ("head", "/school-documents/{document}/"),
    ("head", "/letters/"),
    ("officer", "/schools/{urn}/results/"),
    ("head", "/schools/{urn}/"),
    ("sip", "/schools/{urn}/"),
    ("officer", "/schools/{urn}/timeline/"),
    ("sip", "/schools/?search=Exmaple+Scool"),
    ("officer", "/inspections/{inspection}/"),
    ("officer", "/visits/"),
    ("head", "/visits/"),
    ("sip", "/visits/?state=held&report=draft&late=on&sort=-due&search=example"),
    ("sip", "/visits/{visit}/"),
    ("officer", "/visits/{visit}/"),
    ("head", "/visits/{visit}/"),
    ("sip", "/schools/{urn}/visits/plan/"),
    ("sip", "/schools/{urn}/times/offer/"),
    ("head", "/schools/{urn}/times/offer/"),
    ("sip", "/visits/{visit_planned}/hold/"),
    ("officer", "/visits/log/"),
    ("sip", "/visits/{visit}/report/"),
    ("officer", "/visits/{visit}/report/"),
    ("officer", "/reports/to-check/"),
    ("officer", "/reports/late/"),
    ("sip", "/reports/late/?sort=-due&search=example"),
    ("officer", "/reports/quality/"),
    ("officer", "/promises/"),
    ("officer", "/promises/?by=partner&term=Autumn"),
    ("sip", "/promises/?by=band"),
    ("director", "/promises/visit-reports/?sort=-due"),
    ("officer", "/promises/visits-owed/?state=late"),
    ("sip", "/promises/proposal-answers/?band=Band+B"),
    ("officer", "/promises/action-plans/"),
    ("officer", "/promises/criteria/"),
    ("officer", "/inspections/outcomes/"),
    ("sip", "/inspections/outcomes/?by=sector&phase=Primary"),
    ("director", "/inspections/outcomes/schools/?figure=place:none&sort=-pupils"),
    ("sip", "/promises/criteria/reports/?criterion=impact&result=met"),
    ("admin", "/settings/terms/"),
    ("officer", "/service-concerns/"),
    ("director", "/service-concerns/{concern}/"),
    ("head", "/service-concerns/{concern}/"),
    ("officer", "/plans/"),
    ("sip", "/plans/?state=open&sort=-objectives&late=on"),
    ("sip", "/plans/{partnership}/"),
    ("head", "/plans/{partnership}/"),
    ("chair", "/plans/{partnership}/"),
    ("officer", "/plans/{partnership}/"),
    ("head", "/plans/{partnership}/agree/"),
    ("head", "/plans/{partnership}/objectives/add/"),
    ("chair", "/plans/{partnership}/versions/2/"),
    ("sip", "/plans/?stuck=on&review_late=on"),
    ("sip", "/plans/{partnership}/progress/"),
    ("head", "/plans/{partnership}/progress/"),
    ("sip", "/plans/{partnership}/reviews/add/"),
    ("head", "/plan-reviews/{plan_review}/"),
    ("sip", "/plan-reviews/{plan_review}/correct/"),
    ("sip", "/plan-objectives/{objective}/"),
    ("officer", "/events/"),
    ("sip", "/events/?status=open&search=example&sort=-booked"),
    ("officer", "/events/plan/"),
    ("officer", "/events/{event}/"),
    ("officer", "/events/{event}/bookings/"),
    ("officer", "/events/{event}/for-school/"),
    ("officer", "/events/{begun}/attendance/"),
    ("officer", "/schools/{urn}/offer/"),
    ("head", "/schools/{urn}/offer/"),
    ("head", "/schools/{urn}/events/{event}/"),
    ("head", "/schools/{urn}/?part=offer"),
    ("officer", "/events/{held}/feedback/"),
    ("head", "/event-bookings/{came}/feedback/"),
    ("officer", "/offer-requests/"),
    ("head", "/offer-requests/?status=asked&sort=due"),
    ("officer", "/offer-requests/{offer_request}/"),
    ("sip", "/offer-requests/{offer_request}/plan-visit/"),
    ("sip", "/offer-requests/{offer_request}/link-visit/"),
    ("head", "/schools/{urn}/offer/performance-management/ask/"),
    ("officer", "/newsletters/"),
    ("head", "/newsletters/?search=news&sort=title"),
    ("officer", "/newsletters/{newsletter}/"),
    ("officer", "/newsletters/{newsletter_draft}/send/"),
    ("officer", "/surveys/"),
    ("officer", "/surveys/{survey}/"),
    ("sip", "/surveys/{survey}/"),
    ("officer", "/surveys/{survey}/comments/"),
    ("officer", "/surveys/{survey}/answers/"),
    ("officer", "/surveys/{survey_planned}/open/"),
    ("head", "/survey-answers/{survey_answer}/"),
    ("officer", "/support/"),
    ("sip", "/support/?state=agreed&giver=provider&year=2026&over=on&search=example&sort=-cost"),
    ("officer", "/support/{support}/"),
    ("sip", "/support/{support}/"),
    ("head", "/support/{support}/"),
    ("sip", "/support/{support}/match/"),
    ("officer", "/support/leaders/"),
    ("sip", "/support/leaders/?topic=reading&left=on&sort=-left"),
    ("officer", "/support/leaders/{leader}/"),
    ("officer", "/support/offers/"),
    ("officer", "/support/providers/"),
    ("officer", "/support/budgets/"),
    ("officer", "/support/budgets/{budget}/"),
    ("officer", "/ofsted-letters/"),
    ("sip", "/ofsted-letters/?status=read&sort=-date&search=example"),
    ("sip", "/ofsted-letters/send/?school={urn}"),
    ("officer", "/ofsted-letters/{ofsted}/"),
    ("sip", "/ofsted-letters/{ofsted_done}/"),
    ("officer", "/ofsted-letters/{answered}/"),
    ("officer", "/ofsted-letters/{answered}/actions/add/"),
    ("officer", "/ofsted-letters/actions/"),
    ("director", "/ofsted-letters/actions/?late=on&sort=owner&search=school&owner=example"),
    ("officer", "/ofsted-letters/actions/{authority_action}/"),
    ("sip", "/allocations/{allocation}/"),
    ("head", "/allocations/{allocation}/"),
    ("sip", "/allocations/{proposed}/"),
    ("officer", "/allocations/{proposed}/"),
    ("sip", "/allocations/{open}/"),
    ("sip", "/allocations/{open}/propose/"),
    ("head", "/allocations/{allocation}/grid/"),
    ("officer", "/allocations/{disputed}/"),
    ("officer", "/allocations/{disputed}/grid/"),
    ("officer", "/allocations/{disputed}/decide/"),
    ("director", "/allocations/{referred}/"),
    ("director", "/allocations/{referred}/decide/"),
    ("officer", "/allocations/rounds/2026/close/"),
    ("officer", "/allocations/rounds/2026/add/"),
    ("sip", "/allocations/{proposed}/record/"),
    ("sip", "/allocations/{open}/evidence/"),
    ("chair", "/letters/{letter}/"),
    ("dcs", "/"),
    ("officer", "/case-letters/{notice}/judgement/"),
    ("officer", "/required-actions/{required}/"),
    ("chair", "/action-plans/{plan}/"),
    ("officer", "/action-plans/{plan}/"),
    ("head", "/action-plans/{plan}/"),
    ("chair", "/action-plans/{plan}/write/"),
    ("chair", "/action-plans/{plan}/send/"),
    ("officer", "/action-plans/{plan}/record/"),
    ("officer", "/action-plans/{plan}/assess/"),
    ("officer", "/cases/{case}/letters/prepare/preformal_notice/"),
    ("officer", "/case-letters/{drafted}/"),
    ("officer", "/case-letters/{drafted}/write/"),
    ("officer", "/case-letters/{drafted}/check/"),
    ("officer", "/case-letters/{presented}/"),
    ("dcs", "/case-letters/{presented}/"),
    ("dcs", "/case-letters/{presented}/sign/"),
    ("officer", "/case-letters/{given}/"),
    ("dcs", "/case-letters/{given}/"),
    ("dcs", "/case-letters/{given}/withdraw/"),
    ("dcs", "/delegations/"),
    ("dcs", "/delegations/give/"),
    ("admin", "/schools/{urn}/posts/give/"),
    ("officer", "/casework-access/"),
    ("admin", "/audit/"),
    ("officer", "/audit/"),
    ("officer", "/access-reviews/"),
    ("officer", "/access-reviews/{access_review}/"),
    ("director", "/access-reviews/{access_review}/?state=to_end&sort=-since"),
    ("admin", "/access-reviews/"),
    ("admin", "/access-reviews/{access_review}/"),
    ("officer", "/access-reviews/lines/{reviewed}/end/"),
    ("admin", "/access-reviews/lines/{to_end}/end/"),
    ("officer", "/history/access-review/{access_review}/"),
    ("sip", "/history/allocation/{allocation}/"),
    ("head", "/history/allocation/{allocation}/"),
    ("officer", "/history/case/{case}/"),
    ("officer", "/history/event/{event}/"),
    ("officer", "/history/event/{event}/?kind=offer.booked&all=1"),
    ("chair", "/history/improvement-plan/{partnership}/"),
    ("officer", "/history/survey/{survey}/"),
    ("chair", "/history/letter/{letter_pk}/"),
    ("officer", "/officers/cover/"),
    ("officer", "/officers/cover/arrange/"),
    ("officer", "/officers/handovers/"),
    ("officer", "/officers/{giving}/hand-over/"),
    ("taker", "/handovers/{handover}/"),
    ("taker", "/"),
    ("stand_in", "/"),
    ("stand_in", "/schools/{urn}/"),
    ("stand_in", "/visits/{visit}/report/"),
    ("stand_in", "/allocations/{open}/propose/"),
)


def set_up_teams(made: list[School], who: dict[str, User]) -> dict[str, int]:
    """A team around each of some schools, the first with more of everything than a page shows."""
    for school in reversed(made):
        team = teams.set_up(school, who["sip"])
        teams.joined(team, who["helper"], who["sip"])
        teams.agreed_to(team, who["sip"], who["helper"], due_on=TODAY - timedelta(days=1))
    for number in range(PAGE_SIZE + 5):
        teams.agreed_to(team, who["sip"], text=f"Action {number}.")
    for _ in range(5):
        teams.joined(team, people.person(role="service_officer"), who["sip"])
        meeting = teams.meets(team, who["sip"])
    teams.granted(team, who["sip"], who["officer"])
    return {"team": team.pk, "team_meeting": meeting.pk}


def fill(size: int) -> tuple[dict[str, User], dict[str, Any]]:
    """An authority of so many schools, with the first 26 further on than the rest."""
    who = {
        "sip": people.person(role="sip"),
        "officer": people.person(role="principal_officer"),
        "director": people.person(role="director_of_education"),
        "dcs": people.person(role="director_of_childrens_services"),
        "admin": people.person(role="administrator"),
        "head": people.person(),
        "assistant": people.person(),
        "chair": people.person(),
        "taker": people.person(role="sip"),
        "stand_in": people.person(role="sip"),
        "helper": people.person(role="service_officer"),
    }
    facts = {"la_code": "341", "status": "Open", "phase": "Primary", **schools.COMMUNITY}
    made = School.objects.bulk_create(
        [School(urn=910000 + n, name=f"Example School {n}", **facts) for n in range(size)]
    )
    TypeSpell.objects.bulk_create([TypeSpell(school=s, type_code=1, type_name="x", group_code=4) for s in made])
    heads = User.objects.bulk_create([User(email=f"h{n}@test.example", name=f"Head Example {n}") for n in range(size)])
    heads[0] = who["head"]
    since = people.LONG_AGO
    Post.objects.bulk_create(
        [Post(school=s, user=h, role="headteacher", starts_on=since) for s, h in zip(made, heads, strict=True)]
    )
    # A page says where nobody chairs the governors, and asks more for it.
    chairs = [who["chair"], *[people.person()] * (len(made) - 1)]
    Post.objects.bulk_create(
        Post(school=school, user=chair, role="chair", starts_on=since)
        for school, chair in zip(made, chairs, strict=True)
    )
    mine = made[: size // 2]
    Assignment.objects.bulk_create(
        [Assignment(school=s, user=who["sip"], role=AssignmentRole.SIP, starts_on=since) for s in mine]
    )
    found = allocations.open_round()
    for place, allocation in enumerate(found.allocations.order_by("school_id")[:26]):
        on = allocations.PROPOSED + timedelta(days=place % 5)
        case = allocations.case(found.framework, "ABCD"[place % 4])
        proposal = proposals.propose(allocation, by=who["sip"], on=on, choice=case)
        if place % 2 == 0:
            answers.agree(allocation, by=heads[place], on=on, position_id=proposal.pk)
        elif place > 20:
            dispute(allocation, heads[place], who, on)
    first = found.allocations.get(school=made[0])
    letter = Letter.objects.get(about_id=first.pk)
    assert issue(letter.pk)
    places = {
        "urn": made[0].urn,
        "allocation": first.pk,
        "proposed": found.allocations.get(school=made[1]).pk,
        "open": found.allocations.get(school=made[27]).pk,
        "letter": letter.reference,
        "letter_pk": letter.pk,
    }
    disputed = found.allocations.filter(status=State.WITH_OFFICER)
    places["disputed"] = disputed.first().pk  # type: ignore[union-attr]
    places["referred"] = found.allocations.filter(status=State.WITH_DIRECTOR).first().pk  # type: ignore[union-attr]
    places |= read_registers(made, who["admin"])
    places["inspection"] = inspect(made[0], who["sip"])
    for number in range(min(size // 2, PAGES_FULL)):
        concern = service.raise_concern(school=made[0], text=f"Concern {number}.", by=who["head"], on=TODAY)
    places["concern"] = concern.pk
    for number in range(PAGE_SIZE + 5):
        document = documents.added(made[0], who["head"], f"Document {number}", kind="policy")
    places["document"] = document.pk
    for number in range(5):
        user = None if number else who["assistant"]
        assistants.given(made[0], who["head"], user, list(ABOUT), on=TODAY)
    places |= plan_together(found, made[0], who)
    places |= ask_in_surveys(who)
    places |= offer_events(made, who)
    places |= broker_support(made, who)
    places |= make_visits(made, who["sip"])
    places |= set_up_teams(mine[:KEPT], who)
    places |= send_letters(made, who["sip"])
    places |= answer_ofsted(who["officer"])
    places |= hand_over(mine[KEPT:], who)
    miss_school(made)
    places |= open_cases(made, who)
    places |= give_notices(made, who)
    places |= write_of_concerns(made, who)
    places |= report_terms(who)
    places |= review_access(who)
    assert Message.objects.count() > 30
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return who, places


def miss_school(made: list[School]) -> None:
    """An early sign of every school."""
    facts = {"academic_year": 2025, "measure": "absence_overall", "pupil_group": "all", "source": "Made up"}
    Indicator.objects.bulk_create(Indicator(key=f"absence-{s.pk}", school=s, value=9, **facts) for s in made)
    Comparator.objects.create(key="absence", place=Comparator.Place.ENGLAND_STATE, value=6, **facts)


def open_cases(made: list[School], who: dict[str, User]) -> dict[str, int]:
    """A page of cases and more, of which one went through everything: a notice with what it requires, found
    and proven, and a letter under way."""
    scene = cases.about(made[0], who | {"clerk": who["chair"]}, CaseState.DISCUSSED)
    required = [{"text": f"Do thing {place}.", "measure": "Books."} for place in (1, 2, 3)]
    cases.preformal(scene, on=TODAY, actions=required)
    cases.found(scene, "preformal_notice", *["partly"] * 3)
    cases.judge(scene, "preformal_notice", secured=True)
    case_letters.prepared(scene, "notice_removed")
    same = ("framework_version_id", "branch", "source", "since", "concern", "owner", "opened_by", "opened_on")
    facts = {name: getattr(scene.case, name) for name in same}
    more = Case.objects.bulk_create(
        Case(school=school, reference=f"T{number}", **facts) for number, school in enumerate(made[: len(made) // 2])
    )
    with transaction.atomic():
        # The database asks for an event of each case that gets evidence.
        Event.objects.bulk_create(
            Event(at=NOW, kind="a.kind", subject_table=case._meta.db_table, subject_id=str(case.pk))
            for case in [scene.case, *more]
        )
        CaseEvidence.objects.bulk_create(
            CaseEvidence(case=case, bears_on="concern", text="x", source="y", added_by=who["sip"], added_on=TODAY)
            for case in [*more, *[scene.case] * (len(made) // 10)]
        )
    return {"case": scene.case.pk, "case_open": more[0].pk}


def plan_together(found: Round, school: School, who: dict[str, User]) -> dict[str, int]:
    """Plans of many schools; that of the first has five objectives, two versions and a change under way."""
    asked = Allocation.objects.filter(round=found).exclude(band="").order_by("school")[:PAGES_FULL]
    for allocation in asked:
        if not PartnershipPlan.objects.filter(school=allocation.school_id).exists():
            PartnershipPlan.objects.create(
                school=allocation.school,
                allocation=allocation,
                framework_version=found.framework_version,
                asked_on=TODAY,
            )
    plan = PartnershipPlan.objects.get(school=school)
    scene = partnership_plans.Scene(school, plan, who["sip"], who["head"], who["chair"], who["officer"])
    for number in range(5):
        objective = partnership_plans.objective(scene, title=f"Objective {number}", on=TODAY)
    for _ in range(2):
        partnership_plans.agree(scene, who["sip"], on=TODAY)
        partnership_plans.agree(scene, who["head"], on=TODAY)
        plan_actions.change(plan, by=who["head"], on=TODAY, reason="The target was met early.")
    for rating in (2, 2, 3):
        review = partnership_plans.review(scene, *[rating] * 5, on=TODAY)
    return {"partnership": plan.pk, "objective": objective.pk, "plan_review": review.pk}


def ask_in_surveys(who: dict[str, User]) -> dict[str, int]:
    """One of all heads, closed, with comments on a page and more, and one that is planned."""
    cycle = surveys.opened(who["officer"], in_confidence=False, asks_chairs=False)
    for each in cycle.invitations.select_related("cycle", "school")[:PAGES_FULL]:
        head = each.school.posts.get(role="headteacher").user
        answers_of_surveys.answer(each, surveys.given(each, comment="Well done."), by=head, on=TODAY)
    surveys.closed(cycle, who["officer"])
    surveys.followed_up(cycle, who["officer"])
    planned = surveys.planned(who["officer"])
    answer = cycle.invitations.get(school__posts__user=who["head"]).pk
    return {"survey": cycle.pk, "survey_planned": planned.pk, "survey_answer": answer}


def offer_events(made: list[School], who: dict[str, User]) -> dict[str, int]:
    """Two pages of events, two of them of today with as many bookings, some of which wait; one of the two has begun."""
    for _ in range(min(len(made) // 2, PAGES_FULL)):
        events.opened(who["officer"])
    facts: dict[str, Any] = {"day": TODAY, "closes_on": TODAY, "places": PAGES_FULL}
    with clock.at(datetime.combine(TODAY, time(8))):
        today, begun = (events.opened(who["officer"], starts_at=time(hour), **facts) for hour in (11, 9))
        for event in (today, begun):
            for school in made[: PAGES_FULL + 3]:
                events.booked(event, school, who["officer"])
    with clock.at(datetime.combine(TODAY, time(8))):
        held = events.opened(who["officer"], starts_at=time(9), **facts)
        there = [each for school in made[:PAGES_FULL] for each in events.booked(held, school, who["officer"])]
    record_attendance(held, {each.pk for each in there}, by=who["officer"], on=TODAY)
    for each in there[1:]:
        events.answered(each, each.school.posts.get(role="headteacher").user)
    for _ in range(min(len(made) // 2, PAGES_FULL)):
        asked = events.asked(made[0], who["head"], by=who["sip"])
    return {"event": today.pk, "begun": begun.pk, "held": held.pk, "came": there[0].pk, "offer_request": asked.pk} | {
        "newsletter": newsletters.sent(newsletters.written(who["officer"]), who["officer"]).pk,
        "newsletter_draft": min(newsletters.written(who["officer"]).pk for _ in range(PAGES_FULL)),
    }


def broker_support(made: list[School], who: dict[str, User]) -> dict[str, int]:
    """A page of support and more of one school, with a directory that fits it."""
    scene = support.Scene(made[0], who["head"], who["sip"], who["officer"], who["officer"])
    line, giver = support.budget(who["officer"], "900000"), support.provider(who["officer"])
    for place in range(PAGES_FULL // 2 if len(made) > SIZES[0] else 4):
        leader = support.leader(who["officer"], school=made[place + 1])
        there = support.walk(scene, SupportState.MATCHED, line=line, giver=giver)
    return {"support": there.pk, "leader": leader.pk, "budget": line.pk}


def make_visits(made: list[School], sip: User) -> dict[str, int]:
    """A page of visits and more, one of each two held."""
    for school in reversed(made[: len(made) // 2 : 2][: PAGES_FULL // 2]):
        held = visits.held(school, sip, TODAY - timedelta(days=20))
        planned = visits.planned(school, sip, TODAY - timedelta(days=2))
    return {"visit": held.pk, "visit_planned": planned.pk}


def hand_over(schools_: list[School], who: dict[str, User]) -> dict[str, int]:
    """Cover for the partner, and those of their schools that nothing else is asked of to another."""
    covers.arranged(who["sip"], who["stand_in"], TODAY, TODAY + timedelta(days=14))
    return {"handover": covers.handed_over(schools_, who["sip"], who["taker"]).pk, "giving": who["sip"].pk}


def send_letters(made: list[School], sip: User) -> dict[str, int]:
    """A page of letters and more: one confirmed, the rest waiting."""
    done = letters.confirmed(letters.sent(sip, school=made[0]), made[0], sip)
    for number, school in enumerate(made[: len(made) // 2][:PAGES_FULL]):
        last = letters.sent(sip, school=school, **{"12 lessons": f"{number + 100} lessons"})
    return {"ofsted": last.pk, "ofsted_done": done.pk}


def answer_ofsted(officer: User) -> dict[str, int]:
    """A page of actions and more on a letter to the authority, the officer's own."""
    about = authority_actions.letter(officer)
    for number in range(PAGES_FULL):
        made = authority_actions.added(about, officer, text=f"Visit school {number}.", owner=officer)
    return {"answered": about.pk, "authority_action": made.pk}


def give_notices(made: list[School], who: dict[str, User]) -> dict[str, int]:
    """A notice to each twentieth school whose plan came, one of them returned many times; some are late."""
    for place, school in enumerate(made[: len(made) // 2 : 20]):
        cast = who | {"clerk": who["chair"]}
        scene = cases.about(school, cast, CaseState.DISCUSSED, on=cases.OPENED)
        found = cases.formal(scene, on=cases.JUDGED if place % 2 else cases.FORMAL)
        if place == 0:
            first = found
    for number in range(len(made) // 20):
        action_plans.send(first, f"Version {number}.")
        action_plans.assess(first, accepted=False)
    cases.found(first, "formal_notice", *["partly"] * 2)
    action_plans.send(first)
    notice = first.notice()
    required = notice.required_actions.all()[0].pk
    return {"notice": notice.pk, "noticed": notice.case_id, "required": required, "plan": first.plan.pk}


def write_of_concerns(made: list[School], who: dict[str, User]) -> dict[str, int]:
    """Letters of cases, in each of some states one for each sixty schools."""
    found = {}
    for number in range(len(made) // 60):
        for place, state in enumerate(("drafted", "presented", "given", "discarded")):
            scene = cases.about(made[(number * 4 + place) % KEPT], who | {"clerk": who["chair"]}, CaseState.DISCUSSED)
            found[state] = case_letters.in_state(scene, state).pk
            found.setdefault("case", scene.case.pk)
    return found


def report_terms(who: dict[str, User]) -> dict[str, int]:
    """Reports of terms for councillors: one being written, one sent to be approved, one approved."""
    texts = term_reports.Texts(**dict.fromkeys(term_reports.TEXTS, "Reading is better in Example School 1."))
    found = {}
    for place, state in enumerate(("started", "sent", "approved")):
        facts = {"starts_on": date(2026 - place, 4, 13), "ends_on": date(2026 - place, 8, 31)}
        term = Term.objects.create(academic_year=2025 - place, name="Summer term", **facts)
        made = term_reports.start(term, by=who["officer"], on=TODAY)
        if state != "started":
            made = term_reports.send(made, texts, by=who["officer"], on=TODAY)
        if state == "approved":
            term_reports.approve(made, by=who["director"], on=TODAY)
        found[f"term_{state}"] = made.pk
    return found


def review_access(who: dict[str, User]) -> dict[str, int]:
    """A review of the last term that `report_terms` made, with more than a page of posts to be ended."""
    review = access_reviews.start_due(date(2026, 5, 1))
    assert review is not None
    posts = review.lines.filter(kind="post")
    for line in posts[: PAGE_SIZE + 5]:
        to_end = access_reviews.end(line, reason="Left.", by=who["officer"], on=TODAY)
    reviewed = posts.filter(decision="")[0]
    return {"access_review": review.pk, "to_end": to_end.pk, "reviewed": reviewed.pk}


def inspect(school: School, sip: User) -> int:
    """Ten years of inspections, of which the last asked for a great deal."""
    for year in range(2016, 2026):
        found = inspections.from_a_file(school, date(year, 5, 12), category="SM" if year % 3 else "")
        inspections.asked(found, sip, *(f"Area {number} of {year}." for number in range(year - 2012)))
    return found.pk


def read_registers(made: list[School], admin: User) -> dict[str, Any]:
    """As many runs as there are schools, and a file that would change each of them."""
    rows = [{"URN": str(school.pk), "EstablishmentName": school.name} for school in made]
    run = registers.in_status(registers.Status.TAKEN_IN, admin, registers.made_up(*rows)).run
    assert run is not None
    places = {"run": run.pk}
    RegisterRun.objects.bulk_create([again(run) for _ in made])
    rows = [row | {"NumberOfPupils": "1"} for row in rows]
    places["file"] = registers.in_status(registers.Status.CHECKED, admin, registers.made_up(*rows)).pk
    return places


def again(run: RegisterRun) -> RegisterRun:
    """Another run that came to the same."""
    values = {field.attname: getattr(run, field.attname) for field in RegisterRun._meta.concrete_fields}
    return RegisterRun(**values | {"id": None})


def dispute(allocation: Allocation, head: User, who: dict[str, User], on: date) -> None:
    """Every other one decided and referred, the rest waiting for the first decision."""
    view = allocations.view(allocation.framework, "A")
    proposal = Position.objects.get(allocation=allocation)
    position = answers.disagree(allocation, by=head, on=on, position_id=proposal.pk, choice=view)
    if allocation.school_id % 4 == 1:
        other = allocations.view(allocation.framework, "B")
        decision = decisions.decide(allocation, by=who["officer"], on=on, position_id=position.pk, choice=other)
        answers.refer(allocation, by=head, on=on, position_id=decision.pk, choice=view)


class Size(NamedTuple):
    queries: int
    kilobytes: int = 0
    choices: int = 0


BUDGET = Size(queries=15, kilobytes=150, choices=60)


def weigh(client: Client, path: str) -> Size:
    with CaptureQueriesContext(connection) as queries:
        response: Any = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200, path
    if response.streaming:
        assert len(body.splitlines()) == School.objects.count() + 1, "every school and the heading"
        return Size(len(queries))
    return Size(len(queries), len(body) // 1000, max(choices(body.decode()), default=0))


def choices(page: str) -> list[int]:
    """How many choices each control of a page has."""
    boxes = Counter(re.findall(r'type="(?:radio|checkbox)" name="([^"]+)"', page))
    return [*boxes.values(), *(each.count("<option") for each in re.findall(r"<select.*?</select>", page, re.DOTALL))]


def measure(size: int) -> dict[str, Size]:
    """What each page costs in an authority of so many schools, which is gone afterwards."""
    measured = {}
    point = transaction.savepoint()
    who, places = fill(size)
    # What was changed is counted by who reads first: here by nobody whose questions are numbered.
    days_kept.refresh(2026)
    reports_kept.refresh(2026, TODAY)
    for actor, page in [*PAGES, EXPORT]:
        client = Client()
        client.force_login(who[actor])
        measured[f"{actor} {page}"] = weigh(client, page.format(**places))
    transaction.savepoint_rollback(point)
    return measured


def test_pages_and_exports_ask_the_same_at_both_sizes_and_keep_to_the_budget() -> None:
    small, large = (measure(size) for size in SIZES)
    assert {page: cost.queries for page, cost in small.items()} == {page: cost.queries for page, cost in large.items()}
    over = {page for page, cost in large.items() if any(n > most for n, most in zip(cost, BUDGET, strict=True))}
    assert not over, [(page, large[page]) for page in over]
