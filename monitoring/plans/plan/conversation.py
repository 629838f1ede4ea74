"""What a conversation about a partnership plan knows of the plan."""

from monitoring.conversations.things import Subject, Thing
from sil.accounts.user_roles import UserRoles

from ..models import PartnershipPlan
from ..sides.queries import readable

SLUG = "plan"


def subject_of(plan: PartnershipPlan) -> Subject:
    """Return a plan, with its school, as a conversation knows it."""
    return Subject(thing=SLUG, key=plan.pk, school=plan.school, title=plan.title, href=plan.get_absolute_url())


def _find(who: UserRoles, key: int) -> Subject | None:
    plan = readable(who).filter(pk=key).first()
    return subject_of(plan) if plan else None


THING = Thing(slug=SLUG, name="plan", find=_find)
