"""Reviews of a board and of a suspended budget until they end: their clock, who is asked, what is recorded (ADR 65)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from monitoring.notices.bundle.sections import SECTIONS
from monitoring.notices.ends.close import close
from monitoring.notices.models import CaseLetter, PeriodicReview
from monitoring.notices.powers.actions import record_review, set_review_day
from monitoring.notices.powers.policies import Held
from monitoring.notices.powers.reminders import remind
from monitoring.notices.states import CaseState
from sil import clock
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.letters.models import Method
from sil.outbox.models import Message
from sil.web.work import WorkItem, waiting_for
from tests.conftest import TODAY
from tests.factories import case_letters, cases, frameworks
from tests.factories.case_scene import Scene
from tests.page_words import words
from tests.refusals import refusal

pytestmark = [pytest.mark.feature("C4"), pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
# The budget is suspended on Friday 20 November 2026, and 90 days later is Thursday 18 February 2027.
FIRST = date(2027, 2, 18)
NEXT = date(2027, 5, 20)
DETAILS = {"budget-starts": []}


def suspended(**how: Any) -> tuple[Scene, CaseLetter]:
    """A school in a category whose delegated budget is suspended from the day of the letter."""
    made = cases.scene(CaseState.IN_CATEGORY)
    letter = case_letters.given(made, "power_used", method=Method.HAND, powers=["budget"], details=DETAILS, **how)
    return made, letter


def held(on: date = TODAY, **changes: Any) -> Held:
    said = {
        "held_on": on,
        "present": "Olive Officer, chair of the review",
        "found": "Spending is under control.",
        "outcome": "continues",
        "next_on": NEXT,
    }
    return Held(**said | changes)


def clock_of(letter: CaseLetter) -> Deadline | None:
    return Deadline.objects.running().filter(rule="power_review", subject_id=letter.pk).first()


def work(person: Any, on: date) -> list[WorkItem]:
    with clock.at(on):
        return [each for each in waiting_for(roles_of(person, on)) if "budget" in each.title or "board" in each.title]


class TestTheClock:
    def test_it_starts_with_the_power(self) -> None:
        _, letter = suspended()
        runs = clock_of(letter)
        assert runs is not None and runs.due_on == FIRST
        assert runs.basis == (
            "Review of the suspension of the delegated budget: within 90 days of the first day of the power, 20 "
            "November 2026, not counting that day: by 18 February 2027."
        )

    def test_it_starts_on_the_first_day_of_the_power(self) -> None:
        made = cases.scene(CaseState.IN_CATEGORY)
        details = {"budget-starts": ["1", "12", "2026"]}
        letter = case_letters.given(made, "power_used", method=Method.HAND, powers=["budget"], details=details)
        runs = clock_of(letter)
        assert runs is not None and runs.due_on == date(2027, 3, 1)

    def test_governors_who_were_appointed_are_not_reviewed(self) -> None:
        made = cases.scene(CaseState.POWERS_USED)
        letter = made.notice("power_used")
        assert clock_of(letter) is None
        how: dict[str, Any] = {"by": made.officer, "on": TODAY}
        assert refusal(lambda: record_review(letter, held=held(), **how)) == "not_reviewed"

    def test_it_is_on_the_first_screen_of_the_case_and_overdue_there(self) -> None:
        made, _ = suspended()
        path = made.case.get_absolute_url()
        assert "Review of the suspension of the delegated budget" in words(made, path)
        assert "Overdue It was due by Thursday 18 February 2027" not in words(made, path)
        with clock.at(FIRST + timedelta(days=1)):
            assert "Overdue It was due by Thursday 18 February 2027" in words(made, path)

    def test_a_person_sets_the_day_where_the_framework_says_nothing(self) -> None:
        frameworks.load(frameworks.without(frameworks.liverpool(), "power_review_days"))
        made, letter = suspended()
        assert clock_of(letter) is None
        assert [each.title for each in work(made.officer, TODAY)] == [
            "Set the day on which the suspension of the delegated budget is reviewed"
        ]
        how: dict[str, Any] = {"by": made.officer, "on": TODAY, "reason": "Before the funding period."}
        set_review_day(letter, day=date(2027, 3, 15), **how)
        runs = clock_of(letter)
        assert runs is not None and runs.due_on == date(2027, 3, 15)
        assert runs.basis == "Set by Olive Officer on 20 November 2026: Before the funding period."
        assert work(made.officer, TODAY) == []
        set_review_day(letter, day=date(2027, 3, 1), **how)
        assert Deadline.objects.running().filter(rule="power_review").count() == 1

    def test_it_stops_with_the_letter_that_ends_the_power(self) -> None:
        made, letter = suspended()
        case_letters.given(made, "power_ended", method=Method.HAND)
        assert clock_of(letter) is None
        assert work(made.officer, FIRST) == []


class TestAReview:
    def test_it_is_recorded_with_the_next_one(self) -> None:
        made, letter = suspended()
        with clock.at(FIRST):
            record_review(letter, held=held(FIRST), by=made.officer, on=FIRST)
        runs = clock_of(letter)
        assert runs is not None and runs.due_on == NEXT
        assert runs.basis == "Set when the review of 18 February 2027 was recorded."
        said = Event.objects.get(kind="case_letter.review_held")
        assert said.data["outcome"] == "it continues, next review on 20 May 2027"
        assert "Spending is under control." in words(made, letter.get_absolute_url(), "dcs")
        (row,) = next(each for each in SECTIONS if each.slug == "periodic_reviews").rows([made.case])
        assert row.held_on == FIRST

    def test_one_that_is_to_end_asks_for_the_letter(self) -> None:
        made, letter = suspended()
        record_review(letter, held=held(outcome="to_end", next_on=None), by=made.officer, on=TODAY)
        assert clock_of(letter) is None
        (item,) = work(made.officer, TODAY)
        assert item.title == "Prepare the letter that ends the suspension of the delegated budget"
        assert item.href == f"/cases/{made.pk}/letters/prepare/power_ended/?power={letter.pk}"

    def test_it_is_refused(self) -> None:
        made, letter = suspended()
        how: dict[str, Any] = {"by": made.officer, "on": TODAY}
        for code, said in {
            "to_come": held(TODAY + timedelta(days=1)),
            "before_use": held(TODAY - timedelta(days=1)),
            "nobody": held(present=" "),
            "no_words": held(found=""),
            "no_outcome": held(outcome="perhaps"),
            "no_next": held(next_on=None),
            "next_passed": held(next_on=TODAY),
            "next_too_late": held(next_on=TODAY + timedelta(days=401)),
        }.items():
            assert refusal(lambda said=said: record_review(letter, held=said, **how)) == code
        for person in (made.dcs, made.chair, made.head):
            assert refusal(lambda by=person: record_review(letter, held=held(), by=by, on=TODAY)) == "not_an_officer"
        assert refusal(lambda: set_review_day(letter, day=NEXT, reason=" ", **how)) == "no_reason"
        assert not PeriodicReview.objects.exists()

    def test_none_is_recorded_on_a_case_that_has_ended(self) -> None:
        made, letter = suspended()
        type(made.school).objects.filter(pk=made.school.pk).update(status="Closed")
        close(made.case, by=made.officer, on=TODAY, reason="The school has closed.")
        assert clock_of(letter) is None
        assert refusal(lambda: record_review(letter, held=held(), by=made.officer, on=TODAY)) == "ended"
        assert "Record a review" not in words(made, letter.get_absolute_url())

    def test_it_is_never_changed(self) -> None:
        made, letter = suspended()
        record_review(letter, held=held(), by=made.officer, on=TODAY)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE notices_periodicreview SET found = 'x'")

    def test_the_page_keeps_what_was_typed(self) -> None:
        made, letter = suspended()
        client = Client()
        client.force_login(made.officer)
        address = f"/case-letters/{letter.pk}/power/review/"
        shown = client.get(address).content.decode()
        assert 'value="18"' in shown and "before each funding period" in shown
        day = {"held_on_day": "20", "held_on_month": "11", "held_on_year": "2026"}
        wrong = client.post(address, {"present": "Olive", "found": "All well.", "outcome": "continues", **day})
        assert "Enter the day of the next review" in wrong.content.decode() and "All well." in wrong.content.decode()
        right = {"present": "Olive", "found": "All well.", "outcome": "to_end", **day}
        assert client.post(address, right).status_code == 302
        assert PeriodicReview.objects.get().outcome == "to_end"


class TestWhoIsAsked:
    def test_the_owner_two_weeks_before_and_the_director_on_the_day(self) -> None:
        made, _ = suspended()
        assert work(made.officer, date(2027, 2, 3)) == []
        (item,) = work(made.officer, date(2027, 2, 4))
        assert (item.title, item.due) == ("Review the suspension of the delegated budget", FIRST)
        assert work(made.dcs, date(2027, 2, 17)) == []
        (item,) = work(made.dcs, FIRST)
        assert item.title == "See that the suspension of the delegated budget is reviewed"
        late = ", overdue since 18 February 2027"
        for person in (made.officer, made.dcs):
            (item,) = work(person, FIRST + timedelta(days=1))
            assert item.title.endswith(late)

    def test_reminders_go_before_on_and_after_the_day(self) -> None:
        made, _ = suspended()
        for day, number in ((date(2027, 2, 12), 0), (date(2027, 2, 15), 1), (FIRST, 1), (date(2027, 2, 19), 1)):
            with clock.at(day):
                assert remind(day) == number, day
        sent = Message.objects.filter(kind="power_review_due").order_by("created_at")
        name = f"{made.school.name}: the review of the suspension of the delegated budget"
        assert [each.subject for each in sent] == [
            f"{name} is due by Thursday 18 February 2027",
            f"{name} is due today, Thursday 18 February 2027",
            f"{name} is overdue, it was due by Thursday 18 February 2027",
        ]
        assert {each.email for each in sent} == {made.officer.email}
