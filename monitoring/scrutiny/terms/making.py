"""Make the PDFs of approved reports of a term in a worker, each once."""

import hashlib

from django.template.loader import render_to_string

from sil import clock
from sil.audit import events
from sil.framework.queries import framework_on
from sil.framework.schema import Framework
from sil.letters import pdf
from sil.uploads.downloads import file_name

from ..lease import make_one
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
    held = (
        TermReport.objects.select_for_update(of=("self",)).filter(pk=report.pk, file__isnull=True, failed=False).first()
    )
    framework = framework_on(clock.today())
    if held is None or framework is None:
        return
    laid_out = pdf.lay_out(html_of(report, framework))
    content: bytes = laid_out.write_pdf(pdf_variant="pdf/ua-1")
    held.taken_until = None
    held.save(update_fields=["taken_until"])
    assert report.approved_on is not None, "it is approved"
    what = f"term report, {report.name}"
    made = TermReportFile.objects.create(
        report=held,
        made_at=clock.now(),
        pages=len(laid_out.pages),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        name=file_name(framework.authority.name, what, day=report.approved_on, ending="pdf"),
        content=content,
    )
    events.record("term_report.made", subject=held, by=None, pages=made.pages, sha256=made.sha256)
