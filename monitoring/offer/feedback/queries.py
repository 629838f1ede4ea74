"""Queries of feedback: which bookings wait for it, and what was said, counted in the database."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from schools.models import Post
from schools.queries import in_office, in_post, schools_in_post
from sil.accounts.user_roles import UserRoles

from ..booking.permissions import BOOKERS
from ..models import Booking, Feedback, OfferedEvent
from ..questions import QUESTIONS, Question


@dataclass(frozen=True)
class Spread:
    """How many gave each answer to a question, in the order of its answers."""

    question: Question
    named: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Figures:
    """`asked` is how many people came and were asked about it; `answered` of how many there is an answer."""

    asked: int
    answered: int
    spreads: tuple[Spread, ...]


def answerable(who: UserRoles) -> QuerySet[Booking]:
    """Return the bookings of a person's schools on which feedback is taken on this day."""
    there = Booking.objects.filter(in_post(who.user, who.on, BOOKERS), attended=True, feedback_until__gte=who.on)
    return there.select_related("event__leader", "school", "feedback")


def waiting_for_person(who: UserRoles) -> QuerySet[Booking] | None:
    """Return the bookings that wait for a person's feedback: those that they made, and those of the people who no
    longer book for the school. None for whoever books for no school."""
    if not schools_in_post(who.user, who.on, BOOKERS):
        return None
    books_still = Post.objects.filter(
        in_office(who.on), school=OuterRef("school"), user=OuterRef("booked_by"), role__in=list(BOOKERS)
    )
    return answerable(who).filter(Q(booked_by=who.user) | ~Exists(books_still), feedback__isnull=True)


def feedback_on(event: OfferedEvent) -> QuerySet[Feedback]:
    """Return what was said of an event, of those who came."""
    return Feedback.objects.filter(booking__event=event, booking__attended=True).select_related("booking__school")


def figures_of(event: OfferedEvent) -> Figures:
    """Return the figures of an event. Four queries."""
    came = Booking.objects.filter(event=event, attended=True, feedback_until__isnull=False)
    numbers = came.aggregate(asked=Count("pk"), answered=Count("feedback"))
    return Figures(numbers["asked"], numbers["answered"], tuple(_spread(event, each) for each in QUESTIONS))


def _spread(event: OfferedEvent, question: Question) -> Spread:
    rows = feedback_on(event).order_by().values(question.slug).annotate(number=Count("pk"))
    numbers = dict(rows.values_list(question.slug, "number"))
    return Spread(question, tuple((words, numbers.get(value, 0)) for value, words in question.answers.items()))
