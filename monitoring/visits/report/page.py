"""What the pages of a report show: its text, remarks on it, and the changes between versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from schools.queries import parts_only, schools_in_post
from sil.accounts.roles import LEADS
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words
from sil.letters.models import Withdrawal

from ..agreed.follow_ups import SOURCE as AGREED
from ..follow_ups.sources import AskedQuestion, answers_in_words
from ..models import Answer, Comment, Report, ReportVersion
from ..states import SHOWN, ReportState
from .permissions import may_read_draft
from .queries import last_period, period


@dataclass(frozen=True)
class PartChange:
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class IssuedVersion:
    """One issued version: its text, the answer to it, and the changes since the version before. `number` counts those
    of the same school; of a withdrawn one the school reads nothing (`is_read`)."""

    version: ReportVersion
    number: int
    is_read: bool
    withdrawal: Withdrawal | None
    content: Mapping[str, Any]
    answer: Answer | None
    corrections: Sequence[tuple[str, str]]
    changes: Sequence[PartChange]


def page_of(report: Report, who: UserRoles) -> dict[str, Any]:
    """Return what every page of a report shows to a person: to the school's side, only what was issued."""
    casework = may_read_draft(report, who)
    issued = issued_versions(report, casework=casework)
    owed = period(report.visit, "visit_report") if casework else None
    comments = list(report.comments.select_related("by")) if casework else []
    visits = report.visit.framework.visits
    assert visits is not None, "a report is of a visit under a framework with visits"
    return {
        "report": report,
        "visit": report.visit,
        "school": report.visit.school,
        "casework": casework,
        "answers": report.visit.school_id in schools_in_post(who.user, who.on, LEADS),
        "reads_letter": not parts_only(report.visit.school, who),
        "issued": issued,
        "owed": owed,
        "asked": period(report, "report_answer"),
        "stood": last_period(report, "report_answer") if report.status == ReportState.STANDS else None,
        "comments": comments,
        "said": remarks_by_section(report, comments, issued),
        "sections": [(s, report.sections.get(s.id, "")) for s in visits.sections] if casework else [],
        "criteria": [(c.name, report.checked[c.id]) for c in visits.quality.criteria if c.id in report.checked],
        "last": previous_report_sections(report) if casework else {},
        "followed": answers_in_words(report) if casework else [],
    }


def issued_versions(report: Report, *, casework: bool) -> list[IssuedVersion]:
    """Return the issued versions, the newest first: to a school those that it was sent."""
    related = report.versions.select_related("issued_by", "letter__withdrawal", "answer__by").defer("letter__html")
    versions = [version for version in related if casework or version.letter.urn == report.visit.school_id]
    found: list[IssuedVersion] = []
    for place, version in enumerate(versions):
        rest = versions[place + 1 :]
        number = 1 + sum(each.letter.urn == version.letter.urn for each in rest)
        withdrawal = getattr(version.letter, "withdrawal", None)
        is_read = casework or withdrawal is None
        # What changed would tell the text of a version that is withdrawn.
        told = rest and (casework or not hasattr(rest[0].letter, "withdrawal"))
        before = rest[0].content if told else None
        reply = getattr(version, "answer", None)
        names = {s["id"]: s["name"] for s in version.content["sections"]} | {"": "Anything else"}
        asked = [(names.get(key, key), text) for key, text in reply.corrections.items()] if reply else []
        changes = changes_between(before, version.content) if before else []
        content = readable_content(version.content)
        found.append(IssuedVersion(version, number, is_read, withdrawal, content, reply, asked, changes))
    return found


def readable_content(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a version with its days as dates. Older versions had only one source of follow-up
    questions."""
    actions = [a | {"due_on": date.fromisoformat(a["due_on"]) if a["due_on"] else None} for a in content["actions"]]
    followed = [{"about": AGREED.told} | said for said in content["followed"]]
    return {**content, "actions": actions, "followed": followed}


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[PartChange]:
    """Return the parts that differ between the contents of two versions."""
    old, new = _words(before), _words(after)
    return [
        PartChange(what, old.get(what, ""), new.get(what, ""))
        for what in dict.fromkeys([*old, *new])
        if old.get(what, "") != new.get(what, "")
    ]


def remarks_by_section(
    report: Report, comments: Sequence[Comment], issued: Sequence[IssuedVersion]
) -> dict[str, list[str]]:
    """Return {section: remarks of the checker and the school}, to be read beside the text."""
    found: dict[str, list[str]] = {}
    for comment in comments:
        found.setdefault(comment.section, []).append(f"{comment.by.name}: {comment.text}")
    reply = issued[0].answer if issued else None
    if reply:
        for key, text in reply.corrections.items():
            found.setdefault(key, []).append(f"{reply.by.name}, {reply.role}: {text}")
    return found


def previous_report_sections(report: Report) -> dict[str, str]:
    """Return {section: text} of the report of the visit before."""
    earlier = ReportVersion.objects.filter(
        report__status__in=SHOWN,
        report__visit__school=report.visit.school_id,
        report__visit__starts_on__lt=report.visit.starts_on,
    )
    last = earlier.order_by("-report__visit__starts_on", "-number").first()
    return {s["id"]: s["text"] for s in last.content["sections"]} if last else {}


def in_words_of(report: Report, content: Mapping[str, Any], asked: Sequence[AskedQuestion]) -> dict[str, str]:
    """Return a text as it is written as {part: words}, to be compared or copied."""
    visits = report.visit.framework.visits
    assert visits is not None, "a report is of a visit under a framework with visits"
    words = {}
    for each in asked:
        said = content["followed"].get(each.key, {"progress": "", "note": ""})
        told = (each.words(said["progress"]) or said["progress"], said["note"])
        words[f"What happened to “{each.question.text}”"] = ": ".join(filter(None, told))
    words |= {s.name: content["sections"].get(s.id, "") for s in visits.sections}
    for place, action_typed in enumerate(content["actions"], 1):
        parts = (action_typed["text"], action_typed["owner"], " ".join(action_typed["due_on"]))
        words[f"Agreed action {place}"] = "\n".join(filter(None, parts))
    return words


def _words(content: Mapping[str, Any]) -> dict[str, str]:
    words = {s["name"]: s["text"] for s in content["sections"]}
    for place, a in enumerate(content["actions"], 1):
        due = in_words(date.fromisoformat(a["due_on"])) if a["due_on"] else ""
        words[f"Agreed action {place}"] = "\n".join(filter(None, (a["text"], a["owner"], due)))
    for f in content["followed"]:
        words[f"What happened to “{f['text']}”"] = ": ".join(filter(None, (f["progress"], f["note"])))
    return words
