"""Queries of consents to have notices by email."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from schools.models import Post, School
from schools.queries import holders

from ..models import EmailConsent
from .policies import GIVEN_TO


def in_force(on: date) -> Q:
    """Return the condition for consents that hold on a day; the post has to be held too."""
    return Q(given_on__lte=on) & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))


def consenting(posts: Iterable[Post], on: date) -> frozenset[int]:
    """Return the posts whose holders consent on a day, by their keys. One query."""
    keys = [post.pk for post in posts]
    return frozenset(EmailConsent.objects.filter(in_force(on), post__in=keys).values_list("post_id", flat=True))


def consents_to_email(user_id: int, school: School, on: date) -> bool:
    """Whether somebody consents, on a day, to have notices to a school by email. One query."""
    held = holders(school, on, GIVEN_TO).filter(user=user_id)
    return EmailConsent.objects.filter(in_force(on), post__in=held.values("pk")).exists()


def posts_with_consents(school: School, on: date) -> QuerySet[Post]:
    """Return who can be given a notice at a school, with what they consented to, the latest first, as `consents`."""
    found = EmailConsent.objects.select_related("recorded_by", "ended_by", "document").defer("document__content")
    return holders(school, on, GIVEN_TO).prefetch_related(
        Prefetch("email_consents", found, to_attr="consents"),
    )
