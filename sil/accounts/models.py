"""Users, and the roles they were granted on the authority's side."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Upper
from django.urls import reverse

from .roles import AUTHORITY_ROLES

ONE_DAY = timedelta(days=1)


def ends_or_never_held() -> Q:
    """The condition on the last day of a from/to table: on or after the first day, or the day before it for a row that
    was entered by mistake and was never held. Such a row holds on no day, so that nothing arises from it."""
    return Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on") - ONE_DAY)


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, name: str, password: str | None = None) -> "User":
        """Create a person. Without a password they can only sign in by an invitation."""
        user = User(email=email.strip().lower(), name=name.strip())
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person, of the authority or of a school. They sign in with the email address."""

    email = models.EmailField("email address", unique=True)
    name = models.CharField("full name", max_length=150)
    # Stands under the emails and beside the name of an officer; blank where it is not known.
    telephone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    invited_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower"),
        ]
        indexes = [
            # Who works with a school is asked on most pages, and leaves out the few accounts that are closed.
            models.Index(fields=["id"], condition=Q(is_active=False), name="user_closed"),
            # For a part of a name or address, as `icontains` asks for it.
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="user_name_part"),
            GinIndex(OpClass(Upper("email"), name="gin_trgm_ops"), name="user_email_part"),
        ]

    @property
    def can_sign_in(self) -> bool:
        """Whether they have a password, or have signed in by their organisation's account."""
        return bool(self.is_active and (self.has_usable_password() or self.last_login))

    def __str__(self) -> str:
        return self.name

    # Django's own tools ask for these two names; access is decided by roles, never by them.
    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class RoleGrant(models.Model):
    """A role on the authority's side, held from a day to a day (both included)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40, choices=[(r.slug, r.name) for r in AUTHORITY_ROLES])
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # The day it was given, which the first day may be before; None for those given before this was kept.
    given_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=ends_or_never_held(), name="grant_dates_or_never_held"),
            models.UniqueConstraint(fields=["user", "role"], condition=Q(ends_on__isnull=True), name="grant_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class ChangeRequest(models.Model):
    """A role, or another email address, that a second person has to confirm before a person has it, or the end of a
    second step that they have lost.

    One of `role`, `new_email` and `lost_step` is set. `email` is the person's address when it was asked for: what is
    confirmed is for the person who was looked at.
    """

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LAPSED = "lapsed", "Not confirmed in time"

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="change_requests")
    email = models.EmailField()
    role = models.CharField(max_length=40, choices=[(r.slug, r.name) for r in AUTHORITY_ROLES], blank=True)
    starts_on = models.DateField(null=True, blank=True)
    new_email = models.EmailField(blank=True)
    lost_step = models.BooleanField(default=False)
    # What was lost, and how the administrator knows who asks for it.
    reason = models.TextField(blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    # Blank while it waits; one that has lapsed says so once another is asked for.
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    # None with an outcome where the server's command line confirmed it.
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role="", starts_on=None, lost_step=False, reason="") & ~Q(new_email="")
                | Q(starts_on__isnull=False, new_email="", lost_step=False, reason="") & ~Q(role="")
                | Q(role="", starts_on=None, new_email="", lost_step=True),
                name="change_request_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "lost_step"], condition=Q(outcome=""), name="change_request_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role or ('second step' if self.lost_step else 'address')} of {self.person_id}"

    def get_absolute_url(self) -> str:
        return reverse("change_request", kwargs={"pk": self.pk})


def in_force(on: date, *, prefix: str = "") -> Q:
    """The rows of a from/to table that hold on a day; an end day still counts."""
    return Q(**{f"{prefix}starts_on__lte": on}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})
    )


def account_open(user: str = "user") -> Q:
    """A condition on rows: the account of the person at `user` is open. The few closed ones are looked up once, and not
    the account of each row."""
    return ~Q(**{f"{user}__in": User.objects.filter(is_active=False).values("pk")})


def held_within(first: date, last: date | None = None, *, prefix: str = "") -> Q:
    """The rows of a from/to table that hold on any day of a period; without `last` it has no end."""
    found = Q(**{f"{prefix}ends_on__isnull": True}) | (
        Q(**{f"{prefix}ends_on__gte": first}) & Q(**{f"{prefix}ends_on__gte": F(f"{prefix}starts_on")})
    )
    return found & Q(**{f"{prefix}starts_on__lte": last}) if last else found
