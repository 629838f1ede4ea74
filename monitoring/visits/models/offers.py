"""Times that a partner and a school offer each other for a visit."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import School
from sil.accounts.models import User
from sil.framework.models import FrameworkVersion, read_version
from sil.framework.schema import Framework

from ..states import OFFER_COLOURS, OfferState
from .visits import Visit


class TimesOffer(models.Model):
    """Several times for one visit, offered to a school by its partner or to the partner by the school (`by_school`).

    `lead` is the partner in whose calendar they are held; `days` is the length of the visit, half days as half.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="times_offers")
    # Of the academic year of the first time.
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    mode = models.CharField(max_length=40)
    days = models.DecimalField(max_digits=4, decimal_places=1)
    # Where, if it is not at the school.
    place = models.CharField(max_length=200, blank=True)
    purpose = models.TextField(blank=True)
    lead = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_school = models.BooleanField(default=False)
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    offered_on = models.DateField()
    # The last day on which it can be answered.
    reply_by = models.DateField()
    status = models.CharField(max_length=15, choices=OfferState, default=OfferState.OPEN)
    # Why none of the times suits, or why it was withdrawn.
    reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    # The visit that was planned by choosing one.
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="offer")
    # The offer that it answers, or that nobody could take up.
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")

    class Meta:
        ordering = ["-offered_on", "-pk"]
        indexes = [
            models.Index(fields=["school", "-offered_on"], name="times_offer_of_school"),
            models.Index(
                fields=["lead", "school"], condition=Q(status__in=("open", "none_suits")), name="times_offer_waiting"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["school", "kind"], condition=Q(status="open"), name="one_open_times_offer"),
        ]

    def __str__(self) -> str:
        return f"Times for {self.kind_name}, {self.school_id}, {self.offered_on}"

    def get_absolute_url(self) -> str:
        return reverse("times", kwargs={"pk": self.pk})

    @property
    def framework(self) -> Framework:
        return read_version(self.framework_version.sha256)

    @property
    def kind_name(self) -> str:
        found = self.framework.visits.kind(self.kind) if self.framework.visits else None
        return found.name if found else self.kind

    @property
    def mode_name(self) -> str:
        mode = self.framework.visits.mode(self.mode) if self.framework.visits else None
        return mode.name if mode else self.mode

    @property
    def is_open(self) -> bool:
        return self.status == OfferState.OPEN

    @property
    def colour(self) -> str:
        return OFFER_COLOURS[OfferState(self.status)]


class OfferedTime(models.Model):
    """One of the times of an offer: a day and the hour at which the visit would start.

    `known` are the sentences about the day that held when it was offered, such as a clash that somebody confirmed.
    """

    offer = models.ForeignKey(TimesOffer, on_delete=models.CASCADE, related_name="times")
    day = models.DateField()
    at = models.TimeField()
    known = models.JSONField(default=list, blank=True)
    # RFC 5545: its name in calendars.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        ordering = ["day", "at", "pk"]
        indexes = [models.Index(fields=["day"], name="offered_time_day")]
        constraints = [models.UniqueConstraint(fields=["offer", "day", "at"], name="offered_time_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.at:%H:%M}"

    def is_past(self, on: date) -> bool:
        return self.day < on
