"""Celery tasks that make the PDFs of signed letters."""

import logging

from celery import shared_task

from sil.outbox.queue import enqueue

from .actions import issue
from .models import Letter, Status

log = logging.getLogger(__name__)

# Letters in one run, so that one that is signed meanwhile does not wait behind hundreds.
BATCH = 20


@shared_task(ignore_result=True)
def issue_letter(letter_id: int) -> None:
    """Issue one letter, right after it was signed."""
    issue(letter_id)


@shared_task(ignore_result=True)
def issue_waiting() -> None:
    """Issue signed letters that are still waiting, the latest first. Beat calls it each minute, and it calls
    itself while there are more. A letter that cannot be made does not hold up the others."""
    waiting = Letter.objects.filter(status=Status.SIGNED).order_by("-pk").values_list("pk", flat=True)
    issued = 0
    for letter_id in list(waiting):
        try:
            issued += issue(letter_id)
        except Exception:
            log.exception("Letter %s could not be issued", letter_id)
        if issued == BATCH:
            break
    if issued and waiting.exists():
        enqueue("sil.letters.tasks.issue_waiting")
