"""Requests of a school under the framework's offer: who asks, who answers by when, and what is told to whom."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.test import Client

from allocations.proposal import actions as proposals
from monitoring.offer.models import OfferRequest
from monitoring.offer.request import actions
from monitoring.offer.request.policies import check_offered, line_of
from monitoring.offer.request.promises import PROMISE
from monitoring.visits.days.queries import ledgers
from monitoring.visits.visit import actions as plans
from schools.models import AssignmentRole, School
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.framework.queries import of_the_repository
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, events, people, schools, visits
from tests.integration.test_offer_events import some_bands_only

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("P6")]
ONE = timedelta(days=1)
# Ten working days after Friday 20 November 2026.
DUE = date(2026, 12, 4)


@pytest.fixture
def school() -> School:
    return schools.school("Example Asking School")


@pytest.fixture
def head(school: School) -> User:
    return people.post(school, "headteacher").user


@pytest.fixture
def partner(school: School) -> User:
    return people.assign(school).user


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Denied) as denied, transaction.atomic():
        act()
    return denied.value.code


def mails(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("email", flat=True))


ACTS: dict[str, Callable[[OfferRequest, User, User], object]] = {
    "arrange": lambda asked, head, by: actions.arrange(asked, day=DUE + ONE, answer="Then.", by=by, on=TODAY),
    "decline": lambda asked, head, by: actions.decline(asked, answer="No.", by=by, on=TODAY),
    "withdraw": lambda asked, head, by: actions.withdraw(asked, reason="", by=head, on=TODAY),
}
# By hand: what can be done in each state.
MATRIX: dict[str, set[str]] = {
    "asked": {"arrange", "decline", "withdraw"},
    "arranged": {"arrange", "withdraw"},
    "declined": set(),
    "withdrawn": set(),
}


@pytest.mark.parametrize("state", MATRIX)
@pytest.mark.parametrize("act", ACTS)
def test_what_can_be_done_in_each_state(state: str, act: str, school: School, head: User, partner: User) -> None:
    asked = events.asked(school, head, state, by=partner)
    assert asked.status == state
    if act in MATRIX[state]:
        ACTS[act](asked, head, partner)
    else:
        assert refusal(lambda: ACTS[act](asked, head, partner)) in {"wrong_state", "ended"}


def test_each_side_does_its_own_part(school: School, head: User, partner: User) -> None:
    other = people.person(role="sip")
    clerk, chair = (people.post(school, role).user for role in ("clerk", "chair"))
    for by in (clerk, partner, other):
        assert refusal(lambda by=by: events.asked(school, by, by=partner)) == "not_the_school"
    asked = events.asked(school, chair, by=partner)
    for by in (head, chair, other):
        for act in ("arrange", "decline"):
            assert refusal(lambda act=act, by=by: ACTS[act](asked, head, by)) == "not_the_officer"
    assert refusal(lambda: ACTS["withdraw"](asked, partner, partner)) == "not_the_school"


def test_the_partner_answers_within_the_days_of_the_file(school: School, head: User, partner: User) -> None:
    asked = events.asked(school, head, by=partner)
    assert asked.due_on == DUE
    assert mails("offer_request_asked") == [partner.email]
    (item,) = waiting_for(roles_of(partner, TODAY))
    assert (item.about, item.due) == (school.name, DUE) and item.is_late(DUE + ONE)
    actions.arrange(asked, day=DUE + ONE, answer="", by=partner, on=DUE + ONE)
    assert waiting_for(roles_of(partner, TODAY)) == []
    assert mails("offer_request_arranged") == [head.email]
    (row,) = PROMISE.rows(roles_of(partner, TODAY), 2026)
    assert (row.due, row.kept, row.of_school, row.of_partner) == (DUE, DUE + ONE, school.pk, partner.pk)


def test_a_principal_officer_answers_where_there_is_no_partner(school: School, head: User) -> None:
    officer = people.person(role="principal_officer")
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    events.asked(school, head, by=officer)
    assert [item.about for item in waiting_for(roles_of(officer, TODAY))] == [school.name]
    partner = people.assign(school).user
    assert waiting_for(roles_of(officer, TODAY)) == []
    assert len(waiting_for(roles_of(partner, TODAY))) == 1


def test_what_was_withdrawn_is_owed_no_more(school: School, head: User, partner: User) -> None:
    asked = events.asked(school, head, "withdrawn", by=partner)
    assert asked.due_on is None
    assert mails("offer_request_withdrawn") == [partner.email]
    assert not PROMISE.rows(roles_of(partner, TODAY), 2026).exists()


def test_an_arranged_day_is_changed_and_told_again(school: School, head: User, partner: User) -> None:
    asked = events.asked(school, head, "arranged", by=partner)
    same = {"day": events.DAY, "answer": "See you then."}
    assert refusal(lambda: actions.arrange(asked, **same, by=partner, on=TODAY)) == "no_change"
    assert refusal(lambda: actions.arrange(asked, day=TODAY - ONE, answer="", by=partner, on=TODAY)) == "past"
    actions.arrange(asked, day=events.DAY + ONE, answer="", by=partner, on=TODAY)
    told = Message.objects.filter(kind="offer_request_arranged").values_list("subject", flat=True)
    assert [subject.partition(": ")[2] for subject in told.order_by("-subject")] == [
        "your request is moved to Saturday 5 December 2026",
        "your request is arranged for Friday 4 December 2026",
    ]
    after = events.DAY + 2 * ONE
    assert refusal(lambda: actions.withdraw(asked, reason="", by=head, on=after)) == "past"


def test_what_the_band_does_not_give_is_refused_with_the_reason(school: School, head: User, partner: User) -> None:
    given = some_bands_only("D")
    assert given.framework is not None
    offers = tuple(
        each.model_copy(update={"bands": ("A",) if each.id == "consultancy" else each.bands})
        for each in given.framework.offers
    )
    narrowed = type(given)(given.framework.model_copy(update={"offers": offers}), "D")
    with pytest.raises(Denied) as denied:
        check_offered("consultancy", narrowed)
    assert denied.value.sentence == (
        "The framework does not offer “Consultancy from the service” to a school with Band D."
    )
    assert check_offered("further-visits", narrowed).answered_within == 10
    for offer in ("headteacher-briefings", "nothing"):
        said = {"details": "x", "wished": "", "by": head, "on": TODAY}
        assert refusal(lambda offer=offer, said=said: actions.ask(school, offer, **said)) == "not_offered"


def test_the_database_keeps_the_states(school: School, head: User, partner: User) -> None:
    asked = events.asked(school, head, by=partner)
    with pytest.raises(DatabaseError), transaction.atomic():
        OfferRequest.objects.filter(pk=asked.pk).update(status="withdrawn")


def test_a_school_reads_its_own_requests_alone(school: School, head: User, partner: User) -> None:
    elsewhere = schools.school("Example Other School")
    other = people.post(elsewhere, "headteacher").user
    asked = events.asked(school, head, by=partner)
    for user, found in ((head, True), (partner, True), (other, False)):
        browser = Client()
        browser.force_login(user)
        assert (browser.get(asked.get_absolute_url()).status_code == 200) is found
        assert (school.name in browser.get("/offer-requests/").text) is found


class TestVisits:
    """A request leads to its visit, which uses the line of days that the framework names."""

    @pytest.mark.feature("A9")
    def test_each_kind_uses_its_line(self) -> None:
        rules = of_the_repository()
        found = {each.id: line_of(each, rules) for each in rules.offers if each.visit_kind}
        assert found == {
            "headteacher-shortlisting": "",
            "headteacher-final-interview": "",
            "performance-management": "performance-management",
            "new-to-headship": "new-to-headship",
            "further-visits": "",
        }
        # What uses a line is printed as that line, and not again among what has no days.
        printed = " ".join(rules.offers_of("A"))
        assert "performance management" not in printed and "new to headship" not in printed
        assert rules.offer("further-visits") is not None and "buy further visits" in printed

    @pytest.mark.parametrize(("ticked", "code"), [((), "no_extra_days"), (("new-to-headship",), "")])
    def test_days_for_a_new_head_are_ticked_by_a_person(self, ticked: tuple[str, ...], code: str) -> None:
        school, head, partner = in_band_a(ticked)
        if code:
            # A first headship that is on record at the post gives no days: they are ticked with the band.
            school.posts.filter(user=head).update(first_headship=True)
            assert refusal(lambda: ask_for(school, head, "new-to-headship")) == code
            return
        asked = planned_from(ask_for(school, head, "new-to-headship"), partner, "new-to-headship")
        (row,) = (row for row in ledgers(of(school), 2026)[school.pk].rows if row.line == "new-to-headship")
        assert (row.allowed, row.planned) == (2, 1) and asked.has_visit

    def test_the_visit_counts_in_the_line_of_the_request(self) -> None:
        school, head, partner = in_band_a()
        asked = ask_for(school, head, "performance-management")
        told = page(head, f"/schools/{school.pk}/offer/performance-management/ask/")
        assert "This year you have 1 day: 0 days used, 0 days planned, 1 day left." in told
        assert "Your school has already asked for this." in told
        assert refusal(lambda: planned_from(asked, partner, "core-visit")) == "no_kind"
        asked = planned_from(asked, partner, "performance-management")
        (row,) = (row for row in ledgers(of(school), 2026)[school.pk].rows if row.line == "performance-management")
        assert (row.allowed, row.planned) == (1, 1)
        assert (asked.status, asked.takes_place) == ("arranged", events.DAY)
        # The head asked and is told of the visit: not once more of the request.
        assert mails("visit_planned") == [head.email]
        assert mails("offer_request_arranged") == []
        assert refusal(lambda: planned_from(asked, partner, "performance-management")) == "has_visit"

    def test_a_chair_who_asked_is_told_too(self, school: School, head: User, partner: User) -> None:
        chair = people.post(school, "chair").user
        planned_from(events.asked(school, chair, by=partner), partner, "brokered")
        assert (mails("visit_planned"), mails("offer_request_arranged")) == ([head.email], [chair.email])

    def test_a_planned_visit_is_linked(self, school: School, head: User, partner: User) -> None:
        asked = ask_for(school, head, "performance-management")
        elsewhere = schools.school("Example Other School")
        people.assign(elsewhere, partner)
        right = visits.planned(school, partner, events.DAY, kind="performance-management")
        for visit, code in (
            (visits.planned(elsewhere, partner, events.DAY + ONE, kind="performance-management"), "other_school"),
            (visits.planned(school, partner, events.DAY - ONE), "other_kind"),
        ):
            linked = {"answer": "", "by": partner, "on": TODAY}
            assert refusal(lambda visit=visit, said=linked: actions.link_visit(asked, visit, **said)) == code
        asked = actions.link_visit(asked, right, answer="", by=partner, on=TODAY)
        assert (asked.visit, asked.takes_place) == (right, events.DAY)
        assert mails("offer_request_arranged") == [head.email]
        assert refusal(lambda: actions.link_visit(asked, right, answer="", by=partner, on=TODAY)) == "no_change"

    def test_each_page_leads_to_the_other(self, school: School, head: User, partner: User) -> None:
        asked = events.asked(school, head, "with a visit", by=partner)
        for user in (head, partner):
            assert f'href="/visits/{asked.visit_id}/"' in page(user, asked.get_absolute_url())
            assert f'href="{asked.get_absolute_url()}"' in page(user, f"/visits/{asked.visit_id}/")

    def test_what_becomes_of_the_visit_is_seen(self, school: School, head: User, partner: User) -> None:
        asked = events.asked(school, head, "with a visit", by=partner)
        later = visits.one_day(events.DAY + 3 * ONE)
        plans.reschedule(asked.visit, dates=later, reason="", by=partner, on=TODAY)
        for address in (asked.get_absolute_url(), "/offer-requests/"):
            assert "Monday 7 December 2026" in page(head, address)
        assert waiting_for(roles_of(partner, TODAY)) == []
        plans.cancel(asked.visit, reason="Snow.", ended_by="The school", by=partner, on=TODAY)
        asked.refresh_from_db()
        assert asked.lost_visit and asked.takes_place is None
        assert "Visit to be planned again" in page(head, "/offer-requests/")
        assert "was cancelled" in page(head, asked.get_absolute_url())
        (item,) = waiting_for(roles_of(partner, TODAY))
        assert item.title == "Plan another visit for a request: Consultancy from the service"
        planned_from(asked, partner, "brokered")
        assert waiting_for(roles_of(partner, TODAY)) == []

    def test_a_withdrawn_request_says_that_its_visit_is_planned(
        self, school: School, head: User, partner: User
    ) -> None:
        asked = events.asked(school, head, "with a visit", by=partner)
        actions.withdraw(asked, reason="", by=head, on=TODAY)
        for user in (head, partner):
            assert "is still planned." in page(user, asked.get_absolute_url())
        assert "The school has withdrawn this request." in page(partner, f"/visits/{asked.visit_id}/")
        told = Message.objects.get(kind="offer_request_withdrawn")
        assert "Please decide what happens to the visit" in told.body
        plans.cancel(asked.visit, reason="Not needed.", ended_by="The school", by=partner, on=TODAY)
        assert "is still planned" not in page(partner, asked.get_absolute_url())


def in_band_a(ticked: tuple[str, ...] = ()) -> tuple[School, User, User]:
    """A school that agreed band A with extra days ticked, its headteacher and its partner."""
    made = allocations.scene()
    case = allocations.case(made.allocation.framework, "A", extra_days=ticked)
    proposals.propose(made.allocation, by=made.sip, on=allocations.PROPOSED, choice=case)
    allocations.agree(made, "A")
    return made.school, made.head, made.sip


def ask_for(school: School, head: User, offer: str) -> OfferRequest:
    return actions.ask(school, offer, details="Please.", wished="", by=head, on=TODAY)


def planned_from(asked: OfferRequest, by: User, kind: str) -> OfferRequest:
    dates, details = visits.one_day(events.DAY), visits.facts(by, kind=kind)
    return actions.plan_visit(asked, dates=dates, details=details, answer="", by=by, on=TODAY)


def of(school: School) -> QuerySet[School]:
    return School.objects.filter(pk=school.pk)


def page(user: User, address: str) -> str:
    browser = Client()
    browser.force_login(user)
    return browser.get(address).text
