"""Queries of surveys: who is asked, who has not answered, and the survey before."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from schools.models import Inspection, Post, School
from schools.queries import in_office, open_schools
from sil.accounts.models import User
from sil.framework.queries import framework_on

from ..models import POSTS, Cycle, Invitation
from ..questions import is_good


@dataclass(frozen=True)
class Preview:
    """How many answers a survey asks for if it opens today: by role, by phase, those of the fourth question, and the
    schools where nobody can be asked, by role."""

    asked: Sequence[Invitation]
    nobody: Sequence[tuple[str, Sequence[School]]]

    @property
    def number(self) -> int:
        return len(self.asked)

    @property
    def by_role(self) -> Sequence[tuple[str, int]]:
        return list(Counter(each.get_role_display() for each in self.asked).items())

    @property
    def by_phase(self) -> Sequence[tuple[str, int]]:
        return sorted(Counter(each.phase for each in self.asked).items())

    @property
    def good(self) -> int:
        return sum(each.is_good for each in self.asked)


def cycles() -> QuerySet[Cycle]:
    """Return the surveys with how many answers they ask for, `asked`, and have, `answered`."""
    answered = Count("invitations", filter=Q(invitations__is_answered=True))
    return Cycle.objects.annotate(asked=Count("invitations"), answered=answered)


def preview(cycle: Cycle, on: date) -> Preview:
    """Return whom a survey asks if it opens on a day: every open school of the authority in the chosen phases, by its
    head, its chair or both, where somebody holds the post and can be reached. Three queries."""
    framework = framework_on(on)
    there = open_schools(framework.authority.code).order_by("name", "pk") if framework else School.objects.none()
    if cycle.phases:
        there = there.filter(phase__in=cycle.phases)
    schools = list(there.only("urn", "name", "phase"))
    good = _good_schools(there, on)
    held = _held(there, on)
    asked, nobody = [], []
    for role in cycle.posts:
        lacking = []
        for school in schools:
            if not held[school.pk].isdisjoint(POSTS[role]):
                asked.append(
                    Invitation(
                        cycle=cycle,
                        school=school,
                        role=role,
                        phase=school.phase or "Not known",
                        is_good=school.pk in good,
                    )
                )
            else:
                lacking.append(school)
        if lacking:
            nobody.append((str(role.label), lacking))
    return Preview(asked, nobody)


def _held(schools: QuerySet[School], on: date) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    posts = Post.objects.filter(in_office(on), school__in=schools.order_by().values("pk"))
    for school, role in posts.order_by().values_list("school", "role"):
        found[school].add(role)
    return found


def _good_schools(schools: QuerySet[School], on: date) -> set[int]:
    """The keys of the schools whose last full inspection lets them be asked the fourth question."""
    last = (
        Inspection.objects.filter(
            school__in=schools.order_by().values("pk"), kind__in=Inspection.FULL, starts_on__lte=on
        )
        .order_by("school", "-starts_on", "-pk")
        .distinct("school")
        .values_list("school", "overall", "category", "judgements")
    )
    return {school for school, *said in last if is_good(*said)}


def people_asked(invitations: Sequence[Invitation], on: date) -> dict[int, list[User]]:
    """Return those who hold the post of each invitation on a day and can be reached, by its key. One query."""
    keys = {each.school_id for each in invitations}
    held: dict[tuple[int, str], list[User]] = defaultdict(list)
    for post in Post.objects.filter(in_office(on), school__in=keys).select_related("user").order_by("pk"):
        held[post.school_id, post.role].append(post.user)
    return {each.pk: [user for role in each.holders for user in held[each.school_id, role]] for each in invitations}


def previous(cycle: Cycle) -> Cycle | None:
    """Return the survey that closed last before one did, or None."""
    closed = Cycle.objects.filter(status=Cycle.Status.CLOSED, closes_on__lte=cycle.closes_on)
    return closed.exclude(pk=cycle.pk).filter(Q(closes_on__lt=cycle.closes_on) | Q(pk__lt=cycle.pk)).first()
