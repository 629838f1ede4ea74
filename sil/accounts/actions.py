"""Add a person, correct their details, give and end roles, close an account."""

from datetime import date

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from sil import clock
from sil.audit import events
from sil.clock import in_words
from sil.workflow import Denied

from .models import RoleGrant, User
from .roles import CONFIRMS, ROLES, TWO_PEOPLE_ROLES, Permission
from .user_roles import check_may, roles_of

BEFORE_START = (
    "The last day cannot be before the first day. If this was entered by mistake or has not begun, use Put this right."
)


def check_manage_people(*, by: User | None, on: date) -> None:
    """Raise Denied("not_allowed") unless the person may manage people on a day."""
    check_may(by, on, Permission.PEOPLE_MANAGE, sentence="Only an administrator can change people and their posts.")


def check_not_oneself(user: User, by: User | None) -> None:
    """Raise Denied("oneself") where a person would give or end what they hold themselves."""
    if by == user:
        raise Denied(
            "oneself", "Nobody can give themselves a role or a post, or end their own. Ask another administrator."
        )


def check_second_person(user: User, *, by: User | None, confirmed_by: User | None, on: date) -> None:
    """Raise Denied("second_person") unless another administrator or a director confirms what `by` gives `user`: neither
    of these two. `by=None` is the product itself."""
    if by is None:
        return
    if confirmed_by is None or confirmed_by in (by, user) or not roles_of(confirmed_by, on).may(*CONFIRMS):
        raise Denied("second_person", "Another administrator or a director has to confirm this.")


def needs_second_person(user: User, on: date) -> bool:
    """Return whether a person holds, or will hold, a role that nobody gives alone, so that nobody alone changes their
    address."""
    held = RoleGrant.objects.filter(user=user, role__in=TWO_PEOPLE_ROLES)
    return held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)).exists()


@transaction.atomic
def add(
    *, by: User | None, on: date, email: str, name: str, password: str | None = None, is_invited: bool = True
) -> User:
    """Add a person. Without a password they sign in by an invitation, now or later (`is_invited`).

    Raises Denied("email_taken") when the address is already somebody's.
    """
    check_manage_people(by=by, on=on)
    return make(by=by, email=email, name=name, password=password, is_invited=is_invited)


@transaction.atomic
def make(*, by: User | None, email: str, name: str, password: str | None = None, is_invited: bool = True) -> User:
    """As `add`, for whoever has checked by another rule that `by` may."""
    check_email_free(email)
    user = User.objects.create_user(email=email, name=name, password=password)
    if is_invited:
        user.invited_at = clock.now()
        user.save(update_fields=["invited_at"])
    kind = "person.invited" if is_invited else "person.added"
    events.record(kind, subject=user, by=by, scope=scope(user), name=user.name, email=user.email)
    return user


@transaction.atomic
def edit(
    user: User,
    *,
    by: User | None,
    on: date,
    email: str,
    name: str,
    telephone: str | None = None,
    confirmed_by: User | None = None,
) -> None:
    """Correct a person's name, address or telephone; None leaves the telephone as it is. Raises
    Denied("email_taken"), and Denied("second_person") for the address of somebody who holds a role that nobody gives
    alone."""
    check_manage_people(by=by, on=on)
    user = User.objects.select_for_update().get(pk=user.pk)
    old = {"email": user.email, "name": user.name, "telephone": user.telephone}
    kept = user.telephone if telephone is None else telephone.strip()
    new = {"email": email.strip().lower(), "name": name.strip(), "telephone": kept}
    if old == new:
        return
    check_email_free(email, but=user)
    if new["email"] != user.email and needs_second_person(user, on):
        check_second_person(user, by=by, confirmed_by=confirmed_by, on=on)
    user.email, user.name, user.telephone = new["email"], new["name"], new["telephone"]
    user.save(update_fields=["email", "name", "telephone"])
    # allauth remembers addresses that were once confirmed; an old one must not open this account.
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    events.record("person.edited", subject=user, by=by, scope=scope(user), name=user.name, old=old, new=new)


@transaction.atomic
def give_role(
    user: User,
    *,
    by: User | None,
    on: date,
    role: str,
    starts_on: date,
    title: str = "",
    confirmed_by: User | None = None,
) -> RoleGrant:
    """Grant a role on the authority's side from a day; `title` is what the authority calls it.

    Raises Denied("oneself", "role_held"), and Denied("second_person") for a role that nobody gives alone.
    """
    title = title or ROLES[role].name
    check_manage_people(by=by, on=on)
    check_not_oneself(user, by)
    if role in TWO_PEOPLE_ROLES:
        check_second_person(user, by=by, confirmed_by=confirmed_by, on=on)
    User.objects.select_for_update().get(pk=user.pk)
    check_role_free(user, role, title)
    grant = RoleGrant.objects.create(user=user, role=role, starts_on=starts_on, given_on=on)
    events.record(
        "person.role_given",
        subject=grant,
        by=by,
        scope=scope(user),
        name=user.name,
        role=title,
        starts_on=in_words(starts_on),
    )
    return grant


@transaction.atomic
def end_role(grant: RoleGrant, *, by: User | None, on: date, ends_on: date, title: str = "", reason: str = "") -> None:
    """End a role; the last day still counts. `title` is what the authority calls it.

    Raises Denied("oneself", "before_start", "last_administrator").
    """
    check_manage_people(by=by, on=on)
    grant = RoleGrant.objects.select_for_update().select_related("user").get(pk=grant.pk)
    check_not_oneself(grant.user, by)
    if ends_on < grant.starts_on:
        raise Denied("before_start", BEFORE_START)
    if grant.role == "administrator":
        check_another_administrator(grant.user)
    grant.ends_on = ends_on
    grant.save(update_fields=["ends_on"])
    events.record(
        "person.role_ended",
        subject=grant,
        by=by,
        scope=scope(grant.user),
        reason=reason,
        name=grant.user.name,
        role=title or grant.get_role_display(),
        ends_on=in_words(ends_on),
    )


@transaction.atomic
def set_open(user: User, *, by: User | None, on: date, is_open: bool, reason: str = "") -> None:
    """Close an account, so that nobody can sign in with it, or open it again. Raises Denied("oneself",
    "last_administrator")."""
    check_manage_people(by=by, on=on)
    check_not_oneself(user, by)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active == is_open:
        return
    if not is_open:
        check_another_administrator(user)
    user.is_active = is_open
    user.save(update_fields=["is_active"])
    kind = "person.reopened" if is_open else "person.closed"
    events.record(kind, subject=user, by=by, scope=scope(user), reason=reason, name=user.name)


def scope(user: User) -> str:
    """Where the events of a person are shown."""
    return f"person:{user.pk}"


def check_role_free(user: User, role: str, title: str) -> None:
    """Raise Denied("role_held") where a person holds a role already, without an end."""
    if RoleGrant.objects.filter(user=user, role=role, ends_on__isnull=True).exists():
        raise Denied("role_held", f"{user.name} already holds the role {title}.")


def check_email_free(email: str, *, but: User | None = None) -> None:
    """Raise Denied("email_taken") where an address is somebody else's."""
    others = User.objects.filter(email=email.strip().lower())
    if but is not None:
        others = others.exclude(pk=but.pk)
    if others.exists():
        raise Denied("email_taken", "Somebody already has this email address.")


def check_another_administrator(leaving: User) -> None:
    """Raise Denied("last_administrator") where nobody else is an administrator: an authority without one could not let
    anybody in any more."""
    if not RoleGrant.objects.filter(user=leaving, role="administrator", ends_on__isnull=True).exists():
        return
    others = RoleGrant.objects.select_for_update().filter(
        role="administrator", ends_on__isnull=True, user__is_active=True
    )
    if not others.exclude(user=leaving).exists():
        raise Denied(
            "last_administrator",
            f"{leaving.name} is the only administrator. Give somebody else the role first.",
        )
