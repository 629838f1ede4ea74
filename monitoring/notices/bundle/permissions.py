"""Whose eyes a bundle is made with: every reader's of its case, never those of one person.

A bundle is asked for by one reader of a case and fetched by others. So it holds the case, those that the case continues
and the school's record, each only where everybody who may read the case may read it too; and nothing of another case,
which may be restricted later.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.queries import reads_casework
from sil.accounts.models import User, in_force
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles, roles_of

from ..case.permissions import READERS, may_read, readable_cases
from ..models import Bundle, Case


@dataclass(frozen=True)
class Shared:
    """What every reader of a case may read: the cases of its line, the earliest first, and whether the school's record.
    `eyes` is the reader who may read least, None where nobody reads the case."""

    line: list[Case]
    has_school_record: bool
    eyes: UserRoles | None


def shared(case: Case, on: date) -> Shared:
    """Return what everybody may read on a day who may read a case. Some queries for each reader."""
    readers = readers_of(case, on)
    line = [each for each in _line(case) if each == case or all(may_read(each, who) for who in readers)]
    outside = [who for who in readers if not reads_casework(case.school, who)]
    # Who manages people reads the frame of a school's history without reading casework.
    outside.sort(key=lambda who: who.may(Permission.PEOPLE_MANAGE))
    # Why there is a legal hold is told only to who places them (`sil.web.timeline.RESERVED`).
    readers.sort(key=lambda who: who.may(Permission.LEGAL_HOLD))
    eyes = next(iter([*outside, *readers]), None)
    return Shared(line, has_school_record=bool(readers) and not outside, eyes=eyes)


def readers_of(case: Case, on: date) -> list[UserRoles]:
    """Return everybody who may read a case on a day, with their roles."""
    can = User.objects.filter(in_force(on, prefix="grants__"), grants__role__in=READERS, is_active=True)
    people = (roles_of(user, on) for user in can.distinct().order_by("pk"))
    return [who for who in people if may_read(case, who)]


def fetchable(who: UserRoles) -> QuerySet[Bundle]:
    """Return the bundles of the cases that a person may read, without those that are sealed and those that hold an
    earlier case which the person may not read."""
    mine = Case.objects.filter(readable_cases(who)).values("pk")
    foreign = Bundle.cases.through.objects.filter(bundle=OuterRef("pk")).exclude(case__in=mine)
    return Bundle.objects.filter(~Q(Exists(foreign)), case__in=mine, sealed=False)


def may_fetch(bundle: Bundle, who: UserRoles) -> bool:
    """Return whether a person may have the files of a bundle that `fetchable` found."""
    return not bundle.has_school_record or reads_casework(bundle.case.school, who)


def _line(case: Case) -> list[Case]:
    """The case, after those that it continues."""
    found = [case]
    while (earlier := found[0].continues) is not None:
        found.insert(0, earlier)
    return found
