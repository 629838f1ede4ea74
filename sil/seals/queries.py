"""How the seals are doing, for the page of administrators."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from sil import clock

from .models import Seal, SealFile, Verification

# Seals are made each hour, and everything is compared each night.
SEAL_LATE, VERIFICATION_LATE = timedelta(hours=3), timedelta(hours=36)


@dataclass(frozen=True)
class State:
    """The newest seal and the newest verification, each None where there is none yet; what is overdue; and whether the
    files of seals are kept and any waits to be written."""

    seal: Seal | None
    verification: Verification | None
    has_files: bool
    waiting: int
    seal_is_late: bool
    verification_is_late: bool


def state() -> State:
    """Return how the seals are doing. Three queries."""
    now = clock.now()
    newest = Seal.objects.order_by("-number").first()
    done = Verification.objects.order_by("-pk").first()
    has_files = settings.SEAL_DIR is not None
    unwritten = newest.number - SealFile.objects.count() if newest and has_files else 0
    return State(
        seal=newest,
        verification=done,
        has_files=has_files,
        waiting=max(unwritten, 0),
        seal_is_late=newest is not None and now - newest.sealed_at > SEAL_LATE,
        verification_is_late=newest is not None and (done is None or now - done.at > VERIFICATION_LATE),
    )
