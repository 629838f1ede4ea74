"""A school that agreed by mistake takes it back: until when, what follows, and what stands in the way."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from allocations.allocation.queries import open_period
from allocations.answer import actions as answers
from allocations.models import Allocation, Settlement
from allocations.review import actions as reviews
from allocations.round import actions as rounds
from allocations.states import State
from sil import clock
from sil.audit.models import Event
from sil.letters.actions import issue
from sil.letters.models import Letter
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations
from tests.factories.allocations import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("A18")]
FRIDAY, CHRISTMAS_EVE = date(2026, 11, 20), date(2026, 12, 24)


def agreed(on: date = TODAY, band: str = "B") -> Scene:
    scene = allocations.scene(State.PROPOSED, band=band)
    allocations.agree(scene, band, on=on)
    return scene


def take_back(scene: Scene, on: date = TODAY, **more: Any) -> Allocation:
    return answers.take_back(scene.allocation, by=scene.head, on=on, **more)


@pytest.mark.parametrize(
    ("on", "last"),
    [
        (date(2026, 11, 18), date(2026, 11, 19)),
        (FRIDAY, date(2026, 11, 23)),
        # Christmas Day is a Friday, and Boxing Day is kept on the Monday after.
        (CHRISTMAS_EVE, date(2026, 12, 29)),
    ],
)
def test_until_the_end_of_the_next_working_day(on: date, last: date) -> None:
    scene = agreed(on)
    with pytest.raises(Denied) as denied:
        take_back(scene, last + timedelta(days=1))
    assert (denied.value.code, clock.in_words(last) in denied.value.sentence) == ("too_late", True)
    assert take_back(scene, last).status == State.PROPOSED


def test_the_letter_is_withdrawn_and_nobody_is_led_to_it() -> None:
    scene = agreed()
    letter = Letter.objects.get()
    take_back(scene, reason="We read the page of another school.")
    assert "took back the agreement" in letter.withdrawal.reason
    issue(letter.pk)
    assert not Message.objects.filter(kind="letter_issued").exists(), "it was withdrawn before it was made"
    told = Message.objects.filter(kind="allocation_taken_back").values_list("email", flat=True)
    assert set(told) == {scene.sip.email, scene.officer.email, scene.chair.email}
    event = Event.objects.get(kind="allocation.taken_back")
    assert (event.reason, event.actor_name) == ("We read the page of another school.", scene.head.name)


def test_no_band_holds_and_the_time_to_answer_starts_again() -> None:
    scene = agreed(date(2026, 11, 19))
    found = take_back(scene, date(2026, 11, 20))
    assert (found.band, found.ended_on) == ("", None)
    period = open_period(found, "answer")
    assert period is not None and period.due_on == date(2026, 12, 4)
    assert Settlement.objects.count() == 1, "what was agreed stays on record"
    # And agreeing again settles it, with a letter of its own.
    allocations.agree(scene, on=date(2026, 11, 20))
    assert Letter.objects.filter(withdrawal__isnull=True).count() == 1
    assert Allocation.objects.get().band == "B"


def test_what_was_built_on_it_stands_in_the_way() -> None:
    scene = agreed()
    review = reviews.start_review(scene.allocation, by=scene.officer, on=TODAY, ground="notice", reason="A notice.")
    with pytest.raises(Denied) as denied:
        take_back(scene)
    assert denied.value.code == "under_review"
    assert review.reviews_id == scene.allocation.pk


def test_a_closed_round_stands_in_the_way() -> None:
    scene = agreed()
    rounds.close_round(scene.allocation.round, by=scene.officer, on=TODAY)
    with pytest.raises(Denied) as denied:
        take_back(scene)
    assert denied.value.code == "round_closed"


def test_a_flag_goes_with_the_band_it_was_about() -> None:
    scene = agreed(band="C")
    reviews.flag(scene.allocation, by=scene.officer, on=TODAY, reason="Leaders have left.")
    assert take_back(scene).high_risk_since is None
    assert Event.objects.get(kind="allocation.unflagged").actor_id == ""


def test_an_agreement_of_a_meeting_is_objected_to_not_taken_back() -> None:
    scene = allocations.scene(State.PROPOSED)
    allocations.record(scene)
    with pytest.raises(Denied) as denied:
        take_back(scene)
    assert denied.value.code == "not_agreed"


def test_the_page_offers_it_as_long_as_it_can_be_done(client: Client) -> None:
    scene = agreed(date(2026, 11, 19))
    client.force_login(scene.head)
    at = f"/allocations/{scene.allocation.pk}/"
    assert "until the end of" in client.get(at).content.decode()
    with clock.at(clock.now() + timedelta(days=1)):
        assert "take back the agreement" not in client.get(at).content.decode()
    client.post(f"{at}take-back/", {"comment": ""})
    assert Allocation.objects.get().status == State.PROPOSED


def test_what_a_school_adds_is_kept_with_the_settlement(client: Client) -> None:
    scene = allocations.scene(State.PROPOSED)
    at = f"/allocations/{scene.allocation.pk}/"
    client.force_login(scene.head)
    page = client.get(f"{at}agree/")
    said = {"position": page.context["position"].pk, "read": page.context["read"].token}
    client.post(f"{at}agree/", said | {"comment": "We look forward to the visits."})
    assert Settlement.objects.get().reason == "We look forward to the visits."
    assert Event.objects.get(kind="allocation.agreed").reason == "We look forward to the visits."
    assert "We look forward to the visits." not in Letter.objects.get().html
    client.force_login(scene.officer)
    assert "We look forward to the visits." in client.get(at).content.decode()


def test_a_half_written_disagreement_is_mentioned_and_kept(client: Client) -> None:
    scene = allocations.scene(State.PROPOSED)
    at = f"/allocations/{scene.allocation.pk}/"
    client.force_login(scene.head)
    assert "You have started to write" not in client.get(f"{at}agree/").content.decode()
    client.post(f"{at}disagree/", {"act": "next", "band": "C", "version": 0})
    page = client.get(f"{at}agree/")
    assert "You have started to write that you do not agree." in page.content.decode()
    said = {"position": page.context["position"].pk, "read": page.context["read"].token}
    client.post(f"{at}agree/", said)
    assert Allocation.objects.get().status == State.AGREED
    client.post(f"{at}take-back/")
    assert "Continue your answer: I do not agree" in client.get(at).content.decode()
