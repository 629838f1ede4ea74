"""Whoever sends something from a school gets a receipt, once; so do those who hold the same part."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from allocations.answer import actions as answers
from allocations.models import TimeRequest
from allocations.more_time import actions as more_time
from allocations.states import Party, State
from monitoring.notices.consents.actions import end_consent, record_consent
from monitoring.notices.plans import actions as plans
from monitoring.notices.states import CaseState
from monitoring.offer.booking import actions as bookings
from monitoring.offer.request import actions as offer_requests
from monitoring.plans.plan import actions as partnership
from monitoring.plans.reviews import actions as plan_reviews
from monitoring.plans.states import PlanState as PartnershipState
from monitoring.service import actions as service
from monitoring.support.brokered.actions import agreeing, asking
from monitoring.support.offers.actions import keep_offer
from monitoring.support.states import SupportState
from monitoring.team.support import actions as team_support
from monitoring.visits.agreed import actions as agreed
from monitoring.visits.models import AgreedAction, Report
from monitoring.visits.more_days import actions as more_days
from monitoring.visits.offers import actions as offer_actions
from monitoring.visits.prompts import actions as prompts
from monitoring.visits.report.actions import issuing
from schools.receipts.kinds import SENT
from sil import clock
from sil.accounts.models import User
from sil.outbox.models import Message
from tests.access_table import GOVERNANCE, LEADS, ROWS
from tests.conftest import TODAY
from tests.factories import (
    action_plans,
    allocations,
    cases,
    events,
    offers,
    people,
    reports,
    schools,
    statements,
    support,
    teams,
    visits,
)
from tests.factories import plans as partnership_plans

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T14")]


@dataclass(frozen=True)
class Sending:
    """Something that was sent: by whom, who else holds the same part, and what the receipt names."""

    by: User
    also: User
    subject: str
    first: str
    # Somebody of the school who holds another part, and gets none.
    none: User | None = None


def _allocation(state: State, act: Callable[[Any], Any], subject: str) -> Callable[[], Sending]:
    def send() -> Sending:
        made = allocations.scene(state)
        also = people.post(made.school, "acting_headteacher").user
        Message.objects.all().delete()
        act(made)
        return Sending(made.head, also, subject, made.school.name, made.chair)

    return send


def _days(*, withdraws: bool) -> Callable[[], Sending]:
    def send() -> Sending:
        school = schools.school()
        people.assign(school)
        head, also = (people.post(school, role).user for role in ("headteacher", "acting_headteacher"))
        asked = more_days.ask(school, days=Decimal(1), reason="Two new teachers.", by=head, on=TODAY)
        if not withdraws:
            return Sending(head, also, "request for 1 day more support", school.name)
        Message.objects.filter(kind="receipt").delete()
        more_days.withdraw(asked, by=head, on=TODAY)
        return Sending(head, also, "withdrawal of the request for 1 day more support", school.name)

    return send


def _asks_for_time(made: Any) -> TimeRequest:
    day = made.allocation.due_on + timedelta(days=2)
    return more_time.ask(made.allocation, day=day, reason="Two are away.", by=made.head, on=TODAY)


def _takes_back_time(made: Any) -> TimeRequest:
    asked = _asks_for_time(made)
    Message.objects.filter(kind="receipt").delete()
    return more_time.withdraw(asked, by=made.head, on=TODAY)


def _agreed_yesterday() -> Sending:
    made = allocations.scene(State.PROPOSED)
    also = people.post(made.school, "acting_headteacher").user
    allocations.agree(made, on=TODAY)
    Message.objects.all().delete()
    answers.take_back(made.allocation, by=made.head, on=TODAY)
    return Sending(made.head, also, "withdrawal of the agreement", made.school.name)


def _withdrawn() -> Sending:
    made = allocations.scene(State.WITH_OFFICER)
    also = people.post(made.school, "acting_headteacher").user
    Message.objects.all().delete()
    read = made.read(Party.SCHOOL)
    answers.withdraw_case(made.allocation, by=made.head, on=TODAY, position_id=read, reason="A wrong figure.")
    return Sending(made.head, also, "withdrawal of the disagreement", made.school.name)


def _preparation(withdraws: bool) -> Callable[[], Sending]:
    def send() -> Sending:
        made = reports.scene()
        also = people.post(made.school, "acting_headteacher").user
        visit = visits.planned(made.school, made.sip, TODAY + timedelta(days=7))
        who: dict[str, Any] = {"by": made.head, "on": TODAY}
        saved = prompts.save_prompts(visit, answers={"worry": "Staffing."}, version=0, **who)
        sent = prompts.send_prompts(visit, version=saved.version, **who)
        if not withdraws:
            return Sending(made.head, also, "preparation for the core visit", made.school.name, made.chair)
        Message.objects.filter(kind="receipt").delete()
        prompts.withdraw_prompts(visit, version=sent.version, reason="Sent too early.", **who)
        return Sending(made.head, also, "withdrawal of the preparation", made.school.name, made.chair)

    return send


def _times(act: str) -> Callable[[], Sending]:
    def send() -> Sending:
        made = reports.scene()
        also = people.post(made.school, "acting_headteacher").user
        if act in ("offer", "withdraw"):
            own = offers.offered(made.school, made.head, by_school=True)
            if act == "offer":
                return Sending(made.head, also, "times offered for the core visit", made.school.name, made.chair)
            Message.objects.filter(kind="receipt").delete()
            offer_actions.withdraw(own, reason="The day is taken.", by=made.head, on=TODAY)
            return Sending(made.head, also, "withdrawal of the times", made.school.name, made.chair)
        offered = offers.offered(made.school, made.sip)
        if act == "none":
            offer_actions.none_suits(offered, reason="We are away.", by=made.head, on=TODAY)
            return Sending(made.head, also, "answer that none of the times", made.school.name, made.chair)
        offer_actions.choose(offered, time=offered.times.all()[0].pk, by=made.head, on=TODAY)
        return Sending(made.head, also, "choice of Thursday 3 December 2026", made.school.name, made.chair)

    return send


def _financial_support(*, withdraws: bool) -> Callable[[], Sending]:
    def send() -> Sending:
        made = reports.scene()
        also = people.post(made.school, "acting_headteacher").user
        request = teams.asked(teams.set_up(made.school, made.sip), made.head)
        if not withdraws:
            return Sending(made.head, also, "request for financial support", made.school.name, made.chair)
        Message.objects.filter(kind="receipt").delete()
        team_support.withdraw(request, by=made.head, on=TODAY)
        return Sending(made.head, also, "withdrawal of the request for financial", made.school.name, made.chair)

    return send


def _report_answer() -> Sending:
    made = reports.scene()
    reports.walk(made, "issued")
    also = people.post(made.school, "acting_headteacher").user
    report = Report.objects.get(visit=made.visit)
    newest = report.versions.order_by("-number")[0]
    said = {"reading": "Year 5, not Year 6."}
    issuing.ask_corrections(report, by=made.head, on=TODAY, version_id=newest.pk, corrections=said, reply=0)
    return Sending(made.head, also, "request for corrections about the report", made.school.name, made.chair)


def _plan(withdraws: bool) -> Callable[[], Sending]:
    def send() -> Sending:
        made = cases.scene(CaseState.FORMAL)
        action_plans.send(made)
        if not withdraws:
            return Sending(made.chair, made.clerk, "action plan of the governing body", made.school.name, made.head)
        Message.objects.filter(kind="receipt").delete()
        plans.withdraw(made.plan, by=made.chair, on=TODAY, number=1, reason="A draft.")
        return Sending(made.chair, made.clerk, "withdrawal of the action plan", made.school.name, made.head)

    return send


def _shown() -> Sending:
    made = cases.scene(CaseState.FORMAL)
    statements.sent(made, made.notice())
    return Sending(made.chair, made.clerk, "evidence of what has been done", made.school.name, made.head)


def _consent(ends: bool) -> Callable[[], Sending]:
    def send() -> Sending:
        school = schools.school()
        post = people.post(school, "chair")
        clerk, head = (people.post(school, role).user for role in ("clerk", "headteacher"))
        said: dict[str, Any] = {"by": post.user, "on": TODAY}
        made = record_consent(post, given_on=TODAY, words="Email is quicker.", **said)
        if not ends:
            return Sending(post.user, clerk, "agreement to have notices by email", school.name, head)
        Message.objects.filter(kind="receipt").delete()
        end_consent(made, **said)
        return Sending(post.user, clerk, "end of notices by email", school.name, head)

    return send


def _concern(again: bool) -> Callable[[], Sending]:
    def send() -> Sending:
        school = schools.school()
        head, also = (people.post(school, role).user for role in ("headteacher", "acting_headteacher"))
        chair = people.post(school, "chair").user
        raised = service.raise_concern(school=school, text="Nobody came.", by=head, on=TODAY)
        if not again:
            return Sending(head, also, "concern about the service", school.name, chair)
        officer = people.person(role="principal_officer")
        service.answer(raised, text="We are sorry.", outcome="upheld", by=officer, on=TODAY)
        Message.objects.filter(kind="receipt").delete()
        service.reopen(raised, text="Nobody came again.", by=head, on=TODAY)
        return Sending(head, also, "reply to our answer", school.name, chair)

    return send


def _action_said() -> Sending:
    made = reports.scene("issued")
    also = people.post(made.school, "acting_headteacher").user
    action = AgreedAction.objects.get(visit=made.visit, place=1)
    agreed.tell(action, progress="done", note="All teachers do.", by=made.head, on=TODAY)
    return Sending(made.head, also, "update on an action agreed on Monday 16 November", made.school.name, made.chair)


def _partnership(state: PartnershipState) -> Callable[[], Sending]:
    def send() -> Sending:
        made = partnership_plans.scene(state)
        also = people.post(made.school, "acting_headteacher").user
        Message.objects.filter(kind="receipt").delete()
        if state == PartnershipState.WRITING:
            partnership_plans.agree(made, made.head, on=TODAY)
            return Sending(made.head, also, "agreement to the School Partnership", made.school.name, made.chair)
        partnership.change(made.plan, by=made.head, on=TODAY, reason="The target was met early.")
        return Sending(made.head, also, "wish to change the School Partnership", made.school.name, made.chair)

    return send


def _support(state: SupportState, act: Callable[[Any, User], Any], subject: str) -> Callable[[], Sending]:
    """What a head does with support in a state; who else leads the school gets the receipt, too."""

    def send() -> Sending:
        made = support.scene()
        also = people.post(made.school, "acting_headteacher").user
        there = support.walk(made, state)
        Message.objects.filter(kind="receipt").delete()
        act(there, made.head)
        return Sending(made.head, also, subject, made.school.name, people.post(made.school, "chair").user)

    return send


def _booking(cancels: bool) -> Callable[[], Sending]:
    def send() -> Sending:
        school = schools.school()
        head, also = (people.post(school, role).user for role in ("headteacher", "acting_headteacher"))
        chair = people.post(school, "chair").user
        event = events.opened(people.person(role="principal_officer"), title="Spring briefing")
        (made,) = events.booked(event, school, head, "Ann Example")
        if not cancels:
            return Sending(head, also, "booking of “Spring briefing”", school.name, chair)
        Message.objects.filter(kind="receipt").delete()
        bookings.cancel(made, by=head, on=TODAY)
        return Sending(head, also, "cancelled booking of Ann Example at “Spring briefing”", school.name, chair)

    return send


def _offer_request(withdraws: bool) -> Callable[[], Sending]:
    def send() -> Sending:
        school = schools.school()
        people.assign(school)
        head, also = (people.post(school, role).user for role in ("headteacher", "acting_headteacher"))
        chair = people.post(school, "chair").user
        made = events.asked(school, head, by=head)
        if not withdraws:
            return Sending(head, also, "request for “Consultancy from the service”", school.name, chair)
        Message.objects.filter(kind="receipt").delete()
        offer_requests.withdraw(made, reason="", by=head, on=TODAY)
        return Sending(head, also, "withdrawal of the request for “Consultancy", school.name, chair)

    return send


def _support_asked() -> Sending:
    made = support.scene()
    also = people.post(made.school, "acting_headteacher").user
    support.asked(made, by=made.head)
    return Sending(made.head, also, "request for support with Reading", made.school.name)


def _support_offered(*, changes: bool) -> Callable[[], Sending]:
    def send() -> Sending:
        made = support.scene()
        also = people.post(made.school, "acting_headteacher").user
        there = support.offer(made.school, made.head)
        if changes:
            Message.objects.filter(kind="receipt").delete()
            typed = ("topic", "text", "phases", "starts_on", "ends_on")
            facts = {name: getattr(there, name) for name in typed} | {"days_a_year": Decimal(1)}
            keep_offer(made.school, there, facts, by=made.head, on=TODAY)
        return Sending(made.head, also, "offer to other schools of help with Reading", made.school.name)

    return send


def _plan_comment() -> Sending:
    made = partnership_plans.scene(PartnershipState.AGREED)
    also = people.post(made.school, "acting_headteacher").user
    review = partnership_plans.review(made, on=TODAY)
    Message.objects.filter(kind="receipt").delete()
    key = review.ratings.get().agreed_id
    plan_reviews.comment(review, by=made.head, on=TODAY, said={key: "We see it too."})
    return Sending(made.head, also, "comment on the review of the School Partnership", made.school.name, made.chair)


# Each address by which somebody at a school sends something, written out by hand.
SENDS: dict[str, Callable[[], Sending]] = {
    "more_days_ask": _days(withdraws=False),
    "more_days_withdraw": _days(withdraws=True),
    "more_time_ask": _allocation(State.PROPOSED, _asks_for_time, "request for more time to answer about the"),
    "more_time_withdraw": _allocation(
        State.PROPOSED, _takes_back_time, "withdrawal of the request for more time to answer about the"
    ),
    "allocation_agree": _allocation(State.PROPOSED, allocations.agree, "agreement to the"),
    "allocation_accept": _allocation(State.DECIDED, allocations.accept, "acceptance of the decision"),
    "allocation_take_back": _agreed_yesterday,
    "allocation_disagree_check": _allocation(State.PROPOSED, allocations.disagree, "disagreement with the"),
    "allocation_refer": _allocation(State.DECIDED, allocations.refer, "referral of the"),
    "allocation_withdraw_answer": _withdrawn,
    "visit_prepare": _preparation(withdraws=False),
    "visit_prepare_withdraw": _preparation(withdraws=True),
    "times_offer": _times("offer"),
    "times": _times("choose"),
    "team_support_ask": _financial_support(withdraws=False),
    "team_support_withdraw": _financial_support(withdraws=True),
    "times_none": _times("none"),
    "times_withdraw": _times("withdraw"),
    "report_answer": _report_answer,
    "agreed_action_tell": _action_said,
    "action_plan_send": _plan(withdraws=False),
    "action_plan_withdraw": _plan(withdraws=True),
    "statement_send": _shown,
    "email_consent": _consent(ends=False),
    "email_consent_end": _consent(ends=True),
    "partnership_plan_agree": _partnership(PartnershipState.WRITING),
    "partnership_plan_change": _partnership(PartnershipState.AGREED),
    "school_event": _booking(cancels=False),
    "event_booking_cancel": _booking(cancels=True),
    "offer_request_ask": _offer_request(withdraws=False),
    "offer_request_withdraw": _offer_request(withdraws=True),
    "plan_review_comment": _plan_comment,
    "service_concern_raise": _concern(again=False),
    "service_concern_reopen": _concern(again=True),
    "support_ask": _support_asked,
    "support_agree": _support(
        SupportState.MATCHED, lambda made, head: agreeing.agree(made, by=head, on=TODAY), "agreement to the support"
    ),
    "support_withdraw": _support(
        SupportState.MATCHED,
        lambda made, head: asking.withdraw(made, reason="No.", by=head, on=TODAY),
        "withdrawal of the support",
    ),
    "support_evaluate": _support(SupportState.DELIVERED, support.evaluated, "evaluation of the support"),
    "support_conflict": _support(
        SupportState.MATCHED,
        lambda made, head: asking.declare(made, what="other", text="I know them.", by=head, on=TODAY),
        "declaration of an interest",
    ),
    "support_offer_add": _support_offered(changes=False),
    "support_offer_change": _support_offered(changes=True),
}
# The other addresses that take a post of somebody at a school, and why nothing is sent there.
SENDS_NOTHING = {
    "allocation_disagree": "saves a draft",
    "assistant_change": "changes what somebody at the school may see and prepare",
    "assistant_end": "ends what somebody at the school may see and prepare",
    "assistant_give": "gives somebody at the school parts of the head's own work; they get the email",
    "assistant_invite_again": "writes the invitation of somebody at the school anew",
    "assistant_keep": "keeps what somebody at the school may see and prepare",
    "allocation_disagree_step": "saves a draft",
    "evidence_add": "puts a document beside a draft",
    "evidence_remove": "takes a document from a draft",
    "action_plan_write": "saves a draft",
    "plan_objective": "saves a draft",
    "plan_objective_add": "begins a draft that both sides write",
    "plan_objective_move": "moves a part of a draft",
    "plan_objective_remove": "takes a part from a draft",
    "plan_objective_put_back": "puts a part back into a draft",
    "partnership_plan_take_back": "takes back what had no effect yet; the page says so and the other side is told",
    "partnership_plan_paper": "has a PDF made of what everybody there can read",
    "partnership_plan_give_up": "ends a draft; the version in force has not changed",
    "action_plan_detach": "takes a document from a draft",
    "statement_write": "saves a draft",
    "statement_detach": "takes a document from a draft",
    "event_booking_change": "puts a name right; the place stays, and the page shows it",
    "calendar_renew": "changes the person's own calendar address",
    "survey_answer": "is in confidence, or may be changed until the last day: the page says that it came",
    "event_feedback_give": "may be changed until its last day: the page says that it came",
    "conversation": "stands on its page as soon as it is written, as what it is",
    "school_document_add": "adds to the school's own documents, whose list shows it",
    "school_document_version_add": "adds to the school's own documents, whose page shows it",
    "school_document_change": "changes what the school says of its own document",
    "school_document_take_off": "takes a document off the school's own list, and can be undone there",
    "school_document_put_back": "puts a document back on the school's own list",
    "newsletters_stop": "stops newsletters to the person: the page says so",
    "mail_choice": "changes when the person is written to",
    "saved_filter_add": "keeps a short cut for the person alone",
    "unsent_text": "keeps what the person types for themselves",
    "account_logout": "signs out",
}


def test_every_address_by_which_a_school_sends_is_known() -> None:
    """A new address that takes a post of a school's people is put in one of the two tables above."""
    at_school = LEADS | GOVERNANCE
    posts = {row.route for row in ROWS if row.method == "POST" and row.who & at_school and "anonymous" not in row.who}
    own = {route for route in posts if route.startswith(("account_", "mfa_", "session"))}
    assert posts - own - {*SENDS_NOTHING} <= {*SENDS}
    assert {route for sent in SENT for route in sent.routes} == {*SENDS}


@pytest.mark.promise("weight")
@pytest.mark.parametrize("route", SENDS)
def test_whoever_sends_gets_one_receipt(route: str) -> None:
    """Whoever sends something from a school gets an email at once that says what they sent, when, what is next and whom
    to ask. The others who lead the school, or speak for its governing body, get it too, and nobody gets it twice."""
    with clock.at(TODAY):
        sent = SENDS[route]()
        receipts = list(Message.objects.filter(kind="receipt").order_by("pk"))
        assert sorted(each.email for each in receipts) == sorted([sent.by.email, sent.also.email])
        own, other = (next(r for r in receipts if r.email == who.email) for who in (sent.by, sent.also))
    assert sent.subject in own.subject and sent.first in own.subject and clock.in_words(TODAY) in own.subject
    assert "that you sent on" in own.body and f"that {sent.by.name} sent on" in other.body
    asked = re.search(r"You do not need to do anything now\.|Please (answer|send)", own.body)
    assert (asked is not None) and "If you have a question" in own.body
    assert sent.none is None or sent.none.email not in {each.email for each in receipts}


@pytest.mark.promise("weight")
def test_the_record_says_that_it_was_sent_and_who_got_a_receipt(client: Client) -> None:
    """The page of what was sent says when, by whom, and to whom the receipt went."""
    with clock.at(TODAY):
        made = allocations.scene(State.PROPOSED)
        people.post(made.school, "acting_headteacher", people.person("Otto Example"))
        allocations.disagree(made, on=TODAY)
        client.force_login(made.head)
        page = client.get(f"/allocations/{made.allocation.pk}/").content.decode()
        client.force_login(made.sip)
        of_officer = client.get(f"/allocations/{made.allocation.pk}/").content.decode()
    assert f"you sent this on {clock.in_words(TODAY)} at 10:00" in page
    assert f"A receipt went to {made.head.name} and Otto Example." in page
    assert f"{made.head.name} sent this on {clock.in_words(TODAY)} at 10:00" in of_officer


def test_the_page_of_a_plan_and_of_a_preparation_say_so_too(client: Client) -> None:
    with clock.at(TODAY):
        made = cases.scene(CaseState.FORMAL)
        action_plans.send(made)
        client.force_login(made.chair)
        page = client.get(made.plan.get_absolute_url()).content.decode()
        assert "A receipt went to" in page and made.clerk.name in page
        sending = SENDS["visit_prepare"]()
        client.force_login(sending.by)
        prepared = Message.objects.filter(kind="receipt", email=sending.by.email).latest("created_at")
        path = next(line for line in prepared.body.splitlines() if line.startswith("http")).partition("8000")[2]
        assert "A receipt went to" in client.get(path).content.decode()


def test_a_receipt_of_the_plan_names_what_is_next() -> None:
    made = cases.scene(CaseState.FORMAL)
    action_plans.send(made, on=date(2026, 11, 20))
    body = Message.objects.get(kind="receipt", email=made.chair.email).body
    assert "An officer says for each required action whether the plan is enough." in body
    assert "withdraw it, on the page of the plan" in body
