"""What was done for a school: its band, extra days, visits, reports, agreed actions, and answers to concerns about the
service."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from allocations.allocation.queries import readable as readable_allocations
from allocations.models import Allocation, Position, Settlement
from allocations.states import Party
from monitoring.service.models import ServiceConcern
from monitoring.service.queries import readable as readable_concerns
from monitoring.visits.models import AgreedAction, ExtraDays, ReportVersion, Visit
from monitoring.visits.states import VisitState
from monitoring.visits.visit.queries import readable as readable_visits
from sil.accounts.roles import Permission
from sil.clock import in_words
from sil.framework.years import label

from .lines import About, Heading, Line, Part, first_of, joined, told

_ALLOCATIONS = "School Support Allocations, this service"
_VISITS = "Visits, this service"
_SAID = {
    Party.SIP: "{band} proposed for {year}",
    Party.SCHOOL: "The school did not agree and put forward {band} for {year}",
    Party.OFFICER: "{band} decided for {year}",
    Party.DIRECTOR: "{band} determined for {year}",
}


def _band(allocation: Allocation, band: str) -> str:
    return allocation.framework.band(band).name


def _positions(about: About) -> QuerySet[Position]:
    """Each position of a side, but for what was still to be checked."""
    return told(Position.objects.filter(allocation__in=_mine(about), party__in=list(_SAID)), about, "taken_on")


def _mine(about: About) -> QuerySet[Any, Any]:
    return readable_allocations(about.who).filter(school__in=about.schools).order_by().values("pk")


def _tell_positions(rows: QuerySet[Position]) -> Iterator[Line]:
    for each in rows.select_related("allocation__round__framework_version", "taken_by").order_by("taken_at", "pk"):
        said = {"band": _band(each.allocation, each.band), "year": label(each.allocation.round.academic_year)}
        withdrawn = ""
        if each.is_withdrawn:
            withdrawn = f"Withdrawn on {in_words(each.withdrawal.on)}: {each.withdrawal.reason}"
        yield Line(
            day=each.taken_on,
            what=_SAID[Party(each.party)].format(**said),
            detail=joined(each.reasons, withdrawn),
            by=", ".join(filter(None, (each.taken_by.name, each.taken_as))),
            source=_ALLOCATIONS,
        )


def _settled(about: About) -> QuerySet[Settlement]:
    return told(Settlement.objects.filter(allocation__in=_mine(about)), about, "made_on")


def _tell_settled(rows: QuerySet[Settlement]) -> Iterator[Line]:
    related = rows.select_related("allocation__round__framework_version", "position", "made_by")
    for each in related.order_by("made_at", "pk"):
        met = f"Agreed in a meeting on {in_words(each.met_on)} with {each.met_with}." if each.met_on else ""
        band, year = _band(each.allocation, each.position.band), label(each.allocation.round.academic_year)
        yield Line(
            day=each.made_on,
            what=f"{band} holds for {year}: {each.get_how_display().lower()}",
            detail=joined(met, each.reason),
            by=f"{each.made_by.name}, {each.made_as}",
            source=_ALLOCATIONS,
        )


def _extra_days(about: About) -> QuerySet[ExtraDays]:
    return told(ExtraDays.objects.filter(school__in=about.schools), about, "approved_on")


def _tell_extra_days(rows: QuerySet[ExtraDays]) -> Iterator[Line]:
    for each in rows.select_related("approved_by"):
        taken_back = f"Withdrawn on {in_words(each.withdrawn_on)}: {each.withdrawn_reason}" if each.withdrawn_on else ""
        yield Line(
            day=each.approved_on,
            what=f"{each.days.normalize():f} more days of support approved for {label(each.academic_year)}",
            detail=joined(each.reason, taken_back),
            by=each.approved_by.name,
            source=_VISITS,
        )


def _visits(about: About) -> QuerySet[Visit]:
    """By the first day of each visit, also of one that was missed or cancelled; not of one entered by mistake."""
    found = readable_visits(about.who).filter(school__in=about.schools)
    return told(found.exclude(status=VisitState.MISTAKEN), about, "starts_on")


def _tell_visits(rows: QuerySet[Visit]) -> Iterator[Line]:
    for each in rows:
        length = f"{each.days.normalize():f} {'day' if each.days == 1 else 'days'}."
        why = f"Reason: {each.reason}" if each.reason else ""
        yield Line(
            day=each.starts_on,
            what=f"{each.kind_name}: {VisitState(each.status).label.lower()}",
            detail=joined(length, each.purpose, why),
            by=each.lead.name,
            source=_VISITS,
        )


def _reports(about: About) -> QuerySet[ReportVersion]:
    """Each version that was issued."""
    mine = readable_visits(about.who).filter(school__in=about.schools).order_by().values("pk")
    return told(ReportVersion.objects.filter(report__visit__in=mine), about, "issued_on")


def _tell_reports(rows: QuerySet[ReportVersion]) -> Iterator[Line]:
    """With the day on which the report was due."""
    related = rows.select_related("report__visit", "issued_by", "letter").defer("letter__html", "letter__context")
    for each in related:
        visit = each.report.visit
        due = "It replaced the version before." if each.number > 1 else ""
        if visit.due_on and each.number == 1:
            kept = "on time" if each.issued_on <= visit.due_on else "late"
            due = f"Due on {in_words(visit.due_on)}, issued {kept}."
        late = f"Reason: {each.report.late_reason}" if each.report.late_reason and each.number == 1 else ""
        again = f", version {each.number}" if each.number > 1 else ""
        yield Line(
            day=each.issued_on,
            what=f"Report of the visit on {in_words(visit.starts_on)} issued{again}",
            detail=joined(due, late),
            by=each.issued_by.name,
            source=f"Letter {each.letter.reference}",
        )


def _actions(about: About) -> QuerySet[AgreedAction]:
    """By the visit on which each was agreed; one that was agreed before, by the day on which it was followed up."""
    day = first_of(about, "visit__starts_on", "progress_on")
    return told(AgreedAction.objects.filter(school__in=about.schools, place__lt=AgreedAction.OFF_REPORT), about, day)


def _tell_actions(rows: QuerySet[Any]) -> Iterator[Line]:
    for each in rows.select_related("visit").order_by("told_on", "visit", "place"):
        due = f"Due on {in_words(each.due_on)}." if each.due_on else ""
        became = f"What became of it: {each.get_progress_display()}"
        became += f" on {in_words(each.progress_on)}. {each.progress_note}" if each.progress_on else "."
        yield Line(
            day=each.told_on,
            what=f"Agreed: {each.text}",
            detail=joined(f"Agreed on the visit of {in_words(each.visit.starts_on)}.", due, became),
            by=each.owner,
            source="Agreed actions, this service",
        )


def _service(about: About) -> QuerySet[ServiceConcern]:
    """Those that the school raised, for whoever answers for the service; one that was raised before, by its answer."""
    found = readable_concerns(about.who).filter(school__in=about.schools)
    mine = found if about.who.may(Permission.SERVICE_ANSWER) else found.filter(pk__in=[])
    return told(mine, about, first_of(about, "raised_on", "answered_on"))


def _tell_service(rows: QuerySet[Any]) -> Iterator[Line]:
    for each in rows:
        answer = "Not answered yet."
        if each.answered_on and each.answered_by:
            outcome = each.get_outcome_display()
            answer = f"Answered on {in_words(each.answered_on)} by {each.answered_by.name} ({outcome}): {each.answer}"
        yield Line(
            day=each.told_on,
            what=f"The school raised a concern about the service: {each.text}",
            detail=answer,
            by=each.raised_by.name,
            source="Concerns about the service, this service",
        )


HEADINGS = (
    Heading(
        slug="allocations",
        title="Allocations and their reasons",
        empty="Nothing was proposed, decided or agreed about the school’s band between these days.",
        parts=(Part(_positions, _tell_positions), Part(_settled, _tell_settled)),
    ),
    Heading(
        slug="extra_days",
        title="More days of support",
        empty="No more days were approved between these days.",
        parts=(Part(_extra_days, _tell_extra_days),),
    ),
    Heading(
        slug="visits",
        title="Visits",
        empty="No visit was planned between these days.",
        parts=(Part(_visits, _tell_visits),),
    ),
    Heading(
        slug="reports",
        title="Reports of visits",
        empty="No report of a visit was issued between these days.",
        parts=(Part(_reports, _tell_reports),),
    ),
    Heading(
        slug="actions",
        title="Agreed actions",
        empty="No action was agreed or followed up between these days.",
        parts=(Part(_actions, _tell_actions),),
    ),
    Heading(
        slug="service",
        title="Concerns about the service",
        empty="No concern about the service was raised or answered between these days.",
        parts=(Part(_service, _tell_service),),
    ),
)
