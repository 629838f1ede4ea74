"""The made-up authority: complete on whatever day it is made, and nobody in it exists."""

import re
from collections import Counter
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Prefetch
from django.test import Client
from django.urls import resolve

from allocations.allocation.queries import last_position, open_period
from allocations.grid.queries import compare
from allocations.models import Allocation, Conflict, Draft, Evidence, Position, Round, Settlement
from allocations.round.queries import no_longer_needed, schools_to_add
from allocations.states import HOLDING, Party, RoundState, State
from allocations.transitions import ROWS
from monitoring.demo.allocations.rounds import OPENED_FIRST
from monitoring.demo.people import CHAIR2_SCHOOL, HEAD2_SCHOOL, HEAD_SCHOOL
from monitoring.demo.schools.rows import schools
from monitoring.notices.models import ActionPlan, Case, CaseLetter
from monitoring.notices.states import CaseState, LetterState, PlanState
from monitoring.visits.models import ContractedDays, Leave, TimesOffer
from schools.lacking import lacks_lead, lacks_officer
from schools.models import Assignment, AssignmentRole, Inspection, Post, School
from sil import clock
from sil.accounts.demo import ACCOUNTS, PASSWORD
from sil.accounts.models import User, in_force
from sil.accounts.roles import LEADS
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.framework.years import academic_year
from sil.letters.actions import issue
from sil.letters.models import Letter, Recipient, Status
from sil.outbox.models import Message
from sil.web.work import waiting_for
from tests.factories import people

pytestmark = pytest.mark.django_db


# What waits for each account: the page that each piece of work leads to, and how often.
WAITING: dict[str, dict[str, int]] = {
    "sip": {
        "allocation_propose": 6,
        "conversation": 1,
        "more_days": 1,
        "more_time": 1,
        "handover": 1,
        "offer_request": 1,
        "partnership_plan": 3,
        "plan_review_add": 2,
        "support": 5,
    },
    # Five of them of the partner whom they cover for.
    "sip2": {"allocation_propose": 8, "handover": 1, "plan_review_add": 1},
    "head": {"allocation": 1, "conversation": 1, "event_feedback_give": 1, "survey_answer": 1, "partnership_plan": 1},
    # Of two schools.
    "head2": {"allocation": 1, "survey_answer": 2, "support": 1},
    "chair": {"action_plan": 1, "letter": 1, "statement": 1},
    "officer": {
        "allocation_decide": 2,
        "allocation_confirm": 3,
        "round_add": 1,
        "allocation_withdraw": 1,
        "authority_action_progress": 1,
        "casework_access": 1,
        "information_request": 3,
        "plan_progress": 5,
        "support": 1,
    },
    "officer2": {
        "allocation_decide": 1,
        "round_add": 1,
        "allocation_withdraw": 1,
        "casework_access": 1,
        "information_request": 3,
        "plan_progress": 5,
        "support": 1,
    },
    "director": {"allocation_decide": 1, "casework_access": 1, "information_request": 3, "support": 1},
    "dcs": {"case_letter_pack": 1, "casework_access": 1, "information_request": 3},
    # Of teams, as below.
    "finance": {},
    # Only what is optional before a visit.
    "assistant": {},
    "admin": {},
}

# How many of these wait depends on which schools hold the band that asks for a team.
OF_TEAMS = {"team_set_up", "team_meeting", "team_action"}
OF_VISITS = {
    "report",
    "report_answer",
    "report_check",
    "reports_late",
    "service_concern",
    "summary",
    "times",
    "visit_hold",
    "visit_prepare",
}


# The turn of the academic year, and a leap day.
@pytest.mark.slow
@pytest.mark.parametrize("today", [date(2026, 9, 1), pytest.param(date(2028, 2, 29), marks=pytest.mark.all_only)])
def test_it_is_whole_on_any_day(today: date, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DEMO = settings.OUTBOX_KEEPS_MAIL = True
    with clock.at(today):
        call_command("seed_demo")
        assert "sip@demo.example" in capsys.readouterr().out
        assert School.objects.count() == 61
        assert Inspection.objects.count() > 100
        _three_rounds_ended_and_one_runs(academic_year(today))
        _bands_move_by_one()
        _sides_differ()
        _every_act_has_its_letter(academic_year(today))
        _there_are_rare_cases(today)
        _a_case_stands_at_each_stage(today)
        _times_are_offered(today)
        _nothing_lies_ahead(today)
        _accounts_have_their_work(today)
        call_command("seed_demo")
        assert School.objects.count() == 61, "a second start leaves it alone"


def _three_rounds_ended_and_one_runs(year: int) -> None:
    status = dict(Round.objects.values_list("academic_year", "status"))
    ended = {year - ago: RoundState.CLOSED for ago in (3, 2, 1)}
    assert status == ended | {year: RoundState.OPEN}
    for found in Round.objects.all():
        states = set(found.allocations.values_list("status", flat=True))
        if found.is_open:
            # The authority's framework does not ask that proposals are checked.
            assert states == set(State) - {State.IN_MODERATION, State.BROUGHT_IN}
            assert schools_to_add(found).count() == no_longer_needed(found).count() == 1
        else:
            assert states == HOLDING - {State.BROUGHT_IN}, "agreed, confirmed and determined"
            holds = found.allocations.filter(superseded_on__isnull=True).values_list("school", flat=True)
            assert len(holds) == len(set(holds)) == 58, "one band a school"
            assert found.closed_on and found.closed_on >= max(found.allocations.values_list("ended_on", flat=True))
            hows = set(Settlement.objects.filter(allocation__round=found).values_list("how", flat=True))
            assert hows == set(Settlement.How)
            assert Position.objects.filter(allocation__round=found, party=Party.SIP, number=2).exists(), "a revision"
    review = Allocation.objects.get(reviews__isnull=False, reviews__superseded_on__isnull=False)
    assert review.round.academic_year == year - 1
    assert review.reviews and review.reviews.band != review.band
    seen = review.school.inspections.filter(starts_on__range=(review.reviews.ended_on, review.ended_on))
    assert seen.exists(), "the inspection that it started from"


def _bands_move_by_one() -> None:
    """From a round to the next no school's band leaps."""
    held: dict[int, list[str]] = {}
    last = Allocation.objects.filter(superseded_on__isnull=True).exclude(band="").order_by("round__academic_year")
    for school, band in last.values_list("school", "band"):
        held.setdefault(school, []).append(band)
    leaps = {s: bands for s, bands in held.items() if any(abs(ord(a) - ord(b)) > 1 for a, b in pairwise(bands))}
    assert not leaps
    assert len({tuple(bands) for bands in held.values()}) > 10, "and schools differ"


def _sides_differ() -> None:
    disputed = Allocation.objects.filter(positions__party=Party.SCHOOL).distinct()
    positions = Prefetch("positions", Position.objects.prefetch_related("marks"))
    assert disputed.count() > 12
    for allocation in disputed.select_related("round__framework_version").prefetch_related(positions):
        proposed, wanted = last_position(allocation, Party.SIP), last_position(allocation, Party.SCHOOL)
        assert proposed and wanted and proposed.band != wanted.band
        assert compare(allocation.framework, [proposed, wanted]).differing >= 1, wanted.reasons
        assert all(mark.reason and mark.evidence for mark in wanted.marks.all())
        for position in allocation.positions.all():
            assert len(position.reasons) > 100
            assert position.reasons != proposed.reasons or position == proposed


def _every_act_has_its_letter(year: int) -> None:
    owed = {row.event: row.letter for row in ROWS if row.letter}
    table = Allocation._meta.db_table
    acts = Event.objects.filter(kind__in=owed, subject_table=table).values_list("subject_id", "kind")
    letters = Letter.objects.filter(about_table=table)
    assert Counter((int(key), owed[kind]) for key, kind in acts) == Counter(letters.values_list("about_id", "kind"))
    of_this_year = Allocation.objects.filter(round__academic_year=year).values_list("pk", flat=True)
    first = Allocation.objects.filter(school__in=OPENED_FIRST).values_list("pk", flat=True)
    waiting = letters.filter(status=Status.SIGNED)
    assert not waiting.filter(about_id__in={*of_this_year, *first}).exists()
    left = waiting.first()
    assert left and issue(left.pk), "the worker makes those of the earlier years"


def _there_are_rare_cases(today: date) -> None:
    now = Allocation.objects.filter(round__status=RoundState.OPEN)
    recorded = now.get(settlements__how=Settlement.How.RECORDED)
    window = open_period(recorded, "contest")
    assert window and window.due_on > today, "it can still be contested"
    assert now.get(high_risk_since__isnull=False).band == "C"
    assert Conflict.objects.get().allocation.status == State.WITH_OFFICER
    schools = School.objects.filter(is_open=True)
    assert schools.filter(lacks_officer(AssignmentRole.SIP, today)).exists()
    assert schools.filter(lacks_lead(today)).get().allocations.filter(status=State.IDENTIFIED).exists()
    assert Post.objects.filter(in_force(today), role="acting_headteacher").exists()
    leads = Post.objects.filter(in_force(today), role__in=LEADS).values_list("user__email", flat=True)
    assert [email for email, schools in Counter(leads).items() if schools > 1] == ["head2@demo.example"]
    shown = Evidence.objects.filter(position__isnull=False)
    assert shown.exclude(url="").exists() and shown.filter(upload__isnull=False).exists()
    assert set(shown.values_list("party", flat=True)) == {Party.SIP, Party.SCHOOL}
    assert Draft.objects.count() == 3
    assert Position.objects.filter(extra_days__len=1).exists(), "days for a first headship"


def _times_are_offered(today: date) -> None:
    """Some wait for a school, some for a partner; and partners have days to give."""
    waiting = TimesOffer.objects.values_list("status", "by_school")
    assert sorted(waiting) == [("none_suits", False), ("open", False), ("open", True)]
    assert ContractedDays.objects.filter(academic_year=academic_year(today)).count() == 2 and Leave.objects.exists()


def _a_case_stands_at_each_stage(today: date) -> None:
    """Each reached by real letters, given with their PDFs and proven; nobody who writes one signs it."""
    stages = Counter(Case.objects.values_list("status", flat=True))
    assert stages == {
        CaseState.OPENED: 2,
        CaseState.DISCUSSED: 1,
        CaseState.PREFORMAL: 1,
        CaseState.FORMAL: 1,
        CaseState.CONCERNS_WRITTEN: 1,
        CaseState.IN_CATEGORY: 1,
        CaseState.REMOVED: 1,
    }
    assert Case.objects.get(restricted=True).named.get().email == "dcs@demo.example"
    given = CaseLetter.objects.filter(status=LetterState.GIVEN)
    assert Counter(given.values_list("kind", flat=True)) == {
        "preformal_notice": 3,
        "formal_notice": 1,
        "notice_removed": 1,
        "academy_considered": 1,
        "academy_concerns": 1,
    }
    assert not given.exclude(letter__status=Status.ISSUED).exists()
    assert not Recipient.objects.filter(letter__in=given.values("letter"), delivery__isnull=True).exists(), "proven"
    assert not given.filter(letter__signed_by__in=F("writers")).exists()
    assert CaseLetter.objects.exclude(status=LetterState.GIVEN).get().status == LetterState.PRESENTED
    runs = given.get(case__status=CaseState.PREFORMAL)
    assert runs.period_ends_on and runs.period_ends_on >= today
    judged = [action.findings.exists() for action in runs.required_actions.all()]
    assert judged == [True, True, False]
    plan = ActionPlan.objects.get()
    assert plan.status == PlanState.AWAITED and plan.notice.case.school_id == CHAIR2_SCHOOL


def _nothing_lies_ahead(today: date) -> None:
    """Nothing happened later than today, and every message went on its day."""
    assert not Event.objects.filter(at__gt=clock.now()).exists()
    assert not Message.objects.exclude(status="sent").exclude(created_at=clock.now()).exists()
    assert not Message.objects.filter(status="sent", sent_at__gt=F("due_at")).exists()
    assert {"allocation_reminder", "allocation_late"} <= set(Message.objects.values_list("kind", flat=True))
    assert not Position.objects.filter(taken_on__week_day__in=(1, 7)).exists(), "nobody works at the weekend"


def _accounts_have_their_work(today: date) -> None:
    assert [account.email for account in ACCOUNTS] == [f"{name}@demo.example" for name in WAITING]
    for account, (name, expected) in zip(ACCOUNTS, WAITING.items(), strict=True):
        user = User.objects.get(email=account.email)
        waiting = waiting_for(roles_of(user, today))
        assert all(item.due or item.since for item in waiting), "by when, or since when"
        routes = Counter(resolve(item.href).url_name for item in waiting)
        later = {route: routes.pop(route) for route in list(routes) if route in OF_VISITS}
        of_teams = {route: routes.pop(route) for route in list(routes) if route in OF_TEAMS}
        assert routes == expected, name
        assert name != "finance" or "team_action" in of_teams
        # How many of these wait depends on where in a term the day lies.
        if name == "sip":
            assert set(later) == {"report", "summary", "times", "visit_hold"}
    assert Allocation.objects.get(school=HEAD_SCHOOL, status=State.PROPOSED)
    assert Allocation.objects.get(school=HEAD2_SCHOOL, status=State.DECIDED)
    mine = Assignment.objects.filter(in_force(today), user__email="sip@demo.example").values("school")
    assert Allocation.objects.filter(school__in=mine, status=State.WITH_OFFICER).count() == 1
    assert User.objects.exclude(password__startswith="!").count() == len(ACCOUNTS), "nobody else can sign in"
    for account in ACCOUNTS:
        client = Client()
        signed_in: Any = client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
        assert (signed_in.status_code, signed_in["Location"]) == (302, "/")
        page: Any = client.get("/")
        assert page.status_code == 200
        assert account.name in page.content.decode()


def test_it_is_not_put_into_somebody_s_database(settings: Any) -> None:
    settings.DEMO = True
    people.person()
    with pytest.raises(CommandError, match="holds other people's data"):
        call_command("seed_demo")


def test_it_is_for_the_demonstration_alone() -> None:
    with pytest.raises(CommandError, match="for the demonstration only"):
        call_command("seed_demo")


def test_names_are_obviously_made_up_and_told_apart() -> None:
    made = schools()
    assert len({s.name for s in made}) == len({s.urn for s in made}) == len(made) == 60
    made_up = re.compile(
        "Example|Sample|Placeholder|Mock|Testwood|Pretend|Fictional|Imaginary|Specimen|Template|Invented|Madeup|"
        "Nowhere|Dummy|Prototype|Hypothetical|Supposed|Notional"
    )
    assert all(made_up.search(s.name) for s in made)
    assert {s.type for s in made} >= {"community", "aided", "converter", "special", "nursery"}
