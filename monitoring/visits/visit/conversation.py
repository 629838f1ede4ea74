"""What a conversation about a visit and its report knows of the visit."""

from typing import Any

from django.db.models import QuerySet

from monitoring.conversations.things import Subject, Thing
from sil.accounts.user_roles import UserRoles

from ..models import Visit
from .policies import dates_of
from .queries import readable

SLUG = "visit"


def subject_of(visit: Visit) -> Subject:
    """Return a visit, with its school and lead, as a conversation knows it."""
    return Subject(
        thing=SLUG,
        key=visit.pk,
        school=visit.school,
        title=f"visit on {dates_of(visit).words} ({visit.kind_name})",
        href=visit.get_absolute_url(),
        officers=(visit.lead,),
    )


def _find(who: UserRoles, key: int) -> Subject | None:
    visit = readable(who).filter(pk=key).first()
    return subject_of(visit) if visit else None


def _led(who: UserRoles) -> QuerySet[Any, Any]:
    return Visit.objects.order_by().filter(lead=who.user).values("pk")


THING = Thing(slug=SLUG, name="visit", find=_find, handled=_led)
