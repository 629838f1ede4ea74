"""Visits owed to schools today, by the lines of their bands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import OuterRef, QuerySet, Subquery

from schools.models import Assignment, AssignmentRole, School
from schools.queries import assigned, can_act, open_schools
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.queries import framework_on
from sil.framework.schema import Framework
from sil.framework.years import academic_year
from sil.memo import remembered

from .ledger import ContactsOwed, Ledger
from .queries import ledgers

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class SipColumns(TypedDict):
    """The school's present partner."""

    sip_id: int | None
    sip_name: str | None


if TYPE_CHECKING:
    SchoolWithSip = WithAnnotations[School, SipColumns]


@dataclass(frozen=True)
class VisitOwed:
    """Contacts owed to a school: the line of its band, the term and their number; `kind` is the kind of visit that
    makes good for them, blank where no kind does."""

    school: "SchoolWithSip"
    band: str
    owed: ContactsOwed
    kind: str

    @property
    def due_on(self) -> date:
        return self.owed.term.ends_on

    @property
    def term(self) -> str:
        return self.owed.term.name


def schools_in_view(who: UserRoles, framework: Framework | None) -> QuerySet[School]:
    """Return the open schools whose visits a person looks after: every school for those who approve days, their own for
    a partner. `framework` is the one in force, which names the authority."""
    schools = open_schools(framework.authority.code) if framework else School.objects.none()
    if who.may(Permission.DAYS_APPROVE):
        return schools
    return schools.filter(assigned(who.user, who.on, role=AssignmentRole.SIP, school="pk"))


def visits_owed(who: UserRoles, framework: Framework | None) -> list[VisitOwed]:
    """Return everything owed to the schools in a person's view, with each school's partner as `sip_id` and `sip_name`.
    Two queries, whatever the number of schools."""
    schools = schools_in_view(who, framework)
    found = ledgers(schools, academic_year(who.on))
    behind = {urn: ledger for urn, ledger in found.items() if ledger.owed(who.on)}
    rows = with_sip(School.objects.filter(pk__in=behind), who.on)
    kinds = _kinds(framework)
    return [due for school in rows.order_by("name", "pk") for due in _of(school, behind[school.pk], who.on, kinds)]


def with_sip(schools: QuerySet[School], on: date) -> "QuerySet[SchoolWithSip]":
    """Add the present partner of each school."""
    sip = Assignment.objects.filter(can_act(on), school=OuterRef("pk"), role=AssignmentRole.SIP)
    return schools.annotate(sip_id=Subquery(sip.values("user")[:1]), sip_name=Subquery(sip.values("user__name")[:1]))


@remembered
def _in_view(who: UserRoles) -> dict[int, Ledger]:
    """Return this year's ledgers of the schools in a person's view. One query a page."""
    return ledgers(schools_in_view(who, framework_on(who.on)), academic_year(who.on))


def count_over(who: UserRoles) -> int:
    """Return the number of schools in a person's view that are over their days."""
    return sum(bool(ledger.over) for ledger in _in_view(who).values())


def count_owed(who: UserRoles) -> int:
    """Return the number of schools in a person's view that are owed a visit."""
    return sum(bool(ledger.owed(who.on)) for ledger in _in_view(who).values())


def _kinds(framework: Framework | None) -> dict[str, str]:
    """Return the first kind of visit that is charged to each line."""
    kinds = framework.visits.kinds if framework and framework.visits else ()
    return {kind.line: kind.id for kind in reversed(kinds) if kind.line}


def _of(school: "SchoolWithSip", ledger: Ledger, on: date, kinds: Mapping[str, str]) -> Iterator[VisitOwed]:
    assert ledger.band is not None, "what is owed is owed by a band"
    return (VisitOwed(school, ledger.band.name, owed, kinds.get(owed.line, "")) for owed in ledger.owed(on))
