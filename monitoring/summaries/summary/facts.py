"""Read the facts that the summary of a school's term is written from."""

from collections.abc import Iterable, Sequence

from django.db.models import Prefetch, Q
from django.urls import reverse

from monitoring.visits.models import AgreedAction, ReportVersion, Term, Visit
from monitoring.visits.states import VisitState
from monitoring.visits.terms.sources import said_of
from schools.models import School
from sil.framework.schema import Framework

from .writing import Action, Sentence, VisitFacts

# The sections of a report that a summary repeats, where the framework has them.
REPEATED = ("focus", "strengths", "to-develop")


def facts_of(school: School, term: Term) -> list[VisitFacts]:
    """Return the visits of a school in a term, with what was issued and agreed. Four queries."""
    versions = Prefetch("report__versions", ReportVersion.objects.select_related("letter").order_by("-number"))
    found = (
        Visit.objects.filter(school=school, starts_on__gte=term.starts_on, starts_on__lte=term.ends_on)
        # A telephone call or an email, which has no mode, is no visit.
        .exclude(Q(mode="") | Q(status=VisitState.MISTAKEN))
        .select_related("lead", "framework_version", "report")
        .prefetch_related(
            versions,
            Prefetch(
                "agreed_actions", AgreedAction.objects.filter(place__lt=AgreedAction.OFF_REPORT).order_by("place")
            ),
        )
    )
    return [_facts(visit) for visit in found]


def besides(school: School, term: Term) -> list[Sentence]:
    """Return what other parts of the service say of a school in a term."""
    return [Sentence(line.text, line.source, line.href) for line in said_of(school, term)]


def _facts(visit: Visit) -> VisitFacts:
    report = getattr(visit, "report", None)
    versions = list(report.versions.all()) if report and report.is_shown else []
    return VisitFacts(
        kind=visit.kind_name,
        mode=visit.mode_name,
        starts_on=visit.starts_on,
        ends_on=visit.ends_on,
        days=visit.days,
        lead=visit.lead.name,
        status=visit.status,
        href=visit.get_absolute_url(),
        reason=visit.reason,
        owes_report=report is not None,
        issued_on=versions[-1].issued_on if versions else None,
        report_href=reverse("letter", kwargs={"reference": versions[0].letter.reference}) if versions else "",
        said=tuple(_said(versions[0], visit.framework)) if versions else (),
        actions=tuple(_action(action) for action in visit.agreed_actions.all()) if versions else (),
    )


def _said(version: ReportVersion, framework: Framework) -> Iterable[tuple[str, str]]:
    by_id = {section["id"]: section for section in version.content["sections"]}
    return [(by_id[each]["name"], by_id[each]["text"]) for each in REPEATED if each in by_id and by_id[each]["text"]]


def _action(action: AgreedAction) -> Action:
    words = str(action.get_progress_display()) if action.progress else ""
    return Action(action.text, action.owner, action.due_on, words)


def schools_of(term: Term) -> Sequence[int]:
    """Return the keys of the schools with a visit in a term, in any state."""
    visits = Visit.objects.filter(starts_on__gte=term.starts_on, starts_on__lte=term.ends_on)
    visits = visits.exclude(status=VisitState.MISTAKEN)
    if term.school_id:
        visits = visits.filter(school=term.school_id)
    return list(visits.order_by("school__name").values_list("school", flat=True).distinct())
