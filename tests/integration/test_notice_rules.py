"""One literal test for each rule of the law and the framework about notices that a change could break unseen."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from monitoring.notices.giving import actions as giving
from monitoring.notices.letters.recipients import served_on
from monitoring.notices.models import ActionPlan, CaseLetter
from monitoring.notices.signing import actions as signing
from monitoring.notices.states import CaseState, LetterState
from schools.people import actions as people_actions
from sil import clock
from sil.deadlines import actions as deadlines
from sil.deadlines.models import Deadline
from sil.letters.models import Delivery, Method
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import case_letters as letters
from tests.factories import cases, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
MONDAY = date(2026, 11, 23)


def fresh(letter: CaseLetter) -> CaseLetter:
    return CaseLetter.objects.get(pk=letter.pk)


@pytest.mark.feature("C3")
def test_a_notice_is_served_on_the_chair_though_there_is_a_clerk() -> None:
    """Domain 2.3: the addressee is the governing body; its chair is asked before its clerk."""
    made = cases.scene(CaseState.DISCUSSED)
    assert made.clerk.posts.get().role == "clerk"
    letter = letters.signed(made)
    to = served_on(letter)
    assert to is not None and to.user == made.chair
    assert letter.letter is not None
    served = letter.letter.recipients.filter(party="governing_body")
    assert list(served.values_list("user", flat=True)) == [made.chair.pk]


@pytest.mark.feature("C3")
def test_a_notice_is_served_on_the_clerk_where_there_is_no_chair() -> None:
    made = cases.scene(CaseState.DISCUSSED)
    people_actions.end_post(made.chair.posts.get(), ends_on=TODAY - timedelta(days=1), by=None, on=TODAY)
    to = served_on(letters.signed(made))
    assert to is not None and to.user == made.clerk


@pytest.mark.feature("C3")
def test_a_notice_that_was_handed_over_can_be_recorded_the_next_day() -> None:
    """The letter is dated Friday and handed over that day; the officer records it on Monday."""
    made = cases.scene(CaseState.DISCUSSED)
    letter = letters.signed(made, method=Method.HAND)
    with clock.at(MONDAY):
        assert giving.give_due(MONDAY) == 0
        assert fresh(letter).status == LetterState.SIGNED, "only what goes by e-mail lapses on its own"
        letters.serve(made, fresh(letter), done_on=TODAY, on=MONDAY)
    letter = fresh(letter)
    assert (letter.status, letter.given_on, letter.period_starts_on) == (LetterState.GIVEN, TODAY, TODAY)
    assert made.case.status == CaseState.PREFORMAL


@pytest.mark.feature("C3")
def test_a_notice_that_goes_by_email_lapses_the_day_after_its_own_and_not_on_it() -> None:
    made = cases.scene(CaseState.DISCUSSED)
    letter = letters.presented(made)
    letters.sign(made, letter)  # The PDF is never made, so that it cannot go.
    giving.give_due(TODAY)
    assert fresh(letter).status == LetterState.SIGNED
    with clock.at(TODAY + timedelta(days=1)):
        giving.give_due(TODAY + timedelta(days=1))
    assert fresh(letter).status == LetterState.LAPSED


@pytest.mark.feature("C2")
def test_the_periods_of_a_withdrawn_notice_are_not_met() -> None:
    """Nobody complied with a notice that was withdrawn, and nobody sent the plan that it asked for."""
    made = cases.scene(CaseState.NOT_SECURED)
    letter = letters.given(made, "formal_notice", method=Method.HAND)
    giving.withdraw(letter, reason="It named the wrong year.", by=made.dcs, on=TODAY)
    for rule, subject in (("compliance_period", letter), ("action_plan", ActionPlan.objects.get(notice=letter))):
        period = Deadline.objects.get(rule=rule, subject_id=subject.pk)
        assert (period.met_on, period.replaced) == (None, True), rule


@pytest.mark.feature("C3")
def test_the_given_day_that_is_printed_holds_when_the_calendar_changes() -> None:
    """Posted on Friday 20 November: Tuesday 24 November is printed. Monday becomes a bank holiday after the
    signature; the letter still says Tuesday, so Tuesday it is."""
    made = cases.scene(CaseState.DISCUSSED)
    letter = letters.signed(made, method=Method.POST)
    admin = people.person(role="administrator")
    deadlines.add_bank_holiday(by=admin, on=TODAY, day=MONDAY, name="A day off")
    letters.serve(made, letter)
    letter = fresh(letter)
    assert (letter.given_on, letter.period_starts_on) == (date(2026, 11, 24), date(2026, 11, 24))
    assert Deadline.objects.running().get(rule="compliance_period").starts_on == date(2026, 11, 24)
    assert letter.letter is not None
    proof = Delivery.objects.get(recipient__letter=letter.letter, recipient__is_copy=False)
    assert proof.given_on == date(2026, 11, 25), "the proof says what the rule of service says of that post"


def code_of(act: Callable[..., Any], *args: Any, **how: Any) -> str:
    with pytest.raises(Denied) as denied:
        act(*args, **how)
    return denied.value.code


@pytest.mark.feature("C8")
@pytest.mark.parametrize("state", ["drafted", "returned", "signed", "given", "lapsed", "discarded", "withdrawn"])
def test_only_a_letter_that_waits_for_a_signature_is_signed(state: str) -> None:
    made = cases.scene(CaseState.DISCUSSED)
    letter = letters.in_state(made, state)
    assert code_of(signing.sign, letter, by=made.dcs, on=TODAY, version=letter.version) == "wrong_state"
    assert fresh(letter).status == state
