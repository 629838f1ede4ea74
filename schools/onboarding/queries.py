"""Who is here already, the file to fill in, whom to invite, and heads whom the register names otherwise."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Exists, F, Func, Max, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Lower

from sil import clock
from sil.accounts.models import RoleGrant, User, held_within
from sil.accounts.roles import LEADS
from sil.framework.queries import current, titles
from sil.outbox.models import Message, Status

from ..models import Assignment, AssignmentRole, Post, School
from ..people.notifications import Invitation
from ..queries import IN_SCOPE, in_office, open_schools
from .reading import Row

# What a school is expected to have, in the order of the file.
_EXPECTED = ("headteacher", "chair", "clerk")
_BY_SCHOOL = ("school__name", "school", "role", "starts_on", "pk")
_OPEN = Q(user__is_active=True)


@dataclass
class Here:
    """What there is already of the people and schools of some rows, by email address, role and URN. The actions keep
    `users` up to date."""

    users: dict[str, User] = field(default_factory=dict)
    schools: dict[int, School] = field(default_factory=dict)
    posts: dict[tuple[str, str, int], list[Post]] = field(default_factory=lambda: defaultdict(list))
    grants: dict[tuple[str, str], list[RoleGrant]] = field(default_factory=lambda: defaultdict(list))
    # Who works with a school in a role on a day or later, by role and URN.
    officers: dict[tuple[str, int], list[Assignment]] = field(default_factory=lambda: defaultdict(list))
    # Those in office, by role and URN.
    in_office: dict[tuple[str, int], list[Post]] = field(default_factory=lambda: defaultdict(list))


def here(rows: Iterable[Row], on: date) -> Here:
    """Return what there is already on a day. Five queries, however many rows there are."""
    rows = list(rows)
    emails, urns = {row.email for row in rows}, {row.urn for row in rows if row.urn is not None}
    found = Here(
        users={user.email: user for user in User.objects.filter(email__in=emails)},
        schools=School.objects.in_bulk(urns),
    )
    for post in Post.objects.filter(school__in=urns).select_related("user", "school"):
        found.posts[post.user.email, post.role, post.school_id].append(post)
        if post.starts_on <= on and (post.ends_on is None or post.ends_on >= on):
            found.in_office[post.role, post.school_id].append(post)
    for grant in RoleGrant.objects.filter(user__email__in=emails).select_related("user"):
        found.grants[grant.user.email, grant.role].append(grant)
    still = Assignment.objects.filter(held_within(on), school__in=urns).select_related("user", "school")
    for assignment in still:
        found.officers[assignment.role, assignment.school_id].append(assignment)
    return found


def lines_to_fill_in(on: date) -> Iterator[list[object]]:
    """Return the lines of the file: everybody who is here with each of their roles, then what schools lack, with the
    head as the register names them."""
    called = titles()
    for grant in (
        RoleGrant.objects.filter(held_within(on), _OPEN).select_related("user").order_by("user__name", "user", "role")
    ):
        yield [*_person(grant.user), called[grant.role], None, "", grant.starts_on, None, ""]
    has: set[tuple[str, int]] = set()
    for held in (
        Assignment.objects.filter(held_within(on), _OPEN).select_related("user", "school").order_by(*_BY_SCHOOL)
    ):
        has.add((held.role, held.school_id))
        yield [*_person(held.user), called[held.role], held.school_id, held.school.name, held.starts_on, None, ""]
    for post in Post.objects.filter(held_within(on), _OPEN).select_related("user", "school").order_by(*_BY_SCHOOL):
        has.add((_EXPECTED[0] if post.role in LEADS else post.role, post.school_id))
        days = (post.starts_on, post.ends_on, "yes" if post.first_headship else "")
        yield [*_person(post.user), called[post.role], post.school_id, post.school.name, *days]
    for school in _schools().order_by("name", "urn"):
        for role in (*_EXPECTED, *AssignmentRole.values):
            if (role, school.pk) not in has:
                name = school.head_name if role == _EXPECTED[0] else ""
                yield [name, "", "", called[role], school.pk, school.name, None, None, ""]


def to_invite() -> QuerySet[User]:
    """Everybody with an open account who has not been invited yet, by name."""
    found = User.objects.filter(is_active=True, invited_at=None, last_login=None)
    return found.order_by("name", "pk")


def last_invitation() -> datetime | None:
    """When the last invitation leaves that waits for its turn; None where none waits."""
    waiting = Message.objects.filter(kind=Invitation.kind, status=Status.WAITING, due_at__gt=clock.now())
    last: datetime | None = waiting.aggregate(last=Max("due_at"))["last"]
    return last


def heads_to_check(on: date) -> QuerySet[Any]:
    """Schools whose head the register names otherwise than the posts here, or of whom nobody is here: `heads` are the
    names of those in office, None where there is nobody. A name is another one where its last word differs, since first
    names and titles are written in many ways."""
    leads = Post.objects.filter(in_office(on), school=OuterRef("pk"), role__in=LEADS)
    same = leads.annotate(last_word=_last_word("user__name")).filter(last_word=_last_word(OuterRef("head_name")))
    names = leads.order_by().values("school").annotate(names=StringAgg("user__name", ", ", order_by="user__name"))
    found = _schools().exclude(head_name="").annotate(heads=Subquery(names.values("names")[:1]))
    return found.filter(~Exists(same)).order_by("name", "urn")


def _last_word(name: str | OuterRef) -> Lower:
    source = F(name) if isinstance(name, str) else name
    return Lower(
        Func(source, Value(r"^.*\s"), Value(""), function="regexp_replace", output_field=TextField()),
        output_field=TextField(),
    )


def _schools() -> QuerySet[School]:
    framework = current()
    if framework is None:
        return School.objects.filter(is_open=True, sector__in=IN_SCOPE)
    return open_schools(framework.authority.code)


def _person(user: User) -> list[object]:
    return [user.name, user.email, user.telephone]
