"""Make reports for scrutiny in a worker, each once."""

from typing import Any

from django.template.loader import render_to_string

from monitoring.notices.case.permissions import readable_cases
from monitoring.notices.models import Case
from monitoring.service.queries import readable as readable_concerns
from sil import clock
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.audit import events
from sil.framework.queries import framework_on
from sil.framework.schema import Framework
from sil.letters.made import laid_out, make_one, still_to_make
from sil.uploads.downloads import file_name

from ..contents.authority import figures_of
from ..contents.concern import cases_of
from ..contents.lines import About, about
from ..contents.school import contents_of
from ..models import ScrutinyFile, ScrutinyReport
from .permissions import check_ask


def make_next() -> bool:
    """Make the report that has waited longest. Return False where none waits."""
    waiting = ScrutinyReport.objects.select_related("school", "asked_by").order_by("asked_at", "pk")
    return make_one(waiting, _make)


def html_of(report: ScrutinyReport, framework: Framework, who: UserRoles) -> str:
    """Return the report as HTML, read with the eyes of one person."""
    context: dict[str, Any] = {"report": report, "authority": framework.authority, "made": clock.local(clock.now())}
    if report.school is None:
        context["figures"] = figures_of(report.starts_on, report.ends_on, who)
        return render_to_string("scrutiny/pdf/authority.html", context)
    context |= {"school": report.school, "contents": contents_of(_about(report, who))}
    return render_to_string("scrutiny/pdf/school.html", context)


def _make(report: ScrutinyReport) -> None:
    """The file, with what it holds of what not everybody may read. Whoever asked has to be allowed to still."""
    on = clock.today()
    held = still_to_make(report)
    framework = framework_on(on)
    if held is None or framework is None:
        return
    check_ask(by=report.asked_by, on=on)
    who = roles_of(report.asked_by, on)
    file = laid_out(html_of(report, framework, who))
    held.cases.set(_cases(report, who))
    held.has_service = _holds_service(report, who)
    held.taken_until = None
    held.save(update_fields=["has_service", "taken_until"])
    made = ScrutinyFile.objects.create(report=held, name=_name(report, framework), **file)
    events.record("scrutiny.made", subject=report, by=None, pages=made.pages, sha256=made.sha256)


def _cases(report: ScrutinyReport, who: UserRoles) -> list[Case]:
    """The cases that somebody else may not read and whose lines or figures may be in it: all of a school, and of the
    authority those that are restricted."""
    if report.school is None:
        return list(Case.objects.filter(readable_cases(who), restricted=True))
    return list(cases_of(_about(report, who)))


def _holds_service(report: ScrutinyReport, who: UserRoles) -> bool:
    """Whether a concern about the service, of whatever day, may be told of or counted in it."""
    if not who.may(Permission.SERVICE_ANSWER):
        return False
    concerns = readable_concerns(who)
    return (concerns.filter(school__in=_about(report, who).schools) if report.school else concerns).exists()


def _about(report: ScrutinyReport, who: UserRoles) -> About:
    assert report.school is not None, "it is about a school"
    return about(report.school, report.starts_on, report.ends_on, who)


def _name(report: ScrutinyReport, framework: Framework) -> str:
    """Example School, scrutiny report 2025-09-01 to 2026-08-31, 2026-11-26.pdf"""
    name = report.school.name if report.school else framework.authority.name
    days = f"scrutiny report {report.starts_on.isoformat()} to {report.ends_on.isoformat()}"
    return file_name(name, days, day=clock.local(report.asked_at).date(), ending="pdf")
