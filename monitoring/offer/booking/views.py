"""Pages of a school: what it is offered, one event with its bookings, and a booking put right or cancelled."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schools.models import School
from schools.queries import visible
from schools.receipts.queries import receipts_of
from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.accounts.user_roles import UserRoles
from sil.framework.parts import OfferKind
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.workflow import Denied, can

from ..models import Booking, OfferedEvent
from ..sent import BOOKED
from . import actions
from .forms import BookForm, CancelForm, OfferFilter, PersonForm
from .notifications import receipts_key
from .permissions import bookable, books_as_officer, books_for_school, reads_offer
from .policies import Entitlement, check_eligible, check_not_started, check_takes_bookings, names_in_words, rows_left
from .queries import (
    attended,
    bookings_of,
    coming,
    entitlement_of,
    events_to_book,
    narrowed,
    readable_events,
    with_places,
)

ANY = ["GET", "HEAD", "POST"]
WHO = "headteachers, chairs and clerks of the school, its officers, and those who read every allocation"
BOOKS = "headteachers and chairs of the school, and its officers"
_COLUMNS = (
    Column(slug="title", label="Event", order=("title",), value=lambda e: e.title),
    Column(slug="day", label="Day", order=("day", "starts_at"), value=lambda e: e.day),
    Column(slug="times", label="Times", value=lambda e: e.when_in_words.partition(", ")[2], shown=False),
    Column(slug="where", label="Where", order=("place",), value=lambda e: e.where_in_words),
    Column(slug="for", label="For", value=lambda e: e.for_in_words),
    Column(slug="closes", label="Book by", order=("closes_on",), value=lambda e: e.closes_on),
    Column(slug="left", label="Places left", numeric=True, value=lambda e: max(e.places - e.booked, 0)),
)


@require_safe
@signed_in(WHO)
def offer(request: HttpRequest, urn: int) -> HttpResponseBase:
    """What the framework offers a school: its bookings, the events to book, and everything else its band gives."""
    school, who = _school(request, urn), user_roles(request)
    given = entitlement_of(school, who.on)
    offers = _offered(given)
    listing = Listing(
        request,
        events_to_book(clock.now()),
        columns=_COLUMNS,
        sort="day",
        filters=OfferFilter(request.GET, offers=[each for each in offers if each.kind == OfferKind.EVENT]),
        narrow=narrowed,
    )
    if listing.wants_export:
        return listing.export("events-to-book")
    if request.headers.get("HX-Request"):
        context = {"listing": listing, "rows": _rows(listing, school, given), "school": school}
        return render(request, "offer/offer.html#results", context)
    there = list(coming(school, who.on))
    context = {
        "school": school,
        "heading": "What we offer you" if books_for_school(school, who) else "What we offer this school",
        "band": given.framework.band(given.band) if given.framework and given.band else None,
        "today": [each for each in there if each.event.day == who.on and not each.event.is_cancelled],
        "coming": [each for each in there if each.event.day > who.on or each.event.is_cancelled],
        "attended": list(attended(school, who.on)),
        "asks": books_for_school(school, who),
        "others": [each for each in offers if each.kind != OfferKind.EVENT],
        "listing": listing,
        "rows": _rows(listing, school, given),
    }
    return render(request, "offer/offer.html", context)


@require_http_methods(ANY)
@signed_in(WHO)
@once
def school_event(request: HttpRequest, urn: int, pk: int) -> HttpResponse:
    """One event as a school sees it, with its bookings and the form to book."""
    school, who = _school(request, urn), user_roles(request)
    found = get_object_or_404(with_places(readable_events(who)).select_related("leader"), pk=pk)
    if not found.opened_on:
        raise Http404
    books = books_for_school(school, who) or books_as_officer(school, who)
    if request.method == "POST" and not books:
        raise Http404
    there = list(bookings_of(school).filter(event=found).select_related("event__leader", "feedback"))
    rows = rows_left(found, len(there))
    form = BookForm(posted(request), rows=max(rows, 1))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.book(found, school, form.people, by=actor(request), on=who.on)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, _said(made))
            return redirect("school_event", urn=school.pk, pk=found.pk)
    return render(request, "offer/school_event.html", _content(found, there, school, who, form if books else None))


@require_http_methods(ANY)
@signed_in(BOOKS)
def booking_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right who comes."""
    found = _booking(request, pk)
    form = PersonForm(posted(request), initial={"name": found.name, "role": found.role})
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(found, form.person, by=actor(request), on=user_roles(request).on)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, f"You changed the booking. {form.person.name} keeps the same place.")
            return redirect(found)
    return render(request, "offer/booking_change.html", {"form": form, "booking": found, "school": found.school})


@require_http_methods(ANY)
@signed_in(BOOKS)
def booking_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = _booking(request, pk)
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel(found, by=actor(request), on=user_roles(request).on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, f"You cancelled the booking of {found.name}.")
            return redirect(found)
    as_officer = not books_for_school(found.school, user_roles(request))
    context = {"form": form, "booking": found, "school": found.school, "as_officer": as_officer}
    return render(request, "offer/booking_cancel.html", context)


def _school(request: HttpRequest, urn: int) -> School:
    who = user_roles(request)
    school = get_object_or_404(visible(who), pk=urn)
    if not reads_offer(school, who):
        raise Http404
    return school


def _booking(request: HttpRequest, pk: int) -> Booking:
    """A booking that a person may still change."""
    states = (Booking.Status.BOOKED, Booking.Status.WAITING)
    rows = Booking.objects.select_related("event", "school").filter(bookable(user_roles(request)), status__in=states)
    found = get_object_or_404(rows, pk=pk)
    if not can(check_not_started)(found.event, clock.now()):
        raise Http404
    return found


def _offered(given: Entitlement) -> list[Any]:
    """The parts of the offer that a school has; all where it has no band yet."""
    offers = given.framework.offers if given.framework else ()
    return [each for each in offers if not given.band or given.band in each.bands]


def _rows(listing: Listing, school: School, given: Entitlement) -> list[dict[str, Any]]:
    """The events of the page, each with why the school cannot book it, if it cannot."""
    now = clock.now()
    return [
        {"event": event, "left": max(event.places - event.booked, 0), "why": _why(event, school, given, now)}
        for event in listing.page
    ]


def _why(event: OfferedEvent, school: School, given: Entitlement, now: Any) -> str:
    try:
        check_takes_bookings(event, now)
        check_eligible(event, school, given)
    except Denied as denied:
        return denied.sentence
    return ""


def _content(found: Any, there: list[Booking], school: School, who: UserRoles, form: BookForm | None) -> dict[str, Any]:
    why = _why(found, school, entitlement_of(school, who.on), clock.now())
    if not why and not rows_left(found, len(there)):
        why = "The school has all the places that it can have at this event."
    own = books_for_school(school, who)
    has_place = any(each.is_booked for each in there)
    receipts = receipts_of([receipts_key(each, BOOKED) for each in there])
    return {
        "event": found,
        "school": school,
        "heading": found.title,
        "bookings": there,
        "why": why,
        "form": form if form and (not why or form.errors) else None,
        "books": form is not None,
        "answers": [each.pk for each in there if own and each.takes_feedback(who.on)],
        "changes": form is not None and can(check_not_started)(found, clock.now()),
        "link": found.link if has_place and not found.is_cancelled else "",
        "left": max(found.places - found.booked, 0),
        "receipts": list(receipts.values()),
    }


def _said(made: list[Booking]) -> str:
    """What the banner says of what was booked."""
    has = [each.name for each in made if each.is_booked]
    waits = [each.name for each in made if not each.is_booked]
    booked = f"You booked a place for {names_in_words(has)}." if has else ""
    listed = f"{names_in_words(waits)} {'are' if len(waits) > 1 else 'is'} on the waiting list." if waits else ""
    return " ".join(filter(None, (booked, listed)))
