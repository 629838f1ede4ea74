"""Have collected what is held."""

from datetime import date

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.outbox.queue import enqueue
from sil.workflow import Denied

from ..events import SCOPE
from ..log.permissions import check_keep, check_not_about
from ..models import Collection, InformationRequest
from .collecting import HELD

COLLECT = "monitoring.information_requests.tasks.collect"


@transaction.atomic
def collect(request: InformationRequest, *, by: User, on: date) -> Collection:
    """Have a worker collect what is held of whom a request is about; what was decided of the same words stays. Raises
    Denied("not_allowed", "oneself", "wrong_state", "nobody", "under_way")."""
    check_keep(by=by, on=on)
    request = InformationRequest.objects.select_for_update().get(pk=request.pk)
    check_not_about(request.person, by=by)
    if request.is_over:
        raise Denied("wrong_state", "This request is closed. Open it again first.")
    if not request.has_subject:
        raise Denied("nobody", "This request is about no one person or school, so nothing can be collected for it.")
    if Collection.objects.filter(request=request, done_at__isnull=True, failed=False).exists():
        raise Denied("under_way", "The service is collecting already.")
    events.record("information_request.collect", subject=request, by=by, scope=SCOPE, number=request.pk)
    made = Collection.objects.create(request=request, asked_by=by, asked_at=clock.now(), tables_all=len(HELD))
    enqueue(COLLECT)
    return made
