"""Emails that can wait go in one on the next working morning, with a list of what waits, as each person chooses."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from allocations.states import State
from sil import clock
from sil.accounts.models import User
from sil.deadlines.rules import recorded_calendar
from sil.morning.actions import LONGEST_HELD, choose, is_first_of_week, write_mornings
from sil.outbox.models import MailChoice, Message, Status
from sil.outbox.post import put
from sil.web.work import Finder, WorkItem
from tests.conftest import TODAY
from tests.factories import allocations, people
from tests.factories.allocations import Scene
from tests.message_samples import SAMPLES, Sample

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("O8")]

EACH, MORNING = MailChoice.Emails
NEVER, WEEKLY, DAILY = MailChoice.Lists
# A Friday, on which the tests stand still, and the Monday after.
MONDAY = date(2026, 11, 23)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.LONDON)


def mornings(day: date = MONDAY, hour: int = 7) -> list[Message]:
    """The emails that are written on a morning."""
    with clock.at(at(day, hour)):
        write_mornings(clock.now())
    return list(Message.objects.filter(kind="morning", created_at__date=day).order_by("email"))


@pytest.fixture
def made() -> Scene:
    """A proposal of a partner who wants what can wait in the morning."""
    scene = allocations.scene(State.PROPOSED)
    choose(by=scene.sip, emails=MORNING, lists=NEVER)
    Message.objects.all().delete()
    return scene


def agree(made: Scene) -> Message:
    allocations.agree(made, on=TODAY)
    return Message.objects.get(kind="allocation_agreed", email=made.sip.email)


class TestHeld:
    def test_what_asks_nothing_waits_for_the_morning_and_is_carried_once(self, made: Scene) -> None:
        held = agree(made)
        assert held.status == Status.HELD
        (morning,) = mornings()
        held.refresh_from_db()
        assert (held.status, held.carried_by, held.sent_at) == (Status.CARRIED, morning, None)
        assert morning.email == made.sip.email and morning.status == Status.WAITING
        assert morning.subject == "1 piece of news, Monday 23 November 2026"
        assert held.subject in morning.body and f"/allocations/{made.allocation.pk}/" in morning.body
        assert morning.body.count("Dear ") == 1, "the greeting of what is carried is left out"
        assert mornings(hour=9) == [morning], "one a day"
        assert mornings(MONDAY + timedelta(days=1)) == [], "nothing is new"

    def test_whoever_chose_nothing_gets_each_email(self, made: Scene) -> None:
        MailChoice.objects.all().delete()
        assert agree(made).status == Status.WAITING and mornings() == []

    @pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.content.kind)
    def test_only_what_asks_nothing_can_wait(self, sample: Sample) -> None:
        content: Any = sample.content
        asks = sample.asks
        assert not (content.can_wait and asks)
        if asks and content.waits_for_morning():
            assert content.stage == "before", "only the first reminder of a day that is still to come"

    def test_an_appointment_never_waits(self, made: Scene) -> None:
        content = next(s.content for s in SAMPLES if s.content.can_wait)
        calendar = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR"
        sent = put(content, to=made.sip.email, name="Sam", appointment=calendar)
        assert sent is not None and sent.status == Status.WAITING

    def test_going_back_to_each_email_sends_what_was_held(self, made: Scene) -> None:
        held = agree(made)
        choose(by=made.sip, emails=EACH, lists=NEVER)
        held.refresh_from_db()
        assert held.status == Status.WAITING and mornings() == []

    def test_nothing_is_held_for_good(self, made: Scene) -> None:
        held = agree(made)
        User.objects.filter(pk=made.sip.pk).update(email="elsewhere@demo.example")
        late = MONDAY + LONGEST_HELD
        assert mornings(late) == []
        held.refresh_from_db()
        assert held.status == Status.WAITING, "it goes on its own, to the address that it was written for"

    def test_one_person_s_error_stops_no_other(self, made: Scene) -> None:
        other = people.person(role="principal_officer")
        choose(by=other, emails=EACH, lists=DAILY)
        held = agree(made)

        def fails(who: object, keys: object) -> list[WorkItem]:
            raise ValueError("broken")

        from sil.web.work import FINDERS

        broken = Finder(slug="broken", asks=lambda who: User.objects.filter(pk=other.pk), items=fails)
        with FINDERS.lent(broken):
            (morning,) = mornings()
        held.refresh_from_db()
        assert (morning.email, held.status) == (made.sip.email, Status.CARRIED)


class TestTheList:
    def test_a_list_has_what_home_has_under_its_headings(self, made: Scene) -> None:
        choose(by=made.head, emails=EACH, lists=DAILY)
        (morning,) = mornings()
        assert morning.email == made.head.email
        assert morning.subject.startswith("1 thing waiting for you, Monday 23 November 2026")
        assert "Please look at what waits for you." in morning.body and "\nTODAY\n" in morning.body
        assert f"- {made.school.name}: " in morning.body and "/account/emails/" in morning.body

    def test_without_anything_that_waits_there_is_no_email(self, made: Scene) -> None:
        choose(by=made.chair, emails=MORNING, lists=DAILY)
        assert mornings() == []

    def test_weekly_on_the_first_working_day_of_the_week(self, made: Scene) -> None:
        choose(by=made.head, emails=EACH, lists=WEEKLY)
        assert mornings(MONDAY + timedelta(days=1)) == []
        assert len(mornings(MONDAY)) == 1

    def test_news_and_list_are_one_email(self, made: Scene) -> None:
        choose(by=made.head, emails=MORNING, lists=DAILY)
        put(next(s.content for s in SAMPLES if s.content.can_wait), to=made.head.email, name="Ada Example")
        (morning,) = mornings()
        assert "waiting for you and 1 piece of news" in morning.subject
        assert "NEWS" in morning.body

    def test_not_for_a_closed_account(self, made: Scene) -> None:
        choose(by=made.head, emails=EACH, lists=DAILY)
        User.objects.filter(pk=made.head.pk).update(is_active=False)
        assert mornings() == []


@pytest.mark.parametrize(
    ("day", "hour", "minute", "written"),
    [
        (MONDAY, 6, 59, False),
        (MONDAY, 7, 0, True),
        (date(2026, 11, 21), 8, 0, False),
        (date(2026, 11, 22), 8, 0, False),
        # Christmas Day, and Boxing Day as it is kept on the Monday.
        (date(2026, 12, 25), 8, 0, False),
        (date(2026, 12, 28), 8, 0, False),
        (date(2026, 12, 29), 8, 0, True),
    ],
)
def test_on_working_days_from_seven(made: Scene, day: date, hour: int, minute: int, written: bool) -> None:
    choose(by=made.head, emails=EACH, lists=DAILY)
    with clock.at(at(day, hour, minute)):
        write_mornings(clock.now())
    assert Message.objects.filter(kind="morning").exists() is written


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 24), False),
        # The Monday is a bank holiday.
        (date(2026, 12, 29), True),
        (date(2026, 12, 30), False),
        # New Year's Day is a Friday.
        (date(2026, 12, 31), False),
        (date(2027, 1, 4), True),
    ],
)
def test_the_first_working_day_of_a_week(day: date, first: bool) -> None:
    assert is_first_of_week(day, recorded_calendar()) is first


def test_the_page_keeps_the_choice_and_asks_for_one(made: Scene) -> None:
    client = Client()
    client.force_login(made.head)
    page = client.get("/account/emails/").text
    assert 'value="each"' in page and "checked" in page
    assert "Select how often the list should come." in client.post("/account/emails/", {"emails": "each"}).text
    done = client.post("/account/emails/", {"emails": "morning", "lists": "weekly", "newsletters": "yes"}, follow=True)
    assert "We will write to you as you have chosen." in done.text
    choice = MailChoice.objects.get(user=made.head)
    assert (choice.emails, choice.lists) == (MORNING, WEEKLY)
