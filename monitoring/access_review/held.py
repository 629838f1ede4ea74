"""What gives a person access on a day, kind by kind: who has it, in words, and the action that ends it.

Each is ended by the action that ends it elsewhere, called by whoever ends it: that action says whether they may, and
what has to be settled first.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from monitoring.team.models import Member
from monitoring.team.team.actions import leave
from schools.appointments.actions import correct_days
from schools.appointments.held import ASSIGNMENT
from schools.assistants.actions import end as end_assistant
from schools.assistants.parts import ABOUT
from schools.casework_access.actions import end as end_casework
from schools.covers.actions import end as end_cover
from schools.leaving import actions as leaving
from schools.leaving.parts import LeavingPart
from schools.leaving.queries import left_behind
from schools.models import Assignment, Assistant, CaseworkAccess, Cover, Post, School
from schools.models.assistants import assisting
from schools.models.casework_access import holding
from schools.queries import covers
from sil.accounts.actions import check_manage_people
from sil.accounts.models import RoleGrant, User, account_open, in_force
from sil.accounts.roles import Part, Permission
from sil.framework.queries import titles

from .models import ReviewedAccess

Kind = ReviewedAccess.Kind
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Access:
    """What gives access: the person, the record, in words what it is, since when until when, and whom a cover is
    for."""

    kind: str
    record: Any
    person: User
    what: str
    school: School | None
    starts_on: date
    ends_on: date | None
    covers_for: User | None = None


@dataclass(frozen=True)
class Ending:
    """Who ends an access on a day and why. `left` says why what waits for the person by it is left without one."""

    reason: str
    left: str
    by: User
    on: date

    @property
    def said(self) -> str:
        return f"{self.reason}\nWhat waits is left without a person: {self.left}" if self.left else self.reason

    def last_day(self, starts_on: date) -> date:
        """The last day of what ends now: the day before, or the first day where that is today."""
        return max(self.on - _ONE_DAY, starts_on)


@dataclass(frozen=True)
class Held:
    """A kind: `rows` are those that hold on a day, `in_words` says one, `end` ends it. Holders of any of `asked` are
    asked to end it where a reviewer may not."""

    kind: str
    rows: Callable[[date], QuerySet[Any]]
    in_words: Callable[[Any], Access]
    end: Callable[[Any, Ending], object]
    asked: tuple[Permission, ...]
    # What waits for the person by it alone, which somebody is to take first.
    waits: Callable[[Any, date], Sequence[tuple[LeavingPart, int]]] = lambda row, on: ()


def everything(on: date) -> Iterator[Access]:
    """Return all that gives access on a day. One query for each kind, and two for schools of a casework access."""
    for held in HELD.values():
        for row in held.rows(on):
            yield held.in_words(row)


def _roles(on: date) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(in_force(on), account_open()).select_related("user")


def _waits_by_role(row: RoleGrant, on: date) -> Sequence[tuple[LeavingPart, int]]:
    return left_behind(row.user, on, role=row.role)


def _end_role(row: RoleGrant, ending: Ending) -> None:
    by, on = ending.by, ending.on
    check_manage_people(by=by, on=on)
    leaving.check_nothing_waits(_waits_by_role(row, on), ending.left)
    leaving.end_role(row, ends_on=ending.last_day(row.starts_on), reason=ending.said, by=by, on=on)


def _posts(on: date) -> QuerySet[Post]:
    return Post.objects.filter(in_force(on), account_open()).select_related("user", "school")


def _waits_by_post(row: Post, on: date) -> Sequence[tuple[LeavingPart, int]]:
    return left_behind(row.user, on, post=row)


def _end_post(row: Post, ending: Ending) -> None:
    by, on = ending.by, ending.on
    check_manage_people(by=by, on=on)
    leaving.check_nothing_waits(_waits_by_post(row, on), ending.left)
    leaving.end_post(row, ends_on=ending.last_day(row.starts_on), reason=ending.said, by=by, on=on)


def _assignments(on: date) -> QuerySet[Assignment]:
    return Assignment.objects.filter(in_force(on), account_open()).select_related("user", "school")


def _end_assignment(row: Assignment, ending: Ending) -> None:
    correct_days(
        ASSIGNMENT,
        row.pk,
        starts_on=row.starts_on,
        ends_on=ending.last_day(row.starts_on),
        reason=ending.said,
        by=ending.by,
        on=ending.on,
    )


def _assistants(on: date) -> QuerySet[Assistant]:
    return Assistant.objects.filter(assisting(on)).select_related("user", "school")


def _parts(row: Assistant) -> str:
    return f"Assistant: {', '.join(ABOUT[Part(part)].name for part in row.parts)}"


def _covers(on: date) -> QuerySet[Cover]:
    return covers(on).select_related("covering", "away")


def _cover_in_words(row: Cover) -> Access:
    what = titles()[row.role]
    return Access(Kind.COVER, row.pk, row.covering, what, None, row.starts_on, row.ends_on, covers_for=row.away)


def _casework(on: date) -> QuerySet[CaseworkAccess]:
    return CaseworkAccess.objects.filter(holding(on)).select_related("person").prefetch_related("schools")


def _casework_in_words(row: CaseworkAccess) -> Access:
    assert row.answered_on is not None, "what holds was granted"
    what = f"Casework of {', '.join(school.name for school in row.schools.all())}"
    return Access(Kind.CASEWORK, row.pk, row.person, what, None, row.answered_on, row.ends_on)


def _members(on: date) -> QuerySet[Member]:
    found = Member.objects.filter(account_open(), ends_on__isnull=True, team__status="open")
    return found.select_related("user", "team__school", "team__lead")


def _member_in_words(row: Member) -> Access:
    what = f"Team Around the School, for {row.service_name}"
    return Access(Kind.TEAM, row.pk, row.user, what, row.team.school, row.starts_on, row.ends_on)


_ADMINISTRATORS, _ASSIGNERS = (Permission.PEOPLE_MANAGE,), (Permission.ASSIGN_OFFICERS,)
HELD = {
    held.kind: held
    for held in (
        Held(
            Kind.ROLE,
            _roles,
            lambda r: Access(Kind.ROLE, r.pk, r.user, titles()[r.role], None, r.starts_on, r.ends_on),
            _end_role,
            _ADMINISTRATORS,
            _waits_by_role,
        ),
        Held(
            Kind.POST,
            _posts,
            lambda r: Access(Kind.POST, r.pk, r.user, titles()[r.role], r.school, r.starts_on, r.ends_on),
            _end_post,
            _ADMINISTRATORS,
            _waits_by_post,
        ),
        Held(
            Kind.ASSIGNMENT,
            _assignments,
            lambda r: Access(Kind.ASSIGNMENT, r.pk, r.user, titles()[r.role], r.school, r.starts_on, r.ends_on),
            _end_assignment,
            _ASSIGNERS,
        ),
        Held(
            Kind.ASSISTANT,
            _assistants,
            lambda r: Access(Kind.ASSISTANT, r.pk, r.user, _parts(r), r.school, r.starts_on, None),
            lambda row, ending: end_assistant(row, by=ending.by, on=ending.on),
            _ADMINISTRATORS,
        ),
        Held(
            Kind.COVER,
            _covers,
            _cover_in_words,
            lambda row, ending: end_cover(row, by=ending.by, on=ending.on),
            _ASSIGNERS,
        ),
        Held(
            Kind.CASEWORK,
            _casework,
            _casework_in_words,
            lambda row, ending: end_casework(row, by=ending.by, on=ending.on),
            (Permission.CASEWORK_GRANT,),
        ),
        Held(
            Kind.TEAM,
            _members,
            _member_in_words,
            lambda row, ending: leave(row, reason=ending.said, by=ending.by, on=ending.on),
            # Principal Officers: they record visits of every school.
            (Permission.ROUND_OPEN,),
        ),
    )
}


def waits_of(line: ReviewedAccess, on: date) -> Sequence[tuple[LeavingPart, int]]:
    """Return what waits for a person by what a line says, by kind with its number."""
    held = HELD[line.kind]
    row = held.rows(on).filter(pk=line.record).first()
    return held.waits(row, on) if row is not None else ()


def asked_of(who_may: Callable[..., bool]) -> list[str]:
    """Return the kinds that somebody is asked to end where a reviewer may not. `who_may` is their `UserRoles.may`."""
    return [held.kind for held in HELD.values() if who_may(*held.asked)]
