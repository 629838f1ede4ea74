"""The meeting that an invitation offers, in the calendars of those invited: with the email, as a file, in the feed."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from monitoring.notices.case import readers
from monitoring.notices.ends.close import close
from monitoring.notices.giving import actions as giving
from monitoring.notices.giving.meetings import appointments_of
from monitoring.notices.models import CaseLetter
from monitoring.notices.states import CaseState
from monitoring.visits.calendar import actions as feeds
from schools.models import Post
from sil import clock
from sil.accounts.models import RoleGrant, User
from sil.letters.models import Method
from sil.outbox.models import Message
from tests.conftest import TODAY
from tests.factories import case_letters as letters
from tests.factories import cases, people, schools
from tests.factories.case_scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("C1")]
KIND = "discussion_invitation"
MOVED = {"on": ["17", "12", "2026"], "at": "9.30am", "place": "https://meet.test.example/a-room", "mode": "online"}
FIRST = datetime(2026, 12, 14, 16, tzinfo=clock.LONDON)


@pytest.fixture
def made() -> Scene:
    return cases.scene(CaseState.OPENED)


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def parts(text: str | bytes) -> Any:
    return Calendar.from_ical(text)


def feed(user: User) -> tuple[bytes, list[Any]]:
    content = Client().get(f"/calendar/{feeds.renew(by=user).token}.ics").content
    return content, parts(content).walk("VEVENT")


def mailed(user: User) -> Message:
    """The last message with a letter to somebody."""
    return Message.objects.filter(email=user.email, kind="concern_letter_given").latest("created_at")


def withdraw(made: Scene, letter: CaseLetter) -> None:
    """Only what is sent about that is left to read."""
    Message.objects.all().delete()
    withdrawal = giving.withdraw(
        CaseLetter.objects.get(pk=letter.pk), reason="The Director is ill.", by=made.signer(letter), on=TODAY
    )
    assert withdrawal.letter is not None
    letters.make(withdrawal.letter)


def ended(user: User) -> None:
    Post.objects.filter(user=user).update(ends_on=TODAY - timedelta(days=1))


def page(letter: CaseLetter) -> str:
    assert letter.letter is not None
    return f"/letters/{letter.letter.reference}/"


def file_of(letter: CaseLetter) -> str:
    return f"/case-letters/{letter.pk}/meeting.ics"


def test_those_invited_by_email_have_it_with_the_letter(made: Scene) -> None:
    letter = letters.given(made, KIND)
    assert letter.letter is not None
    for user in (made.head, made.chair):
        message = mailed(user)
        calendar = parts(message.appointment)
        (event,) = calendar.walk("VEVENT")
        assert str(calendar["method"]) == "REQUEST"
        assert str(event["summary"]) == "Meeting with Liverpool City Council: Example Primary School"
        assert event.decoded("dtstart") == FIRST and event.decoded("dtend") == FIRST + timedelta(hours=1)
        assert (event["sequence"], str(event["status"]), str(event["location"])) == (0, "CONFIRMED", "At the school.")
        assert str(event["attendee"]) == f"mailto:{user.email}" and event["attendee"].params["cn"] == user.name
        assert str(event["url"]).endswith(page(letter))
        assert "The meeting is on Monday 14 December 2026 at 4pm. The file meeting.ics puts it" in message.body
        assert message.attachment_name.endswith(".pdf")
        # Other people see a calendar: what it is about is in the letter alone.
        assert "concern" not in message.appointment.lower() and "discuss" not in message.appointment.lower()


def test_whoever_signs_reads_where_the_meeting_goes(made: Scene) -> None:
    letter = letters.prepared(made, KIND)
    preview = client(made.officer).get(f"/case-letters/{letter.pk}/check/").content.decode()
    assert "We invite you to meet the Director of Education to discuss this." in preview, "nobody has signed it yet"
    letter = letters.present(made, letter)
    pack = client(made.director).get(f"/case-letters/{letter.pk}/sign/").content.decode()
    assert "Those whom it invites get the meeting for their calendar." in pack


def test_what_is_no_invitation_has_no_meeting() -> None:
    made = cases.scene(CaseState.DISCUSSED)
    letter = letters.given(made, "preformal_notice")
    assert not mailed(made.chair).appointment and "meeting.ics" not in mailed(made.chair).body
    assert "this meeting" not in client(made.chair).get(page(letter)).content.decode()
    assert client(made.chair).get(file_of(letter)).status_code == 404


def test_the_page_of_the_letter_has_the_file_for_those_invited_alone(made: Scene) -> None:
    letter = letters.given(made, KIND, method=Method.HAND)
    stranger = people.post(schools.school("Another School"), "headteacher").user
    for user in (made.head, made.chair):
        assert "Add this meeting to your calendar" in client(user).get(page(letter)).content.decode()
        response = client(user).get(file_of(letter))
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert response["Content-Disposition"] == 'attachment; filename="meeting.ics"'
        calendar = parts(response.content)
        (event,) = calendar.walk("VEVENT")
        assert (str(calendar["method"]), event.decoded("dtstart")) == ("PUBLISH", FIRST)
    assert client(made.director).get(file_of(letter)).status_code == 200, "whoever signed it meets them"
    for user in (made.officer, made.dcs, made.clerk, stranger):
        assert client(user).get(file_of(letter)).status_code == 404
    assert "Add this meeting" not in client(made.officer).get(page(letter)).content.decode()
    # Nobody has it before the letter is given.
    other = cases.scene(CaseState.OPENED, school=schools.school("Another School too"))
    assert client(other.head).get(file_of(letters.signed(other, KIND, method=Method.HAND))).status_code == 404
    assert feed(other.head)[1] == []


def test_it_is_in_the_feed_of_those_invited_alone(made: Scene) -> None:
    letters.given(made, KIND)
    for user in (made.head, made.chair, made.director):
        (event,) = feed(user)[1]
        assert (event.decoded("dtstart"), str(event["status"])) == (FIRST, "CONFIRMED")
    assert [str(zone["tzid"]) for zone in parts(feed(made.head)[0]).walk("VTIMEZONE")] == ["Europe/London"]
    for user in (made.officer, made.dcs, made.clerk):
        assert not [each for each in feed(user)[1] if "meeting" in str(each["uid"])]
    # It leaves with the post or the role, which gave the letter.
    with clock.at(clock.now() + timedelta(days=1)):
        ended(made.head)
        RoleGrant.objects.filter(user=made.director).update(ends_on=TODAY - timedelta(days=1))
        for user in (made.head, made.director):
            people.post(schools.school("Another School"), "chair", user)
            assert feed(user)[1] == []


def test_a_withdrawn_invitation_takes_the_meeting_out(made: Scene) -> None:
    letter = letters.given(made, KIND)
    uid = str(parts(mailed(made.head).appointment).walk("VEVENT")[0]["uid"])
    shown = client(made.signer(letter)).get(f"/case-letters/{letter.pk}/withdraw/").content.decode()
    assert "The meeting is taken out of the calendar of those invited." in shown
    withdraw(made, letter)
    message = mailed(made.head)
    calendar = parts(message.appointment)
    (event,) = calendar.walk("VEVENT")
    assert (str(calendar["method"]), str(event["uid"])) == ("CANCEL", uid)
    assert (event["sequence"], str(event["status"])) == (1, "CANCELLED")
    assert "The meeting on Monday 14 December 2026 at 4pm will not take place." in message.body
    assert "Take this meeting out of your calendar" in client(made.head).get(page(letter)).content.decode()
    assert b"METHOD:CANCEL" in client(made.head).get(file_of(letter)).content
    (event,) = feed(made.head)[1]
    assert (str(event["uid"]), event["sequence"], str(event["status"])) == (uid, 1, "CANCELLED")


def test_a_case_that_is_closed_before_its_day_takes_the_meeting_out(made: Scene) -> None:
    letters.given(made, KIND)
    [event] = feed(made.head)[1]
    assert event["status"] == "CONFIRMED"
    close(made.case, reason="The school has done what was asked.", by=made.officer, on=TODAY)
    [event] = feed(made.head)[1]
    assert event["status"] == "CANCELLED" and event["sequence"] == 1


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_a_meeting_that_is_moved_stays_the_same_event(made: Scene, is_withdrawn: bool) -> None:
    letter = letters.given(made, KIND)
    uid = str(parts(mailed(made.head).appointment).walk("VEVENT")[0]["uid"])
    if is_withdrawn:
        withdraw(made, letter)
    later = TODAY + timedelta(days=3)
    second = letters.given(made, KIND, dated=later, meeting=MOVED)
    with clock.at(datetime.combine(later, clock.now().time())):
        (event,) = feed(made.head)[1]
        asked = parts(mailed(made.head).appointment).walk("VEVENT")[0]
    for each in (event, asked):
        assert (str(each["uid"]), each["sequence"], str(each["status"])) == (uid, 2, "CONFIRMED")
        assert each.decoded("dtstart") == datetime(2026, 12, 17, 9, 30, tzinfo=clock.LONDON)
        assert str(each["location"]) == "https://meet.test.example/a-room" and str(each["url"]).endswith(page(second))
    # The first letter does not take it out any more.
    if not is_withdrawn:
        shown = client(made.signer(letter)).get(f"/case-letters/{letter.pk}/withdraw/").content.decode()
        assert "Withdraw the letter" in shown and "is taken out of the calendar" not in shown
        withdraw(made, letter)
        assert mailed(made.head).attachment_name and not Message.objects.exclude(appointment="").exists()


def test_an_invitation_after_its_day_is_another_meeting(made: Scene) -> None:
    letters.given(made, KIND)
    after = FIRST.date() + timedelta(days=1)
    letters.given(made, KIND, dated=after, meeting=MOVED)
    with clock.at(datetime.combine(after, clock.now().time())):
        found = feed(made.head)[1]
    assert [event.decoded("dtstart").day for event in found] == [14, 17]
    assert len({str(event["uid"]) for event in found}) == 2


def test_whom_a_later_invitation_leaves_out_has_it_taken_out(made: Scene) -> None:
    letters.given(made, KIND)
    later = TODAY + timedelta(days=3)
    with clock.at(datetime.combine(later, clock.now().time())):
        ended(made.chair)
        people.post(made.school, "clerk", made.chair)
        people.post(made.school, "chair")
    letters.given(made, KIND, dated=later, meeting=MOVED)
    with clock.at(datetime.combine(later, clock.now().time())):
        (event,) = feed(made.chair)[1]
        assert (event["sequence"], str(event["status"])) == (2, "CANCELLED")
        assert [str(each["status"]) for each in feed(made.head)[1]] == ["CONFIRMED"]


def test_of_a_restricted_case_neither_school_nor_place(made: Scene) -> None:
    readers.restrict(made.case, by=made.officer, on=TODAY, reason="A complaint.")
    readers.name(made.case, person=made.director, by=made.officer, on=TODAY)
    letter = letters.given(made, KIND)
    read = (mailed(made.head).appointment, feed(made.head)[0].decode(), client(made.head).get(file_of(letter)).content)
    for text in read:
        (event,) = parts(text).walk("VEVENT")
        assert made.school.name not in str(event.to_ical()) and "location" not in event
        assert str(event["summary"]).startswith("Meeting with ") and event.decoded("dtstart") == FIRST


def test_an_invitation_from_before_there_were_fields_has_no_meeting() -> None:
    typed: tuple[dict[str, Any], ...] = ({}, {"on": ["14", "12", "2026"]}, {"on": ["31", "2", "2026"], "at": "4pm"})
    for meeting in (*typed, {"on": ["14", "12", "9999"], "at": "4pm"}):
        assert appointments_of([CaseLetter(kind=KIND, meeting=meeting, dated=TODAY)]) == []
