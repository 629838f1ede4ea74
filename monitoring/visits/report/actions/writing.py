"""Save a report as it is written, and change its state. The only module that writes its status."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import in_words
from sil.deadlines import actions as deadlines
from sil.drafts import stage_save
from sil.framework.years import academic_year
from sil.workflow import Transition

from ...models import Report, Visit
from ..permissions import check_write
from ..policies import check_writable
from ..quality import rule_for
from ..queries import partner_since, present_band

# Each period that runs for a report itself, and the acts that meet it.
_PERIODS = {"report_check": ("approve", "return"), "report_answer": ("accept", "ask_corrections")}


@dataclass(frozen=True, kw_only=True)
class Writing:
    """A report as typed, with gaps: sections are {id: text}, actions [{"text", "owner", "due_on": [day, month, year] or
    []}], followed {key of a follow-up question: {"progress", "note"}}."""

    sections: Mapping[str, str] = field(default_factory=dict)
    actions: Sequence[Mapping[str, Any]] = ()
    followed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        return {
            "sections": {key: text for key, text in self.sections.items() if text},
            "actions": [dict(action) for action in self.actions],
            "followed": {key: dict(said) for key, said in self.followed.items() if any(said.values())},
        }


def lock(report: Report, *, to_write: bool = False) -> Report:
    """Lock a report until the transaction ends, and return it as it is now. Raises Denied("changed") where the page of
    the act showed it otherwise; a text that is only saved (`to_write`) is kept all the same."""
    if not to_write:
        # A change of the report's state writes the visit too, and acts on visits lock the visit first.
        Visit.objects.select_for_update().only("pk").get(pk=report.visit_id)
    Report.objects.select_for_update().only("pk").get(pk=report.pk)
    related = Report.objects.select_related(
        "visit__school", "visit__lead", "visit__framework_version", "saved_by", "writer"
    )
    found = related.get(pk=report.pk)
    if not to_write:
        require_as_shown(found)
    return found


@transaction.atomic
def save_report(report: Report, *, by: User, on: date, writing: Writing, version: int, over: bool = False) -> Report:
    """Save a report as it is written. `version` is the one that was read. Where somebody saved meanwhile, in another
    window or as another person, raises Denied("saved_meanwhile") and changes nothing; with `over` it saves, and
    keeps the other text. The first save decides whether somebody else has to check the report (framework: a cycle of
    quality assurance)."""
    report = lock(report, to_write=True)
    check_write(report, by=by, on=on)
    check_writable(report)
    content, is_first = writing.content(), not report.version
    if not stage_save(report, content, holds=content_of(report), by=by, version=version, over=over):
        return report
    if is_first:
        report.check_rule = rule_of(report)
    for name, value in content.items():
        setattr(report, name, value)
    report.save()
    return report


def content_of(report: Report) -> dict[str, Any]:
    """Return what a report holds, in the shape of `Writing.content`."""
    return {"sections": report.sections, "actions": report.actions, "followed": report.followed}


def rule_of(report: Report) -> str:
    """Return why this report has to be checked; "" where it need not be."""
    visit, visits = report.visit, report.visit.framework.visits
    assert visits is not None, "a report is of a visit under a framework with visits"
    band, name = present_band(visit.school_id, visit.ends_on)
    return rule_for(
        visits.quality,
        band=band,
        band_name=name,
        partner_since=partner_since(visit.lead),
        day=visit.ends_on,
        uid=visit.uid,
        year=academic_year(visit.ends_on),
    )


def move(report: Report, row: Transition, *, by: User | None, on: date, reason: str = "", **facts: object) -> None:
    """Change the status: record the event (which the trigger asks for), end the periods that ran and start the
    one that runs now. The caller holds the lock. `facts` fill the sentence of the event."""
    visit = report.visit
    events.record(
        row.event,
        subject=report,
        by=by,
        scope=scope(visit.school),
        status=(report.status, row.target),
        reason=reason,
        kind_name=visit.kind_name,
        day=in_words(visit.starts_on),
        **facts,
    )
    report.status = row.target
    report.save(update_fields=["status"])
    for rule, acts in _PERIODS.items():
        if rule != row.starts:
            deadlines.end(report, rule=rule, on=on, met=row.action in acts)
    period = visit.framework.periods.counted.get(row.starts)
    if period is not None:
        deadlines.start(report, rule=row.starts, period=period, on=on)


def hand_to(report: Report, writer: User, *, by: User | None) -> None:
    """Give a report to somebody else to finish, as part of a handover that was allowed. The caller holds the row."""
    visit, old = report.visit, report.owed_by.name
    report.writer = writer if writer != visit.lead else None
    report.save(update_fields=["writer"])
    events.record(
        "report.handed",
        subject=report,
        by=by,
        scope=scope(visit.school),
        kind_name=visit.kind_name,
        day=in_words(visit.starts_on),
        name=writer.name,
        old={"writer": old},
        new={"writer": writer.name},
    )
