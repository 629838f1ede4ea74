"""Schools that cause concern, with the reasons why.

The framework names them (Intervention: schools causing concern, SSA D and high-risk SSA C schools,
schools in an Ofsted category), and a case is open about some. Each kind of reason is a row of KINDS: the
records that are one say which schools are listed, since when, and in which words. A case is a reason only
for those who may read it, so that nobody learns of a restricted one from here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from django.db.models import (
    Count,
    F,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)

from allocations.allocation.holding import held
from allocations.models import Allocation
from monitoring.notices.case.permissions import readable_cases
from monitoring.notices.case.queries import CaseWithNext, related, with_next
from monitoring.notices.models import Case
from schools.models import Assignment, AssignmentRole, Inspection, School
from schools.models.inspections import CATEGORIES
from schools.queries import assigned, can_act, open_schools
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words
from sil.framework.models import read_version
from sil.framework.queries import loaded
from sil.framework.schema import Framework
from sil.framework.years import academic_year, label
from sil.made_once.questions import made_once

from .keys import NONE, Days, among, day_beside, read_keys, with_days

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

CASE = "case"


class Bands(NamedTuple):
    """The bands of a version of the framework, by its key, that are a reason or can be flagged."""

    version: int
    concern: tuple[str, ...]
    may_be_high_risk: tuple[str, ...]


@dataclass(frozen=True)
class Reason:
    """Why a school is listed, since which day, and where that is on record."""

    words: str
    since: date
    source: str
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of reason. `records` finds what is one for somebody on their day; a school calls them `related`, and
    their `day` is the day they are from."""

    slug: str
    label: str
    model: type[Model]
    records: Callable[[Sequence[Bands], UserRoles], QuerySet[Any]]
    related: str
    day: str
    words: Callable[[Any, date], str]
    source: Callable[[Any], tuple[str, str]]
    # What a page shows of the records beside.
    shown: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda found: found

    @property
    def found(self) -> str:
        """Where a listed school keeps its records of this kind."""
        return f"concern_{self.slug}"


class ListedColumns(TypedDict):
    """What `listed` adds; `stage` is the status of the latest case and `due_on` the first day of any case."""

    since: date
    sip_name: str | None
    stage: str | None
    due_on: date | None


if TYPE_CHECKING:
    ListedSchool = WithAnnotations[School, ListedColumns]


@dataclass(frozen=True)
class Records:
    """The records that are a reason, as far as a person may know of them: by the slug of their kind, and for each
    school the latest day of any of its reasons."""

    of: Mapping[str, QuerySet[Any]]
    since: Days


def _of_concern(bands: Sequence[Bands], who: UserRoles) -> QuerySet[Allocation]:
    return held(who.on).filter(_in_bands({each.version: each.concern for each in bands}))


def _high_risk(bands: Sequence[Bands], who: UserRoles) -> QuerySet[Allocation]:
    flagged = held(who.on).filter(high_risk_since__isnull=False)
    return flagged.filter(_in_bands({each.version: each.may_be_high_risk for each in bands}))


def _in_category(bands: Sequence[Bands], who: UserRoles) -> QuerySet[Inspection]:
    told = Inspection.objects.exclude(category="")
    return told.filter(starts_on__lte=who.on, followed_from__gt=who.on)


def _open_case(bands: Sequence[Bands], who: UserRoles) -> QuerySet[Case]:
    return Case.objects.filter(readable_cases(who), ended_on__isnull=True)


def _with_next(found: QuerySet[Case]) -> QuerySet[CaseWithNext]:
    return with_next(related(found))


def _with_round(found: QuerySet[Allocation]) -> QuerySet[Allocation]:
    return found.select_related("round__framework_version")


def _case_in_words(case: Case, on: date) -> str:
    flag = ", high-risk" if case.high_risk else ""
    return f"Open case: {case.state_words}{flag}"


def _band_in_words(allocation: Allocation, on: date) -> str:
    assert allocation.settled_band is not None and allocation.ended_on is not None, "the band holds"
    year = allocation.round.academic_year
    of = "" if year == academic_year(on) else f" for {label(year)}"
    return f"{allocation.settled_band.name}{of}, {allocation.state_words.lower()} {in_words(allocation.ended_on)}"


def _flag_in_words(allocation: Allocation, on: date) -> str:
    assert allocation.high_risk_since is not None, "it is flagged"
    return f"High-risk since {in_words(allocation.high_risk_since)}: {allocation.high_risk_reason}"


def _category_in_words(inspection: Inspection, on: date) -> str:
    category = CATEGORIES.get(inspection.category, inspection.category)
    earlier = inspection.urn_at_time
    # An academy is not in the category of the school it replaced, so nobody should read it so.
    of = f" under URN {earlier}" if earlier and earlier != inspection.school_id else ""
    return f"{category}, inspection of {in_words(inspection.starts_on)}{of}"


def _of_allocation(allocation: Allocation) -> tuple[str, str]:
    return f"{allocation.framework.allocation.name} {allocation.round}", allocation.get_absolute_url()


# In the order in which a school's reasons are read.
KINDS = (
    Kind(
        slug="band",
        label="Band of concern",
        model=Allocation,
        records=_of_concern,
        related="allocations",
        day="ended_on",
        words=_band_in_words,
        source=_of_allocation,
        shown=_with_round,
    ),
    Kind(
        slug="high_risk",
        label="Flagged as high-risk",
        model=Allocation,
        records=_high_risk,
        related="allocations",
        day="high_risk_since",
        words=_flag_in_words,
        source=_of_allocation,
        shown=_with_round,
    ),
    Kind(
        slug="category",
        label="Ofsted category",
        model=Inspection,
        records=_in_category,
        related="inspections",
        day="starts_on",
        words=_category_in_words,
        source=lambda inspection: (inspection.source, ""),
    ),
    Kind(
        slug=CASE,
        label="Open case",
        model=Case,
        records=_open_case,
        related="concern_cases",
        day="opened_on",
        words=_case_in_words,
        source=lambda case: (f"Case {case.reference}", case.get_absolute_url()),
        shown=_with_next,
    ),
)


def _bands() -> tuple[Bands, ...]:
    """The bands that are a reason, of every version. One query at most."""
    found = ((pk, read_version(sha256).bands) for pk, sha256, _ in loaded())
    return tuple(
        Bands(pk, tuple(b.id for b in bands if b.concern), tuple(b.id for b in bands if b.may_be_high_risk))
        for pk, bands in found
    )


def _asked(bands: Sequence[Bands], who: UserRoles) -> dict[Kind, QuerySet[Any]]:
    """By kind, the conditions of what is a reason, at the schools that a person may know the band of."""
    return {kind: kind.records(bands, who).filter(_known(who, school="school")).order_by() for kind in KINDS}


def records(who: UserRoles) -> Records:
    """The records that are a reason, as far as a person may know of them. Their keys are asked for once: the list names
    them each time that it sorts, counts and reads its rows. One query, and one for the frameworks."""
    keys, days = read_keys(_rows(_bands(), who))
    of = {kind.slug: kind.model._default_manager.filter(among(keys.get(kind.slug, NONE))) for kind in KINDS}
    return Records(of, days)


@made_once
def _rows(bands: tuple[Bands, ...], who: UserRoles) -> QuerySet[Any, tuple[str, int, int, date]]:
    asked = _asked(bands, who)
    first, *others = (found.values_list(Value(kind.slug), "pk", "school", kind.day) for kind, found in asked.items())
    return first.union(*others, all=True)


def listed_for(found: QuerySet[Any]) -> Q:
    """A condition on schools: one of the records is theirs."""
    return Q(pk__in=found.values("school"))


def listed(who: UserRoles, found: Records, framework: Framework | None) -> "QuerySet[ListedSchool]":
    """The open schools that cause concern, of those a person may know the band of (framework: the
    school and the service), each once: with `since`, the latest day of its reasons, with its partner as
    `sip_name`, with the `stage` of its latest case and the first `due_on` of any, to sort by.
    `framework` is the one in force, which names the authority."""
    sip = Assignment.objects.filter(can_act(who.on), school=OuterRef("pk"), role=AssignmentRole.SIP)
    cases = found.of[CASE].filter(school=OuterRef("pk"))
    shown = (Prefetch(kind.related, kind.shown(found.of[kind.slug]), to_attr=kind.found) for kind in KINDS)
    return (
        with_days(_in_view(who, framework), found.since)
        .annotate(
            since=day_beside(),
            sip_name=Subquery(sip.values("user__name")[:1]),
            stage=Subquery(cases.order_by("-opened_on", "-pk").values("status")[:1]),
            due_on=Subquery(cases.order_by(F("due_on").asc(nulls_last=True)).values("due_on")[:1]),
        )
        .prefetch_related(*shown)
    )


def count_listed(who: UserRoles, framework: Framework | None) -> int:
    """Return the number of schools that `listed` finds. One query, and one for the frameworks."""
    return next(iter(_numbers(who, _bands(), framework.authority.code)), 0) if framework else 0


@made_once
def _numbers(who: UserRoles, bands: tuple[Bands, ...], la_code: str) -> QuerySet[School, int]:
    # Conditions that are joined by OR would each be asked for every school.
    first, *others = (found.values("school") for found in _asked(bands, who).values())
    listed = _of_authority(who, la_code).filter(pk__in=first.union(*others)).order_by()
    return listed.values("la_code").annotate(number=Count("pk")).values_list("number", flat=True)


def _in_view(who: UserRoles, framework: Framework | None) -> QuerySet[School]:
    return _of_authority(who, framework.authority.code) if framework else School.objects.none()


def _of_authority(who: UserRoles, la_code: str) -> QuerySet[School]:
    return open_schools(la_code).filter(_known(who, school="pk"))


def _known(who: UserRoles, *, school: str) -> Q:
    """A condition on rows: their school is one that a person may know the band of; `school` names the path to it."""
    return (
        Q()
        if who.may(Permission.ALLOCATIONS_READ_ALL)
        else assigned(who.user, who.on, role=AssignmentRole.SIP, school=school)
    )


def cases_of(school: "ListedSchool") -> list[CaseWithNext]:
    """Return the open cases of a school that `listed` found, the latest first, as far as its reader may know."""
    found: list[CaseWithNext] = getattr(school, f"concern_{CASE}")
    return sorted(found, key=lambda case: (case.opened_on, case.pk), reverse=True)


def reasons(school: "ListedSchool", on: date) -> list[Reason]:
    """Why a school that `listed` found is there, without a query."""
    return [
        Reason(kind.words(record, on), getattr(record, kind.day), *kind.source(record))
        for kind in KINDS
        for record in getattr(school, kind.found)
    ]


def _in_bands(wanted: Mapping[int, Sequence[str]]) -> Q:
    """A condition on allocations: their band is a wanted one of the version of their round, by its key."""
    found = Q(pk__in=[])
    for version, bands in wanted.items():
        found |= Q(round__framework_version=version, band__in=bands)
    return found
