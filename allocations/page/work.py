"""Allocations in "my work": to propose, answer, decide, determine; rounds to keep up to date."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse, reverse_lazy

from schools.queries import in_post
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.audit.queries import day_of, last_change
from sil.framework.years import academic_year, label
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..allocation.permissions import to_decide, to_moderate, ways_to_decide
from ..models import Allocation, Draft, Moderation, Round
from ..proposal.queries import sip_of, to_propose
from ..round.queries import out_of_step, rounds_of
from ..states import (
    AWAITING_DIRECTOR,
    AWAITING_MODERATOR,
    AWAITING_OFFICER,
    AWAITING_SCHOOL,
    NEXT,
    Party,
    RoundState,
    State,
)

# What an item says of an allocation, and no more.
_SAID = (
    "status",
    "due_on",
    "reviews",
    "school__name",
    "round__academic_year",
    "round__opened_on",
    "round__propose_by",
    "round__framework_version__sha256",
)


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[Any]:
    return _said(keys)


@made_once
def _rows_to_propose(keys: Sequence[int]) -> QuerySet[Any]:
    drafts = Draft.objects.filter(allocation=OuterRef("pk"), party=Party.SIP)
    return _said(keys).annotate(is_begun=Exists(drafts))


def _said(keys: Sequence[int]) -> QuerySet[Any]:
    """Allocations with what an item says of each, and when something last happened to it."""
    found = Allocation.objects.filter(pk__in=keys).select_related("round__framework_version", "school").only(*_SAID)
    return found.annotate(changed_at=last_change(Allocation))


def _to_answer(who: UserRoles) -> QuerySet[Allocation] | None:
    if not who.may(Permission.ALLOCATION_AGREE):
        return None
    mine = in_post(who.user, who.on, LEADS)
    return Allocation.objects.filter(mine, status__in=AWAITING_SCHOOL, school__is_open=True)


def _answers(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for allocation in _rows(keys):
        name = f"{allocation.framework.allocation.name} {label(allocation.round.academic_year)}"
        yield _next_step(allocation, name)


def _proposals(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for allocation in _rows_to_propose(keys):
        name = f"{_named(allocation)}: review of the band" if allocation.reviews_id else _named(allocation)
        button = "Continue the draft" if allocation.is_begun else ""
        yield _next_step(allocation, name, button, route="allocation_propose")


def _to_decide(who: UserRoles) -> QuerySet[Allocation] | None:
    """Disagreements, and schools that did not answer in time: of one's own schools, and of those that have no
    officer."""
    if not who.may(Permission.ALLOCATION_DECIDE):
        return None
    late = Q(status__in=AWAITING_SCHOOL, due_on__lt=who.on)
    waiting = Allocation.objects.filter(Q(status__in=AWAITING_OFFICER) | late)
    first, *others = (waiting.filter(way).order_by().values("pk") for way in ways_to_decide(who, Party.OFFICER))
    return Allocation.objects.filter(pk__in=first.union(*others))


def _to_moderate(who: UserRoles) -> QuerySet[Allocation] | None:
    """Proposals that the school cannot read before somebody has checked them."""
    if not who.may(Permission.ALLOCATION_DECIDE):
        return None
    return Allocation.objects.filter(to_moderate(who), status__in=AWAITING_MODERATOR)


def _asked_about(who: UserRoles) -> QuerySet[Allocation] | None:
    """Proposals of one's schools about which an officer has asked last."""
    if not who.may(Permission.ALLOCATION_PROPOSE):
        return None
    last = Moderation.objects.filter(allocation=OuterRef("pk")).order_by("-at", "-pk")
    mine = Allocation.objects.filter(sip_of(who), status__in=AWAITING_MODERATOR)
    return mine.annotate(said=Subquery(last.values("kind")[:1])).filter(said=Moderation.Kind.ASKED)


def _questions(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for allocation in _rows(keys):
        title = f"Answer the question about the {_named(allocation)}"
        yield _item(allocation, title, "Read and answer", route="allocation_moderate")


def _checks(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for allocation in _rows(keys):
        yield _next_step(allocation, _named(allocation), route="allocation_moderate")


def _decisions(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for allocation in _rows(keys):
        if allocation.status in AWAITING_OFFICER:
            yield _next_step(allocation, _named(allocation), route="allocation_decide")
        else:
            title = f"No answer about the {_named(allocation)}"
            yield _item(allocation, title, "Confirm without an answer", route="allocation_confirm")


def _to_determine(who: UserRoles) -> QuerySet[Allocation] | None:
    if not who.may(Permission.ALLOCATION_DETERMINE):
        return None
    return Allocation.objects.filter(to_decide(who, Party.DIRECTOR), status__in=AWAITING_DIRECTOR)


def _determinations(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for allocation in _rows(keys):
        yield _next_step(allocation, _named(allocation), route="allocation_decide")


def _open_rounds(who: UserRoles) -> QuerySet[Round] | None:
    return Round.objects.filter(status=RoundState.OPEN) if who.may(Permission.ROUND_OPEN) else None


def _rounds(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    """What changed under a round that is open: schools that came, schools that went."""
    for opened in rounds_of(academic_year(who.on)):
        if opened.pk not in keys:
            continue
        schools = out_of_step(opened)
        number = sum(needless is None for _, needless in schools)
        if number and opened.academic_year >= academic_year(who.on):
            yield WorkItem(
                title=f"{number} school{'' if number == 1 else 's'} to add to round {opened}",
                about="opened since the round started",
                href=reverse("round_add", kwargs={"year": opened.academic_year}),
                act="See the schools",
                since=opened.opened_on,
            )
        for name, needless in schools:
            if needless:
                yield WorkItem(
                    title="Closed or changed: allocation no longer needed?",
                    about=name,
                    href=reverse_lazy("allocation_withdraw", kwargs={"pk": needless}),
                    act="Mark as not needed",
                    since=opened.opened_on,
                )


def _next_step(allocation: Any, name: str, button: str = "", *, route: str = "allocation") -> WorkItem:
    """The item for what comes next in an allocation's state, with the allocation called `name`."""
    step = NEXT[State(allocation.status)]
    act = step.act.format(allocation=name)
    return _item(allocation, act[:1].upper() + act[1:], button or step.button, route=route)


def _item(allocation: Any, title: str, act: str, *, route: str = "allocation") -> WorkItem:
    return WorkItem(
        title=title,
        about=allocation.school.name,
        href=reverse_lazy(route, kwargs={"pk": allocation.pk}),
        act=act,
        due=allocation.due_on or (allocation.round.propose_by if allocation.awaits_sip else None),
        since=day_of(allocation.changed_at) or allocation.round.opened_on,
    )


def _named(allocation: Allocation) -> str:
    return f"{allocation.framework.allocation.short} {label(allocation.round.academic_year)}"


FINDERS = (
    Finder("allocations to answer", _to_answer, _answers),
    Finder("allocations to propose", to_propose, _proposals),
    Finder("allocations asked about", _asked_about, _questions),
    Finder("allocations to check", _to_moderate, _checks),
    Finder("allocations to decide", _to_decide, _decisions),
    Finder("allocations to determine", _to_determine, _determinations),
    Finder("rounds", _open_rounds, _rounds),
)
