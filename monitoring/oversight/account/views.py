"""A person's own account: their details, roles, posts and schools with their days, cover, signing in."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools.assistants.parts import about_of
from schools.assistants.queries import present_of
from schools.covers.queries import open_of
from schools.models import Assignment
from sil.accounts import sign_ins
from sil.accounts.access import actor, signed_in, user_roles
from sil.accounts.models import in_force
from sil.second_factor.queries import has_step
from sil.sign_in.sessions import sessions_of
from sil.web.timeline import entry_of

# So many of the last times that somebody signed in.
SIGNED_IN = 10


@require_safe
@signed_in("everyone: their own")
def account(request: HttpRequest) -> HttpResponse:
    who, user = user_roles(request), actor(request)
    mine = Assignment.objects.filter(in_force(who.on), user=user).order_by().values("role")
    context = {
        "has_step": has_step(user),
        "grants": user.grants.all(),
        "posts": user.posts.select_related("school"),
        "assisting": [(each, about_of(each.parts)) for each in present_of(user, who.on)],
        "schools": mine.annotate(number=Count("pk")).order_by("role"),
        "covers": open_of(user, who.on),
        "on": who.on,
        "sessions": sessions_of(user, here=request.session.session_key),
        "here": request.session.session_key,
        "signed_in": [entry_of(event) for event in sign_ins.of_person(user)[:SIGNED_IN]],
    }
    return render(request, "oversight/account.html", context)
