"""What a partner starts a proposal from: the marks of the year before, and the schools that are still to be proposed
for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from schools.models import AssignmentRole
from schools.queries import assigned
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.models import read_version
from sil.framework.schema import Criterion, Framework
from sil.framework.years import label

from ..draft.actions import Writing
from ..evidence.queries import CriterionEvidence
from ..grid.forms import reading_for
from ..models import Allocation, Mark, Settlement
from ..states import AWAITING_SIP, Party, State

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class MarkColumns(TypedDict):
    """What `bands_before` adds: each mark with the day on which it was made."""

    marked: list[dict[str, Any]]


if TYPE_CHECKING:
    SettlementWithMarks = WithAnnotations[Settlement, MarkColumns]

AnyAllocation = TypeVar("AnyAllocation", bound=Allocation)
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
    marks: Mapping[str, LastMark]
    # Whether it comes from before this service, where nothing was marked.
    is_brought_in: bool = False

    @property
    def unchanged(self) -> int:
        """How many criteria have no new evidence."""
        return sum(mark.is_unchanged for mark in self.marks.values())

    @property
    def changed(self) -> int:
        """How many criteria have to be confirmed one by one."""
        return sum(bool(mark.reading and mark.new) for mark in self.marks.values())


def sip_of(who: UserRoles) -> Q:
    """Return the condition on allocations that a person is the partner of the school, or covers for them."""
    return assigned(who.user, who.on, role=AssignmentRole.SIP)


def to_propose(who: UserRoles) -> QuerySet[Allocation] | None:
    """Return the allocations that wait for a partner's proposal, or None for those who never propose."""
    if not who.may(Permission.ALLOCATION_PROPOSE):
        return None
    return Allocation.objects.filter(sip_of(who), status__in=AWAITING_SIP)


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


def bands_before(allocation: Allocation) -> list["SettlementWithMarks"]:
    """Return how the bands came to hold that an allocation's school held in earlier years, and the one that it reviews,
    the latest first, each with its marks as `marked`. One query."""
    ours = Q(
        allocation__school=allocation.school_id,
        allocation__round__academic_year__lt=allocation.round.academic_year,
        allocation__superseded_on__isnull=True,
    )
    held = Settlement.objects.filter(ours | Q(allocation=allocation.reviews_id)).exclude(allocation__band="")
    # Who decides a disagreement marks only what is in dispute: the rest is as it was proposed.
    marks = Mark.objects.filter(Q(position=OuterRef("position")) | Q(position=OuterRef("allocation__proposal")))
    said = JSONObject(
        criterion="criterion", bands="bands", reason="reason", evidence="evidence", day="position__taken_on"
    )
    found = (
        held.annotate(marked=ArraySubquery(marks.order_by("position_id", "pk").values(said=said)))
        .select_related("position", "allocation__round__framework_version")
        .order_by("-allocation__round__academic_year", "allocation_id", "-pk")
    )
    latest: dict[int, SettlementWithMarks] = {}
    for each in found:
        latest.setdefault(each.allocation_id, each)
    return list(latest.values())


def with_year_before(allocations: QuerySet[AnyAllocation]) -> QuerySet[AnyAllocation]:
    """Add to allocations what `last_year` reads of a band that was brought in, as `brought_in_before`."""
    there = Allocation.objects.filter(
        school=OuterRef("school"),
        round__academic_year=OuterRef("round__academic_year") - 1,
        status=State.BROUGHT_IN,
        superseded_on=None,
    )
    said = JSONObject(band="band", reasons="brought_in_reasons", version="round__framework_version__sha256")
    # The type of an annotated row says nothing of a row that may have other annotations already.
    found: Any = allocations.annotate(brought_in_before=Subquery(there.order_by().values(said=said)[:1]))
    return found


def last_year(
    allocation: Allocation,
    before: Sequence["SettlementWithMarks"],
    about: Mapping[str, CriterionEvidence],
) -> LastYear | None:
    """Return what an allocation's school held the year before, of `bands_before` and `with_year_before`, or None where
    it held no band then. `about` is what is known now of each criterion."""
    reviewed = allocation.reviews_id
    wanted = {each.allocation_id: each for each in before}
    years = {each.allocation.round.academic_year: each for each in before}
    found = wanted.get(reviewed) if reviewed else years.get(allocation.round.academic_year - 1)
    if found is None:
        return _brought_in(allocation)
    then, band = found.allocation.framework, found.allocation.band
    # The later position is the one that was decided.
    marks = {mark["criterion"]: mark for mark in found.marked}
    return LastYear(
        name="the band under review" if reviewed else label(found.allocation.round.academic_year),
        band=band if band in {each.id for each in allocation.framework.bands} else "",
        band_name=then.band(band).name,
        reasons=found.position.reasons if found.position.party == Party.SIP else "",
        marks={
            criterion.id: _last_mark(criterion, then, marks[criterion.id], about.get(criterion.id))
            for criterion in allocation.criteria
            if criterion.id in marks
        },
    )


def _brought_in(allocation: Any) -> LastYear | None:
    """The band of the year before that was brought in, which has no marks; of a review, none."""
    found = None if allocation.reviews_id else allocation.brought_in_before
    if found is None:
        return None
    return LastYear(
        name=label(allocation.round.academic_year - 1),
        band=found["band"] if found["band"] in {each.id for each in allocation.framework.bands} else "",
        band_name=read_version(found["version"]).band(found["band"]).name,
        reasons=found["reasons"],
        marks={},
        is_brought_in=True,
    )


def _last_mark(
    criterion: Criterion, then: Framework, mark: Mapping[str, Any], about: CriterionEvidence | None
) -> LastMark:
    known, added = (about.facts, about.evidence) if about else ((), ())
    day = date.fromisoformat(mark["day"])
    new = [fact.latest or f"{fact.text} ({fact.source})" for fact in known if fact.since > day]
    new += [item.title for item in added]
    bands = mark["bands"]
    reading = reading_for(criterion, bands)
    if reading and bands and _text(criterion, bands) != _text(then.criterion(criterion.id), bands):
        new.insert(0, REWORDED)
    return LastMark(then.names(bands), reading, mark["reason"], mark["evidence"], tuple(new))


def _text(criterion: Criterion | None, bands: Sequence[str]) -> str:
    fits = (each.text for each in (criterion.readings if criterion else ()) if set(each.bands) == set(bands))
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
