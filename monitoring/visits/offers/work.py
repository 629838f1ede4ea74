"""Times offered for a visit in "my work": those to choose from, and those of which none suits."""

from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet

from schools.leaving.parts import can_act
from schools.models import AssignmentRole
from schools.queries import assigned, in_post
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..models import TimesOffer
from ..states import OfferState
from ..visit.permissions import VISITORS, records_every_school


def _asks(who: UserRoles) -> QuerySet[TimesOffer] | None:
    """What the school's headteacher, its partner and, where the partner has gone, a Principal Officer answer next."""
    parts = []
    waits_for_school = Q(status=OfferState.OPEN, by_school=False) | Q(status=OfferState.NONE_SUITS, by_school=True)
    waits_for_partner = Q(status=OfferState.OPEN, by_school=True) | Q(status=OfferState.NONE_SUITS, by_school=False)
    if who.holds(*LEADS):
        parts.append(TimesOffer.objects.filter(waits_for_school, in_post(who.user, who.on, LEADS)))
    if who.may(Permission.VISIT_RECORD):
        theirs = TimesOffer.objects.filter(waits_for_partner)
        parts.append(theirs.filter(assigned(who.user, who.on, role=AssignmentRole.SIP)))
        if records_every_school(who):
            parts.append(theirs.filter(~can_act("lead", VISITORS, who.on)))
    if not parts:
        return None
    first, *more = (part.order_by().values("pk") for part in parts)
    return TimesOffer.objects.filter(pk__in=first.union(*more) if more else first)


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for offer in _rows(keys):
        what = offer.kind_name.lower()
        if offer.status == OfferState.OPEN:
            yield WorkItem(
                title=f"Choose a time for the {what}",
                about=offer.school.name,
                href=offer.get_absolute_url(),
                act="Choose a time",
                due=offer.reply_by,
            )
            continue
        yield WorkItem(
            title=f"None of the times you offered for the {what} suits: offer others",
            about=offer.school.name,
            href=offer.get_absolute_url(),
            act="Read why and offer others",
            since=offer.answered_on,
        )


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[TimesOffer]:
    found = TimesOffer.objects.filter(pk__in=keys).select_related("school", "framework_version")
    said = ("kind", "status", "reply_by", "answered_on", "school__name", "framework_version__sha256")
    return found.only(*said).order_by("reply_by", "pk")


FINDER = Finder("times offered", _asks, _items)
