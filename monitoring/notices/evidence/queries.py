"""Queries of a school's record: what could be added to a case as evidence.

Facts for the framework's criteria, inspections and what they asked, issued reports of visits, bands, the school's
documents: each in words, with its source, day and place here, as far as the person may read it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db.models import F

from allocations.allocation.queries import readable as readable_allocations
from monitoring.visits.models import ReportVersion
from monitoring.visits.states import SHOWN
from monitoring.visits.visit.queries import readable as readable_visits
from schools.documents.queries import citable
from schools.models import AreaForImprovement, Inspection
from schools.succession import urns_with_predecessors
from sil.accounts.user_roles import UserRoles
from sil.framework.years import label
from sil.web import evidence

from ..models import Case
from .facts import PROVIDER


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One thing as it is taken onto a case: `bears_on` is a CaseEvidence.BearsOn, `href` where it stands here."""

    bears_on: str
    text: str
    source: str
    dated: date | None = None
    href: str = ""
    # The key of a file that is stored already.
    upload: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing on record. `about` says more of it that is not copied, such as the criteria it speaks to."""

    kind: str
    text: str
    source: str
    dated: date | None
    href: str = ""
    about: str = ""
    upload: UUID | None = None

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind][0]

    @property
    def key(self) -> str:
        """The same for the same thing, whenever it is asked for."""
        said = f"{self.kind}|{self.text}|{self.source}|{self.dated}"
        return sha256(said.encode()).hexdigest()[:16]

    def taken(self, bears_on: str) -> Taken:
        return Taken(
            bears_on=bears_on,
            text=self.text,
            source=self.source,
            dated=self.dated,
            href=self.href,
            upload=self.upload,
        )


def _facts(case: Case, who: UserRoles) -> Iterator[Item]:
    """A fact that speaks to several criteria is one thing; the authority's own notices bear nothing out."""
    framework = case.framework
    names = {criterion.id: criterion.name for criterion in framework.criteria}
    spoken: dict[tuple[str, str, date | None, str], list[str]] = {}
    for fact in evidence.facts(case.school, framework, who.on, but=PROVIDER.slug):
        spoken.setdefault((fact.text, fact.source, fact.as_of, fact.href), []).append(names[fact.criterion])
    for (text, source, as_of, href), about in spoken.items():
        yield Item(kind="facts", text=text, source=source, dated=as_of, href=href, about=", ".join(about))


def _inspections(case: Case, who: UserRoles) -> Iterator[Item]:
    for each in Inspection.objects.filter(school__in=urns_with_predecessors(case.school), starts_on__lte=who.on):
        source = f"Ofsted, {each.get_kind_display().lower()} inspection"
        yield Item(
            kind="inspections", text=each.headline, source=source, dated=each.starts_on, href=each.get_absolute_url()
        )


def _areas(case: Case, who: UserRoles) -> Iterator[Item]:
    areas = AreaForImprovement.objects.filter(
        inspection__school__in=urns_with_predecessors(case.school), inspection__withdrawn_on__isnull=True
    )
    for each in areas.select_related("inspection").order_by("-inspection__starts_on", "place"):
        said = f" {each.progress_note}" if each.progress_note else ""
        yield Item(
            kind="areas",
            text=f"{each.get_kind_display()}: “{each.text}” {each.get_progress_display()}.{said}",
            source="Ofsted, inspection report",
            dated=each.inspection.starts_on,
            href=each.inspection.get_absolute_url(),
        )


def _reports(case: Case, who: UserRoles) -> Iterator[Item]:
    """Each part of the report of a visit as it was issued last."""
    visits = readable_visits(who).filter(school__in=urns_with_predecessors(case.school)).order_by().values("pk")
    shown = ReportVersion.objects.filter(report__status__in=SHOWN)
    versions = shown.filter(report__visit__in=visits).select_related("report__visit")
    latest = versions.select_related("report__visit__framework_version")
    for version in latest.order_by("report", "-number").distinct("report"):
        visit = version.report.visit
        for section in version.content["sections"]:
            if section["text"].strip():
                yield Item(
                    kind="reports",
                    text=f"{section['name']}: {section['text'].strip()}",
                    source=f"Report of a visit: {visit.kind_name.lower()}",
                    dated=visit.ends_on,
                    href=visit.get_absolute_url(),
                )


def _bands(case: Case, who: UserRoles) -> Iterator[Item]:
    held = (
        readable_allocations(who)
        .filter(school__in=urns_with_predecessors(case.school), superseded_on__isnull=True)
        .exclude(band="")
    )
    for each in held.annotate(year=F("round__academic_year")).order_by("-year"):
        assert each.settled_band is not None, "it has one"
        risk = f" Flagged as high-risk: {each.high_risk_reason}" if each.high_risk_since else ""
        yield Item(
            kind="bands",
            text=f"{each.settled_band.name}, {each.state_words.lower()}.{risk}",
            source=f"{each.framework.allocation.name} {label(each.year)}",
            dated=each.ended_on,
            href=each.get_absolute_url(),
        )


def _documents(case: Case, who: UserRoles) -> Iterator[Item]:
    """The present versions of what the school shares, each with its file, which is not copied."""
    for version in citable(case.school):
        yield Item(
            kind="documents",
            text=f"{version.document.title}, version {version.number}",
            source=f"The school’s documents: {version.document.get_kind_display().lower()}",
            dated=version.on,
            href=version.document.get_absolute_url(),
            upload=version.upload_id,
        )


# Slug -> (label, who finds them), in the order in which they are offered.
KINDS: dict[str, tuple[str, Callable[[Case, UserRoles], Iterator[Item]]]] = {
    "facts": ("Judgements and figures for the criteria", _facts),
    "inspections": ("Inspections", _inspections),
    "areas": ("Areas for improvement", _areas),
    "reports": ("Reports of visits", _reports),
    "bands": ("Bands", _bands),
    "documents": ("The school’s documents", _documents),
}


def on_record(case: Case, who: UserRoles) -> list[Item]:
    """The things on record about the school of a case and those it took the place of. A few queries, whatever their
    number."""
    return [item for _, find in KINDS.values() for item in find(case, who)]
