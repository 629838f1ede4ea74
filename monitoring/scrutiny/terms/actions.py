"""Start the report of a term, write it, send it for approval, send it back, approve it, and correct an approved one."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from monitoring.visits.models import Term
from schools.leaving.parts import holders
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.outbox.queue import enqueue
from sil.workflow import Denied, find

from ..contents.term import figures_of
from ..models import TermReport
from ..transitions import MAKE_REPORTS, ROWS
from .notifications import Approved, SentBack, ToApprove, tell
from .permissions import ROLES_OF, check_decide, check_write
from .queries import approvers

# What is said of a text that is empty when the report is sent.
TEXTS = {
    "introduction": "Enter the introduction before you send the report.",
    "went_well": "Enter what went well before you send the report.",
    "worries": "Enter what worries us before you send the report.",
}


@dataclass(frozen=True, kw_only=True)
class Texts:
    """What a person writes."""

    introduction: str
    went_well: str
    worries: str


@transaction.atomic
def start(term: Term, *, by: User, on: date) -> TermReport:
    """Start the first report of a term with its figures. Raises Denied("not_allowed", "there", "not_yet")."""
    check_write(by=by, on=on)
    Term.objects.select_for_update().get(pk=term.pk)
    if TermReport.objects.filter(term=term).exists():
        raise Denied("there", f"There is a report of the {term.words} already.")
    if term.starts_on > on:
        raise Denied("not_yet", f"The {term.words} has not begun yet.")
    return _begin(term, version=1, reason="", texts=None, by=by, on=on)


@transaction.atomic
def write(report: TermReport, texts: Texts, *, by: User, on: date) -> TermReport:
    """Save the three texts, complete or not. Raises Denied("not_allowed", "wrong_state")."""
    report = _locked(report, by=by, on=on)
    _write(report, texts, by=by)
    return report


@transaction.atomic
def send(report: TermReport, texts: Texts, *, by: User, on: date) -> TermReport:
    """Save the texts, count the figures for the last time, and send the report for approval.

    Raises Denied("not_allowed", "wrong_state", "nobody"), and "no_" with the name of a text that is empty.
    """
    report = _locked(report, by=by, on=on)
    row = find(ROWS, action="send", source=report.status, refusal="This report has been sent for approval already.")
    _write(report, texts, by=by)
    for name, sentence in TEXTS.items():
        if not getattr(report, name).strip():
            raise Denied(f"no_{name}", sentence)
    report.writers.add(by)
    others = list(approvers(report, on))
    if not others:
        raise Denied(
            "nobody",
            "Everybody who may approve this report wrote some of it. Ask your administrator to give another person "
            "the role.",
        )
    events.record(row.event, subject=report, by=by, status=(report.status, row.target))
    report.status, report.sent_by, report.sent_on, report.comment = row.target, by, on, ""
    report.figures, report.figures_on = figures_of(report.term, roles_of(by, on)), on
    report.save()
    tell(ToApprove, report, others, by=by)
    return report


@transaction.atomic
def send_back(report: TermReport, *, reason: str, by: User, on: date) -> TermReport:
    """Send a report back to who wrote it, with a reason. Raises Denied("not_allowed", "own", "wrong_state",
    "no_reason")."""
    report = _locked(report, by=by, on=on)
    check_decide(report, by=by, on=on)
    row = find(ROWS, action="send_back", source=report.status, refusal="This report does not wait for approval.")
    if not reason.strip():
        raise Denied("no_reason", "Enter what has to change.")
    events.record(row.event, subject=report, by=by, reason=reason.strip(), status=(report.status, row.target))
    report.status, report.comment = row.target, reason.strip()
    report.save()
    tell(SentBack, report, report.writers.all(), by=by, otherwise=holders(ROLES_OF, on), reason=reason.strip())
    return report


@transaction.atomic
def approve(report: TermReport, *, by: User, on: date) -> TermReport:
    """Approve a report as somebody who wrote none of it; a worker makes the PDF. It does not change any more.

    Raises Denied("not_allowed", "own", "wrong_state").
    """
    report = _locked(report, by=by, on=on)
    check_decide(report, by=by, on=on)
    row = find(ROWS, action="approve", source=report.status, refusal="This report does not wait for approval.")
    events.record(row.event, subject=report, by=by, status=(report.status, row.target))
    report.status, report.approved_by, report.approved_on = row.target, by, on
    report.save()
    tell(Approved, report, report.writers.all(), by=by, otherwise=holders(ROLES_OF, on))
    enqueue(MAKE_REPORTS)
    return report


@transaction.atomic
def correct(report: TermReport, *, reason: str, by: User, on: date) -> TermReport:
    """Begin a new version of an approved report, with its texts and a reason; both are kept.

    Raises Denied("not_allowed", "wrong_state", "not_last", "no_reason").
    """
    report = _locked(report, by=by, on=on)
    if not report.is_approved:
        raise Denied("wrong_state", "This report is not approved yet. Change its text instead.")
    if TermReport.objects.filter(term=report.term, version__gt=report.version).exists():
        raise Denied("not_last", "There is a later version of this report already. Correct that one.")
    if not reason.strip():
        raise Denied("no_reason", "Enter what is wrong with this version.")
    texts = Texts(**{name: getattr(report, name) for name in TEXTS})
    return _begin(report.term, version=report.version + 1, reason=reason.strip(), texts=texts, by=by, on=on)


def _begin(term: Term, *, version: int, reason: str, texts: Texts | None, by: User, on: date) -> TermReport:
    made = TermReport.objects.create(
        term=term,
        version=version,
        reason=reason,
        started_by=by,
        started_on=on,
        figures=figures_of(term, roles_of(by, on)),
        figures_on=on,
        **(vars(texts) if texts else {}),
    )
    made.writers.add(by)
    events.record("term_report.started", subject=made, by=by, reason=reason, term=term.words, version=str(version))
    return made


def _write(report: TermReport, texts: Texts, *, by: User) -> None:
    if not report.is_draft:
        raise Denied("wrong_state", "This report has been sent for approval, so its text can no longer be changed.")
    before = {name: getattr(report, name) for name in TEXTS}
    if before == vars(texts):
        return
    events.record("term_report.written", subject=report, by=by, old=before, new=vars(texts))
    for name, text in vars(texts).items():
        setattr(report, name, text)
    report.save(update_fields=list(TEXTS))
    report.writers.add(by)


def _locked(report: TermReport, *, by: User, on: date) -> TermReport:
    check_write(by=by, on=on)
    locked = TermReport.objects.select_related("term").select_for_update(of=("self",)).get(pk=report.pk)
    require_as_shown(locked)
    return locked
