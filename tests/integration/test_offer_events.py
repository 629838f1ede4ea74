"""Events under the framework's offer: their states, who can book, places, the waiting list, who came, and what is told
to whom."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allocations.states import State
from monitoring.offer.booking import actions as bookings
from monitoring.offer.booking.policies import Entitlement, check_eligible, check_people
from monitoring.offer.booking.queries import free_places
from monitoring.offer.event import actions
from monitoring.offer.models import Booking, OfferedEvent
from monitoring.offer.tasks import hold_past_events
from schools.models import School
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.framework.queries import of_the_repository
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, events, people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("P6")]
ONE = timedelta(days=1)
_S = Booking.Status
LINK = "https://meet.example/briefing"


@pytest.fixture
def officer() -> User:
    return people.person("Olive Officer", role="principal_officer")


def school_with_head(name: str = "", **facts: Any) -> tuple[School, User]:
    school = schools.school(name, **facts) if name else schools.school(**facts)
    return school, people.post(school, "headteacher").user


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Denied) as denied, transaction.atomic():
        act()
    return denied.value.code


def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def mails(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("email", flat=True))


def statuses(event: OfferedEvent) -> list[str]:
    return list(event.bookings.order_by("pk").values_list("status", flat=True))


def came(event: OfferedEvent, *there: Booking, by: User) -> int:
    """Record who came, on the morning of the event."""
    with clock.at(events.DAY):
        return actions.record_attendance(event, {each.pk for each in there}, by=by, on=events.DAY)


ACTS: dict[str, Callable[[OfferedEvent, User], object]] = {
    "open": lambda event, by: actions.open_event(event, by=by, on=TODAY),
    "change": lambda event, by: actions.change(event, events.typed(by, title="Other"), by=by, on=TODAY),
    "cancel": lambda event, by: actions.cancel(event, reason="Snow.", by=by, on=TODAY),
    "attendance": lambda event, by: came(event, by=by),
}
# By hand: what can be done in each state.
MATRIX: dict[str, set[str]] = {
    "planned": {"open", "change", "cancel"},
    "open": {"change", "cancel", "attendance"},
    "held": {"attendance"},
    "cancelled": set(),
}


def in_state(state: str, by: User) -> OfferedEvent:
    if state == "planned":
        return events.planned(by)
    event = events.opened(by)
    if state == "held":
        actions.hold_past(events.DAY + ONE)
    if state == "cancelled":
        actions.cancel(event, reason="Snow.", by=by, on=TODAY)
    event.refresh_from_db()
    return event


class TestStates:
    @pytest.mark.parametrize("state", MATRIX)
    @pytest.mark.parametrize("act", ACTS)
    def test_what_can_be_done_in_each_state(self, state: str, act: str, officer: User) -> None:
        event = in_state(state, officer)
        assert event.status == state
        if act in MATRIX[state]:
            ACTS[act](event, officer)
        else:
            assert refusal(lambda: ACTS[act](event, officer)) in {"wrong_state", "ended", "not_held"}

    @pytest.mark.parametrize("act", ACTS)
    @pytest.mark.parametrize(
        ("role", "may"),
        [("sip", True), ("principal_officer", True), ("director_of_education", False), ("administrator", False)],
    )
    def test_partners_and_principal_officers_keep_events(self, act: str, role: str, may: bool, officer: User) -> None:
        event = in_state("open" if act == "attendance" else "planned", officer)
        by = people.person(role=role)
        if may:
            ACTS[act](event, by)
        else:
            assert refusal(lambda: ACTS[act](event, by)) == "not_allowed"

    @pytest.mark.parametrize("act", ["change", "cancel"])
    def test_what_has_begun_is_neither_changed_nor_cancelled(self, act: str, officer: User) -> None:
        event, planned = events.opened(officer), events.planned(officer)
        school, head = school_with_head()
        for moment, may in ((time(9, 29), True), (time(9, 30), False)):
            with clock.at(datetime.combine(events.DAY, moment)):
                status = client(officer).get(f"{event.get_absolute_url()}{act}/").status_code
                assert status == (200 if may else 404)
                assert (event.title in client(head).get(f"/schools/{school.pk}/offer/").text) is may
        with clock.at(events.DAY):
            assert refusal(lambda: ACTS[act](event, officer)) == "begun"
            assert f"{event.get_absolute_url()}{act}/" not in client(officer).get(event.get_absolute_url()).text
            later = events.typed(officer, day=events.DAY + ONE)
            if act == "change":
                actions.change(planned, later, by=officer, on=events.DAY)
            else:
                ACTS[act](planned, officer)
        came(event, by=officer)
        assert refusal(lambda: ACTS[act](event, officer)) == "begun", "whatever the time: it is recorded who came"

    def test_what_was_never_open_to_schools_is_read_by_none_of_them(self, officer: User) -> None:
        (school, head), never, was = school_with_head(), events.planned(officer), events.opened(officer)
        for event, status in ((never, 404), (was, 200)):
            actions.cancel(event, reason="Snow.", by=officer, on=TODAY)
            for path in (f"/schools/{school.pk}/events/{event.pk}/", f"/events/{event.pk}/event.ics"):
                assert client(head).get(path).status_code == status
            assert client(officer).get(event.get_absolute_url()).status_code == 200
        assert "Schools were never able to see it." in client(officer).get(never.get_absolute_url()).text

    def test_an_event_starts_later_than_now(self, officer: User) -> None:
        """Once it has started it is neither changed nor cancelled, so that a slip of the hour could not be mended."""
        event, facts = events.planned(officer, day=TODAY, closes_on=TODAY, starts_at=time(11)), {"closes_on": TODAY}
        assert refusal(lambda: events.planned(officer, day=TODAY, starts_at=time(9), **facts)) == "past"
        early = events.typed(officer, day=TODAY, starts_at=time(9), **facts)
        assert refusal(lambda: actions.change(event, early, by=officer, on=TODAY)) == "past"
        with clock.at(datetime.combine(TODAY, time(11))):
            assert refusal(lambda: actions.open_event(event, by=officer, on=TODAY)) == "too_late"

    def test_the_database_keeps_the_states(self, officer: User) -> None:
        event = events.planned(officer)
        with pytest.raises(DatabaseError), transaction.atomic():
            OfferedEvent.objects.filter(pk=event.pk).update(status="open")

    def test_an_event_is_held_the_day_after(self, officer: User) -> None:
        event = events.opened(officer)
        for day, status in ((events.DAY, "open"), (events.DAY + ONE, "held")):
            with clock.at(day):
                hold_past_events()
            event.refresh_from_db()
            assert event.status == status

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"offer": "consultancy"}, "not_offered"),
            ({"offer": "nothing"}, "not_offered"),
            ({"day": TODAY - ONE}, "past"),
            ({"ends_at": time(9, 30)}, "ends"),
            ({"closes_on": events.DAY + ONE}, "closes"),
            ({"place": ""}, "nowhere"),
            ({"places": 0}, "no_places"),
        ],
    )
    def test_what_cannot_be_planned(self, facts: dict[str, Any], code: str, officer: User) -> None:
        assert refusal(lambda: events.planned(officer, **facts)) == code

    def test_places_that_are_booked_are_not_taken_back(self, officer: User) -> None:
        event = events.opened(officer, places=3)
        school, head = school_with_head()
        events.booked(event, school, head, "Ann", "Bob")
        fewer = events.typed(officer, places=1)
        assert refusal(lambda: actions.change(event, fewer, by=officer, on=TODAY)) == "too_few"


class TestBooking:
    def test_heads_and_chairs_book_for_their_own_school(self, officer: User) -> None:
        event = events.opened(officer)
        school, head = school_with_head("Example Booking School")
        chair = people.post(school, "chair").user
        clerk = people.post(school, "clerk").user
        _, other = school_with_head("Example Elsewhere School")
        partner = people.person(role="sip")
        for by in (head, chair):
            assert [each.status for each in events.booked(event, school, by)] == [_S.BOOKED]
        for by in (clerk, other, partner):
            assert refusal(lambda by=by: events.booked(event, school, by)) == "not_yours"
        people.assign(school, partner)
        events.booked(event, school, partner, "Named By Partner")
        assert mails("event_booked") == sorted([head.email, chair.email])
        assert set(mails("receipt")) == {head.email, chair.email, clerk.email}, "who governs with the chair knows"

    def test_who_finds_no_place_waits_in_order_and_moves_up(self, officer: User) -> None:
        event = events.opened(officer, places=2)
        (first, one), (second, two), (third, three) = (school_with_head() for _ in range(3))
        ann, bob = events.booked(event, first, one, "Ann", "Bob")
        (cay,) = events.booked(event, second, two, "Cay")
        (dee,) = events.booked(event, third, three, "Dee")
        assert statuses(event) == ["booked", "booked", "waiting", "waiting"]
        bookings.cancel(ann, by=one, on=TODAY)
        assert statuses(event) == ["cancelled", "booked", "booked", "waiting"]
        assert mails("event_moved_up") == [two.email]
        bookings.cancel(cay, by=officer, on=TODAY, reason="Called us.")
        assert statuses(event) == ["cancelled", "booked", "cancelled", "booked"]
        assert mails("event_moved_up") == sorted([two.email, three.email])
        assert mails("event_booking_cancelled") == [two.email]
        assert refusal(lambda: bookings.cancel(ann, by=one, on=TODAY)) == "wrong_state"
        assert {bob.pk, dee.pk} == set(event.bookings.filter(status=_S.BOOKED).values_list("pk", flat=True))

    def test_more_places_go_to_those_who_wait(self, officer: User) -> None:
        event = events.opened(officer, places=1)
        school, head = school_with_head()
        events.booked(event, school, head, "Ann", "Bob", "Cay")
        actions.change(event, events.typed(officer, title=event.title, places=2), by=officer, on=TODAY)
        assert statuses(event) == ["booked", "booked", "waiting"]
        assert mails("event_moved_up") == [head.email]
        assert mails("event_changed") == [], "the number of places is no news to those who have one"

    def test_at_most_so_many_of_each_school(self, officer: User) -> None:
        event = events.opened(officer, per_school=2)
        school, head = school_with_head()
        (ann,) = events.booked(event, school, head, "Ann")
        assert refusal(lambda: events.booked(event, school, head, "Bob", "Cay")) == "too_many"
        events.booked(event, school, head, "Bob")
        assert refusal(lambda: events.booked(event, school, head, "Cay")) == "too_many"
        bookings.cancel(ann, by=head, on=TODAY)
        events.booked(event, school, head, "Cay")
        assert refusal(lambda: events.booked(event, school, head, "cay")) == "twice"

    def test_the_form_names_as_many_as_the_school_can_still_book(self, officer: User) -> None:
        event = events.opened(officer, per_school=2)
        school, head = school_with_head()
        at = f"/schools/{school.pk}/events/{event.pk}/"
        for booked, rows in (("", 2), ("Ann", 1), ("Bob", 0)):
            if booked:
                events.booked(event, school, head, booked)
            shown = client(head).get(at).content.decode()
            assert [f'name="name_{n}"' in shown for n in (1, 2, 3)] == [n <= rows for n in (1, 2, 3)]
        assert "all the places that it can have" in shown
        sent = client(head).post(at, {"name_1": "Cay", "role_1": "Teacher"}, follow=True).content.decode()
        assert "at most 2 from each school" in sent and 'value="Cay"' in sent

    def test_without_a_waiting_list_a_full_event_refuses(self, officer: User) -> None:
        event = events.opened(officer, places=1, waiting_list=False)
        school, head = school_with_head()
        assert refusal(lambda: events.booked(event, school, head, "Ann", "Bob")) == "full"
        events.booked(event, school, head, "Ann")
        assert refusal(lambda: events.booked(event, school, head, "Bob")) == "full"

    def test_until_the_last_day_and_cancelling_until_it_starts(self, officer: User) -> None:
        event = events.opened(officer)
        school, head = school_with_head()
        ann, bob = events.booked(event, school, head, "Ann", "Bob")
        after = event.closes_on + ONE
        with clock.at(after):
            assert refusal(lambda: events.booked(event, school, head, "Cay", on=after)) == "closed"
        with clock.at(datetime.combine(events.DAY, time(9, 29))):
            bookings.cancel(ann, by=head, on=events.DAY)
        with clock.at(datetime.combine(events.DAY, time(9, 30))):
            assert refusal(lambda: bookings.cancel(bob, by=head, on=events.DAY)) == "started"
            assert refusal(lambda: bookings.correct(bob, events.person("Bea"), by=head, on=events.DAY)) == "started"

    def test_who_comes_is_put_right_and_keeps_the_turn(self, officer: User) -> None:
        event = events.opened(officer, places=1)
        school, head = school_with_head()
        ann, bob = events.booked(event, school, head, "Ann", "Bob")
        bookings.correct(bob, events.person("Bea", "Deputy"), by=head, on=TODAY)
        assert [(each.name, each.status) for each in event.bookings.all()] == [("Ann", "booked"), ("Bea", "waiting")]
        assert Event.objects.get(kind="event_booking.corrected").data["old"]["name"] == "Bob"
        assert refusal(lambda: bookings.correct(bob, events.person("Ann"), by=head, on=TODAY)) == "twice"
        assert refusal(lambda: bookings.correct(ann, events.person("Ann"), by=head, on=TODAY)) == "no_change"

    def test_those_booked_are_told_of_another_day_and_of_the_end(self, officer: User) -> None:
        event = events.opened(officer, places=1)
        (first, one), (second, two) = school_with_head(), school_with_head()
        school_with_head()
        events.booked(event, first, one)
        events.booked(event, second, two)
        moved = events.typed(officer, title=event.title, places=1, day=events.DAY + 7 * ONE)
        assert actions.change(event, moved, by=officer, on=TODAY)
        actions.cancel(event, reason="The hall is flooded.", by=officer, on=TODAY)
        for kind in ("event_changed", "event_cancelled"):
            assert mails(kind) == sorted([one.email, two.email])
        assert "The hall is flooded." in Message.objects.filter(kind="event_cancelled")[0].body


def some_bands_only(band: str) -> Entitlement:
    """A framework in which networks are for bands B and C only."""
    rules = of_the_repository()
    offers = [
        each.model_copy(update={"bands": ("B", "C")}) if each.id == "subject-networks" else each
        for each in rules.offers
    ]
    return Entitlement(rules.model_copy(update={"offers": tuple(offers)}), band)


class TestEligibility:
    """By the school's own band and phase; the sentence never tells another band."""

    def test_a_band_that_is_not_offered_it_reads_why(self, officer: User) -> None:
        event, school = events.opened(officer, offer="subject-networks"), schools.school()
        for band in ("B", "C"):
            check_eligible(event, school, some_bands_only(band))
        for band in ("A", "D"):
            with pytest.raises(Denied) as denied:
                check_eligible(event, school, some_bands_only(band))
            said = denied.value.sentence
            assert said == f"The framework does not offer “Networks for subject leaders” to a school with Band {band}."
        assert refusal(lambda: check_eligible(event, school, some_bands_only(""))) == "no_band"

    def test_what_every_band_has_needs_no_band(self, officer: User) -> None:
        check_eligible(events.opened(officer), schools.school(), Entitlement(of_the_repository()))

    def test_a_phase_that_is_not_meant(self, officer: User) -> None:
        event = events.opened(officer, phases=("Secondary",))
        school, head = school_with_head(phase="Primary")
        assert refusal(lambda: events.booked(event, school, head)) == "phase"
        page = client(head).get(f"/schools/{school.pk}/events/{event.pk}/")
        assert "This event is for schools of these phases: Secondary." in page.text
        assert "name_1" not in page.text

    def test_the_band_that_counts_is_the_one_that_was_settled(self) -> None:
        scene = allocations.scene()
        allocations.walk(scene, State.AGREED, band="C")
        page = client(scene.head).get(f"/schools/{scene.school.pk}/offer/")
        assert "What the framework gives a school with Band C." in page.text
        assert "A School Partnership Improvement Plan" in page.text
        assert "A Team Around the School" not in page.text, "which is for band D"


class TestPages:
    def test_the_link_is_shown_only_to_those_who_have_a_place(self, officer: User) -> None:
        event = events.opened(officer, link=LINK, places=1)
        (first, one), (second, two) = school_with_head(), school_with_head()
        events.booked(event, first, one)
        events.booked(event, second, two)
        for school, head, shown in ((first, one, True), (second, two, False)):
            page = client(head).get(f"/schools/{school.pk}/events/{event.pk}/")
            assert (LINK in page.text) is shown
        assert LINK in client(officer).get(event.get_absolute_url()).text
        assert LINK not in client(one).get(f"/events/{event.pk}/event.ics").text
        assert not Message.objects.filter(body__contains=LINK).exists()

    def test_a_planned_event_is_not_read_by_schools(self, officer: User) -> None:
        event = events.planned(officer, title="Not to be read yet")
        school, head = school_with_head()
        browser = client(head)
        assert "Not to be read yet" not in browser.get(f"/schools/{school.pk}/offer/").text
        assert browser.get(f"/schools/{school.pk}/events/{event.pk}/").status_code == 404
        assert browser.get(f"/events/{event.pk}/event.ics").status_code == 404

    def test_bookings_of_today_come_first(self, officer: User) -> None:
        later = events.opened(officer, title="Later on")
        now = events.opened(officer, title="This morning", day=TODAY, closes_on=TODAY, starts_at=time(11))
        school, head = school_with_head()
        events.booked(later, school, head)
        events.booked(now, school, head)
        text = client(head).get(f"/schools/{school.pk}/offer/").text
        assert text.index(">Today<") < text.index("This morning") < text.index("Later on")

    def test_a_copy_has_everything_but_its_days(self, officer: User) -> None:
        event = events.opened(officer, title="Spring briefing", places=7, link=LINK)
        form = client(officer).get(f"/events/plan/?copy={event.pk}").context["form"]
        assert form["title"].value() == "Spring briefing" and form["places"].value() == 7
        assert form["day"].value() is None and form["closes_on"].value() is None

    def test_times_are_read_as_people_type_them(self, officer: User) -> None:
        said: dict[str, Any] = {"title": "Typed", "place": "Hall", "places": "5"}
        said |= {"offer": "governor-briefings", "audiences": ["chairs"]}
        said |= {"leader": f"{officer.name} ({officer.email})", "starts_at": "9.30am", "ends_at": "noon"}
        for name in ("day", "closes_on"):
            said |= {f"{name}_day": "3", f"{name}_month": "12", f"{name}_year": "2026"}
        client(officer).post("/events/plan/", said)
        made = OfferedEvent.objects.get(title="Typed")
        assert made.when_in_words == "Thursday 3 December 2026, 9.30am to noon"

    def test_the_list_is_filtered_by_month_and_exported(self, officer: User) -> None:
        events.opened(officer, title="In December")
        events.opened(officer, title="In January", day=events.DAY + 40 * ONE)
        page = client(officer).get("/events/?month=2027-01&search=january")
        assert "In January" in page.text and "In December" not in page.text
        answer: Any = client(officer).get("/events/?export=csv")
        export = b"".join(answer.streaming_content).decode()
        assert "In January" in export and "In December" in export

    def test_bookings_are_exported_with_the_day_in_london(self, officer: User) -> None:
        event, (school, head) = events.opened(officer), school_with_head()
        (ann,) = events.booked(event, school, head, "Ann")
        Booking.objects.filter(pk=ann.pk).update(booked_at=datetime(2026, 6, 1, 23, 30, tzinfo=UTC))
        answer: Any = client(officer).get(f"/events/{event.pk}/bookings/?export=csv")
        assert "2026-06-02" in b"".join(answer.streaming_content).decode()


class TestAttendance:
    def test_who_came_is_recorded_corrected_and_counts(self, officer: User) -> None:
        event = events.opened(officer, title="Reading network")
        school, head = school_with_head()
        ann, bob = events.booked(event, school, head, "Ann", "Bob")
        assert refusal(lambda: actions.record_attendance(event, (), by=officer, on=TODAY)) == "not_held"
        later = events.DAY + ONE
        with clock.at(later):
            hold_past_events()
            assert [item.about for item in waiting_for(roles_of(officer, later))] == ["Reading network"]
            assert actions.record_attendance(event, {ann.pk}, by=officer, on=later) == 1
            assert waiting_for(roles_of(officer, later)) == []
            assert actions.record_attendance(event, {ann.pk, bob.pk}, by=officer, on=later) == 2
            browser = client(head)
            assert "2 people came to events" in browser.get(f"/schools/{school.pk}/?part=offer").text
            said = browser.get(f"/schools/{school.pk}/timeline/").text
        assert "Ann (Headteacher) came to “Reading network”" in said
        recorded = Event.objects.filter(kind="offer_event.attendance").order_by("pk")
        assert [each.data["came"] for each in recorded] == [[ann.pk], [ann.pk, bob.pk]]

    def test_nobody_who_waited_is_said_to_have_come(self, officer: User) -> None:
        event = events.opened(officer, places=1)
        school, head = school_with_head()
        ann, bob = events.booked(event, school, head, "Ann", "Bob")
        assert came(event, ann, bob, by=officer) == 1
        bob.refresh_from_db()
        assert bob.attended is None

    def test_it_is_recorded_from_the_start_when_bookings_are_no_longer_cancelled(self, officer: User) -> None:
        event = events.opened(officer)
        school, head = school_with_head()
        (ann,) = events.booked(event, school, head, "Ann")
        for moment, starts in ((time(9, 29), False), (time(9, 30), True)):
            with clock.at(datetime.combine(events.DAY, moment)):
                page = client(officer).get(event.get_absolute_url()).text
                assert ("Record who came" in page) is starts
                assert client(officer).get(f"/events/{event.pk}/attendance/").status_code == (200 if starts else 404)
                if starts:
                    assert actions.record_attendance(event, {ann.pk}, by=officer, on=events.DAY) == 1
                    assert refusal(lambda: bookings.cancel(ann, by=head, on=events.DAY)) == "started"
                else:
                    act = partial(actions.record_attendance, event, {ann.pk}, by=officer, on=events.DAY)
                    assert refusal(act) == "not_held"


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.integers(1, 3), acts=st.lists(st.tuples(st.booleans(), st.integers(0, 7)), min_size=1, max_size=9))
def test_places_are_never_over_booked_and_nobody_is_passed_over(places: int, acts: list[tuple[bool, int]]) -> None:
    """Whatever is booked and cancelled: as many have a place as there are, and those are the first of the list."""
    with transaction.atomic():
        by = people.person(role="principal_officer")
        school, head = school_with_head()
        event = events.opened(by, places=places)
        for books, which in acts:
            there = list(event.bookings.exclude(status=_S.CANCELLED))
            if books or not there:
                events.booked(event, school, head)
            else:
                bookings.cancel(there[which % len(there)], by=head, on=TODAY)
        there = list(event.bookings.exclude(status=_S.CANCELLED).order_by("pk"))
        number = min(places, len(there))
        assert [each.status for each in there] == [_S.BOOKED] * number + [_S.WAITING] * (len(there) - number)
        assert free_places(event) == places - number
        transaction.set_rollback(True)


def test_the_sentence_of_a_full_event_counts_its_places() -> None:
    event = OfferedEvent(waiting_list=False, places=9)
    for free, said in ((2, "There are 2 places left"), (1, "There is 1 place left"), (0, "This event is full")):
        with pytest.raises(Denied) as denied:
            check_people(event, [events.person() for _ in range(3)], (), free)
        assert denied.value.sentence == f"{said}, and it has no waiting list."
