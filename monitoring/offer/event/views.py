"""Pages of officers: the list of events, plan one, change it, open it, cancel it, its bookings, who came."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schools.models import School
from schools.queries import assigned_schools, open_schools
from sil import clock
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.audit.events import history
from sil.clock import in_london
from sil.dates.calendars import MEDIA_TYPE
from sil.dates.sense import Known
from sil.framework.queries import framework_on
from sil.outbox.post import link
from sil.submissions.once import once
from sil.uploads.downloads import disposition
from sil.web.forms import know, number_of, posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.web.timeline import entry_of
from sil.workflow import Denied, can

from ..booking.permissions import OFFICERS, may_keep
from ..booking.queries import readable_events
from ..feedback.permissions import reads_feedback
from ..models import OfferedEvent
from . import actions
from .calendar import file_of
from .forms import AttendanceForm, BookingsFilter, CancelForm, EventFilter, EventForm, ForSchoolForm, initial_of
from .policies import check_attendance, check_changeable, check_may_open
from .queries import booked, event_offers, events, leaders, list_of, months, narrowed

ANY = ["GET", "HEAD", "POST"]
_BESIDE = {
    "not_offered": "offer",
    "past": "day",
    "ends": "ends_at",
    "closes": "closes_on",
    "nowhere": "place",
    "no_places": "places",
    "too_few": "places",
}
_COLUMNS = (
    Column(slug="title", label="Event", order=("title",), value=lambda e: e.title),
    Column(slug="day", label="Day", order=("day", "starts_at"), value=lambda e: e.day),
    Column(slug="times", label="Times", value=lambda e: e.when_in_words.partition(", ")[2], shown=False),
    Column(slug="where", label="Where", value=lambda e: e.where_in_words, shown=False),
    Column(slug="leader", label="Led by", order=("leader__name",), value=lambda e: e.leader.name),
    Column(slug="status", label="State", order=("status",), value=lambda e: e.get_status_display()),
    Column(slug="closes", label="Bookings until", order=("closes_on",), value=lambda e: e.closes_on),
    Column(slug="places", label="Places", order=("places",), numeric=True, value=lambda e: e.places),
    Column(slug="booked", label="Booked", order=("booked",), numeric=True, value=lambda e: e.booked),
    Column(slug="waiting", label="Waiting", order=("waiting",), numeric=True, value=lambda e: e.waiting),
)
_CAME = {None: "", True: "Came", False: "Did not come"}
_BOOKING_COLUMNS = (
    Column(slug="name", label="Name", order=("name",), value=lambda b: b.name),
    Column(slug="role", label="Role", order=("role",), value=lambda b: b.role),
    Column(slug="school", label="School", order=("school__name", "name"), value=lambda b: b.school.name),
    Column(slug="status", label="State", order=("status",), value=lambda b: b.get_status_display()),
    Column(slug="booked", label="Booked", order=("booked_at",), value=lambda b: in_london(b.booked_at)),
    Column(slug="by", label="Booked by", order=("booked_by__name",), value=lambda b: b.booked_by.name),
    Column(slug="came", label="Attendance", order=("attended",), value=lambda b: _CAME[b.attended]),
)


@require_safe
@allow(*OFFICERS)
def events_list(request: HttpRequest) -> HttpResponseBase:
    who = user_roles(request)
    found = months(who.on)
    listing = Listing(
        request,
        events(),
        columns=_COLUMNS,
        sort="-day",
        filters=EventFilter(request.GET, offers=event_offers(who.on), months=found),
        narrow=narrowed,
    )
    if listing.wants_export:
        return listing.export("events")
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"offer/events.html{part}", {"listing": listing, "keeps": may_keep(who)})


@require_http_methods(ANY)
@allow(Permission.OFFER_KEEP)
@once
def event_plan(request: HttpRequest) -> HttpResponse:
    """Plan an event, perhaps as a copy of another one."""
    who = user_roles(request)
    key = number_of(request.GET.get("copy", ""))
    copied = OfferedEvent.objects.filter(pk=key).first() if key else None
    form = _form(request, who, initial_of(copied, copies=True) if copied else {"leader": who.user.pk})
    if asked := suggest(request, form):
        return asked
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan(form.typed, by=actor(request), on=who.on)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, "You planned the event. Schools cannot see it until you open it.")
            return redirect(made)
    return render(request, "offer/form.html", {"form": form, "event": None, "copied": copied})


@require_safe
@allow(*OFFICERS)
def event(request: HttpRequest, pk: int) -> HttpResponse:
    found, who = get_object_or_404(events(), pk=pk), user_roles(request)
    framework = framework_on(who.on)
    offer = framework.offer(found.offer) if framework else None
    context = {
        "event": found,
        "offer": offer,
        "bands": ", ".join(framework.band(each).name for each in offer.bands) if framework and offer else "",
        "keeps": may_keep(who),
        "changes": can(check_changeable)(found, clock.now()),
        "attends": can(check_attendance)(found, clock.now()),
        "came": found.bookings.filter(attended=True).count() if found.attendance_on else None,
        "reads_feedback": found.attendance_on and reads_feedback(found, who),
        "left": max(found.places - found.booked, 0),
        "has_closed": found.is_open and found.closes_on < who.on,
        "entries": [entry_of(each) for each in history(found)],
    }
    return render(request, "offer/event.html", context)


@require_http_methods(ANY)
@allow(Permission.OFFER_KEEP)
def event_change(request: HttpRequest, pk: int) -> HttpResponse:
    found, who = _changeable(pk), user_roles(request)
    form = _form(request, who, initial_of(found))
    for name in ("day", "closes_on"):
        know(form, name, Known(recorded=getattr(found, name)))
    if asked := suggest(request, form):
        return asked
    if request.method == "POST" and form.is_valid():
        try:
            tells = actions.change(found, form.typed, by=actor(request), on=who.on)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            more = " We will email the schools that booked." if tells else ""
            messages.success(request, f"You changed the event.{more}")
            return redirect(found)
    return render(request, "offer/form.html", {"form": form, "event": found, "copied": None})


@require_http_methods(ANY)
@allow(Permission.OFFER_KEEP)
def event_open(request: HttpRequest, pk: int) -> HttpResponse:
    """After a page that says what opening does."""
    found = get_object_or_404(events(), pk=pk, status=OfferedEvent.Status.PLANNED)
    who, sentence = user_roles(request), ""
    if request.method == "POST":
        try:
            actions.open_event(found, by=actor(request), on=who.on)
        except Denied as denied:
            sentence = denied.sentence
        else:
            messages.success(request, "You opened the event. Schools can now book places.")
            return redirect(found)
    framework = framework_on(who.on)
    context = {
        "event": found,
        "offer": framework.offer(found.offer) if framework else None,
        "sentence": sentence,
        "may_open": can(check_may_open)(found, clock.now()),
    }
    return render(request, "offer/open.html", context)


@require_http_methods(ANY)
@allow(Permission.OFFER_KEEP)
def event_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = _changeable(pk)
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel(found, by=actor(request), on=user_roles(request).on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            told = " We will email the schools that booked." if found.booked or found.waiting else ""
            messages.success(request, f"You cancelled the event.{told}")
            return redirect(found)
    return render(request, "offer/cancel.html", {"form": form, "event": found})


@require_safe
@allow(*OFFICERS)
def event_bookings(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who comes, to be printed or exported."""
    found = get_object_or_404(events(), pk=pk)
    listing = Listing(
        request,
        list_of(found),
        columns=_BOOKING_COLUMNS,
        sort="school",
        filters=BookingsFilter(request.GET),
        narrow=_bookings_narrowed,
    )
    if listing.wants_export:
        return listing.export("bookings")
    part = "#results" if request.headers.get("HX-Request") else ""
    context = {"event": found, "listing": listing, "keeps": may_keep(user_roles(request))}
    return render(request, f"offer/bookings.html{part}", context)


@require_safe
@allow(Permission.OFFER_KEEP)
def event_for_school(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the school for which an officer books; its own page of the event follows."""
    found = get_object_or_404(OfferedEvent, pk=pk, status=OfferedEvent.Status.OPEN)
    form = ForSchoolForm(request.GET if "school" in request.GET else None, schools=_schools(user_roles(request)))
    if asked := suggest(request, form):
        return asked
    if form.is_bound and form.is_valid():
        return redirect("school_event", urn=form.cleaned_data["school"].pk, pk=found.pk)
    return render(request, "offer/for_school.html", {"form": form, "event": found})


@require_http_methods(ANY)
@allow(Permission.OFFER_KEEP)
def event_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(OfferedEvent, pk=pk)
    if not can(check_attendance)(found, clock.now()):
        raise Http404
    there = booked(found)
    form = AttendanceForm(posted(request), booked=there, initial={"came": [str(b.pk) for b in there if b.attended]})
    if request.method == "POST" and form.is_valid():
        try:
            came = actions.record_attendance(found, form.keys, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, f"You recorded who came: {came} of {len(there)}.")
            return redirect(found)
    return render(request, "offer/attendance.html", {"form": form, "event": found, "booked": there})


@require_safe
@signed_in("officers who read events, and the schools that can book them")
def event_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """An event as a file for a calendar."""
    who = user_roles(request)
    found = get_object_or_404(readable_events(who), pk=pk)
    response = HttpResponse(file_of(found, link("event_calendar", pk=found.pk)), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = disposition("event.ics")
    return response


def _form(request: HttpRequest, who: UserRoles, initial: dict[str, Any]) -> EventForm:
    return EventForm(posted(request), initial=initial, offers=event_offers(who.on), people=leaders(who.on))


def _changeable(pk: int) -> Any:
    """An event that can be changed or cancelled."""
    found = get_object_or_404(events(), pk=pk)
    if not can(check_changeable)(found, clock.now()):
        raise Http404
    return found


def _schools(who: UserRoles) -> QuerySet[School]:
    """The schools for which an officer books."""
    if not who.may(Permission.SCHOOLS_READ_ALL):
        return School.objects.filter(pk__in=assigned_schools(who.user, who.on), is_open=True)
    framework = framework_on(who.on)
    return open_schools(framework.authority.code) if framework else School.objects.none()


def _bookings_narrowed(found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    return found.filter(status=asked["status"]) if asked.get("status") else found
