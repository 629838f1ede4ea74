"""Have the bundle of a request made."""

from datetime import date

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit import events
from sil.outbox.queue import enqueue
from sil.workflow import Denied

from ..events import SCOPE
from ..held.queries import found_for, last_collection
from ..log.permissions import check_keep, check_not_about
from ..models import AnswerBundle, InformationRequest

MAKE = "monitoring.information_requests.tasks.make_bundles"


@transaction.atomic
def ask(request: InformationRequest, *, by: User, on: date) -> AnswerBundle:
    """Have a worker make the bundle of what was decided. Raises Denied("not_allowed", "oneself", "wrong_state",
    "nothing", "undecided")."""
    check_keep(by=by, on=on)
    request = InformationRequest.objects.select_for_update().get(pk=request.pk)
    check_not_about(request.person, by=by)
    if request.is_over:
        raise Denied("wrong_state", "This request is closed. Open it again first.")
    collection, found = last_collection(request), found_for(request, roles_of(by, on))
    if collection is None or not collection.done_at or found.all == found.hidden:
        raise Denied("nothing", "Nothing was collected that you may read, so there is nothing to put together.")
    if found.undecided:
        raise Denied("undecided", f"{found.undecided} records are still to be decided. Decide on each of them first.")
    events.record("information_request.bundle", subject=request, by=by, scope=SCOPE, number=request.pk)
    made = AnswerBundle.objects.create(request=request, asked_by=by, asked_at=clock.now())
    enqueue(MAKE)
    return made
