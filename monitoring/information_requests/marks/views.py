"""The page of one item: its words, what is decided of it, and how it will read. A decision leads to the next one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.forms import posted, refuse
from sil.workflow import Denied

from ..held.permissions import readable_items
from ..log.queries import readable as readable_requests
from ..models import Item
from ..states import Decision
from .actions import decide
from .forms import DecideForm
from .queries import names_in, next_undecided
from .shown import as_disclosed


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.INFORMATION_REQUESTS)
def item(request: HttpRequest, pk: int) -> HttpResponse:
    who = user_roles(request)
    found = _readable(who, pk)
    form = DecideForm(posted(request), item=found, names=names_in(found))
    if request.method == "POST" and form.is_valid():
        try:
            decide(found, form.decided, by=actor(request), on=who.on)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, f"You decided on “{found.label}”.")
            following = next_undecided(found, who)
            return redirect(following) if following else redirect("information_items", pk=found.request_id)
    context = {
        "item": found,
        "asked": found.request,
        "form": form,
        "decides": not found.request.is_over,
        "reads": as_disclosed(found) if found.decision == Decision.PART else "",
    }
    return render(request, "information_requests/item.html", context)


def _readable(who: UserRoles, pk: int) -> Item:
    rows = Item.objects.filter(readable_items(who), request__in=readable_requests(who).values("pk"))
    return get_object_or_404(rows.select_related("request__person", "decided_by"), pk=pk)
