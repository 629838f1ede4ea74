"""Whose history is read of visits, reports, times offered, agreed actions, requests for days and terms."""

from django.urls import reverse

from schools.history.kinds import of_officers
from sil.accounts.roles import Permission
from sil.web.history.kinds import HistoryKind

from .agreed.queries import readable_actions
from .models import AgreedAction, ExtraDaysRequest, Report, SchoolDaysRequest, Term, TimesOffer, Visit
from .more_days.queries import readable as readable_school_requests
from .offers.queries import readable as readable_offers
from .report.permissions import may_read, may_read_draft
from .report.queries import readable as readable_reports
from .visit.queries import readable as readable_visits
from .visit.queries import reads_all

_VISITS = ("planned", "rescheduled", "held", "cancelled", "missed", "undone", "redated", "prompts_sent")
_REPORTS = ("issued", "accurate", "corrections_asked", "stands", "withdrawn")
_SCHOOL_DAYS = ("asked", "approved", "declined", "withdrawn")

HISTORIES = (
    HistoryKind(
        slug="visit",
        label="visit",
        model=Visit,
        rows=readable_visits,
        whole=reads_all,
        told=(*(f"visit.{each}" for each in _VISITS), "visit.prompts_withdrawn"),
    ),
    HistoryKind(
        slug="report",
        label="report of a visit",
        model=Report,
        rows=readable_reports,
        opens=may_read,
        whole=may_read_draft,
        told=tuple(f"report.{each}" for each in _REPORTS),
        address=lambda record: reverse("report", kwargs={"pk": record.visit_id}),
    ),
    HistoryKind(
        slug="times",
        label="times offered for a visit",
        model=TimesOffer,
        rows=readable_offers,
        whole=of_officers,
        told=tuple(f"times.{each}" for each in ("offered", "chosen", "none_suits", "replaced", "withdrawn", "lapsed")),
    ),
    HistoryKind(
        slug="agreed-action",
        label="agreed action",
        model=AgreedAction,
        rows=readable_actions,
        whole=of_officers,
        told=("action.agreed", "action.followed_up", "action.updated", "action.school_said"),
    ),
    HistoryKind(
        slug="more-days",
        label="request for more days",
        model=SchoolDaysRequest,
        rows=readable_school_requests,
        whole=of_officers,
        told=tuple(f"extra_days.school_{each}" for each in _SCHOOL_DAYS),
    ),
    HistoryKind(
        slug="days-request",
        label="request for extra days",
        model=ExtraDaysRequest,
        rows=lambda who: (
            ExtraDaysRequest.objects.all() if who.may(Permission.DAYS_APPROVE) else ExtraDaysRequest.objects.none()
        ),
    ),
    HistoryKind(
        slug="term",
        label="term",
        model=Term,
        rows=lambda who: Term.objects.all() if who.may(Permission.SETTINGS_MANAGE) else Term.objects.none(),
        address=lambda record: reverse("term_change", kwargs={"pk": record.pk}),
    ),
)
