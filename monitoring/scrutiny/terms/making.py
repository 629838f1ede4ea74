"""Make the PDFs of approved reports of a term in a worker, each once."""

from django.template.loader import render_to_string

from sil import clock
from sil.audit import events
from sil.framework.queries import framework_on
from sil.framework.schema import Framework
from sil.letters.made import laid_out, make_one, still_to_make
from sil.uploads.downloads import file_name

from ..models import TermReport, TermReportFile
from .drawing import pictures


def make_next() -> bool:
    """Make the PDF that has waited longest. Return False where none waits."""
    related = TermReport.objects.select_related("term", "sent_by", "approved_by")
    return make_one(related.filter(status=TermReport.Status.APPROVED).order_by("approved_on", "pk"), _make)


def html_of(report: TermReport, framework: Framework) -> str:
    """Return the report as HTML, from what it holds alone."""
    context = {"report": report, "authority": framework.authority, "tables": pictures(report.figures)}
    return render_to_string("scrutiny/pdf/term.html", context)


def _make(report: TermReport) -> None:
    held = still_to_make(report)
    framework = framework_on(clock.today())
    if held is None or framework is None:
        return
    file = laid_out(html_of(report, framework))
    held.taken_until = None
    held.save(update_fields=["taken_until"])
    assert report.approved_on is not None, "it is approved"
    name = file_name(framework.authority.name, f"term report, {report.name}", day=report.approved_on, ending="pdf")
    made = TermReportFile.objects.create(report=held, name=name, **file)
    events.record("term_report.made", subject=held, by=None, pages=made.pages, sha256=made.sha256)
