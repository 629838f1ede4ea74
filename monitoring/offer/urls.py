from django.urls import path

from .booking import views as booking
from .event import views as event
from .feedback import views as feedback
from .request import views as request

urlpatterns = [
    path("events/", event.events_list, name="events"),
    path("events/plan/", event.event_plan, name="event_plan"),
    path("events/<int:pk>/", event.event, name="event"),
    path("events/<int:pk>/change/", event.event_change, name="event_change"),
    path("events/<int:pk>/open/", event.event_open, name="event_open"),
    path("events/<int:pk>/cancel/", event.event_cancel, name="event_cancel"),
    path("events/<int:pk>/bookings/", event.event_bookings, name="event_bookings"),
    path("events/<int:pk>/for-school/", event.event_for_school, name="event_for_school"),
    path("events/<int:pk>/attendance/", event.event_attendance, name="event_attendance"),
    path("events/<int:pk>/feedback/", feedback.feedback, name="event_feedback"),
    path("events/<int:pk>/event.ics", event.event_calendar, name="event_calendar"),
    path("schools/<int:urn>/offer/", booking.offer, name="offer"),
    path("schools/<int:urn>/events/<int:pk>/", booking.school_event, name="school_event"),
    path("event-bookings/<int:pk>/change/", booking.booking_change, name="event_booking_change"),
    path("event-bookings/<int:pk>/cancel/", booking.booking_cancel, name="event_booking_cancel"),
    path("event-bookings/<int:pk>/feedback/", feedback.give, name="event_feedback_give"),
    path("schools/<int:urn>/offer/<slug:slug>/ask/", request.ask, name="offer_request_ask"),
    path("offer-requests/", request.requests_list, name="offer_requests"),
    path("offer-requests/<int:pk>/", request.offer_request, name="offer_request"),
    path("offer-requests/<int:pk>/arrange/", request.arrange, name="offer_request_arrange"),
    path("offer-requests/<int:pk>/plan-visit/", request.plan_visit, name="offer_request_plan_visit"),
    path("offer-requests/<int:pk>/link-visit/", request.link_visit, name="offer_request_link_visit"),
    path("offer-requests/<int:pk>/decline/", request.decline, name="offer_request_decline"),
    path("offer-requests/<int:pk>/withdraw/", request.withdraw, name="offer_request_withdraw"),
]
