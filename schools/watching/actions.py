"""Watch a school, stop, and say that what happened was read."""

from datetime import date

from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of

from ..models import School, Watch
from .permissions import check_watch


def watch(school: School, *, by: User, on: date) -> None:
    """Watch a school from now on. Raises Denied("not_yours")."""
    check_watch(school, roles_of(by, on))
    Watch.objects.get_or_create(user=by, school=school, defaults={"since": on, "seen_at": clock.now()})


def stop(school: School, *, by: User) -> None:
    """Watch a school no longer."""
    Watch.objects.filter(user=by, school=school).delete()


def mark_read(*, by: User) -> None:
    """Say that everything that happened so far at the schools one watches was read."""
    Watch.objects.filter(user=by).update(seen_at=clock.now())
