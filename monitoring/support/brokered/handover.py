"""Brokered support at schools that are handed over, and what waits for somebody who leaves."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from schools.handovers.parts import HandoverPlan, Open, Part
from schools.lacking import open_without_lead, open_without_officer
from schools.leaving.parts import Item, LeavingPart
from schools.models import AssignmentRole
from schools.queries import assigned, in_post
from sil.accounts.models import User
from sil.accounts.roles import LEADS

from ..models import Support
from ..states import ENDED


def _open(handing: HandoverPlan) -> Sequence[Open]:
    """One query. An administrator reads the words, too."""
    return [(each.school, each.get_status_display()) for each in _of(Q(school__in=handing.schools))]


def _of(condition: Q) -> QuerySet[Support]:
    found = Support.objects.filter(condition).exclude(status__in=ENDED).select_related("school")
    return found.order_by("school__name", "pk")


PART = Part(
    slug="support",
    title="Support from others that is not closed",
    order=45,
    found=_open,
    says=lambda handing: f"It stays with the school. {handing.taking.name} will look after it from {handing.day}.",
)


def _of_partner(person: User, on: date) -> QuerySet[Support]:
    return _of(assigned(person, on, role=AssignmentRole.SIP))


def _of_head(person: User, on: date) -> QuerySet[Support]:
    return _of(in_post(person, on, LEADS))


def _without_partner(on: date) -> QuerySet[Support]:
    return _of(Q(school__in=open_without_officer(AssignmentRole.SIP, on)))


def _without_head(on: date) -> QuerySet[Support]:
    return _of(Q(school__in=open_without_lead(on)))


def _item(row: Support) -> Item:
    return Item(row.school.name, row.get_status_display().lower(), row.get_absolute_url())


_COLUMNS = ("school__name", "status")
LEAVING = (
    LeavingPart(
        slug="support",
        title="Support from others that is not closed",
        order=84,
        roles=("sip",),
        waiting=_of_partner,
        item=_item,
        columns=_COLUMNS,
        says="It stays with the schools: the next School Improvement Partner looks after it.",
        gone=_without_partner,
        fix="Give the school a School Improvement Partner.",
    ),
    LeavingPart(
        slug="support_of_heads",
        title="Support from others that is not closed, for the school",
        order=85,
        roles=LEADS,
        waiting=_of_head,
        item=_item,
        columns=_COLUMNS,
        says="It stays with the school: the next headteacher agrees and evaluates it.",
        gone=_without_head,
        fix="Give somebody the post of headteacher. We then tell them what waits.",
    ),
)
