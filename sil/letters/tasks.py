"""Work done away from a request: make the PDFs of signed letters."""

from celery import shared_task

from .actions import issue
from .models import Letter, Status


@shared_task(ignore_result=True)
def issue_letter(letter_id: int) -> None:
    """Issue one letter, right after it was signed."""
    issue(letter_id)


@shared_task(ignore_result=True)
def issue_waiting() -> None:
    """Issue every signed letter that was missed. Beat calls it each minute."""
    for letter_id in Letter.objects.filter(status=Status.SIGNED).order_by("pk").values_list("pk", flat=True)[:200]:
        issue(letter_id)
