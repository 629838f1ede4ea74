"""Feedback after an event: who is asked once, who answers until when, and who reads what with which name."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.offer.event import actions as event_actions
from monitoring.offer.feedback.queries import figures_of
from monitoring.offer.models import Booking, Feedback, OfferedEvent
from monitoring.offer.questions import QUESTIONS
from schools.models import School
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.factories import events, people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("P6")]
ONE = timedelta(days=1)
# Fourteen days after Friday 4 December 2026.
LAST = date(2026, 12, 18)


@pytest.fixture
def officer() -> User:
    return people.person("Olive Officer", role="principal_officer")


@pytest.fixture
def school() -> School:
    return schools.school("Example Feedback School")


@pytest.fixture
def head(school: School) -> User:
    return people.post(school, "headteacher").user


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Denied) as denied, transaction.atomic():
        act()
    return denied.value.code


def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def came(event: OfferedEvent, *there: Booking, by: User, on: date = events.DAY) -> None:
    with clock.at(on):
        event_actions.record_attendance(event, {each.pk for each in there}, by=by, on=on)


def asked() -> list[str]:
    return sorted(Message.objects.filter(kind="event_feedback").values_list("email", flat=True))


def work(user: User, on: date = events.DAY) -> list[str]:
    return [item.title for item in waiting_for(roles_of(user, on)) if item.act == "Give feedback"]


def test_each_person_is_asked_once_and_has_the_work_until_it_is_done(officer: User, school: School, head: User) -> None:
    event = events.opened(officer, title="Reading network")
    chair = people.post(school, "chair").user
    ann, bob, cay = events.booked(event, school, head, "Ann", "Bob", "Cay")
    assert work(head) == [] and asked() == []
    came(event, ann, bob, by=officer)
    assert asked() == [head.email], "one message for both, and none to the chair, who booked nobody"
    (message,) = Message.objects.filter(kind="event_feedback")
    assert "Ann and Bob" in message.body and "18 December 2026" in message.body and "Cay" not in message.body
    both = [f"Optional: say how useful “Reading network” was to {name}" for name in ("Ann", "Bob")]
    assert sorted(work(head)) == both and work(chair) == []
    came(event, ann, bob, cay, by=officer, on=events.DAY + ONE)
    assert asked() == [head.email], "a correction asks nobody by another email"
    assert len(work(head)) == 3
    ann.refresh_from_db()
    assert ann.feedback_until == LAST, "a correction moves nobody's last day"
    events.answered(ann, head, on=events.DAY)
    assert both[0] not in work(head)
    assert work(head, LAST + ONE) == ["Optional: say how useful “Reading network” was to Cay"]
    assert work(head, LAST + 2 * ONE) == []


def test_where_who_booked_has_left_the_others_are_asked(officer: User, school: School, head: User) -> None:
    event = events.opened(officer)
    partner = people.assign(school).user
    (ann,) = events.booked(event, school, partner, "Ann")
    came(event, ann, by=officer)
    assert asked() == [head.email] and len(work(head)) == 1 and work(partner) == []


# By hand: who gives feedback for the school, and who reads that on an event of another partner.
MATRIX: dict[str, tuple[bool, bool]] = {
    "headteacher": (True, False),
    "chair": (True, False),
    "clerk": (False, False),
    "other head": (False, False),
    "leader": (False, True),
    "sip": (False, False),
    "principal_officer": (False, True),
    "director_of_education": (False, False),
    "administrator": (False, False),
}


@pytest.mark.parametrize("who", MATRIX)
def test_who_gives_and_who_reads(who: str, officer: User, school: School, head: User) -> None:
    leader = people.person(role="sip")
    event = events.opened(officer, leader=leader)
    (ann,) = events.booked(event, school, head, "Ann")
    came(event, ann, by=officer)
    by = {
        "headteacher": lambda: head,
        "chair": lambda: people.post(school, "chair").user,
        "clerk": lambda: people.post(school, "clerk").user,
        "other head": lambda: people.post(schools.school(), "headteacher").user,
        "leader": lambda: leader,
    }.get(who, lambda: people.person(role=who))()
    gives, reads = MATRIX[who]
    with clock.at(events.DAY):
        browser = client(by)
        assert (browser.get(f"/event-bookings/{ann.pk}/feedback/").status_code == 200) is gives
        assert (browser.get(f"/events/{event.pk}/feedback/").status_code == 200) is reads
        assert (f"/events/{event.pk}/feedback/" in browser.get(event.get_absolute_url()).text) is reads
    if gives:
        events.answered(ann, by, on=events.DAY)
    else:
        assert refusal(lambda: events.answered(ann, by, on=events.DAY)) == "not_the_school"


def test_it_is_given_and_corrected_until_the_last_day(officer: User, school: School, head: User) -> None:
    event = events.opened(officer)
    ann, bob = events.booked(event, school, head, "Ann", "Bob")
    assert refusal(lambda: events.answered(ann, head)) == "not_there"
    came(event, ann, by=officer)
    assert refusal(lambda: events.answered(bob, head, on=events.DAY)) == "not_there"
    events.answered(ann, head, on=LAST, text="Secret words.")
    assert refusal(lambda: events.answered(ann, head, on=LAST, text="Secret words.")) == "no_change"
    events.answered(ann, head, on=LAST, useful=2)
    assert Feedback.objects.get().useful == 2
    assert refusal(lambda: events.answered(ann, head, on=LAST + ONE, useful=1)) == "closed"
    kept = Event.objects.filter(kind__startswith="event_booking.feedback").order_by("pk")
    assert [each.kind for each in kept] == ["event_booking.feedback", "event_booking.feedback_corrected"]
    assert "Secret words." not in str([each.data for each in kept]), "the history says nothing of what was said"
    with pytest.raises(DatabaseError), transaction.atomic():
        Feedback.objects.update(useful=6)


def test_a_text_is_read_without_the_name_unless_it_is_to_be_shown(officer: User, school: School, head: User) -> None:
    event = events.opened(officer)
    ann, bob = events.booked(event, school, head, "Ann Hidden", "Bob Shown")
    came(event, ann, bob, by=officer)
    said = {"useful": "5", "recommend": "3", "next_step": "4", "text": "Quiet words."}
    with clock.at(events.DAY):
        at = f"/event-bookings/{ann.pk}/feedback/"
        wrong = client(head).post(at, {"text": "Quiet words."}).text
        assert "Select how useful it was." in wrong and "Quiet words." in wrong and not Feedback.objects.exists()
        done = client(head).post(at, said, follow=True).text
        assert "Thank you. You gave feedback." in done and "Change the feedback" in done
        events.answered(bob, head, on=events.DAY, text="Open words.", shows_name=True)
        browser = client(officer)
        page = browser.get(f"/events/{event.pk}/feedback/").text
        answer: Any = browser.get(f"/events/{event.pk}/feedback/?export=csv")
        book: Any = browser.get(f"/events/{event.pk}/feedback/?export=xlsx")
        filtered = browser.get(f"/events/{event.pk}/feedback/?useful=5&search=quiet&with_text=on").text
    export = b"".join(answer.streaming_content).decode()
    assert b"".join(book.streaming_content).startswith(b"PK")
    for text in (page, export):
        assert "Quiet words." in text and "Ann Hidden" not in text
        assert "Open words." in text and f"Bob Shown, Headteacher, {school.name}" in text
    assert "Quiet words." in filtered and "Open words." not in filtered


_ANSWERS = st.tuples(*(st.sampled_from(sorted(each.answers)) for each in QUESTIONS))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given=st.lists(st.one_of(st.none(), _ANSWERS), min_size=1, max_size=6), gone=st.booleans())
def test_the_figures_are_those_of_the_records(given: list[tuple[int, ...] | None], gone: bool) -> None:
    """Whatever was answered; an answer of somebody who did not come does not count."""
    with transaction.atomic():
        by = people.person(role="principal_officer")
        school = schools.school()
        head = people.post(school, "headteacher").user
        event = events.opened(by)
        there = [events.booked(event, school, head)[0] for _ in given]
        came(event, *there, by=by)
        for booking, answers in zip(there, given, strict=True):
            if answers is not None:
                facts = dict(zip((each.slug for each in QUESTIONS), answers, strict=True))
                events.answered(booking, head, on=events.DAY, **facts)
        if gone:
            came(event, *there[1:], by=by)
        counted = [answers for answers in given[gone:] if answers is not None]
        figures = figures_of(event)
        assert (figures.asked, figures.answered) == (len(given[gone:]), len(counted))
        for place, spread in enumerate(figures.spreads):
            numbers = Counter(answers[place] for answers in counted)
            assert [n for _, n in spread.named] == [numbers[value] for value in spread.question.answers]
        transaction.set_rollback(True)
