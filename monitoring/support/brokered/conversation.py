"""What a conversation about support from others knows of the support."""

from monitoring.conversations.things import Subject, Thing
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words

from ..models import Support
from .queries import readable

SLUG = "support"


def subject_of(support: Support) -> Subject:
    """Return support, with its school and framework, as a conversation knows it."""
    return Subject(
        thing=SLUG,
        key=support.pk,
        school=support.school,
        title=f"support with {support.topic_name} that was asked for on {in_words(support.asked_on)}",
        href=support.get_absolute_url(),
    )


def _find(who: UserRoles, key: int) -> Subject | None:
    support = readable(who).filter(pk=key).first()
    return subject_of(support) if support else None


THING = Thing(slug=SLUG, name="support", find=_find)
