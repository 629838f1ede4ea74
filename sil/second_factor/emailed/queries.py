"""Who is emailed a code, and when the next one may be sent."""

from datetime import datetime

from django.conf import settings

from sil import clock
from sil.accounts import sign_ins
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.queries import next_allowed

from ..queries import has_step
from . import policies

# After one of these no browser counts that was confirmed before it: the person, or somebody for them, wants it to end.
_ENDS_BROWSERS = ("ended_elsewhere", "ended_by_other", "step_lost", "step_reset")


def gets_codes(user: User) -> bool:
    """Return whether somebody is emailed a code in place of a second step: where the installation allows it, to people
    of schools who have a password and no second step of their own, and who hold no role of the authority today."""
    if not (settings.SECOND_FACTOR_REQUIRED and settings.EMAIL_CODES and user.has_usable_password()):
        return False
    return policies.is_of_schools_alone(roles_of(user, clock.today()).roles) and not has_step(user)


def next_at(user: User) -> datetime | None:
    """Return when somebody can be sent the next code, None if that is now."""
    sent = sign_ins.of_person(user).filter(kind=f"{sign_ins.PREFIX}code_emailed")
    return next_allowed(sent, policies.MOST_SENT, policies.WITHIN)


def were_ended(user: User, *, since: datetime) -> bool:
    """Return whether the browsers that somebody had confirmed at a moment were ended after it, with their sessions."""
    kinds = [f"{sign_ins.PREFIX}{kind}" for kind in _ENDS_BROWSERS]
    return sign_ins.of_person(user).filter(kind__in=kinds, at__gte=since).exists()
