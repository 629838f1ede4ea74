"""Whose history is read of support from others and of its directory."""

from schools.history.kinds import of_officers
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.history.kinds import HistoryKind

from .brokered.queries import readable as readable_support
from .models import BudgetLine, Leader, Provider, SchoolOffer, Support
from .offers.queries import readable as readable_offers
from .permissions import READS_BUDGETS

# Conflicts of interest and what support costs the authority are for officers.
_TOLD = tuple(
    f"support.{each}"
    for each in (
        *("asked", "matched", "lapsed", "agreed_by_one", "agreed", "to_approve", "approved", "commissioned"),
        *("under_way", "days_recorded", "days_corrected", "delivered", "evaluated_by_one", "evaluated", "closed"),
        *("declined", "withdrawn"),
    )
)


def _reads(who: UserRoles) -> bool:
    return who.may(Permission.SUPPORT_READ)


HISTORIES = (
    HistoryKind(slug="support", label="support", model=Support, rows=readable_support, whole=of_officers, told=_TOLD),
    HistoryKind(
        slug="leader",
        label="entry in the directory",
        model=Leader,
        rows=lambda who: Leader.objects.all() if _reads(who) else Leader.objects.none(),
    ),
    HistoryKind(
        slug="provider",
        label="provider",
        model=Provider,
        rows=lambda who: Provider.objects.all() if _reads(who) else Provider.objects.none(),
    ),
    HistoryKind(slug="school-offer", label="offer to other schools", model=SchoolOffer, rows=readable_offers),
    HistoryKind(
        slug="budget",
        label="budget",
        model=BudgetLine,
        rows=lambda who: BudgetLine.objects.all() if who.may(*READS_BUDGETS) else BudgetLine.objects.none(),
    ),
)
