"""The page with the address of a person's calendar, and the feed itself."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, open_to_all, signed_in
from sil.accounts.user_roles import roles_of
from sil.dates.calendars import MEDIA_TYPE, calendar_of
from sil.outbox.post import link
from sil.submissions.once import once

from ..models import Feed
from . import actions as feeds

WHO = "everyone: their own calendar"


@require_safe
@signed_in(WHO)
@never_cache
def calendar(request: HttpRequest) -> HttpResponse:
    feed = Feed.objects.filter(user=actor(request)).first()
    address = link("calendar_feed", token=feed.token) if feed else ""
    return render(request, "visits/calendar.html", {"feed": feed, "address": address})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(WHO)
@once
def renew(request: HttpRequest) -> HttpResponse:
    """Make an address; one that is there already is replaced after a page that says what that means."""
    if request.method == "POST":
        feeds.renew(by=actor(request))
        messages.success(request, "You have a new calendar link. Copy it into your calendar app.")
        return redirect("calendar")
    return render(request, "visits/calendar_renew.html")


@require_safe
@open_to_all
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the address reads the calendar, as long as the person holds a role or a post."""
    on = clock.today()
    found = Feed.objects.select_related("user").filter(token=token, user__is_active=True).first()
    if found is None or not (who := roles_of(found.user, on)).roles:
        raise Http404
    return HttpResponse(calendar_of(who), content_type=MEDIA_TYPE)
