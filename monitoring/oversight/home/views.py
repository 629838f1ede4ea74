"""The home page: what waits for a person, and what they look after."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sil.accounts.access import signed_in, user_roles
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.queries import framework_on
from sil.web.panels import Part
from sil.web.work import in_order, waiting_for

from .desks import parts_for


@require_safe
@signed_in("everyone: their own work")
def home(request: HttpRequest) -> HttpResponse:
    """The home page: work items first, then the parts of each of the person's roles."""
    who = user_roles(request)
    waiting = waiting_for(who)
    framework = framework_on(who.on)
    parts = parts_for(who, framework)
    context: dict[str, Any] = {
        "framework": framework,
        "waiting": waiting,
        # The number beside Home in the menu, which other pages do not ask for.
        "waits_for_me": len(waiting),
        "groups": in_order(waiting, who.on),
        "late": sum(item.is_late(who.on) for item in waiting),
        "parts": parts,
        "heading": _heading(parts, who),
        "writes_notes": who.may(Permission.VISIT_RECORD),
    }
    return render(request, "oversight/home.html", context)


def _heading(parts: list[Part], who: UserRoles) -> str:
    """One school gives the page its name; several, or none, do not."""
    schools = [school for part in parts if part.slug == "my_school" for school, *_ in part.content["schools"]]
    if len(schools) == 1 and len(parts) == 1:
        return f"Your school: {schools[0].name}"
    return "Your schools" if schools and len(parts) == 1 else f"Your work, {who.user.name}"
