"""A school in a category is eligible for intervention without a notice (Education and Inspections Act 2006, sections
61 and 62): the category is recorded with its inspection, a power follows with its consents, and no window ends it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from monitoring.notices.act import POWERS
from monitoring.notices.case.queries import readable, with_next
from monitoring.notices.case.stages import acts_of
from monitoring.notices.categories import actions
from monitoring.notices.ends.close import close
from monitoring.notices.ends.state_notices import record_notice_of_state
from monitoring.notices.evidence.facts import facts
from monitoring.notices.giving.actions import withdraw
from monitoring.notices.letters import actions as letters
from monitoring.notices.letters.actions import Writing
from monitoring.notices.letters.powers import lacking_of, relevant_to, window_of
from monitoring.notices.models import CaseLetter, SchoolCategory
from monitoring.notices.states import CaseState
from schools.inspections import actions as inspection_actions
from schools.models import Inspection
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.letters.models import Method
from tests.conftest import TODAY
from tests.factories import case_letters, cases, inspections
from tests.factories.case_scene import Scene
from tests.refusals import refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("C15")]
C = CaseState
INSPECTED = date(2026, 9, 15)


def in_special_measures(made: Scene, **facts: object) -> Inspection:
    said = {"kind": "report_card", "overall": "", "category": "SM", **facts}
    return inspections.from_a_file(made.school, INSPECTED, **said)


def recorded(made: Scene) -> SchoolCategory:
    actions.record_category(made.case, inspection=in_special_measures(made), by=made.officer, on=TODAY)
    return made.case.categories.get()


@pytest.mark.parametrize("state", [C.OPENED, C.INVITED, C.DISCUSSED])
def test_the_category_makes_the_school_eligible_and_a_mistake_is_taken_back(state: CaseState) -> None:
    made = cases.scene(state)
    found = recorded(made)
    assert (made.case.status, found.category, found.section) == ("in_category", "SM", "62")
    assert made.case.state_words == "Eligible for intervention: in a category"
    assert not made.case.notice_in_force
    sentence = Event.objects.filter(kind="case.record_category").get()
    assert sentence.data["category"] == "Special measures"
    assert sentence.data["day"] == "15 September 2026"
    actions.withdraw_category(made.case, by=made.officer, on=TODAY, reason="Another school.")
    assert made.case.status == state


def test_requires_significant_improvement_is_section_61() -> None:
    made = cases.scene()
    inspection = in_special_measures(made, category="RSI")
    actions.record_category(made.case, inspection=inspection, by=made.officer, on=TODAY)
    assert made.case.categories.get().section == "61"


def test_a_category_that_a_later_inspection_ended_counts_no_longer() -> None:
    made = cases.scene()
    found = in_special_measures(made)
    inspections.from_a_file(made.school, date(2026, 11, 3), kind="report_card", overall="")
    act = lambda: actions.record_category(made.case, inspection=found, by=made.officer, on=TODAY)  # noqa: E731
    assert refusal(act) == "not_in_category"


def test_the_inspection_of_another_school_and_one_without_a_category_are_refused() -> None:
    made, other = cases.scene(), cases.scene()
    for found in (in_special_measures(other), inspections.from_a_file(made.school, INSPECTED)):
        act = lambda found=found: actions.record_category(  # noqa: E731
            made.case, inspection=found, by=made.officer, on=TODAY
        )
        assert refusal(act) == "not_in_category"


def test_a_notice_in_force_has_a_case_of_its_own() -> None:
    made = cases.preformal()
    found = in_special_measures(made)
    act = lambda: actions.record_category(made.case, inspection=found, by=made.officer, on=TODAY)  # noqa: E731
    assert refusal(act) == "notice_in_force"


def test_somebody_who_does_not_handle_cases_does_not_record_it() -> None:
    made = cases.scene()
    found = in_special_measures(made)
    act = lambda: actions.record_category(made.case, inspection=found, by=made.director, on=TODAY)  # noqa: E731
    assert refusal(act) == "not_an_officer"


def power(made: Scene, slug: str, **writing: Any) -> CaseLetter:
    letter = letters.prepare(made.case, kind="power_used", by=made.officer, on=TODAY)
    said = Writing(powers=[slug], **writing)
    return letters.save(letter, by=made.officer, on=TODAY, writing=said, version=letter.version)


@pytest.mark.feature("C7")
def test_no_intention_and_no_window_come_before_a_power() -> None:
    """Additional governors (section 64) after the two months that bind a school with a notice: nothing is lacking."""
    made = cases.scene()
    recorded(made)
    letter = power(made, "governors")
    assert [lack.code for lack in lacking_of(letter, date(2027, 7, 1))] == ["not_notified"]
    case_letters.notified(made, "governors")
    assert [lack.code for lack in lacking_of(letter, date(2027, 7, 1))] == []
    assert window_of(letter) is None


@pytest.mark.feature("C7")
def test_a_board_still_needs_its_consultation_and_consent() -> None:
    made = cases.scene()
    recorded(made)
    codes = [lack.code for lack in lacking_of(power(made, "board"), TODAY)]
    assert codes == ["not_consulted", "no_consent", "no_reference", "not_notified"]
    assert relevant_to(made.school, POWERS["board"]) == ["The governing body"]


def test_the_letter_names_the_inspection_and_no_notice() -> None:
    made = cases.scene()
    recorded(made)
    cases.evidence(made)
    letter = case_letters.given(made, "power_used", method=Method.HAND)
    assert made.case.status == C.CATEGORY_POWER
    assert letter.letter is not None
    words = " ".join(letter.letter.html.split())
    assert (
        "The inspection that began on 15 September 2026 found that the school is in a category: special measures. "
        "The school is therefore eligible for intervention under section 62 of that Act. No warning notice is needed "
        "first." in words
    )
    assert "compliance period" not in words
    assert "It can be used until" not in words
    withdraw(letter, reason="The wrong power.", by=made.dcs, on=TODAY)
    assert made.case.status == C.IN_CATEGORY


def test_nothing_says_that_a_notice_is_in_force() -> None:
    made = cases.scene()
    recorded(made)
    framework = made.case.framework
    assert list(facts(made.school, framework, TODAY)) == []
    record_notice_of_state(made.school, given_on=TODAY, told_on=TODAY, by=made.officer, on=TODAY)
    assert made.case.status == C.IN_CATEGORY, "section 60(4B) ends notices of the authority, and there is none"
    close(made.case, by=made.officer, on=TODAY, reason="Out of its category.")
    assert made.case.status == C.CLOSED


def test_an_academy_order_is_recorded_with_its_day_and_again() -> None:
    made = cases.scene()
    order = {"by": made.officer, "on": TODAY, "made": True, "made_on": None, "reference": ""}
    assert refusal(lambda: actions.record_academy_order(made.case, **order)) == "wrong_step"
    recorded(made)
    assert refusal(lambda: actions.record_academy_order(made.case, **order)) == "no_day"
    later = order | {"made_on": date(2027, 1, 4)}
    assert refusal(lambda: actions.record_academy_order(made.case, **later)) == "not_yet"
    actions.record_academy_order(made.case, **order | {"made": False})
    actions.record_academy_order(made.case, **order | {"made_on": date(2026, 11, 2), "reference": " AO/7 "})
    assert [(each.made, each.reference) for each in made.case.academy_orders.all()] == [(True, "AO/7"), (False, "")]


def test_what_can_be_done_next_is_a_power(client: Client) -> None:
    made = cases.scene()
    recorded(made)
    case = with_next(readable(roles_of(made.officer, TODAY))).get(pk=made.pk)
    assert [act.words for act in acts_of(case)] == [
        "Prepare the notice of the use of a power",
        "Notify the Secretary of State of a power by letter",
        "Add evidence from the school's record",
    ]
    client.force_login(made.officer)
    page = client.get(made.case.get_absolute_url()).content.decode()
    assert "Eligible because of its category" in page
    assert "Special measures" in page
    assert "(section 62)" in page


def test_it_is_recorded_on_its_page(client: Client) -> None:
    made = cases.scene()
    client.force_login(made.officer)
    address = f"/cases/{made.pk}/category/"
    page = client.get(address, follow=True).content.decode()
    assert "The school&#x27;s record shows no category that it is still in." in page
    found = in_special_measures(made)
    refused = client.post(address, {}).content.decode()
    assert "Select the inspection that found the school in the category." in refused
    done = client.post(address, {"inspection": found.pk}, follow=True).content.decode()
    assert "is eligible for intervention without a notice." in done
    address = f"/cases/{made.pk}/academy-order/"
    refused = client.post(address, {"made": "yes"}).content.decode()
    assert "Enter the day on which the academy order was made." in refused
    posted = {"made": "yes", "made_on_day": "2", "made_on_month": "11", "made_on_year": "2026", "reference": "AO/7"}
    done = client.post(address, posted, follow=True).content.decode()
    assert "2 November 2026</time> (AO/7)" in done


def test_an_inspection_that_is_withdrawn_later_is_named_on_the_case(client: Client) -> None:
    made = cases.scene()
    found = recorded(made)
    inspection_actions.withdraw(found.inspection, by=made.officer, on=TODAY, reason="Another school.")
    client.force_login(made.officer)
    page = client.get(made.case.get_absolute_url()).content.decode()
    assert "This inspection has since been withdrawn from the school's record." in page
