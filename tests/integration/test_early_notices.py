"""A formal notice without the earlier steps, because the safety of pupils or staff is threatened: section 60(2)(c) of
the Education and Inspections Act 2006. The reasons are printed in the notice that the Director signs."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from monitoring.notices.giving.actions import withdraw
from monitoring.notices.letters import actions as letters
from monitoring.notices.letters.policies import missing
from monitoring.notices.models import CaseLetter
from monitoring.notices.states import CaseState
from sil.deadlines.models import Deadline
from sil.letters.models import Method
from tests.conftest import TODAY
from tests.factories import case_letters, cases
from tests.factories.case_scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("C15")]
C = CaseState
REASONS = "Two pupils were hurt this week. A discussion next month comes too late."
PARTS = {
    "matters": "Doors to the roof stand open.",
    "timeframe": "We come back on Friday.",
    "minded": "Suspend the budget.",
    "left_out": REASONS,
}


def early(made: Scene, **changes: Any) -> dict[str, Any]:
    return {"parts": PARTS, "grounds": ["safety"], **changes}


def codes(made: Scene, **changes: Any) -> list[str]:
    letter = letters.prepare(made.case, kind="formal_notice", by=made.officer, on=TODAY)
    said = case_letters.writing(letter, **early(made, **changes))
    letter = letters.save(letter, by=made.officer, on=TODAY, writing=said, version=letter.version)
    return [lack.code for lack in missing(letter) if lack.code != "not_checked"]


def given(state: CaseState, **how: Any) -> tuple[Scene, CaseLetter]:
    made = cases.scene(state)
    if state in (C.OPENED, C.INVITED):
        cases.evidence(made)
    letter = case_letters.given(made, "formal_notice", method=Method.HAND, **early(made), **how)
    return made, letter


@pytest.mark.parametrize("state", [C.INVITED, C.DISCUSSED, C.PREFORMAL])
def test_it_can_be_given_from_each_earlier_step(state: CaseState) -> None:
    made, letter = given(state)
    assert made.case.status == C.FORMAL
    assert letter.letter is not None
    words = " ".join(letter.letter.html.split())
    assert "Why this notice is given without the earlier steps" in words
    assert REASONS in words
    assert "did not bring about the improvement" not in words


def test_safety_among_other_grounds_is_enough() -> None:
    made = cases.scene()
    cases.evidence(made)
    assert codes(made, grounds=["standards", "safety"]) == []


def test_after_the_ordinary_steps_nothing_is_left_out() -> None:
    made = cases.scene(C.NOT_SECURED)
    letter = letters.prepare(made.case, kind="formal_notice", by=made.officer, on=TODAY)
    said = case_letters.writing(letter)
    letter = letters.save(letter, by=made.officer, on=TODAY, writing=said, version=letter.version)
    assert [lack.code for lack in missing(letter) if lack.code != "not_checked"] == []


@pytest.mark.parametrize(
    ("state", "back"),
    [(C.OPENED, C.OPENED), (C.INVITED, C.OPENED), (C.DISCUSSED, C.DISCUSSED), (C.PREFORMAL, C.PREFORMAL)],
)
def test_its_withdrawal_leads_back_to_where_it_began(state: CaseState, back: CaseState) -> None:
    made, letter = given(state)
    withdraw(letter, reason="The wrong school.", by=made.dcs, on=TODAY)
    assert made.case.status == back


def test_the_period_of_the_earlier_notice_no_longer_runs() -> None:
    _, letter = given(C.PREFORMAL, dated=date(2026, 10, 5))
    running = Deadline.objects.running().filter(rule="compliance_period")
    assert [each.subject_id for each in running] == [letter.pk]


def test_the_director_reads_the_reasons_before_signing(client: Client) -> None:
    made = cases.scene()
    cases.evidence(made)
    letter = case_letters.presented(made, "formal_notice", **early(made))
    client.force_login(made.dcs)
    page = client.get(f"/case-letters/{letter.pk}/sign/").content.decode()
    assert "This notice leaves out the earlier steps of the framework" in page
    assert page.count(REASONS) == 2, "above the notice and in it"


def test_the_page_of_the_case_offers_it(client: Client) -> None:
    made = cases.scene()
    client.force_login(made.officer)
    page = client.get(made.case.get_absolute_url()).content.decode()
    assert "Prepare a formal warning notice because safety is threatened" in page
    asked = client.get(f"/cases/{made.pk}/letters/prepare/formal_notice/").content.decode()
    assert "This notice leaves out the earlier steps of the framework." in asked
    letter = letters.prepare(made.case, kind="formal_notice", by=made.officer, on=TODAY)
    written = client.get(f"/case-letters/{letter.pk}/write/").content.decode()
    assert "Why the earlier steps are left out" in written
