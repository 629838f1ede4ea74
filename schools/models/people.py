"""Posts of people at schools and assignments of officers to schools, with first and last day."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from sil.accounts.models import User, ends_or_never_held
from sil.accounts.roles import SCHOOL_ROLES

from .register import School


class Post(models.Model):
    """A person's post at a school, from a day to a day (both included).

    One person may hold several, at one school or at more. A school may have two people in a post
    at once: co-headteachers exist, and an acting head overlaps the head who is away.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="posts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField("post", max_length=40, choices=[(r.slug, r.name) for r in SCHOOL_ROLES])
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # Ticked by a person, never derived: the framework may give more days for it.
    first_headship = models.BooleanField(default=False)

    class Meta:
        ordering = ["role", "starts_on", "pk"]
        indexes = [
            models.Index(fields=["user", "starts_on"], name="post_of_user"),
            # Which schools have nobody is told by these alone.
            models.Index(
                fields=["role", "school", "starts_on"], include=["ends_on", "user"], name="post_in_role_at_school"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=ends_or_never_held(), name="post_dates_or_never_held"),
            models.UniqueConstraint(
                fields=["school", "user", "role"], condition=Q(ends_on__isnull=True), name="post_once"
            ),
            models.CheckConstraint(
                condition=Q(first_headship=False) | Q(role__in=["headteacher", "acting_headteacher"]),
                name="only_heads_are_new_to_headship",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.school}"


class AssignmentRole(models.TextChoices):
    SIP = "sip", "School Improvement Partner"
    PRINCIPAL_OFFICER = "principal_officer", "Principal Officer"


class Assignment(models.Model):
    """An officer who works with a school in a role; never two in one role on one day."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=40, choices=AssignmentRole)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["role", "starts_on", "pk"]
        indexes = [
            models.Index(fields=["user", "role"], name="assignment_of_user"),
            models.Index(
                fields=["role", "school", "starts_on"], include=["ends_on", "user"], name="assignment_in_role_at_school"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=ends_or_never_held(), name="assignment_dates_or_never_held"),
            ExclusionConstraint(
                name="one_officer_in_a_role",
                expressions=[
                    ("school", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                # What was never held ends before it begins, which is no range.
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} of {self.school}"
