"""Record what a school offers to other schools, and change it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from schools.models import School
from schools.queries import scope
from sil.accounts.models import User
from sil.audit.events import history
from sil.audit.shown import require_as_shown
from sil.workflow import Denied

from ..listed import stored
from ..models import SchoolOffer
from ..permissions import check_speaks
from ..queries import check_days_taken
from .notifications import give_offer_receipt


@transaction.atomic
def keep_offer(
    school: School, offer: SchoolOffer | None, typed: Mapping[str, Any], *, by: User, on: date
) -> SchoolOffer:
    """Record an offer of a school, or change one. Raises Denied("not_yours", "order", "too_few", "no_change")."""
    by_school = check_speaks(school, by=by, on=on)
    found = SchoolOffer(school=school, recorded_by=by)
    if offer:
        found = SchoolOffer.objects.select_for_update().get(pk=offer.pk, school=school)
        require_as_shown(found)
    if typed["ends_on"] and typed["ends_on"] < typed["starts_on"]:
        raise Denied("order", "The last day must not be before the first day.")
    if offer:
        check_days_taken(found, typed["days_a_year"], by="offer", on=on)
    stored(found, typed, "support.offer_kept", by=by, scope=scope(school), named={"topic": _topic(typed)})
    if by_school:
        times = history(found).count()
        give_offer_receipt(found, times, by=by, on=on)
    return found


def _topic(typed: Mapping[str, Any]) -> str:
    return SchoolOffer(topic=typed["topic"]).topic_name
