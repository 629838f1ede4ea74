"""What a partner starts a proposal from: the marks of the year before, and the schools that are still to be proposed
for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet

from schools.models import AssignmentRole
from schools.queries import assigned
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.schema import Criterion, Framework
from sil.framework.years import label

from ..draft.actions import Writing
from ..evidence.queries import CriterionEvidence
from ..grid.forms import reading_for
from ..models import Allocation, Mark, Position, Settlement
from ..states import AWAITING_SIP, Party

REWORDED = "The text of this criterion has changed."


@dataclass(frozen=True)
class LastMark:
    """What was marked for a criterion the year before, in the words of that year's framework. `reading` is the same
    reading in this year's framework, as a draft names it, or blank where the framework has none; `new` says what is on
    record since then."""

    words: str
    reading: str
    reason: str
    evidence: str
    new: tuple[str, ...]

    @property
    def is_unchanged(self) -> bool:
        """Whether the mark can be taken over without looking at it again."""
        return bool(self.reading) and not self.new


@dataclass(frozen=True)
class LastYear:
    """The band that a school held the year before, or of a review the band that is reviewed, with its marks by
    criterion. `name` is what the page calls it; `reasons` are the partner's own, blank where somebody else decided."""

    name: str
    band: str
    band_name: str
    reasons: str
    settled_on: date
    marks: Mapping[str, LastMark]

    @property
    def unchanged(self) -> int:
        """How many criteria have no new evidence."""
        return sum(mark.is_unchanged for mark in self.marks.values())

    @property
    def changed(self) -> int:
        """How many criteria have to be confirmed one by one."""
        return sum(bool(mark.reading and mark.new) for mark in self.marks.values())


def to_propose(who: UserRoles) -> QuerySet[Allocation] | None:
    """Return the allocations that wait for a partner's proposal, or None for those who never propose."""
    if not who.may(Permission.ALLOCATION_PROPOSE):
        return None
    return Allocation.objects.filter(assigned(who.user, who.on, role=AssignmentRole.SIP), status__in=AWAITING_SIP)


def remaining(who: UserRoles) -> list[Allocation]:
    """Return the allocations that wait for a partner's proposal, by the name of the school. One query."""
    found = to_propose(who)
    if found is None:
        return []
    return list(found.select_related("school").only("school__name").order_by("school__name", "pk"))


def next_after(allocation: Allocation, there: Sequence[Allocation]) -> Allocation | None:
    """Return the allocation that follows in `remaining`, from the last one round to the first, or None."""
    others = [each for each in there if each.pk != allocation.pk]
    place = (allocation.school.name, allocation.pk)
    return next((each for each in others if (each.school.name, each.pk) > place), others[0] if others else None)


def last_year(allocation: Allocation, about: Mapping[str, CriterionEvidence]) -> LastYear | None:
    """Return what an allocation's school held before, or None where it held no band. `about` is what is known now of
    each criterion. Three queries at most."""
    before = Q(
        allocation__school=allocation.school_id,
        allocation__round__academic_year=allocation.round.academic_year - 1,
        allocation__superseded_on__isnull=True,
    )
    reviewed = allocation.reviews_id
    held = Settlement.objects.filter(Q(allocation=reviewed) if reviewed else before).exclude(allocation__band="")
    related = held.select_related("position", "allocation__proposal", "allocation__round__framework_version")
    found = related.prefetch_related("position__marks", "allocation__proposal__marks").order_by("-pk").first()
    if found is None:
        return None
    then, framework = found.allocation.framework, allocation.framework
    # Who decides a disagreement marks only what is in dispute: the rest is as it was proposed.
    sources = [each for each in (found.allocation.proposal, found.position) if each is not None]
    marks = {mark.criterion: (mark, source) for source in sources for mark in source.marks.all()}
    kept = {band.id for band in framework.bands}
    band = found.allocation.band
    return LastYear(
        name="the band under review" if reviewed else label(found.allocation.round.academic_year),
        band=band if band in kept else "",
        band_name=then.band(band).name,
        reasons=found.position.reasons if found.position.party == Party.SIP else "",
        settled_on=found.made_on,
        marks={
            criterion.id: _last_mark(criterion, then, *marks[criterion.id], about.get(criterion.id))
            for criterion in allocation.criteria
            if criterion.id in marks
        },
    )


def _last_mark(
    criterion: Criterion, then: Framework, mark: Mark, source: Position, about: CriterionEvidence | None
) -> LastMark:
    new = (
        [fact.latest or f"{fact.text} ({fact.source})" for fact in about.facts if fact.since > source.taken_on]
        if about
        else []
    )
    new += [item.title for item in about.evidence] if about else []
    reading = reading_for(criterion, mark.bands)
    if reading and mark.bands and _text(criterion, mark) != _text(then.criterion(criterion.id), mark):
        new.insert(0, REWORDED)
    return LastMark(then.names(mark.bands), reading, mark.reason, mark.evidence, tuple(new))


def _text(criterion: Criterion | None, mark: Mark) -> str:
    fits = (each.text for each in (criterion.readings if criterion else ()) if set(each.bands) == set(mark.bands))
    return next(fits, "")


def taken_over(written: Writing, last: LastYear) -> Writing:
    """Return a draft with the gaps filled from the year before: the band, the partner's own reasons, and each mark.
    A mark whose evidence has changed is carried, which means that it is still to be confirmed."""
    marks = {criterion: dict(mark) for criterion, mark in written.marks.items()}
    for criterion, mark in last.marks.items():
        there = marks.setdefault(criterion, {})
        if there.get("reading") or not mark.reading:
            continue
        there["reading"] = mark.reading
        there["reason"] = there.get("reason") or mark.reason
        there["evidence"] = there.get("evidence") or mark.evidence
        if mark.new:
            there["carried"] = mark.reading
    return replace(written, band=written.band or last.band, reasons=written.reasons or last.reasons, marks=marks)
