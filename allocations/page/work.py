"""Allocations in "my work": to propose, answer, decide, determine; rounds to keep up to date."""

from collections.abc import Callable, Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from schools.models import AssignmentRole
from schools.queries import assigned, in_post
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.years import academic_year, label
from sil.web.work import WorkItem

from ..allocation.permissions import to_decide
from ..allocation.queries import with_deadline
from ..models import Allocation, Draft
from ..round.queries import out_of_step, rounds_of
from ..states import AWAITING_DIRECTOR, AWAITING_OFFICER, AWAITING_SCHOOL, AWAITING_SIP, NEXT, Party, State

Found = QuerySet[Allocation]


def waiting(who: UserRoles) -> Iterator[WorkItem]:
    """Yield what this person has to do, whatever roles they hold."""
    found = Allocation.objects.select_related("round__framework_version", "school")
    for permission, finder in _FINDERS:
        if who.may(permission):
            yield from finder(who, found)


def _answers(who: UserRoles, found: Found) -> Iterator[WorkItem]:
    mine = found.filter(in_post(who.user, who.on, LEADS), status__in=AWAITING_SCHOOL, school__is_open=True)
    for allocation in with_deadline(mine):
        name = f"{allocation.framework.allocation.name} {label(allocation.round.academic_year)}"
        yield _next_step(allocation, name)


def _proposals(who: UserRoles, found: Found) -> Iterator[WorkItem]:
    mine = found.filter(assigned(who.user, who.on, role=AssignmentRole.SIP), status__in=AWAITING_SIP)
    drafts = Draft.objects.filter(allocation=OuterRef("pk"), party=Party.SIP)
    mine = mine.annotate(is_begun=Exists(drafts))
    for allocation in mine:
        name = f"{_named(allocation)}: review of the band" if allocation.reviews_id else _named(allocation)
        button = "Continue the draft" if allocation.is_begun else ""
        yield _next_step(allocation, name, button, route="allocation_propose")


def _decisions(who: UserRoles, found: Found) -> Iterator[WorkItem]:
    """Disagreements to decide, and schools that did not answer in time: of one's own schools, and of
    those that have no officer. One query for both."""
    mine = with_deadline(found.filter(to_decide(who, Party.OFFICER)))
    late = Q(status__in=AWAITING_SCHOOL, due_on__lt=who.on)
    for allocation in mine.filter(Q(status__in=AWAITING_OFFICER) | late):
        if allocation.status in AWAITING_OFFICER:
            yield _next_step(allocation, _named(allocation), route="allocation_decide")
        else:
            title = f"No answer about the {_named(allocation)}"
            yield _item(allocation, title, "Confirm without an answer", route="allocation_confirm")


def _determinations(who: UserRoles, found: Found) -> Iterator[WorkItem]:
    mine = found.filter(to_decide(who, Party.DIRECTOR), status__in=AWAITING_DIRECTOR)
    for allocation in with_deadline(mine):
        yield _next_step(allocation, _named(allocation), route="allocation_decide")


def _rounds(who: UserRoles, found: Found) -> Iterator[WorkItem]:
    """What changed under a round that is open: schools that came, schools that went."""
    for opened in rounds_of(academic_year(who.on)):
        if not opened.is_open:
            continue
        schools = out_of_step(opened)
        number = sum(needless is None for _, needless in schools)
        if number and opened.academic_year >= academic_year(who.on):
            yield WorkItem(
                title=f"{number} school{'' if number == 1 else 's'} to add to round {opened}",
                about="opened since the round started",
                href=reverse("round_add", kwargs={"year": opened.academic_year}),
                act="See the schools",
            )
        for name, needless in schools:
            if needless:
                yield WorkItem(
                    title="Closed or changed: allocation no longer needed?",
                    about=name,
                    href=reverse("allocation_withdraw", kwargs={"pk": needless}),
                    act="Mark as not needed",
                )


_FINDERS: tuple[tuple[Permission, Callable[[UserRoles, Found], Iterator[WorkItem]]], ...] = (
    (Permission.ALLOCATION_AGREE, _answers),
    (Permission.ALLOCATION_PROPOSE, _proposals),
    (Permission.ALLOCATION_DECIDE, _decisions),
    (Permission.ALLOCATION_DETERMINE, _determinations),
    (Permission.ROUND_OPEN, _rounds),
)


def _next_step(allocation: Allocation, name: str, button: str = "", *, route: str = "allocation") -> WorkItem:
    """The item for what comes next in an allocation's state, with the allocation called `name`."""
    step = NEXT[State(allocation.status)]
    act = step.act.format(allocation=name)
    return _item(allocation, act[:1].upper() + act[1:], button or step.button, route=route)


def _item(allocation: Allocation, title: str, act: str, *, route: str = "allocation") -> WorkItem:
    return WorkItem(
        title=title,
        about=allocation.school.name,
        href=reverse(route, kwargs={"pk": allocation.pk}),
        act=act,
        due=getattr(allocation, "due_on", None),
        basis=getattr(allocation, "due_basis", "") or "",
    )


def _named(allocation: Allocation) -> str:
    return f"{allocation.framework.allocation.short} {label(allocation.round.academic_year)}"
