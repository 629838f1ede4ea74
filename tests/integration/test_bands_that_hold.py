"""Each band says from which academic year a later one of its school holds instead, whatever changed it."""

from dataclasses import replace
from datetime import date

import pytest
from django.db.models import Min

from allocations.models import NEVER, Allocation
from allocations.states import State
from tests import world
from tests.factories import allocations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("A12")]
LATER = date(2027, 9, 6)


def followed() -> dict[int, int]:
    """What is kept of each band."""
    return dict(Allocation.objects.exclude(band="").order_by().values_list("pk", "followed_from"))


def counted() -> dict[int, int]:
    """What the column says, by the rule: the first later year in which the school has a band that was not set aside."""
    there = Allocation.objects.filter(superseded_on__isnull=True).exclude(band="")
    return {
        each.pk: there.filter(school=each.school_id, round__academic_year__gt=each.round.academic_year).aggregate(
            first=Min("round__academic_year")
        )["first"]
        or NEVER
        for each in Allocation.objects.exclude(band="").select_related("round")
    }


def test_the_column_says_what_the_rule_says() -> None:
    """After everything the product can do, with reviews that took a band's place in the year."""
    world.build()
    assert followed() == counted()


def test_a_later_band_takes_the_place_of_an_earlier_one() -> None:
    """From its year on, while it is not set aside. A row that was read before and is saved whole changes nothing."""
    before = allocations.scene(State.AGREED)
    assert followed() == {before.allocation.pk: NEVER}
    later = allocations.open_round(2027, on=LATER).allocations.get(school=before.school)
    assert followed() == {before.allocation.pk: NEVER}, "the later one has no band yet"
    after = replace(before, allocation=later)
    allocations.propose(after, on=LATER)
    allocations.agree(after, on=LATER)
    assert followed() == {before.allocation.pk: 2027, later.pk: NEVER}
    assert before.allocation.followed_from == NEVER, "as it was read"
    before.allocation.save()
    assert followed() == {before.allocation.pk: 2027, later.pk: NEVER}
    Allocation.objects.filter(pk=later.pk).update(superseded_on=LATER)
    assert followed() == {before.allocation.pk: NEVER, later.pk: NEVER} == counted()
