"""The page of one request."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sil.accounts.access import allow, user_roles
from sil.accounts.roles import Permission
from sil.audit.events import history
from sil.web.timeline import entry_of

from ..answer.queries import readable as readable_bundles
from ..held.queries import found_for, last_collection
from ..log.acts import ACTS
from ..log.policies import can_act
from ..log.queries import basis_of, readable


@require_safe
@allow(Permission.INFORMATION_REQUESTS)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    collection, held = last_collection(found), found_for(found, who)
    context: dict[str, Any] = {
        "asked": found,
        "is_late": found.is_late(who.on),
        "acts": [(slug, act) for slug, act in ACTS.items() if can_act(found, slug)],
        "basis": basis_of(found),
        "corrects": can_act(found, "correct"),
        "collection": collection,
        "found": held,
        "collects": not found.is_over and found.has_subject and (collection is None or collection.is_over),
        "bundles": readable_bundles(who).filter(request=found),
        "bundles_now": not found.is_over and bool(collection and collection.done_at) and not held.undecided,
        "entries": [entry_of(event) for event in history(found)],
    }
    return render(request, "information_requests/request.html", context)
