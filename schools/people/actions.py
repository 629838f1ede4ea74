"""Invite people, give and end posts at schools, assign officers to schools."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.adapter import invitation_link
from sil.accounts.models import ChangeRequest, User, held_within, in_force
from sil.accounts.passwords import INVITATION
from sil.accounts.roles import TWO_PEOPLE_ROLES, Permission
from sil.accounts.user_roles import check_may, roles_of
from sil.audit import events
from sil.clock import in_words
from sil.framework.queries import titles
from sil.outbox.post import put
from sil.outbox.sender import sender
from sil.sign_in import sessions
from sil.workflow import Denied

from ..confirmations.actions import ask_address, ask_role
from ..confirmations.notifications import tell_address
from ..models import Assignment, AssignmentRole, Post, School
from ..queries import scope
from .notifications import Invitation
from .permissions import check_assists_nobody, check_works_for_one_side


def check_assign(*, by: User | None, on: date) -> None:
    """Raise Denied("not_allowed") unless the person may assign officers on a day."""
    officer = titles()["principal_officer"]
    check_may(
        by,
        on,
        Permission.ASSIGN_OFFICERS,
        sentence=f"Only the {officer} or an administrator can say which officer works with a school.",
    )


def check_assigns_another(user: User, by: User | None) -> None:
    """Raise Denied("oneself") where a person would assign themselves."""
    if by == user:
        officer = titles()["principal_officer"]
        raise Denied("oneself", f"You cannot assign yourself. Ask another {officer} or an administrator.")


def check_in_role(user: User, role: AssignmentRole, day: date) -> None:
    """Raises Denied("not_in_role") unless an officer holds a role on a day."""
    if not roles_of(user, day).holds(role):
        raise Denied("not_in_role", f"{user.name} does not hold the role {titles()[role]} on {in_words(day)}.")


@transaction.atomic
def invite(*, by: User | None, on: date, email: str, name: str, role: str = "", school: School | None = None) -> User:
    """Add a person and write to them with a link to set their password. The email names the `role` that they will hold,
    as the authority calls it, and its school. Raises Denied("email_taken")."""
    user = accounts.add(by=by, on=on, email=email, name=name)
    write_invitation(user, by, role=role, school=school.name if school else "")
    return user


@transaction.atomic
def invite_again(user: User, *, by: User | None, on: date, not_before: datetime | None = None) -> None:
    """Write a new invitation, which ends the link of an earlier one; it is sent at once or at a moment.

    Raises Denied("closed") for a closed account and Denied("has_password") for a person who has
    signed in: they can set a new password without it.
    """
    accounts.check_manage_people(by=by, on=on)
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Denied("closed", "This account is closed. Reopen it before you invite the person again.")
    if user.last_login:
        raise Denied("has_password", f"{user.name} has already signed in. They can set a password on the sign-in page.")
    user.invited_at = clock.now()
    user.save(update_fields=["invited_at"])
    events.record("person.invited", subject=user, by=by, scope=accounts.scope(user), name=user.name, email=user.email)
    post = user.posts.select_related("school").exclude(ends_on__lt=on).first()
    grant = user.grants.exclude(ends_on__lt=on).first()
    held = post or grant
    role = titles()[held.role] if held else ""
    write_invitation(user, by, role=role, school=post.school.name if post else "", not_before=not_before)


@transaction.atomic
def sign_out(user: User, *, by: User, on: date) -> int:
    """End every session of a person and return how many there were. Raises Denied("oneself")."""
    accounts.check_manage_people(by=by, on=on)
    if user == by:
        raise Denied("oneself", "This is you. You can sign out everywhere else on the page of your account.")
    return sessions.end(user, by=by)


@transaction.atomic
def correct(
    user: User, *, by: User, on: date, email: str, name: str, telephone: str | None = None
) -> ChangeRequest | None:
    """Correct a person's name, address or telephone; the old and the new address are told. The address of somebody who
    holds a role that nobody gives alone is only asked for: returns the request then. Raises Denied("email_taken",
    "asked_already")."""
    email, before = email.strip().lower(), user.email
    if email != before and accounts.needs_second_person(user, on):
        accounts.edit(user, by=by, on=on, email=before, name=name, telephone=telephone)
        return ask_address(user, by=by, on=on, new_email=email)
    accounts.edit(user, by=by, on=on, email=email, name=name, telephone=telephone)
    if email != before:
        tell_address(User.objects.get(pk=user.pk), before=before, by=by)
    return None


@transaction.atomic
def give_role(user: User, *, by: User, on: date, role: str, starts_on: date) -> ChangeRequest | None:
    """Give a person a role on the authority's side. One that nobody gives alone is only asked for: returns the request
    then. Raises Denied("oneself", "both_sides", "role_held", "asked_already")."""
    check_assists_nobody(user)
    if role in TWO_PEOPLE_ROLES:
        return ask_role(user, by=by, on=on, role=role, starts_on=starts_on)
    accounts.give_role(user, by=by, on=on, role=role, starts_on=starts_on, title=titles()[role])
    return None


@transaction.atomic
def give_post(
    *, school: School, user: User, role: str, starts_on: date, by: User | None, on: date, first_headship: bool = False
) -> Post:
    """Give a person a post at a school from a day. Raises Denied("oneself", "post_held", "both_sides")."""
    accounts.check_manage_people(by=by, on=on)
    accounts.check_not_oneself(user, by)
    School.objects.select_for_update().get(pk=school.pk)
    if Post.objects.filter(school=school, user=user, role=role, ends_on__isnull=True).exists():
        raise Denied("post_held", f"{user.name} already holds this post at {school.name}.")
    check_works_for_one_side(user, [school], as_officer=False, first=starts_on)
    post = Post.objects.create(school=school, user=user, role=role, starts_on=starts_on, first_headship=first_headship)
    events.record(
        "post.given",
        subject=post,
        by=by,
        scope=scope(school),
        name=user.name,
        post=titles()[role].lower(),
        starts_on=in_words(starts_on),
    )
    return post


@transaction.atomic
def end_post(post: Post, *, by: User | None, on: date, ends_on: date, reason: str = "") -> None:
    """End a post; its last day still counts. Raises Denied("oneself", "before_start")."""
    accounts.check_manage_people(by=by, on=on)
    post = Post.objects.select_for_update(of=("self",)).select_related("user", "school").get(pk=post.pk)
    accounts.check_not_oneself(post.user, by)
    if ends_on < post.starts_on:
        raise Denied("before_start", accounts.BEFORE_START)
    post.ends_on = ends_on
    post.save(update_fields=["ends_on"])
    events.record(
        "post.ended",
        subject=post,
        by=by,
        scope=scope(post.school),
        reason=reason,
        name=post.user.name,
        post=titles()[post.role].lower(),
        ends_on=in_words(ends_on),
    )


@transaction.atomic
def assign(
    schools: Collection[School], *, user: User, role: AssignmentRole, starts_on: date, by: User | None, on: date
) -> int:
    """Make a person the officer of schools from a day; the present officer's assignment ends the day before.

    Schools that already have this officer are left alone. Returns the number of schools that changed. Raises
    Denied("not_in_role") when the person does not hold the role on that day, Denied("oneself") where they would assign
    themselves, Denied("later_officer") where somebody else is down to begin later, and Denied("both_sides") where they
    hold a post at one of the schools.
    """
    check_assign(by=by, on=on)
    title = titles()[role]
    check_in_role(user, role, starts_on)
    check_assigns_another(user, by)
    keys = [school.pk for school in schools]
    list(School.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    kept = set(
        Assignment.objects.filter(in_force(starts_on), school__in=keys, role=role, user=user).values_list(
            "school", flat=True
        )
    )
    taken = [school for school in schools if school.pk not in kept]
    check_works_for_one_side(user, taken, as_officer=True, first=starts_on)
    _clear(taken, role=role, title=title, starts_on=starts_on, by=by)
    made = Assignment.objects.bulk_create(
        [Assignment(school=school, user=user, role=role, starts_on=starts_on) for school in taken]
    )
    for assignment in made:
        events.record(
            "assignment.given",
            subject=assignment,
            by=by,
            scope=scope(assignment.school),
            name=user.name,
            role=title,
            starts_on=in_words(starts_on),
        )
    return len(made)


def _clear(schools: Collection[School], *, role: AssignmentRole, title: str, starts_on: date, by: User | None) -> None:
    """End the present assignments of schools in a role the day before a new one begins."""
    last = starts_on - timedelta(days=1)
    found = Assignment.objects.filter(held_within(starts_on), school__in=schools, role=role)
    current = found.select_related("user", "school")
    for assignment in current:
        if assignment.starts_on >= starts_on:
            raise Denied(
                "later_officer",
                f"{assignment.user.name} is already assigned to {assignment.school.name} from "
                f"{in_words(assignment.starts_on)}. Enter a later day.",
            )
        assignment.ends_on = last
        assignment.save(update_fields=["ends_on"])
        events.record(
            "assignment.ended",
            subject=assignment,
            by=by,
            scope=scope(assignment.school),
            name=assignment.user.name,
            role=title,
            ends_on=in_words(last),
        )


def write_invitation(
    user: User, by: User | None, *, role: str, school: str, not_before: datetime | None = None
) -> None:
    """Email a person a link to set their password, with what they will be and where."""
    content = Invitation(
        url=invitation_link(user),
        who=by.name if by else "",
        who_email=by.email if by else "",
        role=role,
        school=school,
        until=in_words(clock.today() + INVITATION),
        sender=sender(by) if by else None,
    )
    put(content, to=user.email, name=user.name, not_before=not_before)
