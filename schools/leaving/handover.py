"""What waits for a person in this app: schools, posts, cover, actions on letters to the authority, changes that they
asked for."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from sil.accounts.models import ChangeRequest, User, held_within
from sil.accounts.roles import CONFIRMS, ROLES, SCHOOL_ROLES
from sil.clock import in_words
from sil.framework.queries import titles

from ..confirmations.queries import in_words as what_is_asked
from ..confirmations.queries import waiting as changes_waiting
from ..covers.actions import arrange, end
from ..handovers.actions import by_name, hand_schools
from ..handovers.parts import HandoverPlan
from ..letters.authority_actions.actions import hand_to
from ..letters.authority_actions.queries import is_open, readable
from ..letters.permissions import KEEPERS
from ..models import Assignment, AssignmentRole, AuthorityAction, Cover, Post
from ..people.actions import assign
from ..people.queries import holders_of
from .parts import Item, LeavingPart, Moving, can_act, holders

SIP, PO = AssignmentRole.SIP, AssignmentRole.PRINCIPAL_OFFICER
CONFIRMING = tuple(slug for slug, role in ROLES.items() if not role.permissions.isdisjoint(CONFIRMS))


def _schools_as(person: User, role: AssignmentRole, on: date) -> QuerySet[Assignment]:
    """The assignments of a person that go on, without those that somebody else takes up the day after."""
    next_one = Assignment.objects.filter(school=OuterRef("school"), role=role, starts_on__gt=OuterRef("starts_on"))
    found = Assignment.objects.filter(held_within(on), user=person, role=role)
    ends = Q(ends_on__isnull=False) & (Q(ends_on__lte=on) | Exists(next_one.filter(held_within(on))))
    return found.exclude(ends).select_related("school").order_by("school__name", "pk")


def _take_as_partner(rows: Sequence[Assignment], moving: Moving) -> None:
    schools = by_name(row.school for row in rows)
    plan = HandoverPlan(schools, moving.giving, moving.taking, moving.starts_on, moving.by, moving.on)
    hand_schools(plan, note=moving.note)


def _take_as_officer(rows: Sequence[Assignment], moving: Moving) -> None:
    schools = by_name(row.school for row in rows)
    assign(schools, user=moving.taking, role=PO, starts_on=moving.starts_on, by=moving.by, on=moving.on)


def _school_item(row: Assignment) -> Item:
    return Item(row.school.name, f"since {in_words(row.starts_on)}", row.school.get_absolute_url())


def _posts(person: User, on: date) -> QuerySet[Post]:
    """The posts of a person that go on after a day."""
    found = Post.objects.filter(held_within(on), user=person).exclude(ends_on__lte=on)
    return found.select_related("school").order_by("school__name", "pk")


def _posts_gone(on: date) -> QuerySet[Post]:
    found = Post.objects.filter(held_within(on), user__is_active=False, school__is_open=True)
    return found.select_related("school", "user").order_by("school__name", "pk")


def _post_item(post: Post) -> Item:
    return Item(post.school.name, titles()[post.role], reverse("post_end", kwargs={"pk": post.pk}))


def _covering(person: User, on: date) -> QuerySet[Cover]:
    found = Cover.objects.filter(covering=person, ends_on__gte=on, called_off_at=None)
    return found.select_related("away", "covering").order_by("starts_on", "pk")


def _covers_gone(on: date) -> QuerySet[Cover]:
    found = Cover.objects.filter(ends_on__gte=on, called_off_at=None, covering__is_active=False)
    return found.select_related("away", "covering")


def _take_cover(rows: Sequence[Cover], moving: Moving) -> None:
    for row in rows:
        away, role, last = row.away, AssignmentRole(row.role), row.ends_on
        first = max(row.starts_on, moving.starts_on, moving.on)
        end(row, by=moving.by, on=moving.on)
        if away != moving.taking and last >= first:
            arrange(
                away=away,
                covering=moving.taking,
                role=role,
                starts_on=first,
                ends_on=last,
                note=row.note,
                by=moving.by,
                on=moving.on,
                sure=None,
            )


def _cover_item(row: Cover) -> Item:
    return Item(f"For {row.away.name}", f"until {in_words(row.ends_on)}", reverse("covers"))


def _to_carry_out(condition: Q) -> QuerySet[AuthorityAction]:
    return AuthorityAction.objects.filter(is_open(), condition).select_related("owner").order_by("due_on", "pk")


def _take_actions(rows: Sequence[AuthorityAction], moving: Moving) -> None:
    for action in rows:
        hand_to(action, moving.taking, by=moving.by, on=moving.on)


def _asked(person: User, on: date) -> QuerySet[ChangeRequest]:
    return changes_waiting(on).filter(asked_by=person)


def _asked_item(row: ChangeRequest) -> Item:
    return Item(row.person.name, what_is_asked(row), row.get_absolute_url())


PARTS = (
    LeavingPart(
        slug="partner",
        title="Schools as School Improvement Partner",
        order=10,
        roles=(SIP,),
        opens_to_all=True,
        waiting=lambda person, on: _schools_as(person, SIP, on),
        item=_school_item,
        columns=("starts_on", "school__name"),
        says="They get another partner from that day. We email both partners and the people who lead the schools.",
        takers=lambda person, on: holders_of(SIP, on).exclude(pk=person.pk),
        take=_take_as_partner,
    ),
    LeavingPart(
        slug="officer",
        title="Schools as Principal Officer",
        order=20,
        roles=(PO,),
        opens_to_all=True,
        waiting=lambda person, on: _schools_as(person, PO, on),
        item=_school_item,
        columns=("starts_on", "school__name"),
        says="They get another Principal Officer from that day.",
        takers=lambda person, on: holders_of(PO, on).exclude(pk=person.pk),
        take=_take_as_officer,
    ),
    LeavingPart(
        slug="posts",
        title="Posts at schools",
        order=30,
        roles=tuple(role.slug for role in SCHOOL_ROLES),
        opens_to_all=True,
        waiting=_posts,
        item=_post_item,
        columns=("role", "school__name"),
        says="Each post ends the day before. Give it to somebody else on the school's page, so that the school has "
        "somebody who answers.",
        gone=_posts_gone,
        fix="Their account is closed. End the post, and give it to somebody else.",
    ),
    LeavingPart(
        slug="cover",
        title="Cover for somebody else",
        order=40,
        roles=(SIP, PO),
        opens_to_all=True,
        waiting=_covering,
        item=_cover_item,
        columns=("ends_on", "away__name"),
        says="The cover ends, and the person you choose covers for the rest of the time.",
        gone=_covers_gone,
        fix="End the cover and arrange another one.",
        takers=lambda person, on: holders_of(SIP, on).exclude(pk=person.pk),
        take=_take_cover,
        school="",
    ),
    LeavingPart(
        slug="authority_actions",
        title="Actions on letters from Ofsted to the authority",
        order=95,
        roles=KEEPERS,
        waiting=lambda person, on: _to_carry_out(Q(owner=person)),
        item=lambda row: Item(row.text, f"due on {in_words(row.due_on)}", row.get_absolute_url()),
        columns=("text", "due_on"),
        says="The person you choose carries them out.",
        gone=lambda on: _to_carry_out(Q(owner__isnull=False) & ~can_act("owner", KEEPERS, on)),
        fix="Correct the action on its page, and choose another owner.",
        takers=lambda person, on: holders(KEEPERS, on).exclude(pk=person.pk),
        take=_take_actions,
        school="",
        is_casework=True,
        within=lambda who: Q(pk__in=readable(who).values("pk")),
    ),
    LeavingPart(
        slug="changes",
        title="Changes asked for and not confirmed",
        order=130,
        roles=CONFIRMING,
        opens_to_all=True,
        waiting=_asked,
        item=_asked_item,
        columns=("role", "person__name"),
        says="Another administrator or a director can still confirm each one. It lapses after seven days.",
        school="",
    ),
)
