"""Allocations that wait: proposals for schools that are handed over, and whatever waits for somebody who leaves."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from schools.handovers.parts import HandoverPlan, Open, Part
from schools.leaving.following import of_leads, of_partner
from schools.leaving.parts import Item, LeavingPart
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.framework.years import label

from ..allocation.permissions import nobody_decides, nobody_moderates, to_decide, to_moderate
from ..models import Allocation, Draft
from ..states import (
    AWAITING_DIRECTOR,
    AWAITING_MODERATOR,
    AWAITING_OFFICER,
    AWAITING_SCHOOL,
    AWAITING_SIP,
    IN_DISPUTE,
    IN_PREPARATION,
    Party,
    State,
)


def _found(handing: HandoverPlan) -> Sequence[Open]:
    """One query."""
    drafts = Draft.objects.filter(allocation=OuterRef("pk"), party=Party.SIP)
    mine = Allocation.objects.filter(school__in=handing.schools, status__in=IN_PREPARATION)
    rows = mine.select_related("school", "round").annotate(is_begun=Exists(drafts)).order_by("school__name", "pk")
    begun = {True: "a draft has been started", False: "not started"}
    how = ((row, "being checked" if row.awaits_moderator else begun[row.is_begun]) for row in rows)
    return [(row.school, f"{label(row.round.academic_year)}, {words}") for row, words in how]


def _says(handing: HandoverPlan) -> str:
    if handing.has_come:
        return f"They move with the school. {handing.taking.name} will continue the draft and propose."
    return (
        f"They move with the school. {handing.giving.name} can propose until the day before. From "
        f"{handing.day} {handing.taking.name} will continue the draft."
    )


PART = Part(slug="proposals", title="Proposals to be made", order=40, found=_found, says=_says)


def _to_decide(person: User, on: date) -> QuerySet[Allocation]:
    """Disagreements and referrals that the person decides now, and proposals that they check."""
    who = roles_of(person, on)
    officer = Q(to_decide(who, Party.OFFICER), status__in=AWAITING_OFFICER)
    checks = Q(to_moderate(who), status__in=AWAITING_MODERATOR)
    director = Q(to_decide(who, Party.DIRECTOR), status__in=AWAITING_DIRECTOR)
    return _open(officer | checks | director, IN_DISPUTE | AWAITING_MODERATOR)


def _nobody_decides(on: date) -> QuerySet[Allocation]:
    """Those for whose decision, or for the check of whose proposal, nobody holds the role who is not barred."""
    return _open(nobody_decides(on) | nobody_moderates(on), IN_DISPUTE | AWAITING_MODERATOR)


def _open(condition: Q, states: Collection[State]) -> QuerySet[Allocation]:
    found = Allocation.objects.filter(condition, status__in=states).select_related("school", "round")
    return found.order_by("school__name", "pk")


def _item(row: Allocation) -> Item:
    return Item(row.school.name, label(row.round.academic_year), reverse("allocation", kwargs={"pk": row.pk}))


LEAVING = (
    LeavingPart(
        slug="proposals",
        title="Allocations to propose",
        order=50,
        **of_partner(lambda those: _open(those, AWAITING_SIP)),
        item=_item,
        columns=("school__name", "round__academic_year"),
        says="They follow the schools: the next School Improvement Partner continues each draft.",
    ),
    LeavingPart(
        slug="decisions",
        title="Allocations to decide or check",
        order=55,
        roles=("principal_officer", "director_of_education", "director_of_childrens_services"),
        waiting=_to_decide,
        item=_item,
        columns=("school__name", "round__academic_year"),
        says="Somebody else who holds the role decides and checks them.",
        gone=_nobody_decides,
        fix="Give the role to somebody who has not taken part in it.",
    ),
    LeavingPart(
        slug="answers",
        title="Allocations to answer",
        order=58,
        **of_leads(lambda those: _open(those, AWAITING_SCHOOL)),
        item=_item,
        columns=("school__name", "round__academic_year"),
        says="They follow the post: the next headteacher answers.",
    ),
)
