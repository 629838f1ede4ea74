"""Assistants of headteachers, each with the parts of the head's work that they may see and prepare, and the one
condition that everything about them is asked with."""

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value

from sil.accounts.models import User, account_open, in_force
from sil.accounts.roles import ASSISTANT, LEADS, Part

from .people import Post
from .register import School

PARTS = frozenset(Part)


class Assistant(models.Model):
    """A person who sees and prepares parts of a headteacher's work. It holds from the first day until it is ended, and
    only as long as the head's post does: see `assisting` below. Once ended it never holds again; whoever keeps an
    assistant makes another one."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="assistants")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assistances")
    # Of the head who gave it.
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="assistants")
    # Values of Part, in its order.
    parts = ArrayField(models.CharField(max_length=40))
    starts_on = models.DateField()
    # From this day on it gives nothing.
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["user__name", "pk"]
        indexes = [models.Index(fields=["user", "starts_on"], name="assistant_of_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "user"], condition=Q(ended_on__isnull=True), name="assistant_once_at_a_school"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by__isnull=True)
                | Q(ended_on__gte=F("starts_on"), ended_by__isnull=False),
                name="assistant_ended_by_somebody",
            ),
            models.CheckConstraint(condition=Q(parts__len__gt=0), name="assistant_has_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, assistant at {self.school}"


def assisting(on: date) -> Q:
    """A condition on assistants: they may do on a day what they were given. It ends with the post of the head who gave
    it, and with the account of either."""
    held = in_force(on, prefix="post__") & Q(post__role__in=LEADS)
    lasts = Q(starts_on__lte=on) & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    return lasts & held & account_open() & account_open("post__user")


def assistant_roles(user: User | OuterRef, on: date) -> QuerySet[Assistant, str]:
    """The slugs that a person has as an assistant on a day: the role, and each part that they were given at any school.
    `user` may be an OuterRef."""
    found = Assistant.objects.filter(assisting(on), user=user).order_by()
    slugs = Func(F("parts"), Value(ASSISTANT, CharField()), function="array_append")
    return found.annotate(slug=each(slugs)).values_list("slug", flat=True)


def with_held(assistants: QuerySet[Assistant], on: date) -> QuerySet[Any]:
    """Add whether each may do on a day what they were given, `is_held`."""
    held = Assistant.objects.filter(assisting(on), pk=OuterRef("pk"))
    return assistants.annotate(is_held=Exists(held)).select_related("user", "school", "post__user", "ended_by")


class _Each(Func):
    function = "unnest"
    set_returning = True
    output_field = CharField()


def each(items: Any) -> Func:
    """The items of a list in SQL, one a row."""
    return _Each(items)
