"""Events under the offer of the framework, and the places that schools book at them."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from monitoring.visits.models import Visit
from monitoring.visits.states import VisitState
from schools.models import School
from sil import clock
from sil.accounts.models import User
from sil.dates.calendars import at

from .questions import NEXT_STEP, RECOMMEND, USEFUL

# The states of a visit that takes place or took place.
STANDS = (VisitState.PLANNED, VisitState.HELD)


class Audience(models.TextChoices):
    """Whom of a school an event is for."""

    HEADS = "heads", "Headteachers"
    CHAIRS = "chairs", "Chairs and governors"
    STAFF = "staff", "Staff chosen by the school"


class OfferedEvent(models.Model):
    """A briefing, a network meeting or a course. `offer` is the id of the offer in the framework file: it says for
    which bands it is, so that no event has bands of its own."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Not open yet"
        OPEN = "open", "Open"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    title = models.CharField(max_length=120)
    offer = models.CharField(max_length=40)
    details = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    day = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    # One of them at least; only those who have a place read the link.
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=500, blank=True)
    leader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    audiences = models.JSONField(default=list)
    # The phases of the schools it is for; all where there are none.
    phases = models.JSONField(default=list, blank=True)
    places = models.PositiveIntegerField()
    # The most people of one school; None for as many as there are places.
    per_school = models.PositiveIntegerField(null=True, blank=True)
    # The last day on which places are booked.
    closes_on = models.DateField()
    waiting_list = models.BooleanField(default=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # When schools could first read of it and book; blank where it was never opened.
    opened_on = models.DateField(null=True, blank=True)
    # When it was last said who came.
    attendance_on = models.DateField(null=True, blank=True)
    # How often the day, the times or the place were changed, for calendars.
    sequence = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["day", "starts_at", "pk"]
        indexes = [models.Index(fields=["status", "day"], name="offer_event_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="offer_event_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(closes_on__lte=F("day")), name="offer_event_closes_before_it_starts"),
            models.CheckConstraint(condition=Q(places__gte=1), name="offer_event_has_places"),
            models.CheckConstraint(condition=~Q(place="", link=""), name="offer_event_is_somewhere"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("event", kwargs={"pk": self.pk})

    @property
    def begins(self) -> datetime:
        return at(self.day, self.starts_at)

    def has_begun(self, now: datetime) -> bool:
        """Whether it has started, so that its bookings stay as they are."""
        return self.is_held or now >= self.begins

    @property
    def when_in_words(self) -> str:
        """Thursday 3 December 2026, 9.30am to noon"""
        times = f"{clock.time_in_words(self.starts_at)} to {clock.time_in_words(self.ends_at)}"
        return f"{clock.weekday_in_words(self.day)}, {times}"

    @property
    def where_in_words(self) -> str:
        online = "online" if self.link else ""
        return " and ".join(filter(None, (self.place, online)))

    @property
    def for_in_words(self) -> str:
        return ", ".join(str(Audience(each).label).lower() for each in self.audiences).capitalize()

    @property
    def phases_in_words(self) -> str:
        return ", ".join(self.phases) or "All"

    @property
    def is_planned(self) -> bool:
        return self.status == self.Status.PLANNED

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_held(self) -> bool:
        return self.status == self.Status.HELD

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED


class Booking(models.Model):
    """A place for one person of a school, or their turn on the waiting list, which is the order of the keys."""

    class Status(models.TextChoices):
        WAITING = "waiting", "On the waiting list"
        BOOKED = "booked", "Booked"
        CANCELLED = "cancelled", "Cancelled"

    event = models.ForeignKey(OfferedEvent, on_delete=models.PROTECT, related_name="bookings")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="event_bookings")
    # Who comes. They need no account.
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    booked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    # None until it is said who came.
    attended = models.BooleanField(null=True, blank=True)
    # The last day on which feedback is taken; None where none was asked for.
    feedback_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["event", "status"], name="offer_bookings_of_event"),
            models.Index(fields=["school", "event"], name="offer_bookings_of_school"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(attended__isnull=True) | Q(status="booked"), name="offer_only_the_booked_attend"
            ),
        ]

    def __str__(self) -> str:
        return f"Booking {self.pk} at event {self.event_id}"

    def get_absolute_url(self) -> str:
        return reverse("school_event", kwargs={"urn": self.school_id, "pk": self.event_id})

    @property
    def feedback_until_in_words(self) -> str:
        return clock.weekday_in_words(self.feedback_until) if self.feedback_until else ""

    def takes_feedback(self, on: date) -> bool:
        """Return whether feedback is given or corrected on a day."""
        return bool(self.attended and self.feedback_until and on <= self.feedback_until)

    @property
    def is_booked(self) -> bool:
        return self.status == self.Status.BOOKED

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED


class Feedback(models.Model):
    """How useful an event was to one person who came. The values are those of `questions`."""

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="feedback")
    useful = models.PositiveSmallIntegerField()
    recommend = models.PositiveSmallIntegerField()
    next_step = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    # Whether it is read with the name of the person who came.
    shows_name = models.BooleanField(default=False)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(useful__range=(1, 5), recommend__range=(1, 3), next_step__range=(1, 4)),
                name="offer_feedback_answers_of_the_table",
            ),
        ]

    def __str__(self) -> str:
        return f"Feedback {self.pk}"

    @property
    def useful_in_words(self) -> str:
        return USEFUL.answers[self.useful]

    @property
    def recommend_in_words(self) -> str:
        return RECOMMEND.answers[self.recommend]

    @property
    def next_step_in_words(self) -> str:
        return NEXT_STEP.answers[self.next_step]

    @property
    def from_in_words(self) -> str:
        """Who came and of which school; blank where they did not want it to be shown."""
        booking = self.booking
        return f"{booking.name}, {booking.role}, {booking.school.name}" if self.shows_name else ""


class OfferRequest(models.Model):
    """What a school asks for under an offer of the kind "request". Whoever is the school's partner at present answers
    it, so that it needs no handing over."""

    class Status(models.TextChoices):
        ASKED = "asked", "Waiting for an answer"
        ARRANGED = "arranged", "Arranged"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn by the school"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="offer_requests")
    # The id of the offer, and its text on the day it was asked for.
    offer = models.CharField(max_length=40)
    what = models.CharField(max_length=300)
    details = models.TextField()
    # The days that would suit the school, in its own words.
    wished = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    answer = models.TextField(blank=True)
    # The day for which it is arranged. Where a visit comes of it, the day of the visit holds (`takes_place`).
    day = models.DateField(null=True, blank=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="offer_requests")
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    # By when it is to be answered, while it waits (`sil.deadlines.kept`).
    due_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-asked_on", "-pk"]
        indexes = [models.Index(fields=["school", "-asked_on"], name="offer_requests_of_school")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=("arranged", "declined")) | Q(answered_by__isnull=False),
                name="offer_request_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="arranged") | Q(day__isnull=False), name="offer_request_arranged_for_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk} of {self.school_id}"

    def get_absolute_url(self) -> str:
        return reverse("offer_request", kwargs={"pk": self.pk})

    @property
    def waits(self) -> bool:
        return self.status == self.Status.ASKED

    @property
    def is_arranged(self) -> bool:
        return self.status == self.Status.ARRANGED

    @property
    def is_withdrawn(self) -> bool:
        return self.status == self.Status.WITHDRAWN

    @property
    def has_visit(self) -> bool:
        """Whether a visit to this school that is planned or was held comes of it."""
        return self.visit is not None and self.visit.school_id == self.school_id and self.visit.status in STANDS

    @property
    def lost_visit(self) -> bool:
        """Whether it is arranged by a visit that will not take place, so that an officer has to plan another."""
        return self.is_arranged and self.visit is not None and not self.has_visit

    @property
    def takes_place(self) -> date | None:
        """The day on which it takes place or took place; None where nothing is arranged or its visit will not be."""
        if self.visit is None:
            return self.day
        return self.visit.starts_on if self.has_visit else None

    @property
    def state_in_words(self) -> str:
        return "Visit to be planned again" if self.lost_visit else self.get_status_display()
