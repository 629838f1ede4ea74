"""What gives a person access on a day, kind by kind: who has it, in words, and how it is ended.

Each is ended by the action that ends it elsewhere. Roles and posts are an administrator's to end, so that their
actions are called as the review, and the reason names who decided.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from monitoring.team.models import Member
from monitoring.team.team.actions import let_go
from schools.appointments.actions import correct_days
from schools.appointments.held import ASSIGNMENT
from schools.assistants.actions import end_by_review
from schools.assistants.parts import ABOUT
from schools.casework_access.actions import end as end_casework
from schools.covers.actions import end as end_cover
from schools.models import Assignment, Assistant, CaseworkAccess, Cover, Post, School
from schools.models.assistants import assisting
from schools.models.casework_access import holding
from schools.people.actions import end_post
from schools.queries import covers
from sil.accounts import actions as accounts
from sil.accounts.models import RoleGrant, User, account_open, in_force
from sil.accounts.roles import Part
from sil.framework.queries import titles

from .models import ReviewedAccess

Kind = ReviewedAccess.Kind
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Access:
    """What gives access: the person, the record, in words what it is, and since when until when."""

    kind: str
    record: Any
    person: User
    what: str
    school: School | None
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Held:
    """A kind: `rows` are those that hold on a day, `in_words` says one, `end` ends it with a reason."""

    kind: str
    rows: Callable[[date], QuerySet[Any]]
    in_words: Callable[[Any], Access]
    end: Callable[[Any, str, User, date], object]


def everything(on: date) -> Iterator[Access]:
    """Return all that gives access on a day. One query for each kind, and two for schools of a casework access."""
    for held in HELD.values():
        for row in held.rows(on):
            yield held.in_words(row)


def _last(starts_on: date, on: date) -> date:
    """The last day of what ends now: the day before, or the first day where that is today."""
    return max(on - _ONE_DAY, starts_on)


def _roles(on: date) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(in_force(on), account_open()).select_related("user")


def _end_role(row: RoleGrant, reason: str, by: User, on: date) -> None:
    ends_on, title = _last(row.starts_on, on), titles()[row.role]
    accounts.end_role(row, by=None, on=on, ends_on=ends_on, title=title, reason=f"{reason} (decided by {by.name})")


def _posts(on: date) -> QuerySet[Post]:
    return Post.objects.filter(in_force(on), account_open()).select_related("user", "school")


def _end_post(row: Post, reason: str, by: User, on: date) -> None:
    said = f"{reason} (decided by {by.name})"
    end_post(row, by=None, on=on, ends_on=_last(row.starts_on, on), reason=said)


def _assignments(on: date) -> QuerySet[Assignment]:
    return Assignment.objects.filter(in_force(on), account_open()).select_related("user", "school")


def _end_assignment(row: Assignment, reason: str, by: User, on: date) -> None:
    said = f"{reason} (decided by {by.name})"
    last = _last(row.starts_on, on)
    correct_days(ASSIGNMENT, row.pk, starts_on=row.starts_on, ends_on=last, reason=said, by=None, on=on)


def _assistants(on: date) -> QuerySet[Assistant]:
    return Assistant.objects.filter(assisting(on)).select_related("user", "school")


def _parts(row: Assistant) -> str:
    return f"Assistant: {', '.join(ABOUT[Part(part)].name for part in row.parts)}"


def _covers(on: date) -> QuerySet[Cover]:
    return covers(on).select_related("covering", "away")


def _casework(on: date) -> QuerySet[CaseworkAccess]:
    return CaseworkAccess.objects.filter(holding(on)).select_related("person").prefetch_related("schools")


def _members(on: date) -> QuerySet[Member]:
    found = Member.objects.filter(account_open(), ends_on__isnull=True, team__status="open")
    return found.select_related("user", "team__school", "team__lead")


HELD = {
    held.kind: held
    for held in (
        Held(
            Kind.ROLE,
            _roles,
            lambda r: Access(Kind.ROLE, r.pk, r.user, titles()[r.role], None, r.starts_on, r.ends_on),
            _end_role,
        ),
        Held(
            Kind.POST,
            _posts,
            lambda r: Access(Kind.POST, r.pk, r.user, titles()[r.role], r.school, r.starts_on, r.ends_on),
            _end_post,
        ),
        Held(
            Kind.ASSIGNMENT,
            _assignments,
            lambda r: Access(Kind.ASSIGNMENT, r.pk, r.user, titles()[r.role], r.school, r.starts_on, r.ends_on),
            _end_assignment,
        ),
        Held(
            Kind.ASSISTANT,
            _assistants,
            lambda r: Access(Kind.ASSISTANT, r.pk, r.user, _parts(r), r.school, r.starts_on, None),
            lambda row, reason, by, on: end_by_review(row, reason=reason, by=by, on=on),
        ),
        Held(
            Kind.COVER,
            _covers,
            lambda r: Access(
                Kind.COVER,
                r.pk,
                r.covering,
                f"Cover for {r.away.name}, {titles()[r.role]}",
                None,
                r.starts_on,
                r.ends_on,
            ),
            lambda row, reason, by, on: end_cover(row, by=None, on=on),
        ),
        Held(
            Kind.CASEWORK,
            _casework,
            lambda r: Access(
                Kind.CASEWORK,
                r.pk,
                r.person,
                f"Casework of {', '.join(school.name for school in r.schools.all())}",
                None,
                r.answered_on,
                r.ends_on,
            ),
            lambda row, reason, by, on: end_casework(row, by=by, on=on),
        ),
        Held(
            Kind.TEAM,
            _members,
            lambda r: Access(
                Kind.TEAM,
                r.pk,
                r.user,
                f"Team Around the School, for {r.service_name}",
                r.team.school,
                r.starts_on,
                r.ends_on,
            ),
            lambda row, reason, by, on: let_go(row, reason=reason, by=by, on=on),
        ),
    )
}
