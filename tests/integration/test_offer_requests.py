"""Requests of a school under the framework's offer: who asks, who answers by when, and what is told to whom."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from monitoring.offer.models import OfferRequest
from monitoring.offer.request import actions
from monitoring.offer.request.policies import check_offered
from monitoring.offer.request.promises import PROMISE
from schools.models import AssignmentRole, School
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import events, people, schools
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
