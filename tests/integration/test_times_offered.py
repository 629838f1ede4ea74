"""Times that a partner and a school offer each other for a visit: held, chosen, answered, withdrawn, ended once."""

import re
from datetime import date, time, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from monitoring.visits.calendar.feed import events_of
from monitoring.visits.models import Leave, TimesOffer, Visit
from monitoring.visits.offers import actions
from monitoring.visits.offers.handover import PART
from monitoring.visits.offers.policies import TimeInput
from monitoring.visits.offers.queries import taken
from monitoring.visits.states import OfferState
from monitoring.visits.tasks import end_offered_times
from monitoring.visits.visit.notifications import school_knows
from monitoring.visits.visit.policies import VisitDates
from monitoring.visits.visit.queries import clashes
from schools.handovers.parts import HandoverPlan
from schools.models import AssignmentRole
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.deadlines.models import BankHoliday
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import offers, people, reports, schools, terms, visits
from tests.factories.reports import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("V13")]
THURSDAY, FRIDAY, TUESDAY = offers.DAYS


@pytest.fixture
def made() -> Scene:
    terms.recorded()
    found = reports.scene()
    Message.objects.all().delete()
    return found


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def text(response: Any) -> str:
    """The page without the marks around dates."""
    return " ".join(unescape(re.sub(r"</?time[^>]*>", "", response.content.decode())).split())


def told(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("email", flat=True))


def titles(user: User) -> list[str]:
    return [item.title for item in waiting_for(roles_of(user, TODAY))]


def key(offer: TimesOffer, day: date) -> int:
    return offer.times.get(day=day).pk


def refused(code: str, act: Any, *args: Any, **said: Any) -> str:
    with pytest.raises(Denied) as denied, transaction.atomic():
        act(*args, **said, on=TODAY)
    assert denied.value.code == code
    return denied.value.sentence


class TestChoosing:
    def test_the_head_is_asked_once_and_chooses_on_one_page(self, made: Scene) -> None:
        """Two presses: the time, and the button. The visit is planned as any other."""
        offer = offers.offered(made.school, made.sip, place="The town hall")
        assert told("times_offered") == [made.head.email]
        said = Message.objects.get(kind="times_offered")
        assert "Friday 27 November 2026" in said.subject and "- Thursday 3 December 2026, 9.30am" in said.body
        assert "Choose a time for the core visit" in titles(made.head)
        page = text(client(made.head).get(offer.get_absolute_url()))
        assert "Please choose one by Friday 27 November 2026" in page and "Friday 4 December 2026, 9.30am" in page
        done = client(made.head).post(offer.get_absolute_url(), {"time": key(offer, FRIDAY)}, follow=True)
        assert "The visit is planned for Friday 4 December 2026, 9.30am." in text(done)
        visit = Visit.objects.get(status="planned")
        assert (visit.starts_on, visit.starts_at, visit.lead, visit.days) == (FRIDAY, time(9, 30), made.sip, 1)
        assert visit.purpose == "At The town hall." and visit.kind == "core-visit"
        offer.refresh_from_db()
        assert (offer.status, offer.visit, offer.answered_by) == ("chosen", visit, made.head)
        assert told("times_chosen") == [made.sip.email] and told("visit_planned") == []
        assert "Choose a time for the core visit" not in titles(made.head)
        assert school_knows(visit, made.school), "so that it hears of what changes"

    def test_a_second_head_is_told_who_chose(self, made: Scene) -> None:
        also = people.post(made.school, "acting_headteacher").user
        offer = offers.offered(made.school, made.sip)
        actions.choose(offer, time=key(offer, FRIDAY), by=made.head, on=TODAY)
        said = refused("wrong_state", actions.choose, offer, time=key(offer, THURSDAY), by=also)
        assert said == f"{made.head.name} has chosen a time, and the visit was planned for Friday 4 December 2026."
        assert Visit.objects.filter(status="planned").count() == 1

    @pytest.mark.parametrize("way", ["visit", "leave", "holiday", "past"])
    def test_a_time_that_is_taken_since_says_so_and_the_rest_can_be_chosen(self, made: Scene, way: str) -> None:
        offer = offers.offered(made.school, made.sip)
        if way == "visit":
            other = schools.school("Other School")
            people.assign(other, made.sip)
            people.post(other, "headteacher")
            visits.planned(other, made.sip, THURSDAY)
        elif way == "leave":
            Leave.objects.create(user=made.sip, academic_year=2026, starts_on=THURSDAY, ends_on=THURSDAY, days=1)
        elif way == "holiday":
            BankHoliday.objects.create(date=THURSDAY, name="Made-up Day")
        on = THURSDAY + timedelta(days=1) if way == "past" else TODAY
        with clock.at(on):
            assert taken(offer, offer.times.all(), on=on) == {key(offer, THURSDAY)}
            with pytest.raises(Denied) as denied, transaction.atomic():
                actions.choose(offer, time=key(offer, THURSDAY), by=made.head, on=on)
            assert denied.value.code == ("past" if way == "past" else "taken")
        if way != "past":
            page = client(made.head).post(offer.get_absolute_url(), {"time": key(offer, THURSDAY)})
            shown = text(page)
            assert "Thursday 3 December 2026, 9.30am is no longer free." in shown and "Other School" not in shown
            assert f'value="{key(offer, FRIDAY)}"' in shown and f'value="{key(offer, THURSDAY)}"' not in shown
        actions.choose(offer, time=key(offer, TUESDAY), by=made.head, on=TODAY)

    def test_what_the_partner_confirmed_when_offering_stays_free(self, made: Scene) -> None:
        """A warning that was read is not asked of the school."""
        other = schools.school("Other School")
        people.assign(other, made.sip)
        people.post(other, "headteacher")
        visits.planned(other, made.sip, THURSDAY)
        sentence = refused("sure", actions.offer, made.school, offers.typed(), by_school=False, by=made.sip)
        assert sentence.startswith(f"{made.sip.name} has another visit on Thursday 3 December 2026")
        offer = actions.offer(made.school, offers.typed(), by_school=False, by=made.sip, on=TODAY, sure=sentence)
        actions.choose(offer, time=key(offer, THURSDAY), by=made.head, on=TODAY)
        assert Visit.objects.filter(starts_on=THURSDAY).count() == 2

    def test_one_time_offered_to_two_schools_goes_to_the_first_who_chooses(self, made: Scene) -> None:
        other = schools.school("Other School")
        people.assign(other, made.sip)
        second = people.post(other, "headteacher").user
        first = offers.offered(made.school, made.sip)
        held = refused("sure", actions.offer, other, offers.typed(), by_school=False, by=made.sip)
        assert f"is offered to {made.school.name} with {made.sip.name}" in held
        also = actions.offer(other, offers.typed(), by_school=False, by=made.sip, on=TODAY, sure=held)
        actions.choose(also, time=key(also, THURSDAY), by=second, on=TODAY)
        assert refused("taken", actions.choose, first, time=key(first, THURSDAY), by=made.head)
        actions.choose(first, time=key(first, FRIDAY), by=made.head, on=TODAY)


class TestHeld:
    def test_a_time_is_held_until_it_is_chosen_withdrawn_or_ended(self, made: Scene) -> None:
        """Planning another visit then is asked about; afterwards it is not."""
        other = schools.school("Other School")
        day = VisitDates(starts_on=THURSDAY, ends_on=THURSDAY)
        assert clashes(other, made.sip, day) == []
        offer = offers.offered(made.school, made.sip)
        held = f"Thursday 3 December 2026, 9.30am, is offered to {made.school.name} with {made.sip.name}: Core visit."
        assert clashes(other, made.sip, day) == [held]
        assert clashes(other, people.person(role="sip"), day) == [], "another partner's day is theirs"
        afternoon = VisitDates(starts_on=THURSDAY, ends_on=THURSDAY, starts_at=time(13))
        assert clashes(other, made.sip, afternoon, days=Decimal("0.5")) == [held], "the whole day is held"
        actions.withdraw(offer, reason="I am ill.", by=made.sip, on=TODAY)
        assert clashes(other, made.sip, day) == []
        assert told("times_withdrawn") == [made.head.email]

    def test_half_days_at_different_hours_can_both_be(self, made: Scene) -> None:
        offers.offered(made.school, made.sip, days=Decimal("0.5"))
        other = schools.school("Other School")
        for hour, clash in ((13, False), (12, True)):
            day = VisitDates(starts_on=THURSDAY, ends_on=THURSDAY, starts_at=time(hour))
            assert bool(clashes(other, made.sip, day, days=Decimal("0.5"))) is clash

    def test_the_calendar_and_the_term_show_them(self, made: Scene) -> None:
        offers.offered(made.school, made.sip)
        found = [each for each in events_of(roles_of(made.sip, TODAY)) if each.get("status") == "TENTATIVE"]
        assert [each.decoded("dtstart").date() for each in found] == [*offers.DAYS]
        assert str(found[0]["summary"]) == f"Offered: Core visit, {made.school.name}"
        assert not [e for e in events_of(roles_of(made.head, TODAY)) if e.get("status") == "TENTATIVE"]
        page = text(client(made.sip).get("/visits/plan/"))
        assert "Offered: " in page and "Thursday 3 December 2026, 9.30am" in page


class TestNoneSuits:
    def test_a_reason_comes_to_the_partner_as_work_until_others_are_offered(self, made: Scene) -> None:
        offer = offers.offered(made.school, made.sip)
        assert refused("no_reason", actions.none_suits, offer, reason=" ", by=made.head)
        actions.none_suits(offer, reason="Our inspection week.", by=made.head, on=TODAY)
        waits = "None of the times you offered for the core visit suits: offer others"
        assert waits in titles(made.sip) and told("times_none_suits") == [made.sip.email]
        assert "Our inspection week." in Message.objects.get(kind="times_none_suits").body
        again = actions.offer(
            made.school, offers.typed(TUESDAY, FRIDAY), by_school=False, by=made.sip, on=TODAY, follows=offer
        )
        offer.refresh_from_db()
        assert (offer.status, again.follows, waits in titles(made.sip)) == ("replaced", offer, False)
        assert offer.reason == "Our inspection week.", "what the school said is kept"

    def test_times_of_its_own_are_offered_the_other_way(self, made: Scene) -> None:
        offer = offers.offered(made.school, made.sip)
        own = (TimeInput(day=date(2026, 12, 10), at=time(13)),)
        new = actions.none_suits(
            offer, reason="Mornings are full.", times=own, reply_by=date(2026, 12, 1), by=made.head, on=TODAY
        )
        assert (new.by_school, new.follows, new.lead) == (True, offer, made.sip)
        assert "Choose a time for the core visit" in titles(made.sip) and made.sip.email in told("times_offered")
        visit = actions.choose(new, time=new.times.get().pk, by=made.sip, on=TODAY)
        assert (visit.starts_on, visit.starts_at) == (date(2026, 12, 10), time(13))
        assert told("times_chosen") == [made.head.email]

    def test_the_partner_is_asked_about_what_the_school_cannot_know(self, made: Scene) -> None:
        own = offers.offered(made.school, made.head, by_school=True)
        Leave.objects.create(user=made.sip, academic_year=2026, starts_on=THURSDAY, ends_on=THURSDAY, days=1)
        said = refused("sure", actions.choose, own, time=key(own, THURSDAY), by=made.sip)
        assert said == f"{made.sip.name} is on leave on Thursday 3 December 2026."
        page = client(made.sip).post(own.get_absolute_url(), {"time": key(own, THURSDAY)})
        assert said in text(page)
        asked = {"asked-time": [said]}
        done = client(made.sip).post(own.get_absolute_url(), {"time": key(own, THURSDAY)} | asked, follow=True)
        assert "The visit is planned for Thursday 3 December 2026" in text(done)


class TestWhoAndWhat:
    def test_only_the_other_side_answers_and_only_the_own_side_withdraws(self, made: Scene) -> None:
        offer = offers.offered(made.school, made.sip)
        for by in (made.sip, made.chair, people.person(role="sip")):
            refused("not_yours", actions.choose, offer, time=key(offer, THURSDAY), by=by)
        refused("not_yours", actions.withdraw, offer, reason="No.", by=made.head)
        refused("not_yours", actions.offer, made.school, offers.typed(), by_school=True, by=made.chair)

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ({"days": (THURSDAY,)}, "times"),
            ({"days": tuple(THURSDAY + timedelta(days=n) for n in range(6))}, "times"),
            ({"days": (THURSDAY, THURSDAY)}, "times"),
            ({"days": (THURSDAY, TODAY - timedelta(days=1))}, "times"),
            ({"reply_by": TODAY - timedelta(days=1)}, "reply_by"),
            ({"reply_by": TUESDAY + timedelta(days=1)}, "reply_by"),
            ({"kind": "tea"}, "no_kind"),
            ({"kind": "telephone"}, "no_kind"),
            ({"mode": "by balloon"}, "no_mode"),
        ],
    )
    def test_what_cannot_be_offered(self, made: Scene, said: dict[str, Any], code: str) -> None:
        days = said.pop("days", ())
        said.setdefault("days", Decimal(1))
        refused(code, actions.offer, made.school, offers.typed(*days, **said), by_school=False, by=made.sip)
        assert not TimesOffer.objects.exists() and not Message.objects.exists()

    def test_one_offer_of_a_kind_waits_at_a_time(self, made: Scene) -> None:
        offers.offered(made.school, made.sip)
        refused("offered_already", actions.offer, made.school, offers.typed(), by_school=True, by=made.head)
        offers.offered(made.school, made.sip, date(2026, 12, 10), date(2026, 12, 11), kind="brokered")

    def test_a_school_without_a_partner_cannot_offer(self, made: Scene) -> None:
        made.school.assignments.filter(role=AssignmentRole.SIP).delete()
        refused("no_partner", actions.offer, made.school, offers.typed(), by_school=True, by=made.head)

    def test_the_database_asks_for_an_event_of_each_change(self, made: Scene) -> None:
        offer = offers.offered(made.school, made.sip)
        with pytest.raises(IntegrityError, match="without an audit event"), transaction.atomic():
            TimesOffer.objects.filter(pk=offer.pk).update(status=OfferState.CHOSEN)
        actions.withdraw(offer, reason="I am ill.", by=made.sip, on=TODAY)
        last = Event.objects.filter(subject_table="visits_timesoffer").order_by("pk").last()
        assert last and (last.kind, last.reason, last.data["status"]) == (
            "times.withdrawn",
            "I am ill.",
            ["open", "withdrawn"],
        )


def test_times_that_nobody_answered_end_once_and_the_partner_is_told(made: Scene) -> None:
    offer = offers.offered(made.school, made.sip)
    with clock.at(offers.REPLY_BY):
        assert end_offered_times() == 0, "the last day is still theirs"
    with clock.at(offers.REPLY_BY + timedelta(days=1)):
        assert (end_offered_times(), end_offered_times()) == (1, 0)
    assert told("times_lapsed") == [made.sip.email]
    offer.refresh_from_db()
    assert offer.status == "lapsed"
    assert refused("wrong_state", actions.choose, offer, time=key(offer, FRIDAY), by=made.head) == (
        "The last day to answer has passed."
    )


def test_what_waits_follows_the_partner_and_is_looked_at_again(made: Scene) -> None:
    """The new partner is busy on one of the days: it is no longer free."""
    offer = offers.offered(made.school, made.sip)
    new = people.person("New Partner", role="sip")
    other = schools.school("Other School")
    people.assign(other, new)
    people.post(other, "headteacher")
    visits.planned(other, new, FRIDAY)
    handing = HandoverPlan((made.school,), made.sip, new, TODAY, made.officer, TODAY)
    assert [words for _, words in PART.found(handing)] == ["times offered for the core visit"]
    assert PART.move is not None
    PART.move(handing)
    offer.refresh_from_db()
    assert offer.lead == new and taken(offer, offer.times.all(), on=TODAY) == {key(offer, FRIDAY)}
    visit = actions.choose(offer, time=key(offer, THURSDAY), by=made.head, on=TODAY)
    assert visit.lead == new


class TestPages:
    def filled(self, **more: str) -> dict[str, str]:
        said = {"kind": "core-visit", "mode": "virtual", "days": "1", "day_1": "3 12 2026", "at_1": "9.30am"}
        said |= {"day_2": "Fri 4 December 2026", "at_2": "2pm"}
        return said | {f"reply_by_{part}": str(n) for part, n in (("day", 27), ("month", 11), ("year", 2026))} | more

    def test_a_partner_offers_from_the_page_of_the_school(self, made: Scene) -> None:
        path = f"/schools/{made.school.urn}/times/offer/"
        assert path in client(made.sip).get(made.school.get_absolute_url()).content.decode()
        done = client(made.sip).post(path, self.filled(), follow=True)
        assert "The times are offered, to be answered by Friday 27 November 2026. We will email" in text(done)
        offer = TimesOffer.objects.get()
        assert [(each.day, each.at) for each in offer.times.all()] == [(THURSDAY, time(9, 30)), (FRIDAY, time(14))]
        assert "Waiting for the headteacher to choose one by Friday 27 November 2026, 7 days left" in text(done)

    def test_what_is_wrong_is_said_beside_its_field_and_everything_typed_stays(self, made: Scene) -> None:
        path = f"/schools/{made.school.urn}/times/offer/"
        wrong = self.filled(day_2="", day_3="soon", at_4="tea time", purpose="Reading in year 2.")
        shown = text(client(made.sip).post(path, wrong))
        for said in ("There is a problem", "Enter the day as well, or clear the time.", "Reading in year 2."):
            assert said in shown
        assert 'value="soon"' in shown and 'value="tea time"' in shown and not TimesOffer.objects.exists()
        alone = text(client(made.sip).post(path, self.filled(day_2="", at_2="")))
        assert "Enter 2 to 5 times for the visit." in alone
        odd = text(client(made.sip).post(path, self.filled(day_2="5 12 2026")))
        assert "Saturday 5 December 2026 is at the weekend. Is that the day?" in odd and not TimesOffer.objects.exists()

    def test_a_head_offers_and_answers(self, made: Scene) -> None:
        path = f"/schools/{made.school.urn}/times/offer/"
        said = self.filled()
        del said["days"]
        done = client(made.head).post(path, said, follow=True)
        assert f"We will email {made.sip.name}." in text(done)
        own = TimesOffer.objects.get()
        assert own.by_school and own.lead == made.sip and own.days == 1
        none = client(made.sip).post(f"{own.get_absolute_url()}none/", {"reason": "I teach then."}, follow=True)
        assert "You said that none of the times suits." in text(none)
        again = text(client(made.head).get(own.get_absolute_url()))
        assert "I teach then." in again and "Offer other times" in again
        gone = client(made.head).post(f"{own.get_absolute_url()}withdraw/", {"reason": "We wait."}, follow=True)
        assert "The times are withdrawn and free again." in text(gone)

    def test_the_page_asks_little_of_the_database(self, made: Scene) -> None:
        offer = offers.offered(made.school, made.sip, *(date(2026, 12, 7) + timedelta(days=n) for n in range(5)))
        head = client(made.head)
        for path in (offer.get_absolute_url(), f"/schools/{made.school.urn}/times/offer/"):
            head.get(path)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert head.get(path).status_code == 200
            assert len(asked) <= 15, path
