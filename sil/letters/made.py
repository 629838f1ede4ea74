"""PDFs that a worker makes when somebody asks for one, each once: a lease says who has it in hand. What is made and its
file are rows of the app whose document it is, which derive from the two models here."""

import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import F, Q, QuerySet

from sil import clock

from . import pdf

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
ATTEMPTS = 3


class Made(models.Model):
    """What a worker makes, once, under a lease. Its file is a `MadeFile` that calls it by `file`."""

    # A worker has it in hand until then; one that died is replaced afterwards.
    taken_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failed = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def is_made(self) -> bool:
        return hasattr(self, "file")

    @property
    def is_over(self) -> bool:
        return self.failed or self.is_made


class FileManager(models.Manager[Any]):
    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().defer("content")


class MadeFile(models.Model):
    """A PDF as it was made. Append-only by trigger. `content` stays in the database until it is asked for."""

    made_at = models.DateTimeField()
    pages = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=150)
    content = models.BinaryField()

    objects = FileManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.name


M = TypeVar("M", bound=Made)


def laid_out(html: str) -> dict[str, Any]:
    """Return what is kept of some HTML as a tagged PDF (PDF/UA-1), by the columns of `MadeFile` but its name."""
    document = pdf.lay_out(html)
    content: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return {
        "made_at": clock.now(),
        "pages": len(document.pages),
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": content,
    }


def make_one(waiting: QuerySet[M], make: Callable[[M], None]) -> bool:
    """Make the first of those that wait, in one transaction; given up after ATTEMPTS. Return False where none waits."""
    found = _claim(waiting)
    if found is None:
        return False
    try:
        if found.attempts > ATTEMPTS:  # the worker died each time and could not say so itself
            raise RuntimeError(f"given up after {ATTEMPTS} attempts")
        with transaction.atomic():
            make(found)
    except Exception:
        log.exception("%s broke, attempt %s", found, found.attempts)
        over = found.attempts >= ATTEMPTS
        type(found)._default_manager.filter(pk=found.pk).update(failed=over, taken_until=None)
    return True


def still_to_make(report: M) -> M | None:
    """Return a report, locked, or None where another worker has made it or gave it up since it was claimed."""
    rows: QuerySet[M] = type(report)._default_manager.filter(pk=report.pk, file__isnull=True, failed=False)
    return rows.select_for_update(of=("self",)).first()


def _claim(waiting: QuerySet[M]) -> M | None:
    with transaction.atomic():
        now = clock.now()
        free = Q(taken_until__isnull=True) | Q(taken_until__lte=now)
        found = (
            waiting.filter(free, file__isnull=True, failed=False)
            .select_for_update(of=("self",), skip_locked=True)
            .first()
        )
        if found is None:
            return None
        type(found)._default_manager.filter(pk=found.pk).update(taken_until=now + LEASE, attempts=F("attempts") + 1)
    found.attempts += 1
    return found
